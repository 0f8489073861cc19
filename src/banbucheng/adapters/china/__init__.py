"""
The working days of mainland China: what the State Council has announced, with its source, and what it has not yet.

The facts are data files of this package; the installed `holidays` is asked only where it knows a year more. Each name is
loaded when it is first asked for; what they are is written for people and type checkers in `__init__.pyi`.
"""

from importlib import import_module

_ROOMS = {
    "Notice": "_notices",
    "Notices": "_load",
    "china": "_china",
    "load_notices": "_load",
    "shipped_notices": "_notices",
}

__all__ = list(_ROOMS)  # noqa: PLE0605 - the same names stand one by one in __init__.pyi


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(_ROOMS)
