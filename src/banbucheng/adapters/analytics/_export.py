"""The feed of a store into Parquet: every entry once, whatever breaks in between, and nothing about any person."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from itertools import groupby
from operator import attrgetter
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from banbucheng.adapters.analytics._columns import COLUMNS, PARTITIONS
from banbucheng.adapters.analytics._folder import Cursor, begin, cursor, finish, put
from banbucheng.ledger import CaseRow, Entry, case_row, replay
from banbucheng.terms import CaseNumber
from banbucheng.worktime import WorkCalendar

__all__ = ["Feed", "FeedPage", "append", "restate"]

# pyarrow has no types; what comes from it is anything.
_arrow: Any = import_module("pyarrow")
_parquet: Any = import_module("pyarrow.parquet")
_SCHEMA: Any = _arrow.schema(
    [
        _arrow.field(name, _arrow.date32() if kind == "date" else getattr(_arrow, kind)())
        for name, kind in COLUMNS.items()
        if name not in PARTITIONS
    ]
)


class FeedPage(Protocol):
    """Some entries of the feed, in its order."""

    @property
    def items(self) -> Sequence[Entry]:
        """The entries; none means that there is nothing new."""
        ...

    @property
    def after(self) -> str:
        """Where the next page begins."""
        ...


class Feed(Protocol):
    """What the export asks of a store; every `ports.Store` gives it."""

    def entries_after(self, after: str = "", *, limit: int = 100) -> FeedPage:
        """The committed entries behind a place, each once, those of a case in their order."""
        ...

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        """All entries of a case."""
        ...

    def due(self, before: datetime) -> Iterator[CaseNumber]:
        """The open cases with a limit that ends before a moment."""
        ...


def append(
    store: Feed, folder: str | PathLike[str], *, as_of: datetime, calendar: WorkCalendar, limit: int = 10_000
) -> int:
    """
    Write the rows of the cases that the next entries of the feed are about; how many entries that were, 0 for none.

    Call it until it gives 0, each time in a transaction of its own. A row is what the case was after the last of these
    entries; what was open then is judged as of `as_of`, or of that entry where it is later. Rows go to
    `region=…/month=…/<batch>.parquet`, the cursor is written last. Whoever is killed in between begins the batch again:
    its files have the same names, so that nothing is lost and nothing is there twice. One process at a time may write
    to a folder.

    Raises:
        StoreUnavailable: the folder's cursor cannot be read.
        BadInput: the cursor is of another store, or the limit is below 1.
    """
    target = Path(folder)
    here = cursor(target)
    page = store.entries_after(here.after, limit=limit)
    if page.items:
        last = {entry.number: entry.seq for entry in page.items}
        rows = [_row(store.entries(number)[:seq], as_of, calendar) for number, seq in last.items()]
        _write(target, here, rows, page.after)
    return len(page.items)


def restate(store: Feed, folder: str | PathLike[str], *, as_of: datetime, calendar: WorkCalendar) -> int:
    """
    Write the rows of open cases whose limit has passed anew, for no entry tells of that; how many cases there were.

    Call it when `append` has nothing more to do, once a day or before a report. `latest` takes the later of two rows of
    one version.

    Raises:
        StoreUnavailable: the folder's cursor cannot be read.
    """
    target = Path(folder)
    here = cursor(target)
    late = [*dict.fromkeys(store.due(as_of))]
    if late:
        _write(target, here, [_row(store.entries(number), as_of, calendar) for number in late], here.after)
    return len(late)


def _row(entries: Sequence[Entry], as_of: datetime, calendar: WorkCalendar) -> CaseRow:
    return case_row(replay(entries), entries, as_of=max(as_of, entries[-1].at), calendar=calendar)


def _write(target: Path, here: Cursor, rows: Iterable[CaseRow], after: str) -> None:
    begin(target, here.batch)
    place = attrgetter(*PARTITIONS)
    for (region, month), some in groupby(sorted(rows, key=lambda row: (*place(row), row.number)), key=place):
        table = _table([*some], here.batch)
        put(target, region, month, here.batch, partial(_parquet.write_table, table))
    finish(target, Cursor(batch=here.batch + 1, after=after))


def _table(rows: Sequence[CaseRow], batch: int) -> Any:
    columns = dict(zip(CaseRow._fields, zip(*rows, strict=True), strict=True))
    return _arrow.table([columns.get(each.name, (batch,) * len(rows)) for each in _SCHEMA], schema=_SCHEMA)
