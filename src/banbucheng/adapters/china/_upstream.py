"""The installed `holidays`, asked only where it may know a year that the data of this package lacks."""

from datetime import date
from importlib import import_module
from importlib.machinery import PathFinder
from os import listdir

__all__ = ["Upstream", "upstream"]


#: The version that says so, the last year it knows, and what it adds: the days off with their festivals, and those on.
Upstream = tuple[str, int, dict[date, str], frozenset[date]]


def upstream(known: int, compared: str) -> Upstream | None:
    """
    What the installed `holidays` knows after the year `known`; None where that is nothing.

    It takes a tenth of a second to import, so it stays unread unless it is newer than the version that our data
    was `compared` with, and its source names the next year at all.
    """
    spec = PathFinder.find_spec("holidays")
    if spec is None or spec.origin is None:
        return None
    # Text and no pathlib, whose import would cost every cold start as much as the whole check.
    folder = spec.origin.removesuffix("__init__.py")
    version = _version(folder.removesuffix(f"holidays{folder[-1:]}"))
    if version and _parts(version) <= _parts(compared):
        return None
    if str(known + 1) not in _source(f"{folder}countries{folder[-1:]}china.py", otherwise=str(known + 1)):
        return None
    # By its name, since it is what loads `holidays`.
    found: Upstream | None = import_module("banbucheng.adapters.china._holidays").known_after(known, version)
    return found


def _version(folder: str) -> str:
    names = listdir(folder)  # noqa: PTH208 - as above
    found = [name for name in names if name.startswith("holidays-") and name.endswith(".dist-info")]
    return found[0].removeprefix("holidays-").removesuffix(".dist-info") if found else ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _source(path: str, *, otherwise: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as above
            return file.read()
    except (OSError, ValueError):
        return otherwise
