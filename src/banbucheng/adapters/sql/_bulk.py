"""
Many new cases at once, in one transaction of the host's.

What takes time is done before the transaction begins: a draft is a case with its entries as rows, complete but for the
number, which is taken, written in and chained only when the draft is kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, bindparam, insert, select, update

from banbucheng.adapters.sql._joined import DEFAULT, Joined, write_all
from banbucheng.adapters.sql._rows import case_columns, entry_rows
from banbucheng.adapters.sql._schema import Tables
from banbucheng.adapters.sql._statements import ENTRY, Ready, turn
from banbucheng.adapters.sql._store import SqlStore
from banbucheng.cases import Case, numbered
from banbucheng.errors import StaleCase
from banbucheng.ledger import Entry, link
from banbucheng.terms import CaseNumber

__all__ = ["UNNUMBERED", "Draft", "draft", "keep_drafts", "known"]

#: The number of a case that has none yet; where a text holds it elsewhere, it stays.
UNNUMBERED = CaseNumber("\ufffc")
#: The registration names its case once more.
_AT_MOST = {"Registered": 2}


@frozen
class Draft:
    """A new case as rows, but for its number and its digests."""

    series: str
    case: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]


def draft(series: str, case: Case, entries: Sequence[Entry]) -> Draft:
    """
    The draft of a case of a series, with all of its entries; the number of all of them is `UNNUMBERED`.

    Raises:
        BadInput: a code is longer than its column.
    """
    return Draft(series, case_columns(case, ""), entry_rows(entries, ""))


def known(connection: Connection, references: Sequence[str], schema: Tables | None = None) -> frozenset[str]:
    """Those of some references under which a case is registered already; ask for at most a few thousand at a time."""
    t = DEFAULT if schema is None else schema
    with Joined(connection, t).use("import") as (joined, _):
        return frozenset(joined.scalars(select(t.cases.c.reference).where(t.cases.c.reference.in_(references))))


def keep_drafts(connection: Connection, drafts: Sequence[Draft], schema: Tables | None = None) -> Sequence[CaseNumber]:
    """
    Give each draft the next number of its series and write it; all of them, or none. Their numbers, in their order.

    Raises:
        StaleCase: a number or a reference is taken; roll back, and see which are `known` by now.
    """
    if not drafts:
        return ()
    t = DEFAULT if schema is None else schema
    numbers = _numbers(connection, t, drafts)
    cases: list[Mapping[str, Any]] = []
    lines: list[Mapping[str, Any]] = []
    for each, number in zip(drafts, numbers, strict=True):
        head = ""
        for entry in each.entries:
            body = entry["body"].replace(UNNUMBERED, number, _AT_MOST.get(entry["event"], 1))
            head = link(head, body)
            lines.append({**entry, "number": number, "body": body, "digest": head})
        cases.append(
            {**each.case, "number": number, "head": head, "body": each.case["body"].replace(UNNUMBERED, number, 1)}
        )
    with Joined(connection, t).use("import") as (joined, sql):
        try:
            _add(joined, sql.add, cases)
            write_all(joined, *_written_by(joined, t, lines))
        except joined.dialect.loaded_dbapi.IntegrityError as error:
            joined.invalidate()
            raise StaleCase(numbers[0], 0) from error
        except BaseException:
            # Half of it may be written, and a host may commit in spite of the error: from here on it cannot.
            joined.invalidate()
            raise
    return numbers


def _written_by(connection: Connection, t: Tables, lines: Sequence[Mapping[str, Any]]) -> tuple[Ready, Sequence[Any]]:
    """
    The statement for entries, and its rows with their turn, which is the same for all of a transaction.

    In `Statements.write` the turn is worked out in SQL; drivers that send many rows at once send those one by one.
    """
    translate = connection.get_execution_options().get("schema_translate_map")
    now = connection.scalar(select(turn(t, connection.dialect)))
    values = {name: bindparam(name, type_=t.entries.c[name].type) for name in (*ENTRY, "turn")}
    return Ready.of(insert(t.entries).values(values), connection.dialect, translate), [
        {**each, "turn": now} for each in lines
    ]


def _numbers(connection: Connection, t: Tables, drafts: Sequence[Draft]) -> Sequence[CaseNumber]:
    """The next numbers; the row of a series is held until the transaction ends, so that they can be taken in one go."""
    store, last = SqlStore(connection, t), dict[str, int]()
    # In one order for everybody, so that two who import do not wait for each other in a circle.
    for series, many in sorted(Counter(each.series for each in drafts).items()):
        last[series] = store.take(series) - 1
        if many > 1:
            with Joined(connection, t).use(series) as (joined, _):
                s = t.series.c
                joined.execute(update(t.series).where(s.name == series).values(last_number=last[series] + many))
    made: list[CaseNumber] = []
    for each in drafts:
        last[each.series] += 1
        made.append(numbered(each.series, last[each.series]))
    return made


def _add(connection: Connection, statement: Ready, rows: Sequence[Mapping[str, Any]]) -> None:
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(statement.sql, [statement.bound(row) for row in rows])
        # Some databases pass a row over that is there already, and say so by their count alone.
        if cursor.rowcount != len(rows):
            raise StaleCase(rows[0]["number"], 0)
