"""What a change of the rules would have done to past cases: both tables asked about each, and what came out compared."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from banbucheng.routing._assignment import FALLBACK
from banbucheng.routing._facts import Facts
from banbucheng.routing._routes import Decision, Routes
from banbucheng.terms import RegionCode, UnitCode

__all__ = ["Difference", "Load", "Moved", "Past", "difference"]


@frozen(kw_only=True)
class Past:
    """A case that has been, as it stood when it was sent out."""

    #: The number of the case, or of the letter.
    number: str
    #: The region whose window had it.
    region: RegionCode
    facts: Facts
    #: The day on which it was sent out; None to leave the validity of rules out of account.
    on: date | None = None


@frozen(kw_only=True)
class Moved:
    """A case that the two tables answer differently."""

    number: str
    #: The units that lead under the old table and under the new one.
    old: UnitCode
    new: UnitCode
    #: The ids of the rules that took it, or `fallback`.
    by_old: str
    by_new: str


@frozen(kw_only=True)
class Load:
    """How many of the cases a unit leads under each table."""

    old: int
    new: int

    @property
    def change(self) -> int:
        """How many more it would lead under the new table."""
        return self.new - self.old


@frozen(kw_only=True)
class Difference:
    """What a change of the rules would have done."""

    #: How many cases were asked about.
    cases: int
    #: The cases that would have another lead unit, in the order in which they were given.
    moved: tuple[Moved, ...]
    #: The cases that keep their lead unit, of which something else changes: assisting units, grade, priority or tags.
    altered: tuple[Moved, ...]
    #: How many cases go from one unit to another, the most first.
    pairs: Mapping[tuple[UnitCode, UnitCode], int]
    #: Every unit that leads a case under either table, by code.
    load: Mapping[UnitCode, Load]
    #: How often a predicate of the host failed, under both tables together; each message once.
    faults: Mapping[str, int]


def difference(old: Routes, new: Routes, cases: Iterable[Past]) -> Difference:
    """
    Ask both tables about past cases, by the very evaluator that runs live, and say what would have gone elsewhere.

    A predicate of the host runs here as it does live, so it should only look.
    """
    units: dict[tuple[str, str, RegionCode], tuple[UnitCode, UnitCode]] = {}
    counts: Counter[tuple[UnitCode, UnitCode]] = Counter()
    faults: Counter[str] = Counter()
    moved: list[Moved] = []
    altered: list[Moved] = []
    for case in cases:
        before, after = old.decide(case.facts, case.on), new.decide(case.facts, case.on)
        was, would = before.outcome, after.outcome
        key = (was.lead, would.lead, case.region)
        pair = units.get(key)
        if pair is None:
            pair = units[key] = (old.unit(was.lead, case.region), new.unit(would.lead, case.region))
        counts[pair] += 1
        if pair[0] != pair[1]:
            moved.append(_moved(case, pair, before, after))
        elif was is not would and was != would:
            altered.append(_moved(case, pair, before, after))
        if before.faults or after.faults:
            faults.update((*before.faults, *after.faults))
    return Difference(
        cases=counts.total(),
        moved=tuple(moved),
        altered=tuple(altered),
        pairs={pair: count for pair, count in counts.most_common() if pair[0] != pair[1]},
        load=_load(counts),
        faults=faults,
    )


def _moved(case: Past, pair: tuple[UnitCode, UnitCode], before: Decision, after: Decision) -> Moved:
    return Moved(number=case.number, old=pair[0], new=pair[1], by_old=_by(before), by_new=_by(after))


def _by(decision: Decision) -> str:
    return FALLBACK if decision.rule is None else decision.rule.id


def _load(counts: Counter[tuple[UnitCode, UnitCode]]) -> Mapping[UnitCode, Load]:
    old: Counter[UnitCode] = Counter()
    new: Counter[UnitCode] = Counter()
    for (was, would), count in counts.items():
        old[was] += count
        new[would] += count
    return {unit: Load(old=old[unit], new=new[unit]) for unit in sorted(old | new)}
