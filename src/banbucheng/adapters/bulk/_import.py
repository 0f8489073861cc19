"""Rows into a store, a batch at a time: what is good is kept, what is not is told, and nothing is kept twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from operator import attrgetter

from attrs import field, frozen
from sqlalchemy import Connection, Engine, NullPool, QueuePool

from banbucheng.adapters.bulk._form import Form
from banbucheng.adapters.bulk._mapping import ImportMapping
from banbucheng.adapters.bulk._record import Unfit, record_of
from banbucheng.adapters.bulk._rows import Row
from banbucheng.adapters.bulk._stencil import Drafter
from banbucheng.adapters.sql import Draft, Tables, keep_drafts, known, retried
from banbucheng.cases import Numbering, number_by_window_and_day
from banbucheng.errors import BadInput, Refusal
from banbucheng.rulebook import Rulebook
from banbucheng.terms import StaffId
from banbucheng.worktime import WorkCalendar

__all__ = ["Imported", "Importer", "Reject"]

_IMPORT = StaffId("import")


@frozen(kw_only=True)
class Reject:
    """A row that was not imported: the line it begins on, every reason, and its cells as they are."""

    line: int
    reasons: Sequence[str]
    cells: Mapping[str, str]


@frozen(kw_only=True)
class Imported:
    """How far an import has come, in rows."""

    #: All that were read.
    rows: int = 0
    #: That are cases now.
    kept: int = 0
    #: That were cases before, under the same reference; nothing of them was changed.
    known: int = 0
    rejected: int = 0


@frozen(kw_only=True)
class Importer:
    """
    Takes rows into a store, each a case with the entries that its record speaks of.

    Every batch is a transaction of its own. One that was cut off is simply run again: what it kept is known by its
    reference, and nothing is kept twice, nor by two who import one file at the same time.
    """

    mapping: ImportMapping
    book: Rulebook
    calendar: WorkCalendar
    #: When it is imported; nothing in a row can be later.
    at: datetime
    #: In whose name the entries are written.
    by: StaffId = _IMPORT
    numbering: Numbering = number_by_window_and_day
    tables: Tables | None = None
    batch: int = 500

    def run(
        self, engine: Engine, rows: Iterable[Row], *, rejected: Callable[[Reject], object] | None = None
    ) -> Iterator[Imported]:
        """
        Import the rows, and yield after each batch how far it has come; what was yielded is committed.

        `rejected` is called with every row that is not taken, once, in the order of the file within a batch.

        Raises:
            StoreUnavailable: the database failed; all batches up to the last that was yielded are kept.
        """
        work = _Work(
            form=Form(mapping=self.mapping, book=self.book, calendar=self.calendar, at=self.at),
            drafter=Drafter(self.book, self.calendar, self.by, self.numbering),
            reading=engine.execution_options(sqlite_begin="DEFERRED"),
        )
        through, waiting = Imported(), iter(rows)
        # While the database writes one batch, the next is made; a database in memory has one thread alone.
        aside = isinstance(engine.pool, QueuePool | NullPool)
        with ThreadPoolExecutor(1) as pool:
            before: tuple[_Batch, Future[int]] | None = None
            while some := list(islice(waiting, self.batch)):
                batch = self._batch(work, some)
                if before is not None:
                    through = _ended(through, *before, rejected)
                    yield through
                future = pool.submit(self._keep, engine, batch) if aside else _done(self._keep(engine, batch))
                before = batch, future
            if before is not None:
                yield _ended(through, *before, rejected)

    def _batch(self, work: "_Work", rows: Sequence[Row]) -> "_Batch":
        """Some rows, read: what is good as drafts, what is not with its reasons."""
        batch = _Batch(rows=len(rows))
        fresh = list[tuple[str, Row]]()
        for row in rows:
            reference = "" if row.fault else self.mapping.reference(row.cells)
            first = work.lines.setdefault(reference, row.line) if reference else row.line
            if row.fault:
                batch.reject(row, row.fault)
            elif first != row.line:
                batch.reject(row, f"id: it stands on line {first} already")
            else:
                fresh.append((reference, row))
        references = [reference for reference, _ in fresh if reference]
        there = retried(work.reading, lambda connection: known(connection, references, self.tables))
        for reference, row in fresh:
            if reference in there:
                batch.known.append(reference)
                continue
            try:
                batch.drafts.append((reference, work.drafter.draft(record_of(work.form, row.cells))))
            except Unfit as error:
                batch.reject(row, *error.reasons)
            except Refusal as error:
                batch.reject(row, error.reason)
            except BadInput as error:
                batch.reject(row, str(error))
        return batch

    def _keep(self, engine: Engine, batch: "_Batch") -> int:
        """Write a batch in one transaction; how many were kept, for others may have been there first."""

        def keep(connection: Connection) -> int:
            taken = known(connection, [reference for reference, _ in batch.drafts], self.tables)
            return len(keep_drafts(connection, [each for ref, each in batch.drafts if ref not in taken], self.tables))

        return retried(engine, keep) if batch.drafts else 0


@frozen(kw_only=True)
class _Work:
    """What is held from the first row to the last."""

    form: Form
    drafter: Drafter
    #: For looking whether a row is known, without waiting for the batch that is being written.
    reading: Engine
    #: The line on which each reference stood first.
    lines: dict[str, int] = field(factory=dict[str, int])


@frozen(kw_only=True)
class _Batch:
    """Some rows on their way."""

    rows: int
    drafts: list[tuple[str, Draft]] = field(factory=list[tuple[str, Draft]])
    known: list[str] = field(factory=list[str])
    rejects: list[Reject] = field(factory=list[Reject])

    def reject(self, row: Row, *reasons: str) -> None:
        self.rejects.append(Reject(line=row.line, reasons=reasons, cells=row.cells))


def _done(kept: int) -> Future[int]:
    future = Future[int]()
    future.set_result(kept)
    return future


def _ended(
    through: Imported, batch: _Batch, kept: Future[int], rejected: Callable[[Reject], object] | None
) -> Imported:
    """How far it has come with a batch that was written, once its rejects are told."""
    many = kept.result()
    for each in sorted(batch.rejects, key=attrgetter("line")):
        if rejected is not None:
            rejected(each)
    return Imported(
        rows=through.rows + batch.rows,
        kept=through.kept + many,
        known=through.known + len(batch.known) + len(batch.drafts) - many,
        rejected=through.rejected + len(batch.rejects),
    )
