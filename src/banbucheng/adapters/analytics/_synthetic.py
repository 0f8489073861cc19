"""Made-up rows of cases, as many as wanted, to size machines with; they say nothing about any place."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from banbucheng.adapters.analytics._columns import COLUMNS, PARTITIONS, SQL_TYPES
from banbucheng.adapters.analytics._folder import partition
from banbucheng.adapters.dimension import DayRow, day_rows
from banbucheng.errors import BadInput
from banbucheng.worktime import WorkCalendar

__all__ = ["synthetic"]

#: The mixing steps of xxHash32 (its avalanche), so that the same number gives the same row in every release of DuckDB.
_MIX = ((0, 2654435761), (15, 2246822519), (13, 3266489917))
_WORDS = "abcdef"
_LOW = 4294967295
#: Regions, the units of each, and categories: 500 units and 12 categories.
_REGIONS, _UNITS, _CATEGORIES = 10, 50, 12
#: Of 1,408 letters to a province's online letter box, so many were answered within so many working days.
_ANSWERED = ((258, 2), (543, 5), (854, 10), (1181, 20), (1321, 40), (1408, 120))


def synthetic(
    n: int,
    folder: str | PathLike[str],
    *,
    calendar: WorkCalendar,
    seed: int = 1,
    first: date = date(2023, 1, 1),
    months: int = 36,
) -> None:
    """
    Write `n` made-up rows of cases into a folder laid out as `append` lays it out; needs DuckDB.

    There are 10 regions with 50 units each, 12 categories and as many months as are asked for, beginning with that of
    `first`; each has as many cases as the next, give or take one. The working days to the answer are spread as those of
    1,408 real letters were: 258 within 2, 543 within 5, 854 within 10. The same arguments make the same rows,
    whatever machine and whatever release.

    Raises:
        BadInput: fewer rows than one for each region and month, 2 ** 32 or more, a folder that is not empty, or months
            that the calendar does not reach half a year beyond.
    """
    target, places = Path(folder), _REGIONS * months
    if not 0 < places <= n <= _LOW:
        raise BadInput("n", n, f"give from {places}, one for each region and month, to {_LOW}")
    if target.exists() and any(target.iterdir()):
        raise BadInput("folder", fspath(folder), "give one that is new or empty")
    starts = [date(first.year + (first.month - 1 + m) // 12, (first.month - 1 + m) % 12 + 1, 1) for m in range(months)]
    connection = _prepared(list(day_rows(calendar)), starts[0], starts[-1])
    for place in range(places):
        begins, ends = n * place // places, n * (place + 1) // places
        month, region = starts[place // _REGIONS], f"{place % _REGIONS + 990001}"
        path = target / partition(region, f"{month:%Y-%m}") / f"{0:012d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        query = _query(begins, ends, region, month, seed)
        file = fspath(path).replace("'", "''")
        connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()


def _prepared(rows: list[DayRow], first: date, last: date) -> Any:
    """A connection that knows the days of the calendar by their number."""
    reach = len(rows) - 200
    if reach < 1 or not rows[0].day <= first <= last <= rows[reach].day:
        raise BadInput("calendar", f"{first} to {last}", "take one that reaches half a year beyond the last month")
    connection = import_module("duckdb").connect(config={"memory_limit": "1GB", "preserve_insertion_order": True})
    connection.execute("SET threads = 2")
    # As lists: the number of each day, and the day of each number.
    known = {
        "numbers": ("INTEGER[]", [each.workday_number - rows[0].workday_number + rows[0].works for each in rows]),
        "days": ("DATE[]", [each.day for each in rows if each.works]),
        "origin": ("DATE", rows[0].day),
    }
    for name, (kind, value) in known.items():
        connection.execute(f"SET VARIABLE {name} = ?::{kind}", [value])
    return connection


def _words(begins: int, ends: int, seed: int) -> str:
    """For each number of a range, six words of 32 bits that look like chance."""
    salts = [(seed * _MIX[0][1] + k * _MIX[1][1]) & _LOW for k in range(len(_WORDS))]
    words = ", ".join(
        f"xor(range::UBIGINT, {salt}::UBIGINT) AS {word}" for word, salt in zip(_WORDS, salts, strict=True)
    )
    query = f"SELECT range AS i, {words} FROM range({begins}, {ends})"  # noqa: S608 - our own names
    for shift, factor in _MIX:
        mixed = ", ".join(f"(xor({w}, {w} >> {shift or 16}) * {factor}::UBIGINT) & {_LOW} AS {w}" for w in _WORDS)
        query = f"SELECT i, {mixed} FROM ({query})"  # noqa: S608 - our own names
    last = ", ".join(f"xor({w}, {w} >> 16)::BIGINT AS {w}" for w in _WORDS)
    return f"SELECT i, {last} FROM ({query})"  # noqa: S608 - our own names


def _lasted() -> Iterator[str]:
    """The working days to the answer, by the share of letters that were answered so soon."""
    below, least = 0, 0
    yield "CASE"
    for count, most in _ANSWERED:
        spread = f"{least} + (b // 1408) % {most - least + 1}"
        yield f"WHEN b % 1408 < {count} THEN {spread}"
        below, least = count, most + 1
    yield f"ELSE {below} END"


def _query(begins: int, ends: int, region: str, month: date, seed: int) -> str:
    """The rows of a region and a month."""
    length = (date(month.year + month.month // 12, month.month % 12 + 1, 1) - month).days
    drawn = f"""
        SELECT *, DATE '{month}' + (a % {length})::INTEGER AS received_on, CAST({" ".join(_lasted())} AS INTEGER) AS lasted,
            d % 100 < 7 AS asked, d // 100 % 100 < 97 AS done
        FROM ({_words(begins, ends, seed)})"""  # noqa: S608 - our own names
    dated = f"""
        SELECT *, NOT asked AS formal, getvariable('numbers')[received_on - getvariable('origin') + 1] AS began
        FROM ({drawn})"""  # noqa: S608 - our own names
    answered = f"""
        SELECT *, formal AND done AS answered, formal AND e % 10 < 3 AS complex_one, e // 10 % 100 < 6 AS came_back,
            e // 1000 % 100 < 40 AS rated_at_all, e // 100000 % 100 < 88 AS content,
            getvariable('days')[began + lasted] AS day
        FROM ({dated})"""  # noqa: S608 - our own names
    given = {
        "number": f"'{region}-' || strftime(received_on, '%Y%m%d') || '-' || lpad(i::VARCHAR, 10, '0')",
        "version": "4 + c % 9",
        "edition": "'2026.1'",
        "region": f"'{region}'",
        "window": f"'{region}'",
        "unit": f"'{region}-' || lpad((a // 31 % {_UNITS} + 1)::VARCHAR, 2, '0')",
        "channel": "['window', 'hotline', 'online', 'letter'][1 + c // 9 % 4]",
        "demand": "if(asked, 'consultation', ['help', 'complaint', 'suggestion'][1 + c // 36 % 3])",
        "kind": "if(asked, '', ['unable', 'unwilling', 'refused', 'awkward', 'afraid'][1 + least(c // 108 % 9, 4)])",
        "grade": "if(asked, '', if(complex_one, 'complex', 'ordinary'))",
        "causes": "if(asked, '', ['', 'policy', 'system', 'policy|system'][1 + c // 972 % 4])",
        "category": f"'c' || lpad((a // {31 * _UNITS} % {_CATEGORIES} + 1)::VARCHAR, 2, '0')",
        "item": "''",
        "status": "if(done, 'closed', 'handling')",
        "month": f"'{month:%Y-%m}'",
        "received_on": "received_on",
        "answered_on": "if(done, day, NULL)",
        "closed_on": "if(done, day, NULL)",
        "registered": "1",
        "consultation": "asked",
        "declined": "0",
        "taken_on": "1",
        "decided": "1",
        "on_the_spot": "answered AND lasted = 0",
        "feedback_owed": "complex_one",
        "feedback_kept": "complex_one AND lasted <= 5",
        "closure_owed": "formal AND NOT complex_one",
        "closure_kept": "answered AND NOT complex_one AND lasted <= 5",
        "cap_owed": "formal",
        "cap_kept": "answered AND lasted <= 10",
        "overdue": "formal AND NOT done",
        "dispatched": "formal AND lasted > 0",
        "first_right": "formal AND lasted > 0 AND NOT came_back",
        "returned": "formal AND lasted > 0 AND came_back",
        "sent_again": "formal AND lasted > 0 AND came_back",
        "responded": "formal AND lasted > 0 AND f % 100 < 93",
        "extended": "formal AND lasted > 15 AND f // 100 % 2 = 0",
        "suspended": "formal AND f // 200 % 100 < 3",
        "suspended_days": "if(formal AND f // 200 % 100 < 3, 1 + f // 20000 % 20, 0)",
        "resolved": "answered",
        "solved": "answered AND f // 400000 % 100 < 78",
        "reopened": "answered AND rated_at_all AND NOT content AND f // 40000000 % 2 = 0",
        "followed_up": "answered AND rated_at_all",
        "rated": "answered AND rated_at_all",
        "satisfied": "answered AND rated_at_all AND content",
        "bad_review": "answered AND rated_at_all AND NOT content",
        "put_right": "answered AND rated_at_all AND NOT content AND f // 40000000 % 2 = 0",
        "batch": "0",
    }
    columns = [
        f'CAST({given.get(name, name)} AS {"TINYINT" if kind == "int8" else SQL_TYPES[name]}) AS "{name}"'
        for name, kind in COLUMNS.items()
        if name not in PARTITIONS
    ]
    return f"SELECT {', '.join(columns)} FROM ({answered})"  # noqa: S608 - our own names
