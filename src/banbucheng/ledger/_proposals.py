"""Routing rules that the ends of disputes suggest, with their evidence and what they would have changed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from banbucheng.cases import Case
from banbucheng.errors import BadInput
from banbucheng.routing import Condition, Facts, OneOf, Outcome, Rule
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, UnitCode

__all__ = ["Proposal", "proposals", "proposed_rule"]

#: How an assignment came about that a rule could have spared.
_DECIDED = frozenset({"conference", "designation", "return"})
#: The facts that tell a like matter, the most telling first.
_LIKENESS = ("item", "category")


@frozen(kw_only=True)
class Proposal:
    """A rule that a person may accept into the rulebook, and why."""

    rule: Rule
    #: The cases that were decided so.
    evidence: tuple[CaseNumber, ...]
    #: The like cases that were decided otherwise, which speak against it.
    against: tuple[CaseNumber, ...]
    #: How many past cases the rule would have sent elsewhere than where they went first.
    moved: int
    #: Of these, how many it would have sent at once to the unit that dealt with them in the end.
    spared: int


def proposed_rule(case: Case, book: Rulebook, *, when: dict[str, Condition], basis: str, on: date) -> Rule:
    """
    The routing rule that the end of one dispute suggests: for like matters, the units that were decided on.

    `when` tells a like matter, such as `{"text": Mentions(any=frozenset({"..."}))}`; `basis` is the key of the minutes
    or decision in the rulebook's sources, `on` the first day of the rule. A person accepts it into the rulebook.

    Raises:
        BadInput: the case was sent to no unit.
    """
    if case.assignment is None:
        raise BadInput("case", case.number, "a rule follows from a case that was sent to a unit")
    lead, *assisting = (book.unit[unit].department for unit in (case.assignment.lead, *case.assignment.assisting))
    return Rule(
        id=f"dispute-{case.number}-{on:%Y%m%d}",
        tier=book.routes.tiers[0],
        when=when,
        then=Outcome(lead=lead, assisting=tuple(assisting)),
        valid_from=on,
        basis=basis,
    )


def proposals(
    cases: Iterable[Case],
    book: Rulebook,
    *,
    facts: Callable[[Case], Facts],
    basis: str,
    on: date,
    least: int = 2,
) -> Iterator[Proposal]:
    """
    A rule for each item or category that disputes sent to one department at least `least` times, the most evidence first.

    A dispute ends by designation, by a conference or by an accepted return. `facts` gives what a case showed when it was
    sent out first. Every rule is measured on the same cases, by the table that would be live if it were accepted.
    """
    known = [(case, facts(case)) for case in cases if case.assignment is not None]
    groups: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case, seen in known:
        if case.assignment is not None and case.assignment.because.rule in _DECIDED:
            likeness = next(((name, str(seen[name])) for name in _LIKENESS if seen.get(name)), None)
            if likeness is not None:
                groups[likeness].append(case)
    found: list[Proposal] = []
    for (name, value), alike in groups.items():
        ((lead, times),) = Counter(_lead(each, book) for each in alike).most_common(1)
        if times >= least:
            evidence = [each for each in alike if _lead(each, book) == lead]
            when: dict[str, Condition] = {name: OneOf(codes=frozenset({value}))}
            rule = proposed_rule(evidence[0], book, when=when, basis=basis, on=on)
            rule = evolve(rule, id=f"disputes-{name}-{value}-{on:%Y%m%d}")
            moved, spared = _measured(rule, known, book)
            found.append(
                Proposal(
                    rule=rule,
                    evidence=tuple(each.number for each in evidence),
                    against=tuple(each.number for each in alike if each not in evidence),
                    moved=moved,
                    spared=spared,
                )
            )
    return iter(sorted(found, key=lambda each: (-len(each.evidence), each.rule.id)))


def _lead(case: Case, book: Rulebook) -> str:
    """The department that a case ended with."""
    return book.unit[_last(case)].department


def _last(case: Case) -> UnitCode:
    return case.responsible if case.assignment is None else case.assignment.lead


def _measured(rule: Rule, known: list[tuple[Case, Facts]], book: Rulebook) -> tuple[int, int]:
    """How many cases the rule would have sent elsewhere at first, and how many of these where they ended."""
    live = evolve(book.routes, rules=(*book.routes.rules, rule))
    moved = spared = 0
    for case, seen in known:
        unit = live.unit(rule.then.lead, book.unit[case.desk].region)
        if live.decide(seen).rule is rule and unit != (case.sent_to[0] if case.sent_to else case.responsible):
            moved += 1
            spared += unit == _last(case)
    return moved, spared
