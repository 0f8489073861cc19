"""A rulebook: everything a city has decided about its window, as one value with an edition."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from banbucheng.errors import Fault, RulebookError
from banbucheng.intake import Complaint
from banbucheng.replies import ReplyPolicy
from banbucheng.returns import ReturnPolicy
from banbucheng.routing import WINDOW, Routes
from banbucheng.sla import ExtensionPolicy, Promises, SuspensionPolicy
from banbucheng.supervision import Ladder
from banbucheng.taxonomy import Problem, Taxonomy
from banbucheng.terms import DeclineGround, Milestone, RegionCode, UnitCode

__all__ = ["DESK_MILESTONES", "DeclineRule", "Region", "Rulebook", "Source", "Unit"]

#: The milestones that every desk owes a promise for, whatever the grade.
DESK_MILESTONES = (Milestone.ACCEPTANCE, Milestone.FOLLOW_UP, Milestone.CLOSING)


@frozen(kw_only=True)
class Source:
    """Where a rule comes from."""

    title: str
    #: Whether it is the city's own document; what is not is a norm borrowed from elsewhere.
    own: bool
    #: How sure we are: A read in full, B official excerpt, C repost, M from memory, R our recommendation.
    mark: str


@frozen(kw_only=True)
class Region:
    """An administrative division that has a window."""

    code: RegionCode
    names: Mapping[str, str]
    #: The division above it; empty for the top one.
    parent: str = ""


@frozen(kw_only=True)
class Unit:
    """A unit that can be responsible for a case."""

    code: UnitCode
    names: Mapping[str, str]
    region: RegionCode


@frozen(kw_only=True)
class DeclineRule:
    """A ground on which this city declines, with the way it names instead."""

    ground: DeclineGround
    instead: str
    source: str


@frozen(kw_only=True)
class Rulebook:
    """
    The whole of a city's rules under one edition.

    Raises:
        RulebookError: parts that name each other do not fit; every fault at once.
    """

    name: str
    edition: str
    valid_from: date
    names: Mapping[str, str]
    sources: Mapping[str, Source]
    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    taxonomy: Taxonomy
    #: What a complaint is taken for whose words suggest nothing.
    unsorted: Problem
    routes: Routes
    promises: Promises
    returns: ReturnPolicy
    extension: ExtensionPolicy
    suspension: SuspensionPolicy
    declines: tuple[DeclineRule, ...]
    ladder: Ladder
    replies: ReplyPolicy

    def __attrs_post_init__(self) -> None:
        """Refuse a rulebook whose parts do not fit."""
        faults = tuple(_misfits(self))
        if faults:
            raise RulebookError(self.name, faults)

    def suggested(self, complaint: Complaint) -> Problem:
        """What a complaint's words suggest, filled up from `unsorted`; a person confirms or overrides it."""
        found = self.taxonomy.suggestion(complaint.words)
        return Problem(
            kind=found.kind or self.unsorted.kind, grade=found.grade or self.unsorted.grade, causes=found.causes
        )

    def window_of(self, region: RegionCode) -> UnitCode:
        """The window that serves a region; the top region's where the region has none of its own."""
        own = self.routes.unit(WINDOW, region)
        return own if own in self.routes.units else self.routes.unit(WINDOW, self.regions[0].code)

    def decline_rule(self, ground: DeclineGround) -> DeclineRule | None:
        """The rule for declining on a ground, if this city declines on it."""
        return next((each for each in self.declines if each.ground == ground), None)

    def names_of(self, code: str) -> Mapping[str, str]:
        """The names by language of anything that the rulebook names: unit, kind, cause, grade or rung."""
        rung = self.ladder.rung(code)
        if rung is not None:
            return rung.names
        unit = next((each for each in self.units if each.code == code), None)
        return self.taxonomy.names(code) if unit is None else unit.names


def _misfits(book: Rulebook) -> list[Fault]:
    faults = [
        Fault(f"limits.desk.{milestone}", "missing; every desk promises it")
        for milestone in DESK_MILESTONES
        if all(each.milestone != milestone for each in book.promises.desk)
    ]
    grades = {each.code for each in book.taxonomy.grades}
    faults += [Fault(f"limits.{grade}", "no such grade in [grades]") for grade in book.promises.grades.keys() - grades]
    faults += [
        Fault(f"limits.{grade}", "missing; every grade needs its limits")
        for grade in grades - book.promises.grades.keys()
    ]
    faults += [
        Fault(f"limits.{grade}", "needs at least one of feedback, closure and cap")
        for grade, promises in book.promises.grades.items()
        if not promises
    ]
    if not book.taxonomy.holds(book.unsorted):
        faults.append(
            Fault(
                "unsorted", f"{book.unsorted.kind!r}, {book.unsorted.grade!r} are not a kind and a grade of this file"
            )
        )
    for route in book.routes.routes:
        faults += _misrouted(book, route.id, (route.lead, *route.assisting), route.regions)
        kinds = {each.code for each in book.taxonomy.kinds}
        faults += [
            Fault(f"routes.{route.id}.kinds", f"{kind!r} is none of {', '.join(kinds)}")
            for kind in sorted(route.kinds - kinds)
        ]
    faults += _misrouted(book, "fallback", (book.routes.fallback,), frozenset())
    faults += [
        Fault(where, f"source {source!r} is not in [sources]")
        for where, source in _sourced(book)
        if source not in book.sources
    ]
    return faults


def _misrouted(book: Rulebook, where: str, named: tuple[str, ...], regions: frozenset[RegionCode]) -> list[Fault]:
    return [
        Fault(f"routes.{where}", f"{name!r} is neither a unit nor a department of region {region}")
        for name in named
        for region in sorted(regions or {each.code for each in book.regions})
        if book.routes.unit(name, region) not in book.routes.units
    ]


def _sourced(book: Rulebook) -> list[tuple[str, str]]:
    promises = [
        (f"limits.{grade}.{each.milestone}", each.source)
        for grade, all_of in book.promises.grades.items()
        for each in all_of
    ]
    return [
        *promises,
        *((f"limits.desk.{each.milestone}", each.source) for each in book.promises.desk),
        *((f"kinds.{each.code}", each.source) for each in book.taxonomy.kinds),
        *((f"causes.{each.code}", each.source) for each in book.taxonomy.causes),
        *((f"routes.{each.id}", each.source) for each in book.routes.routes),
        *((f"declines.{each.ground}", each.source) for each in book.declines),
        *((f"ladder.{each.code}", each.source) for each in book.ladder.rungs),
        ("returns", book.returns.source),
        ("extension", book.extension.source),
        ("suspension", book.suspension.source),
        ("replies", book.replies.source),
    ]
