"""The record as it stands in the tables, verified row by row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import Connection, MetaData, RowMapping, func, select

from banbucheng.adapters._places import micros
from banbucheng.adapters._replayed import replayed
from banbucheng.adapters.sql._rows import case_columns
from banbucheng.adapters.sql._schema import Tables, tables
from banbucheng.adapters.sql._seals import day_of, leaves_of, seals
from banbucheng.cases import Case
from banbucheng.codec import from_json
from banbucheng.errors import BadInput, RulebookError
from banbucheng.ledger import Finding, Flaw, Line, Said, Seal, first_flaw, seals_hold

__all__ = ["Verification", "verify"]

_CASES_AT_ONCE = 500
_DEFAULT = tables(MetaData())
#: Where the columns of a row stand.
_NUMBER, _SEQ, _TEXT, _DIGEST, _POSITION, _AT, _ACTOR, _EVENT = range(8)


@frozen(kw_only=True)
class Verification:
    """What was looked at, and every place where it does not hold together; no findings is well."""

    cases: int
    entries: int
    #: Entries that no seal covers yet.
    unsealed: int
    #: The seals, the earliest first.
    seals: tuple[Seal, ...]
    findings: tuple[Finding, ...]


def verify(
    connection: Connection, schema: Tables | None = None, *, whole: bool = False, roots: Iterable[str] = ()
) -> Verification:
    """
    Look at every entry, case row and seal, and find the first bad entry of each case.

    The chain of each case is followed, columns are held against the text, the case row's version and head against the
    last entry, every sealed leaf against its entry, every day's root against its leaves, and each seal against the one
    before. With `whole` each case is replayed as well and its whole row compared; that takes many times as long.
    `roots` are roots, or digests of seals, that were published elsewhere and must be here.

    What is found is looked for once more, so that a command that is kept meanwhile is not taken for a flaw.
    """
    t, expected = schema or _DEFAULT, tuple(roots)
    seen = _looked_at(connection, t, expected, whole=whole)
    if seen.findings:
        again = _looked_at(connection, t, expected, whole=whole)
        seen = evolve(again, findings=tuple(each for each in again.findings if each in seen.findings))
    return seen


def _looked_at(connection: Connection, t: Tables, roots: Iterable[str], *, whole: bool) -> Verification:
    found: dict[str, Finding] = {}
    cases = entries = 0
    for here, page in _pages(connection, t, whole=whole):
        cases, entries = cases + len(here), entries + len(page)
        for number, group in groupby(page, itemgetter(_NUMBER)):
            rows, row = list(group), here.pop(number, None)
            flaw = first_flaw(number, rows, _told) or _beside(number, rows, row)
            if flaw is None and row is not None and whole:
                flaw = _unlike(rows, row)
            if flaw is not None:
                found[number] = flaw
        found |= {number: Finding(number=number, entry=1, flaw=Flaw.REMOVED) for number in here}
    for flaw in _unlike_sealed(connection, t):
        known = found.get(flaw.number)
        if known is None or flaw.entry < known.entry:
            found[flaw.number] = flaw
    days = seals(connection, t)
    wrong = [*seals_hold(days, leaves_of(connection, t)), *_unknown(roots, days)]
    return Verification(
        cases=cases,
        entries=entries,
        unsealed=max(0, entries - _sealed_entries(connection, t)),
        seals=days,
        findings=(*found.values(), *wrong),
    )


def _pages(connection: Connection, t: Tables, *, whole: bool) -> Iterator[tuple[dict[str, RowMapping], Sequence[Any]]]:
    """Some cases and all entries up to the last of them, until there are no more; whose case is gone, go along."""
    e, c = t.entries.c, t.cases.c
    rows = select(t.cases) if whole else select(c.number, c.version, c.head)
    entries = select(e.number, e.seq, e.body, e.digest, e.position, e.at_us, e.actor, e.event)
    last: str | None = None
    while True:
        after = rows if last is None else rows.where(c.number > last)
        cases = connection.execute(after.order_by(c.number).limit(_CASES_AT_ONCE)).mappings().all()
        upto = cases[-1]["number"] if len(cases) == _CASES_AT_ONCE else None
        some = entries if last is None else entries.where(e.number > last)
        some = some if upto is None else some.where(e.number <= upto)
        yield {row["number"]: row for row in cases}, connection.execute(some.order_by(e.number, e.seq)).all()
        if upto is None:
            return
        last = upto


def _told(said: Said, row: Line) -> str:
    """The columns that say another thing than the text."""
    try:
        same = isinstance(said.at, str) and micros(datetime.fromisoformat(said.at)) == row[_AT]
    except (TypeError, ValueError, OverflowError):
        same = False
    if same and said.by == row[_ACTOR] and said.event == row[_EVENT]:
        return ""
    right = {"at_us": same, "actor": said.by == row[_ACTOR], "event": said.event == row[_EVENT]}
    return ", ".join(name for name, each in right.items() if not each)


def _beside(number: str, rows: Sequence[Line], row: RowMapping | None) -> Finding | None:
    """What the feed's order and the case row say against a chain that holds."""
    for one, next_one in pairwise(rows):
        if not one[_POSITION] < next_one[_POSITION]:
            return Finding(number=number, entry=next_one[_SEQ], flaw=Flaw.COLUMN, what="position")
    last = len(rows)
    if row is None:
        return Finding(number=number, flaw=Flaw.REMOVED)
    if row["version"] == last:
        same = row["head"] == rows[-1][_DIGEST]
        return None if same else Finding(number=number, entry=last, flaw=Flaw.HEAD)
    if row["version"] in range(last):
        return Finding(number=number, entry=row["version"] + 1, flaw=Flaw.ADDED)
    return Finding(number=number, entry=last + 1, flaw=Flaw.CUT)


def _unlike(rows: Sequence[Line], row: RowMapping) -> Finding | None:
    """What the case row says against the replay of its entries."""
    number = row["number"]
    case = replayed(number, rows)
    if isinstance(case, Finding):
        return case
    should = case_columns(case, rows[-1][_DIGEST])
    wrong = [name for name, value in should.items() if name != "body" and row[name] != value]
    if row["body"] != should["body"] and not _same(row["body"], case):
        wrong.append("body")
    return Finding(number=number, flaw=Flaw.CASE, what=", ".join(wrong)) if wrong else None


def _same(body: object, case: Case) -> bool:
    """Whether a body that was written otherwise, by another release, says the same."""
    try:
        return isinstance(body, str) and from_json(Case, body) == case
    except (RulebookError, BadInput, RecursionError):
        return False


def _unlike_sealed(connection: Connection, t: Tables) -> Iterator[Finding]:
    """The cases with a sealed entry that is gone, or has another digest by now; the earliest of each."""
    e, leaf = t.entries.c, t.seal_leaves.c
    here = t.seal_leaves.outerjoin(t.entries, (e.number == leaf.number) & (e.seq == leaf.seq))
    query = (
        select(leaf.number, leaf.seq, leaf.day, e.digest)
        .select_from(here)
        .where(e.digest.is_(None) | (e.digest != leaf.head))
        .order_by(leaf.number, leaf.day)
    )
    last = select(func.count(e.seq))
    for number, group in groupby(connection.execute(query).all(), itemgetter(0)):
        _, seq, day, digest = next(group)
        there = connection.execute(last.where(e.number == number)).scalar_one()
        if digest is not None:
            yield Finding(number=number, entry=seq, flaw=Flaw.REWRITTEN, day=day_of(day))
        elif there:
            entry = seq if seq in range(1, there) else there + 1
            yield Finding(number=number, entry=entry, flaw=Flaw.CUT, day=day_of(day))
        else:
            yield Finding(number=number, entry=1, flaw=Flaw.REMOVED, day=day_of(day))


def _unknown(roots: Iterable[str], days: Sequence[Seal]) -> Iterator[Finding]:
    return (Finding(flaw=Flaw.ROOT, what=root) for root in roots if not any(_is_the_one(each, root) for each in days))


def _is_the_one(seal: Seal, root: str) -> bool:
    try:
        return seal.is_the_one(root)
    except BadInput:
        return False


def _sealed_entries(connection: Connection, t: Tables) -> int:
    leaf = t.seal_leaves.c
    last = select(func.max(leaf.seq).label("seq")).group_by(leaf.number).subquery()
    return int(connection.execute(select(func.coalesce(func.sum(last.c.seq), 0))).scalar_one())
