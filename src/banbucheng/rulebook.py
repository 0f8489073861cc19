"""A rulebook: everything a city has decided about its window, as one value with an edition."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from attrs import evolve, field, frozen

from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.intake import Complaint
from banbucheng.replies import ReplyPolicy
from banbucheng.returns import ReturnPolicy
from banbucheng.routing import WINDOW, Routes, Rule, Whereabouts, facts_of, holds, misfits
from banbucheng.sla import ExtensionPolicy, Promises, SuspensionPolicy
from banbucheng.supervision import Ladder
from banbucheng.taxonomy import Problem, Taxonomy
from banbucheng.terms import DeclineGround, Milestone, RegionCode, UnitCode
from banbucheng.worktime import WorkCalendar

__all__ = [
    "DESK_MILESTONES",
    "BulletinPolicy",
    "DeclineRule",
    "LateReclassification",
    "Region",
    "Rulebook",
    "Source",
    "Unit",
]

#: The milestones that every desk owes a promise for, whatever the grade.
DESK_MILESTONES = (
    Milestone.ACCEPTANCE,
    Milestone.REPLY,
    Milestone.FOLLOW_UP,
    Milestone.RECTIFICATION,
    Milestone.CLOSING,
)


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
    #: What it does, the same in every region; `window` for a window.
    department: str = WINDOW
    #: The unit above it, to which supervision climbs; None at the top.
    superior: UnitCode | None = None
    #: The first day on which it takes nothing any more; None while it is not to be closed.
    closed_from: date | None = None


@frozen(kw_only=True)
class DeclineRule:
    """A ground on which this city declines, with the way it names instead."""

    ground: DeclineGround
    instead: str
    source: str


class LateReclassification(StrEnum):
    """What becomes of a limit that is over already when a matter turns out to be simpler."""

    DUE_TODAY = "due_today"
    OVERDUE = "overdue"


@frozen(kw_only=True)
class BulletinPolicy:
    """What the city has decided about its monthly bulletin."""

    #: Whether it names the units that something is held against.
    name_units: bool
    source: str


# Not slotted: the look-ups by code are cached properties, which want a __dict__.
@frozen(kw_only=True, slots=False)
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
    #: The day after which the edition takes no new cases; None while it is in force.
    valid_to: date | None = None
    #: The events, by class name, that this city does not use.
    switched_off: frozenset[str] = frozenset()
    #: How often an event that could go on for ever may happen in one handling, by its class name.
    bounds: Mapping[str, int] = field(factory=dict[str, int])
    #: The parts that nobody knows of this city and that are borrowed from another rulebook, by their path in the file.
    unknown: tuple[str, ...] = ()
    #: What the clerk does where a matter turns out simpler than thought and its limit is over: due today, or overdue.
    late_reclassification: LateReclassification = LateReclassification.DUE_TODAY
    #: What is decided about the bulletin; where nothing is, it names no unit.
    bulletin: BulletinPolicy | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a rulebook whose parts do not fit."""
        faults = tuple(_misfits(self))
        if faults:
            raise RulebookError(self.name, faults)

    def suggested(self, complaint: Complaint, where: Whereabouts | None = None) -> Problem:
        """
        What a complaint's words suggest, filled up from `unsorted`; a person confirms or overrides it.

        With its whereabouts, the routing rule that would take it has a say in the grade.
        """
        found = self.taxonomy.suggestion(complaint.words)
        problem = Problem(
            kind=found.kind or self.unsorted.kind,
            grade=found.grade or self.unsorted.grade,
            causes=found.causes,
            category=found.category,
        )
        if where is None:
            return problem
        facts = facts_of(complaint, problem, where, self.routes.vocabulary)
        return evolve(problem, grade=self.routes.decide(facts, where.at.date()).outcome.grade or problem.grade)

    def whereabouts(
        self, window: UnitCode, at: datetime, calendar: WorkCalendar, *, returns: int = 0, refusals: int = 0
    ) -> Whereabouts:
        """Where and when a matter stands for the routing rules, at a moment by a calendar."""
        day, level, region = calendar.date_of(at), 1, self.unit[window].region
        while parent := self.parents.get(region):
            region, level = RegionCode(parent), level + 1
        return Whereabouts(
            window=window,
            level=level,
            at=at.astimezone(calendar.zone),
            working_day=calendar.works_on(day),
            returns=returns,
            refusals=refusals,
        )

    @cached_property
    def superiors(self) -> Mapping[UnitCode, UnitCode]:
        """The unit above each that has one."""
        return {unit.code: unit.superior for unit in self.units if unit.superior is not None}

    @cached_property
    def unit(self) -> Mapping[UnitCode, Unit]:
        """Every unit by its code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def parents(self) -> Mapping[RegionCode, str]:
        """The region above each; empty at the top."""
        return {region.code: region.parent for region in self.regions}

    def in_force_on(self, day: date) -> bool:
        """Whether the edition takes new cases on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def window_of(self, region: RegionCode, site: str = "") -> UnitCode:
        """
        The window of a site, or the one that serves a region; the top region's where the region has none of its own.

        Raises:
            BadInput: the region has no such site.
        """
        if site:
            unit = self.unit.get(UnitCode(site))
            if unit is None or unit.department != WINDOW or unit.region != region:
                sites = ", ".join(
                    each.code for each in self.units if each.department == WINDOW and each.region == region
                )
                raise BadInput("site", site, f"the windows of {region} are {sites}")
            return unit.code
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
        unit = self.unit.get(UnitCode(code))
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
        Fault(f"limits.{grade}", "needs closure or cap, or nothing would be due once feedback was given")
        for grade, promises in book.promises.grades.items()
        if not {Milestone.CLOSURE, Milestone.CAP} & {each.milestone for each in promises}
    ]
    top = book.window_of(book.regions[0].code)
    if top not in book.routes.units:
        faults.append(Fault("regions", f"the top one, {top}, has no window; it takes what no other does"))
    codes = [each.code for each in book.ladder.rungs]
    faults += [
        Fault(f"ladder.{code}", "stands twice; each rung needs a code of its own, or the second is never taken")
        for code in sorted({each for each in codes if codes.count(each) > 1})
    ]
    if not book.taxonomy.holds(book.unsorted):
        faults.append(
            Fault(
                "unsorted", f"{book.unsorted.kind!r}, {book.unsorted.grade!r} are not a kind and a grade of this file"
            )
        )
    faults += misfits(book.routes)
    for rule in book.routes.rules:
        faults += _misrouted(book, rule.place or f"rules.{rule.id}", (rule.then.lead, *rule.then.assisting), rule)
        if rule.then.grade is not None and rule.then.grade not in grades:
            faults.append(Fault(f"{rule.place or f'rules.{rule.id}'}.grade", f"{rule.then.grade!r} is not in [grades]"))
    faults += _misrouted(book, "fallback", (book.routes.fallback,), None)
    faults += [
        Fault(where, f"source {source!r} is not in [sources]")
        for where, source in _sourced(book)
        if source not in book.sources
    ]
    return faults


def _misrouted(book: Rulebook, where: str, named: tuple[str, ...], rule: Rule | None) -> list[Fault]:
    asked = None if rule is None else rule.when.get("region")
    regions = [each.code for each in book.regions if asked is None or holds(asked, each.code)]
    return [
        Fault(where, f"{name!r} is neither a unit nor a department of region {region}")
        for name in named
        for region in sorted(regions)
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
        *((f"rules.{each.id}", each.basis) for each in book.routes.rules),
        *((f"declines.{each.ground}", each.source) for each in book.declines),
        *((f"ladder.{each.code}", each.source) for each in book.ladder.rungs),
        ("returns", book.returns.source),
        ("extension", book.extension.source),
        ("suspension", book.suspension.source),
        ("replies", book.replies.source),
        *(() if book.bulletin is None else [("bulletin", book.bulletin.source)]),
    ]
