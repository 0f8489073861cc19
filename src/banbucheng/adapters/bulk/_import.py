"""Rows into a store, a batch at a time: what is good is kept, what is not is told, and nothing is kept twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from attrs import frozen
from sqlalchemy import Connection, Engine

from banbucheng.adapters.bulk._life import life
from banbucheng.adapters.bulk._mapping import ImportMapping
from banbucheng.adapters.bulk._record import Form, Unfit
from banbucheng.adapters.bulk._rows import Row
from banbucheng.adapters.sql import UNNUMBERED, Draft, Tables, draft, keep_drafts, known, retried
from banbucheng.cases import Numbering, number_by_window_and_day
from banbucheng.errors import BadInput, Refusal
from banbucheng.rulebook import Rulebook
from banbucheng.terms import StaffId
from banbucheng.worktime import WorkCalendar

__all__ = ["Imported", "Importer", "Reject"]

_Drafts: TypeAlias = Sequence[tuple[Row, str, Draft]]


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
    by: StaffId = StaffId("import")
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
        form = Form(mapping=self.mapping, book=self.book, calendar=self.calendar, at=self.at)
        lines: dict[str, int] = {}
        through, waiting = Imported(), iter(rows)
        while batch := list(islice(waiting, self.batch)):
            faults, fresh = list[Reject](), list[tuple[str, Row]]()
            for row in batch:
                reference = self.mapping.reference(row.cells)
                first = lines.setdefault(reference, row.line) if reference and not row.fault else row.line
                if row.fault:
                    faults.append(Reject(line=row.line, reasons=(row.fault,), cells=row.cells))
                elif first != row.line:
                    said = f"id: it stands on line {first} already"
                    faults.append(Reject(line=row.line, reasons=(said,), cells=row.cells))
                else:
                    fresh.append((reference, row))
            kept, there = self._batch(engine, form, fresh, faults)
            for each in sorted(faults, key=lambda fault: fault.line):
                if rejected is not None:
                    rejected(each)
            through = Imported(
                rows=through.rows + len(batch),
                kept=through.kept + kept,
                known=through.known + there,
                rejected=through.rejected + len(faults),
            )
            yield through

    def _batch(
        self, engine: Engine, form: Form, rows: Sequence[tuple[str, Row]], faults: list[Reject]
    ) -> tuple[int, int]:
        """How many of some rows were kept, and how many there were already."""
        references = [reference for reference, _ in rows if reference]
        there = retried(engine, lambda connection: known(connection, references, self.tables))
        drafts = [
            (reference, made)
            for reference, row in rows
            if reference not in there and (made := self._draft(form, row, faults)) is not None
        ]

        def keep(connection: Connection) -> int:
            # Whoever imports the same file beside us may have been faster.
            taken = known(connection, [reference for reference, _ in drafts], self.tables)
            return len(keep_drafts(connection, [each for ref, each in drafts if ref not in taken], self.tables))

        kept = retried(engine, keep) if drafts else 0
        return kept, len(there) + len(drafts) - kept

    def _draft(self, form: Form, row: Row, faults: list[Reject]) -> Draft | None:
        try:
            made = life(form.record(row.cells), UNNUMBERED, book=self.book, calendar=self.calendar, by=self.by)
            series = self.numbering(made.case.window, self.calendar.date_of(made.case.registered_at))
            return draft(series, made.case, made.entries)
        except Unfit as error:
            faults.append(Reject(line=row.line, reasons=error.reasons, cells=row.cells))
        except (Refusal, BadInput) as error:
            faults.append(Reject(line=row.line, reasons=(_said(error),), cells=row.cells))
        return None


def _said(error: Refusal | BadInput) -> str:
    return error.reason if isinstance(error, Refusal) else str(error)
