"""The data files of this package, read quickly."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pkgutil import get_data
from typing import Any

__all__ = ["days_in", "tables"]

_DAY = timedelta(days=1)


def tables(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """
    The tables of a data file in order, each with the name in its brackets; the first, nameless one is filled as they come.

    It reads the part of TOML that these files keep to: a key and its value on each line. `tomllib` reads all of TOML,
    and costs a cold start more than everything else together; a test holds the two to one result.
    """
    table: dict[str, Any] = {}
    yield "", table
    # Not importlib.resources, whose import alone takes a third of the time that attrs takes.
    for line in (get_data(__name__, name) or b"").decode().splitlines():
        if line.startswith("["):
            table = {}
            yield line.strip("[]"), table
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            table[key] = [_fact(part) for part in value[1:-1].split(", ") if part] if value.startswith("[") else _fact(value)


def _fact(text: str) -> str | int | date:
    if text.startswith(("'", '"')):
        return text[1:-1]
    return int(text) if text.isdigit() else date.fromisoformat(text)


def days_in(text: str) -> Sequence[date]:
    """
    The days that `2027-01-01`, or `2027-01-01..2027-01-03` with both days included, stands for.

    Raises:
        ValueError: it is written differently.
    """
    first, _, last = text.partition("..")
    start = date.fromisoformat(first)
    return [start + _DAY * place for place in range((date.fromisoformat(last) - start).days + 1)] if last else [start]
