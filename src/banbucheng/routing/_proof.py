"""The proof of a table of rules before it goes live: every mistake in it, each with a case that shows it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from banbucheng.routing._classes import Asked, asked_of
from banbucheng.routing._facts import Facts
from banbucheng.routing._findings import Finding, FindingKind, Gravity
from banbucheng.routing._gaps import gaps
from banbucheng.routing._moved import Move
from banbucheng.routing._names import Known, misnamed, sound
from banbucheng.routing._needless import needless
from banbucheng.routing._overlaps import overlaps
from banbucheng.routing._proving import Effort, Proving
from banbucheng.routing._routes import Routes
from banbucheng.routing._rule import Outcome
from banbucheng.routing._space import Point, Space
from banbucheng.routing._space_of import space_of
from banbucheng.routing._uses import Use, idle, uses

__all__ = ["Proof", "proof_of", "proved", "reproved"]

_WEIGHT = {Gravity.ERROR: 0, Gravity.WARNING: 1, Gravity.NOTE: 2}


@frozen(kw_only=True)
class _Asked:
    """What a table is held against."""

    known: Known
    since: date | None
    strict: bool
    effort: Effort
    cases: tuple[tuple[Facts, date | None], ...]


@frozen(kw_only=True, eq=False, slots=False)
class Proof:
    """What is the matter with a table, and how that is known, so that the next edition is proved faster."""

    #: The table, without the rules that make no sense.
    routes: Routes
    #: How it was made: what the table was held against, what its rules ask, and their space and use.
    asked: _Asked = field(repr=False)
    conditions: Asked = field(repr=False)
    proving: Proving = field(repr=False)
    uses: tuple[Use, ...] = field(repr=False)
    #: All of the rules, and what they ask.
    given: Routes = field(repr=False)
    said: Asked = field(repr=False)

    @cached_property
    def named(self) -> tuple[Finding, ...]:
        """What the rules name that is not there."""
        return tuple(misnamed(self.given, self.said, self.asked.known))

    @cached_property
    def _misspelt(self) -> frozenset[str]:
        """The rules that name a value which there is not."""
        return frozenset(each.rules[0] for each in self.named if each.kind is FindingKind.UNKNOWN_VALUE)

    @cached_property
    def dead(self) -> tuple[Finding, ...]:
        """The rules that can never take a case, those that could be left out, and those of which it is not known."""
        return tuple(
            each
            for each in idle(self.proving, list(self.uses))
            if each.code != "dead.contradiction" or each.rules[0] not in self._misspelt
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, errors first."""
        every = (
            *self.named,
            *self.dead,
            *overlaps(self.proving),
            *needless(self.routes.rules, self.conditions, self.routes.vocabulary.by_name),
            *gaps(self.proving),
        )
        return tuple(sorted(every, key=lambda each: _WEIGHT[each.gravity]))


def proved(
    routes: Routes,
    *,
    units: Mapping[str, date | None] | None = None,
    sources: Collection[str] | None = None,
    grades: Collection[str] | None = None,
    predicates: Collection[str] | None = None,
    since: date | None = None,
    cases: Iterable[tuple[Facts, date | None]] = (),
    strict: bool = False,
    effort: Effort | None = None,
) -> tuple[Finding, ...]:
    """
    Everything that is the matter with a table, errors first, each with a case that shows it; empty where all is well.

    `units` are those there are, each with the first day on which it is closed or None; without them, those of the table.
    `sources`, `grades` and `predicates` are the names that rules may use; what is not given is not asked, but for the
    predicates, of which the table knows its own. Days before `since` are left out. `cases` are past ones, each with its
    day. With `strict` a question that was given up is an error; `effort` says when that is.

    Exact for all that a case can show, if the facts show what the vocabulary says and texts any words at once.
    """
    proof = proof_of(
        routes,
        units=units,
        sources=sources,
        grades=grades,
        predicates=predicates,
        since=since,
        cases=cases,
        strict=strict,
        effort=effort,
    )
    return proof.findings


def proof_of(
    routes: Routes,
    *,
    units: Mapping[str, date | None] | None = None,
    sources: Collection[str] | None = None,
    grades: Collection[str] | None = None,
    predicates: Collection[str] | None = None,
    since: date | None = None,
    cases: Iterable[tuple[Facts, date | None]] = (),
    strict: bool = False,
    effort: Effort | None = None,
) -> Proof:
    """The proof of a table, to be kept for `reproved`; the rest is as for `proved`."""
    known = Known(
        units=dict.fromkeys(routes.units) if units is None else units,
        sources=sources,
        grades=grades,
        predicates=tuple(routes.predicates) if predicates is None else predicates,
    )
    asked = _Asked(known=known, since=since, strict=strict, effort=effort or Effort(), cases=tuple(cases))
    return _proof(routes, asked, None)


def reproved(before: Proof, routes: Routes) -> Proof:
    """The proof of the next edition, held against the same: what showed each rule needed before is tried first."""
    return _proof(routes, before.asked, before)


def _proof(routes: Routes, asked: _Asked, before: Proof | None) -> Proof:
    given, said = routes, asked_of(routes.rules)
    rules, conditions = tuple(sound(routes, said)), said
    if len(rules) < len(routes.rules):
        routes, conditions = evolve(routes, rules=rules), asked_of(rules)
    proving = Proving(
        space=space_of(routes.order, routes.vocabulary, asked.since, (rules, conditions)),
        policy=routes.policy,
        fallback=Outcome(lead=routes.fallback),
        effort=asked.effort,
        strict=asked.strict,
        cases=asked.cases,
    )
    hints = {} if before is None else _hints(before, proving.space)
    return Proof(
        routes=routes,
        asked=asked,
        conditions=conditions,
        proving=proving,
        uses=tuple(uses(proving, hints)),
        given=given,
        said=said,
    )


def _hints(before: Proof, space: Space) -> dict[str, Point]:
    """The cases that rules were needed for before, where they lie now."""
    old = before.proving.space
    needed = {rule.id: use.needed for rule, use in zip(old.rules, before.uses, strict=True) if use.needed is not None}
    if [(axis.fact, axis.classes) for axis in old.axes] == [(axis.fact, axis.classes) for axis in space.axes]:
        return needed
    move = Move(old, space)
    return {name: move.point(point) for name, point in needed.items()}
