"""
The working days of mainland China: what the State Council has announced, with its source, and what it has not yet.

The facts are data files of this package; the installed `holidays` is asked only where it knows a year more. Each name
is loaded when it is first asked for; what they are is written for people and type checkers in `__init__.pyi`.
"""

# The names of `__all__` are not in the module until they are asked for; `__init__.pyi` is what a checker reads.
# pyright: reportUnsupportedDunderAll=false

from importlib import import_module

_ROOMS = {
    "Notice": "_notices",
    "Notices": "_load",
    "china": "_china",
    "draft_notice": "_draft",
    "load_notices": "_load",
    "shipped_notices": "_notices",
}

__all__ = ["Notice", "Notices", "china", "draft_notice", "load_notices", "shipped_notices"]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(_ROOMS)
