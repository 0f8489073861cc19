"""The entries as they stand in the tables, sealed by the day and proved case by case."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, MetaData, func, insert, select
from sqlalchemy.exc import IntegrityError

from banbucheng.adapters._places import micros
from banbucheng.adapters.sql._schema import Tables, tables
from banbucheng.errors import BadInput, BrokenLedger, CaseNotFound, StoreUnavailable
from banbucheng.ledger import (
    SHA256,
    Leaf,
    Line,
    Proof,
    Seal,
    proved,
    sealed,
)
from banbucheng.terms import CaseNumber

__all__ = ["day_of", "leaves_of", "lines", "proof", "seal", "seals"]

_DAY, _EPOCH = timedelta(days=1), datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 2000
_DEFAULT = tables(MetaData())


def lines(connection: Connection, number: CaseNumber, schema: Tables | None = None) -> Sequence[Line]:
    """
    The entries of a case as they are stored: `(number, seq, text, digest)` each.

    Raises:
        CaseNotFound: no case has the number.
    """
    e = (schema or _DEFAULT).entries.c
    query = select(e.number, e.seq, e.body, e.digest).where(e.number == number).order_by(e.seq)
    found = [tuple(row) for row in connection.execute(query)]
    if not found:
        raise CaseNotFound(number)
    return found


def seals(connection: Connection, schema: Tables | None = None) -> tuple[Seal, ...]:
    """All seals, the earliest first."""
    s = (schema or _DEFAULT).seals.c
    query = select(s.day, s.size, s.root, s.before, s.algorithm)
    found = [
        Seal(day=day_of(row[0]), size=row[1], root=str(row[2]), before=str(row[3]), algorithm=str(row[4]))
        for row in connection.execute(query)
    ]
    return tuple(sorted(found, key=attrgetter("day")))


def seal(
    connection: Connection,
    until: date,
    *,
    at: datetime,
    zone: tzinfo,
    algorithm: str = SHA256,
    schema: Tables | None = None,
) -> tuple[Seal, ...]:
    """
    Seal every day that has not been sealed, up to and with `until`; the new seals, none where all had been.

    A seal covers each case that has moved since it was last sealed, up to its last entry of the day in `zone`. An entry
    that was committed after its day had been sealed is covered by the next. It writes in the connection's transaction.

    Raises:
        BadInput: the day is not over at `at`.
        StoreUnavailable: somebody else is sealing; nothing was written.
    """
    t = schema or _DEFAULT
    if until >= at.astimezone(zone).date():
        raise BadInput(
            "day", until.isoformat(), f"it is not over; the last to seal is {at.astimezone(zone).date() - _DAY}"
        )
    before = next(reversed(seals(connection, t)), None)
    if before is not None and until <= before.day:
        return ()
    by_day = _unsealed(connection, t, before, until, zone)
    start = before.day + _DAY if before is not None else min(by_day, default=until)
    new: list[Seal] = []
    for n in range((until - start).days + 1):
        before = sealed(start + n * _DAY, by_day.get(start + n * _DAY, {}).values(), before, algorithm)
        new.append(before)
    leaves = [(each.day, leaf) for each in new for leaf in by_day.get(each.day, {}).values()]
    try:
        with connection.begin_nested():
            connection.execute(insert(t.seals), [_seal_row(each) for each in new])
            for n in range(0, len(leaves), _AT_ONCE):
                connection.execute(insert(t.seal_leaves), [_leaf_row(*each) for each in leaves[n : n + _AT_ONCE]])
    except IntegrityError as error:
        raise StoreUnavailable(f"somebody else is sealing {start}; nothing was written, look again") from error
    return tuple(new)


def proof(
    connection: Connection, number: CaseNumber, day: date | None = None, schema: Tables | None = None
) -> tuple[Proof, Seal]:
    """
    The proof that a day's seal covers a case, and that seal; without a day the last seal that does.

    Raises:
        CaseNotFound: no case has the number.
        BadInput: no seal covers it, or not that day's.
    """
    t = schema or _DEFAULT
    leaf = t.seal_leaves.c
    days = [day_of(row[0]) for row in connection.execute(select(leaf.day).where(leaf.number == number))]
    if not days:
        lines(connection, number, t)
        raise BadInput("number", number, "no seal covers the case yet; seal the day of its last entry first")
    if day is not None and day not in days:
        raise BadInput("day", day.isoformat(), f"its seal does not cover {number}; one of {max(days)} does")
    wanted = max(days) if day is None else day
    its = next((each for each in seals(connection, t) if each.day == wanted), None)
    if its is None:
        raise BrokenLedger(number, 0, f"the seal of {wanted} is gone though its leaves are there")
    return proved(its, (each for _, each in leaves_of(connection, t, wanted)), number), its


def leaves_of(connection: Connection, t: Tables, day: date | None = None) -> Iterator[tuple[date, Leaf]]:
    leaf = t.seal_leaves.c
    query = select(leaf.day, leaf.number, leaf.seq, leaf.head).order_by(leaf.day)
    if day is not None:
        query = query.where(leaf.day == _column(day))
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    return ((day_of(row[0]), Leaf(row[1], row[2], row[3])) for row in rows)


def _unsealed(
    connection: Connection, t: Tables, before: Seal | None, until: date, zone: tzinfo
) -> dict[date, dict[str, Leaf]]:
    """The heads to seal by their day: of each case its last entry of that day, but of a day that is yet to be sealed."""
    e, c, leaf = t.entries.c, t.cases.c, t.seal_leaves.c
    done = select(leaf.number, func.max(leaf.seq).label("seq")).group_by(leaf.number).subquery()
    last = func.coalesce(done.c.seq, 0)
    query = (
        select(e.number, e.seq, e.at_us, e.digest)
        .join(t.cases, c.number == e.number)
        .outerjoin(done, done.c.number == e.number)
        .where(c.version > last, e.seq > last, e.at_us < micros(datetime.combine(until + _DAY, time.min, zone)))
        .order_by(e.number, e.seq)
    )
    found: dict[date, dict[str, Leaf]] = {}
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        on = (_EPOCH + timedelta(microseconds=max(0, row[2]))).astimezone(zone).date()
        day = on if before is None else max(on, before.day + _DAY)
        found.setdefault(day, {})[row[0]] = Leaf(row[0], row[1], row[3])
    return found


def _seal_row(each: Seal) -> dict[str, Any]:
    return {
        "day": _column(each.day),
        "size": each.size,
        "root": each.root,
        "before": each.before,
        "algorithm": each.algorithm,
    }


def _leaf_row(day: date, leaf: Leaf) -> dict[str, Any]:
    return {"day": _column(day), "number": leaf.number, "seq": leaf.seq, "head": leaf.head}


def _column(day: date) -> str:
    return day.isoformat()


def day_of(value: object) -> date:
    """A day as it is kept; one that was tampered with is the first of all days, which follows nothing."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return date.min
    return day if day.isoformat() == value else date.min
