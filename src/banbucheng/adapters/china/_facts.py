"""The data files of this package, read quickly."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pkgutil import get_data

__all__ = ["days_in", "entries", "tables", "unquoted"]

_DAY = timedelta(days=1)


def tables(name: str) -> Sequence[tuple[str, dict[str, str]]]:
    """
    The tables of a data file in order, each with the name in its brackets and its values as they are written.

    It reads the part of TOML that these files keep to: a key and its value on each line. `tomllib` reads all of TOML,
    and costs a cold start more than everything else together; a test holds the two to one result.
    """
    return list(_tables(name))


def _tables(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    table: dict[str, str] = {}
    yield "", table
    # Not importlib.resources, whose import alone takes a third of the time that attrs takes.
    for line in (get_data(__name__, name) or b"").decode().splitlines():
        if line.startswith("["):
            table = {}
            yield line.strip("[]"), table
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            table[key] = value


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
    return [start + _DAY * place for place in range((date.fromisoformat(last) - start).days + 1)] if last else [start]
