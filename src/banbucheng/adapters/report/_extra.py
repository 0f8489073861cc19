"""Packages that only some reports need, each brought by an extra of ours."""

from importlib import import_module
from types import ModuleType

from banbucheng.errors import BadInput

__all__ = ["needed"]


def needed(module: str, *, extra: str, package: str) -> ModuleType:
    """
    A module of a package that an extra brings.

    Raises:
        BadInput: it is not installed; what is said names the package and the extra.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        said = f"it is not installed; it comes with an extra: pip install 'banbucheng[{extra}]'"
        raise BadInput("package", package, said) from missing
