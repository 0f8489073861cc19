"""Decisions about time: suspend, extend, reclassify, recount, inspect."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._case import Case
from banbucheng.cases._intake_decisions import known
from banbucheng.cases._lifecycle import LIFECYCLE, apply
from banbucheng.cases._scene import Scene
from banbucheng.errors import BadInput
from banbucheng.rulebook import LateReclassification, Rulebook
from banbucheng.sla import CitizenClock
from banbucheng.supervision import Rung, Step, addressee
from banbucheng.terms import Milestone
from banbucheng.worktime import Deadline, Span, TimeLimit, WorkCalendar, due

__all__ = [
    "ask_extension",
    "change_edition",
    "extend",
    "inspect",
    "next_inspection",
    "reclassify",
    "recount",
    "refuse_extension",
    "resume",
    "separate",
    "supervise",
    "suspend",
]


def suspend(scene: Scene, command: c.Suspend) -> tuple[e.Event, ...]:
    """On a ground of the rulebook, until a planned end within what it allows in all."""
    policy = scene.book.suspension
    if command.ground not in policy.grounds:
        grounds = ", ".join(sorted(policy.grounds)) or "nothing"
        said = f"{scene.book.name} does not stop the clock for {command.ground}; it does for {grounds}"
        raise scene.refuse("ground", said)
    if command.until is not None and command.until <= scene.at:
        raise scene.refuse("until", f"the planned end {command.until.isoformat()} is not after {scene.at.isoformat()}")
    longest = policy.until(scene.clock, scene.at, scene.calendar)
    until = command.until or longest
    if longest is None or until is None or until > longest:
        allowed = "and it was used up" if longest is None else f"which ends it at {longest.isoformat()}"
        raise scene.refuse("too_long", f"{scene.book.name} stops a clock for {policy.most} in all, {allowed}")
    stopped = e.Suspended(ground=command.ground, until=until, approved_by=command.approved_by, told=command.told)
    return (stopped,)


def resume(scene: Scene, _command: c.Resume) -> tuple[e.Event, ...]:
    """Before the planned end, because the ground is gone."""
    return (_resumed(scene),)


def _resumed(scene: Scene) -> e.Resumed:
    """At the planned end at the latest: from then on the clock runs by itself, whenever somebody looks."""
    case, suspension = scene.case, scene.case.suspension
    if suspension is None:
        raise scene.refuse("not_suspended", "the clock is running; there is nothing to resume")
    clock = scene.clock.paused(Span(suspension.since, min(scene.at, suspension.until)))
    return e.Resumed(
        planned=suspension.until <= scene.at,
        clock=clock,
        deadlines=scene.deadlines(clock),
        sign=_with_pauses(scene, clock, case.sign),
        return_window=_with_pauses(scene, clock, case.return_window),
        handle=_with_pauses(scene, clock, case.handle),
    )


def _with_pauses(scene: Scene, clock: CitizenClock, deadline: Deadline | None) -> Deadline | None:
    """A limit of the unit, which stands still with the citizen's."""
    assigned_at = scene.case.assigned_at
    if deadline is None or assigned_at is None:
        return deadline
    return due(deadline.limit, assigned_at, scene.calendar, pauses=clock.pauses, pause_ends=clock.pause_ends)


def ask_extension(scene: Scene, command: c.AskExtension) -> tuple[e.Event, ...]:
    """Before the limit ends, within number, length and cap; nothing moves yet."""
    case, policy = scene.case, scene.book.extension
    if case.asked is not None:
        raise scene.refuse("asked", "an extension has been asked for already; it is to be given or refused first")
    if len(scene.clock.extensions) >= policy.most:
        raise scene.refuse("too_many", f"{scene.book.name} allows {policy.most} extensions, and they were given")
    overdue = [each for each, deadline in case.deadlines.items() if scene.at >= deadline.at]
    if overdue:
        raise scene.refuse("too_late", f"{', '.join(overdue)} ended before the extension was asked for")
    _within_cap(scene, command.more)
    return (e.ExtensionAsked(more=command.more, reason=command.reason, asked_by=command.by),)


def _within_cap(scene: Scene, more: TimeLimit) -> tuple[CitizenClock, Mapping[Milestone, Deadline]]:
    policy = scene.book.extension
    clock = scene.clock.extended(more)
    try:
        over = due(more, scene.at, scene.calendar).at > due(policy.each, scene.at, scene.calendar).at
        deadlines = scene.deadlines(clock)
    except BadInput as fault:
        raise scene.refuse("extension", str(fault)) from fault
    if over:
        said = f"{more} is more than the {policy.each} that {scene.book.name} allows at a time"
        raise scene.refuse("too_long", said)
    cap = deadlines.get(Milestone.CAP)
    beyond = [each for each, deadline in deadlines.items() if cap is not None and deadline.at > cap.at]
    if beyond and cap is not None:
        raise scene.refuse("cap", f"{more} more would move {', '.join(beyond)} past the latest day, {cap.on}")
    return clock, deadlines


def extend(scene: Scene, command: c.Extend) -> tuple[e.Event, ...]:
    """By another person than whoever asked; the citizen is told the new day and the reason."""
    asked = scene.case.asked
    if asked is None:
        raise scene.refuse("not_asked", "no extension has been asked for")
    if asked.asked_by == command.by:
        raise scene.refuse("same_person", f"{command.by} asked for it; another person approves")
    clock, deadlines = _within_cap(scene, asked.more)
    rearmed = _rearmed(scene, deadlines)
    given = e.Extended(clock=clock, deadlines=deadlines, approved_by=command.by, reason=asked.reason, rearmed=rearmed)
    return (given,)


def _rearmed(scene: Scene, deadlines: Mapping[Milestone, Deadline]) -> frozenset[tuple[Milestone, str]]:
    """The steps taken that stand again, because their deadline moved to a later day."""
    if not scene.book.ladder.rearms:
        return frozenset()
    later = {each for each, due in scene.case.deadlines.items() if each in deadlines and deadlines[each].on > due.on}
    return frozenset(taken for taken in scene.case.steps if taken[0] in later)


def refuse_extension(scene: Scene, command: c.RefuseExtension) -> tuple[e.Event, ...]:
    """The limit stays."""
    if scene.case.asked is None:
        raise scene.refuse("not_asked", "no extension has been asked for")
    return (e.ExtensionRefused(reason=command.reason),)


def reclassify(scene: Scene, command: c.Reclassify) -> tuple[e.Event, ...]:
    """From the original start, pauses kept; what would be over already is due today, if the rulebook says so."""
    problem = known(scene, command.problem)
    clock = evolve(scene.clock, grade=problem.grade, statutory=problem.statutory, not_before=None)
    over = any(deadline.at <= scene.at for deadline in scene.deadlines(clock).values())
    was_over = any(deadline.at <= scene.at for deadline in scene.case.deadlines.values())
    if over and not was_over and scene.book.late_reclassification is LateReclassification.DUE_TODAY:
        clock = evolve(clock, not_before=scene.at)
    return (e.Reclassified(problem=problem, clock=clock, deadlines=scene.deadlines(clock)),)


def change_edition(scene: Scene, _command: c.ChangeEdition) -> tuple[e.Event, ...]:
    """What is still owed, under the rulebook that decides now."""
    case = scene.case
    if case.edition == scene.book.edition:
        raise scene.refuse("edition", f"the case is under edition {case.edition} already")
    if case.problem is not None:
        known(scene, case.problem)
    gone = sorted({case.window, case.desk, case.responsible, *case.awaited} - scene.book.unit.keys())
    if gone:
        units = ", ".join(gone)
        raise scene.refuse("unit", f"edition {scene.book.edition} has no unit {units}; send the case elsewhere first")
    deadlines = _recounted(scene)
    return (e.EditionChanged(edition=scene.book.edition, clock=case.clock, deadlines=deadlines),)


def recount(scene: Scene, _command: c.Recount) -> tuple[e.Event, ...]:
    """On the calendar that decides now; what is suspended waits for its resumption, and what ran out stays so."""
    case = scene.case
    if case.suspension is not None:
        return ()
    deadlines = _recounted(scene)
    moved = any(deadlines[each].at != due.at for each, due in case.deadlines.items())
    return (e.Recounted(calendar=scene.calendar.edition, deadlines=deadlines),) if moved else ()


def separate(scene: Scene, _command: c.Separate) -> tuple[e.Event, ...]:
    """Back to the desk, owing what it owed; a notice that came in between did not reach it, and moves it now."""
    if scene.case.merger is None:
        raise scene.refuse("not_merged", "the case goes on alone; there is nothing to undo")
    before = evolve(scene.case, deadlines=scene.case.merger.deadlines)
    return (e.Separated(deadlines=_recounted(evolve(scene, case=before))),)


def _recounted(scene: Scene) -> Mapping[Milestone, Deadline]:
    case = scene.case
    fresh = {} if case.clock is None else dict(scene.deadlines(case.clock))
    for promise in scene.book.promises.desk:
        # The reply is owed from the resolution, whose moment the case does not keep; it is a matter of a day and stays.
        if promise.milestone is not Milestone.REPLY:
            fresh.setdefault(promise.milestone, due(promise.limit, case.running_since, scene.calendar))
    if Milestone.RECTIFICATION in case.deadlines:
        fresh[Milestone.CLOSING] = max(fresh[Milestone.CLOSING], fresh[Milestone.RECTIFICATION], key=_ends)
    return {
        each: deadline if deadline.at <= scene.at else fresh.get(each, deadline)
        for each, deadline in case.deadlines.items()
    }


def _ends(deadline: Deadline) -> datetime:
    return deadline.at


def supervise(scene: Scene, command: c.Supervise) -> tuple[e.Event, ...]:
    """A step before its time, by a person; it is then not taken again."""
    case, rung = scene.case, scene.book.ladder.rung(command.rung)
    if rung is None or command.milestone not in case.deadlines:
        rungs = ", ".join(each.code for each in scene.book.ladder.rungs)
        said = f"the ladder has {rungs}; the case owes {', '.join(case.deadlines)}"
        raise scene.refuse("rung", f"{command.rung!r} for {command.milestone} cannot be taken: {said}")
    if (command.milestone, command.rung) in case.steps:
        raise scene.refuse("taken", f"{command.rung} has been taken for {command.milestone}")
    step = Step(due_at=scene.at, milestone=command.milestone, rung=command.rung)
    return (_supervised(scene, step, rung, by_hand=True),)


def _supervised(scene: Scene, step: Step, rung: Rung, *, by_hand: bool) -> e.Supervised:
    responsible = scene.case.responsible
    to = addressee(responsible, rung.up, scene.book.superiors)
    return e.Supervised(step=step, measure=rung.measure, responsible=responsible, addressee=to, by_hand=by_hand)


def inspect(scene: Scene, _command: c.Inspect) -> tuple[e.Event, ...]:
    """What time has brought: a planned end of a pause, a signature deemed given, and the steps that are due."""
    case = scene.case
    if not case.open:
        return ()
    if case.suspension is not None:
        if case.suspension.until > scene.at:
            return ()
        resumed = _resumed(scene)
        return (resumed, *_brought(evolve(scene, case=apply(case, resumed, at=scene.at))))
    return _brought(scene)


def _brought(scene: Scene) -> tuple[e.Event, ...]:
    case = scene.case
    events: list[e.Event] = []
    if case.sign is not None and case.status in LIFECYCLE[e.Acknowledged] and scene.at >= case.sign.at:
        events.append(e.Acknowledged(deemed=True))
    for step in scene.book.ladder.pending(case.deadlines, case.running_since, scene.calendar, case.steps):
        rung = scene.book.ladder.rung(step.rung)
        if rung is not None and step.due_at <= scene.at:
            events.append(_supervised(scene, step, rung, by_hand=False))
    return tuple(events)


def next_inspection(case: Case, *, book: Rulebook, calendar: WorkCalendar) -> datetime | None:
    """The earliest moment at which an inspection would find something to do; None where it never will."""
    if not case.open:
        return None
    if case.suspension is not None:
        return max(case.suspension.until, case.last_at)
    pending = book.ladder.pending(case.deadlines, case.running_since, calendar, case.steps)
    moments = [step.due_at for step in pending[:1]]
    if case.sign is not None and case.status in LIFECYCLE[e.Acknowledged]:
        moments.append(case.sign.at)
    return max(min(moments), case.last_at) if moments else None
