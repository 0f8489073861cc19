"""What every part of the proof of a table works with."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from attrs import frozen

from banbucheng.routing._assignment import FALLBACK
from banbucheng.routing._findings import Example, Finding, FindingKind, Gravity, Stretch
from banbucheng.routing._rule import Outcome, Policy, Rule
from banbucheng.routing._space import Point, Space
from banbucheng.routing._witness import Search

__all__ = ["Effort", "Proving", "found"]


@frozen(kw_only=True)
class Effort:
    """How far the proof of a table goes before it says that something is undecided."""

    #: Comparisons of a box with a rule for one question, such as whether a rule is dead.
    comparisons: int = 2_000_000
    #: Pairs of rules of equal precedence that are compared.
    pairs: int = 100_000
    #: Overlaps that are listed.
    overlaps: int = 200
    #: Regions into which the gap is taken apart.
    regions: int = 6


def found(kind: FindingKind, gravity: Gravity, code: str, rules: Iterable[Rule] = (), **more: Any) -> Finding:
    """A finding about these rules."""
    about = tuple(rules)
    return Finding(
        kind=kind,
        gravity=gravity,
        code=f"{kind}.{code}" if code else str(kind),
        rules=tuple(rule.id for rule in about),
        places=tuple(rule.place for rule in about),
        **more,
    )


# Not slotted: what is worked out once is a cached property, which wants a __dict__.
@frozen(kw_only=True, eq=False, slots=False)
class Proving:
    """A table in its space, and what is asked of it."""

    space: Space
    policy: Policy
    fallback: Outcome
    effort: Effort
    #: Whether what is undecided is an error.
    strict: bool = False
    #: Past cases, each with the day on which it came in.
    cases: tuple[tuple[Mapping[str, Any], date | None], ...] = ()

    @cached_property
    def search(self) -> Search:
        """The search in the space, with what the effort grants."""
        return Search(space=self.space, most=self.effort.comparisons)

    @cached_property
    def spoken(self) -> tuple[int, ...]:
        """By rule, a number for what it says; the last is the fallback's. Rules that say the same have the same number."""
        numbers: dict[Any, int] = {}
        return tuple(
            numbers.setdefault(self.said(each), len(numbers))
            for each in (*(rule.then for rule in self.space.rules), self.fallback)
        )

    @cached_property
    def saying(self) -> Mapping[int, int]:
        """The rules that say the same, by that number."""
        masks: dict[int, int] = {}
        for bit, number in enumerate(self.spoken[:-1]):
            masks[number] = masks.get(number, 0) | 1 << bit
        return masks

    def said(self, outcome: Outcome) -> Any:
        """What of an outcome depends on which rule comes first; what is collected from all rules does not."""
        if self.policy is Policy.COLLECT:
            return outcome.lead, outcome.grade, outcome.priority
        return outcome

    def gives(self, bit: int) -> bool:
        """Whether a rule gives something wherever it holds, even where another one leads."""
        then = self.space.rules[bit].then
        return self.policy is Policy.COLLECT and bool(then.assisting or then.tags)

    @cached_property
    def history(self) -> tuple[tuple[Point, int], ...]:
        """Where the past cases lie, and which rules hold there."""
        points = [point for facts, on in self.cases if (point := self.space.located(facts, on)) is not None]
        return tuple((point, self.space.hits(point)) for point in points)

    def share(self, mask: int) -> dict[str, int]:
        """How many past cases meet all of some rules, and of how many."""
        if not self.cases:
            return {}
        return {"cases": sum(hits & mask == mask for _, hits in self.history), "of": len(self.cases)}

    def example(self, point: Point, by: int | None = None) -> Example:
        """The case at a point, with the rule that takes it."""
        facts, on = self.space.facts(point)
        first = (self.space.hits(point) & self.space.sure).bit_length() - 1 if by is None else by
        return Example(facts=facts, on=on, taken_by=self.space.rules[first].id if first >= 0 else FALLBACK)

    def touching(self, bit: int) -> int:
        """The rules that can hold together with one, as far as words are not asked."""
        space = self.space
        mask = space.everyone if space.parts[bit] else 0
        for axis, bits in space.needs[bit].among:
            if axis < len(space.plain) and mask:
                mask &= space.touching(axis, bits)
        return mask

    def undecided(self, what: str, rules: Iterable[Rule] = (), **values: str) -> Finding:
        """That a question has no answer yet."""
        gravity = Gravity.ERROR if self.strict else Gravity.WARNING
        return found(FindingKind.UNDECIDED, gravity, what, rules, values=values)

    def region(self, stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
        """Stretches in the order of their facts."""
        return tuple(sorted(stretches, key=lambda each: each.fact))
