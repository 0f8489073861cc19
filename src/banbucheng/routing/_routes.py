"""A table of routing rules: which rule takes a matter, and who answers then."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from attrs import Attribute, evolve, field, frozen

from banbucheng.errors import BadInput
from banbucheng.routing._assignment import FALLBACK, Assignment, Because
from banbucheng.routing._bits import places
from banbucheng.routing._digest import digest_of
from banbucheng.routing._facts import Facts, Vocabulary
from banbucheng.routing._index import Index, compiled
from banbucheng.routing._order import ordered
from banbucheng.routing._rule import WINDOW, Outcome, Policy, Rule
from banbucheng.routing._told import Told
from banbucheng.routing._words import Scanner, in_pairs
from banbucheng.terms import RegionCode, UnitCode

__all__ = ["TIERS", "Decision", "Predicate", "Routes"]

#: The tiers of a table that names none of its own, the highest first.
TIERS = ("override", "emergency", "specific", "general")

#: What a host registers under a name for rules to ask: the facts of the case to whether the rule may take it.
Predicate = Callable[[Facts], bool]


@frozen(kw_only=True)
class Decision:
    """Which rule took a matter, and what came of it."""

    #: None where no rule took it and the fallback answers.
    rule: Rule | None
    outcome: Outcome
    #: The host's predicates that failed on the way, each with its error; a rule whose predicate fails is passed over.
    faults: tuple[str, ...] = ()


def _named(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not value:
        raise BadInput(attribute.name, value, "name the unit that takes what no rule names")


# Not slotted: what is compiled from the rules is kept in cached properties, which want a __dict__.
@frozen(kw_only=True, slots=False)
class Routes:
    """
    The rules of one edition, in any order: precedence is the tier, then the narrower rule, then the rank.

    What no rule takes goes to the fallback.
    """

    rules: tuple[Rule, ...]
    #: The department or unit that takes what no rule names; there is always an answer.
    fallback: str = field(validator=_named)
    #: Every unit that there is; a region's department is `{region}-{department}`.
    units: frozenset[UnitCode]
    vocabulary: Vocabulary
    #: The names of the tiers, the highest first.
    tiers: tuple[str, ...] = TIERS
    policy: Policy = Policy.FIRST
    #: The host's own predicates by name; the rules name them, and no file brings one.
    predicates: Mapping[str, Predicate] = field(factory=dict[str, Predicate], eq=False)
    #: What finds the words of the rules in a text; it makes no difference but in time.
    scanner: Scanner = field(default=in_pairs, eq=False, repr=False)

    @cached_property
    def order(self) -> tuple[Rule, ...]:
        """The rules by precedence, the first one first, however they were given."""
        return self.index.rules

    @cached_property
    def index(self) -> Index:
        """The rules compiled for fast decisions."""
        return compiled(*ordered(self.rules, self.tiers, self.vocabulary), self.scanner)

    @cached_property
    def _decisions(self) -> list[Decision | None]:
        """What comes of each rule where it alone decides, by its place, and after them of none; made when first met."""
        return [None] * (len(self.order) + 1)

    @cached_property
    def told(self) -> Told:
        """What was told of these rules before."""
        return Told()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the meaning of the table: the same for the same rules in whatever form or order they came."""
        return digest_of(self.rules, self.tiers, self.policy, self.fallback)

    @cached_property
    def _collects(self) -> bool:
        return self.policy is Policy.COLLECT

    def decide(self, facts: Facts, on: date | None = None) -> Decision:
        """Which rule takes a matter on a day; without a day, validity is not asked."""
        index = self.index
        if self._collects:
            return self._weighed(index.holding(facts, on), facts)
        place = index.first(facts, on)
        return self._decisions[place] or self._met(place) or self._weighed(index.holding(facts, on), facts)

    def decision(self, holding: int, facts: Facts) -> Decision:
        """What comes of the rules whose conditions hold, as bits of the index."""
        if self._collects:
            return self._weighed(holding, facts)
        place = len(self.order) - holding.bit_length()
        return self._decisions[place] or self._met(place) or self._weighed(holding, facts)

    def _met(self, place: int) -> Decision | None:
        """What comes of a rule that is met for the first time; None where the host's predicates have a say."""
        if place == len(self.order):
            decision = Decision(rule=None, outcome=Outcome(lead=self.fallback))
        elif (rule := self.order[place]).predicates:
            return None
        else:
            decision = Decision(rule=rule, outcome=rule.then)
        self._decisions[place] = decision
        return decision

    def _weighed(self, holding: int, facts: Facts) -> Decision:
        """The decision from all rules whose conditions hold, each with the host's predicates that it names."""
        faults: list[str] = []
        order = self.order
        matches = (
            order[place]
            for place in places(holding, len(order))
            if all(self.asked(name, order[place], facts, faults) for name in order[place].predicates)
        )
        first = next(matches, None)
        if first is None:
            return Decision(rule=None, outcome=Outcome(lead=self.fallback), faults=tuple(faults))
        others = tuple(matches) if self._collects else ()
        return Decision(rule=first, outcome=_together(first, others), faults=tuple(faults))

    def asked(self, name: str, rule: Rule, facts: Facts, faults: list[str]) -> bool:
        """Whether a predicate of the host lets a rule take the matter; one that fails is a fault, and does not."""
        try:
            return bool(self.predicates[name](facts))
        except Exception as error:  # noqa: BLE001 - whatever the host's own code raises is named, never passed over
            faults.append(f"{rule.id}: predicate {name} failed: {type(error).__name__}: {error}")
            return False

    def assignment(self, facts: Facts, region: RegionCode, on: date | None = None) -> Assignment:
        """Who answers for a matter in the region whose window has it, never nobody."""
        decision = self.decide(facts, on)
        rule, outcome = decision.rule, decision.outcome
        return Assignment(
            lead=self.unit(outcome.lead, region),
            assisting=tuple(self.unit(each, region) for each in outcome.assisting),
            because=Because(
                rule=FALLBACK if rule is None else rule.id,
                held=() if rule is None else self.told.held(rule, facts),
                source="" if rule is None else rule.basis,
                table=self.digest,
                faults=decision.faults,
            ),
            grade=outcome.grade,
            priority=outcome.priority,
            tags=outcome.tags,
        )

    def unit(self, named: str, region: RegionCode) -> UnitCode:
        """The unit that a rule names: itself, or the region's own department of that name."""
        if named == WINDOW:
            return UnitCode(region)
        return UnitCode(named) if named in self.units else UnitCode(f"{region}-{named}")


def _together(first: Rule, others: tuple[Rule, ...]) -> Outcome:
    """The outcome of the first, with the assisting units and the tags of all."""
    if not others:
        return first.then
    outcomes = [first.then, *(each.then for each in others)]
    assisting = dict.fromkeys(unit for each in outcomes for unit in each.assisting if unit != first.then.lead)
    tags = dict.fromkeys(tag for each in outcomes for tag in each.tags)
    return evolve(first.then, assisting=tuple(assisting), tags=tuple(tags))
