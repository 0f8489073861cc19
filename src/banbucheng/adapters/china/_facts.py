"""The data files of this package, read quickly."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

__all__ = ["days_in", "entries", "tables", "unquoted"]


def tables(name: str, wanted: AbstractSet[str] | None = None) -> Sequence[tuple[str, dict[str, str]]]:
    """
    The tables of a data file in order, each with the name in its brackets and its values as they are written.

    What stands before the first table has an empty name; where names are `wanted`, the others are left out.

    It reads the part of TOML that these files keep to, a key and its value on each line. `tomllib` reads all of TOML,
    and costs a cold start more than everything else together; a test holds the two to one result.
    """
    head, *parts = f"\n{_text(name)}".split("\n[")
    found = [("", _values(head))] if wanted is None else []
    for part in parts:
        title, _, lines = part.partition("]")
        title = title.strip("[")
        if wanted is None or title in wanted:
            found.append((title, _values(lines)))
    return found


def _text(name: str) -> str:
    # Through the loader, as pkgutil and importlib.resources do; importing them would take longer than reading.
    loader: Any = __spec__.loader
    data: bytes = loader.get_data(f"{__file__.rpartition('_facts')[0]}{name}")
    return data.decode()


def _values(text: str) -> dict[str, str]:
    lines = (line.partition(" = ") for line in text.splitlines() if not line.startswith("#"))
    return {key: value for key, equals, value in lines if equals}


def unquoted(value: str) -> str:
    """The text that a written value stands for."""
    return value[1:-1]


def entries(value: str) -> list[str]:
    """The texts or days of a written list; those of a single text where it is no list."""
    return [part.strip("'\"") for part in value.strip("[]").split(", ") if part]


def days_in(text: str) -> Sequence[date]:
    """
    The days that `2027-01-01`, or `2027-01-01..2027-01-03` with both days included, stands for.

    Raises:
        ValueError: it is written differently.
    """
    first, _, last = text.partition("..")
    start = date.fromisoformat(first)
    if not last:
        return [start]
    return [date.fromordinal(day) for day in range(start.toordinal(), date.fromisoformat(last).toordinal() + 1)]
