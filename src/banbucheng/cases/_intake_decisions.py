"""Decisions of the desk before and beside the handling: accept, decline, notify, settle, hand over, merge."""

from collections.abc import Mapping

from attrs import evolve

from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._lifecycle import LIFECYCLE
from banbucheng.cases._scene import Scene
from banbucheng.intake import Decline
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem
from banbucheng.terms import CaseNumber, DeclineGround, HandOverKind, Milestone
from banbucheng.worktime import Deadline

__all__ = [
    "accept",
    "contact",
    "decline",
    "give_notice",
    "hand_over",
    "join",
    "known",
    "merge",
    "part",
    "settle",
]

#: What citizens are promised, and may be promised at different days where two have one matter.
_PROMISED = frozenset({Milestone.CONTACT, Milestone.FEEDBACK, Milestone.CLOSURE, Milestone.CAP})
_DUPLICATES = frozenset({DeclineGround.DUPLICATE_OPEN, DeclineGround.DUPLICATE_CLOSED})


def accept(scene: Scene, command: c.Accept) -> tuple[e.Event, ...]:
    """The citizen's clock starts now."""
    problem = known(scene, command.problem)
    clock = scene.started(problem.grade, problem.statutory)
    suggestion = scene.book.taxonomy.suggestion(scene.case.complaint.words)
    return (e.Accepted(problem=problem, suggestion=suggestion, clock=clock, deadlines=scene.deadlines(clock)),)


def known(scene: Scene, problem: Problem) -> Problem:
    """A problem all of whose codes are in the taxonomy."""
    taxonomy = scene.book.taxonomy
    if not taxonomy.holds(problem):
        kinds = ", ".join(each.code for each in taxonomy.kinds)
        grades = ", ".join(each.code for each in taxonomy.grades)
        said = f"kind {problem.kind!r}, grade {problem.grade!r}, category {'/'.join(problem.category)!r} or a cause of "
        said += f"{sorted(problem.causes)} is not in {scene.book.name}; kinds: {kinds}; grades: {grades}"
        raise scene.refuse("unknown_code", said)
    return problem


def decline(scene: Scene, command: c.Decline) -> tuple[e.Event, ...]:
    """With ground, and the way to go instead; a duplicate is told how the other case stands."""
    rule = scene.book.decline_rule(command.ground)
    if rule is None:
        grounds = ", ".join(each.ground for each in scene.book.declines)
        raise scene.refuse("ground", f"{scene.book.name} does not decline on {command.ground}; it does on {grounds}")
    if command.ground in _DUPLICATES and not (command.same_as and command.told):
        raise scene.refuse("duplicate", "name the case that it repeats, and say what the citizen was told of it")
    instead = command.instead or rule.instead
    told = Decline(ground=command.ground, instead=instead, same_as=command.same_as, told=command.told)
    return (e.Declined(decline=told),)


def give_notice(_scene: Scene, command: c.GiveNotice) -> tuple[e.Event, ...]:
    """Once, and completely."""
    return (e.NoticeGiven(text=command.text),)


def contact(_scene: Scene, command: c.Contact) -> tuple[e.Event, ...]:
    """The citizen was reached."""
    return (e.Contacted(note=command.note),)


def settle(scene: Scene, command: c.Settle) -> tuple[e.Event, ...]:
    """On the spot, answered at once."""
    if command.resolution.second_signer == command.by:
        raise scene.refuse("same_person", f"{command.by} settles it; another person signs second")
    owed = scene.owed(Milestone.FOLLOW_UP)
    return (e.Settled(resolution=command.resolution, reply=command.reply, deadlines=owed),)


def hand_over(scene: Scene, command: c.HandOver) -> tuple[e.Event, ...]:
    """Up, down or across, as the regions stand to each other."""
    here, to = scene.book.unit[scene.case.desk], scene.book.unit[scene.unit(command.to)]
    parents = scene.book.parents
    fits = {
        HandOverKind.UP: parents.get(here.region) == to.region,
        HandOverKind.DOWN: parents.get(to.region) == here.region,
        HandOverKind.ACROSS: to.code != here.code and parents.get(to.region) == parents.get(here.region),
    }
    if to.department != here.department or not fits[command.kind]:
        raise scene.refuse("hand_over", f"{to.code} is no window {command.kind} from {here.code}")
    return (e.HandedOver(to=to.code, kind=command.kind, reason=command.reason),)


def merge(scene: Scene, command: c.Merge) -> tuple[e.Event, ...]:
    """Into another case, never into itself, nor into one that goes on in this one."""
    if command.into == scene.case.number or command.into in scene.case.joined:
        raise scene.refuse("cycle", f"{command.into} goes on in this case already; a case cannot go on in itself")
    if scene.case.joined:
        taken = ", ".join(scene.case.joined)
        raise scene.refuse("cycle", f"{taken} goes on in this case; part with it first")
    return (e.Merged(into=command.into),)


def join(scene: Scene, command: c.Join) -> tuple[e.Event, ...]:
    """The earlier deadline of both holds, and both citizens are kept."""
    if command.number == scene.case.number:
        raise scene.refuse("cycle", "a case cannot go on in itself")
    clocks = {**scene.case.joined_clocks, command.number: command.clock}
    owed = _owed_with(scene, clocks)
    return (e.Joined(number=command.number, complaint=command.complaint, clock=command.clock, deadlines=owed),)


def part(scene: Scene, command: c.Part) -> tuple[e.Event, ...]:
    """The case that had been joined goes on alone; this one keeps what its own clock says."""
    case = scene.case
    if command.number not in case.joined:
        raise scene.refuse("not_joined", f"{command.number} does not go on in this case")
    clocks = {number: clock for number, clock in case.joined_clocks.items() if number != command.number}
    return (e.Parted(number=command.number, deadlines=_owed_with(scene, clocks)),)


def _owed_with(scene: Scene, clocks: Mapping[CaseNumber, CitizenClock]) -> Mapping[Milestone, Deadline]:
    """What is owed when these clocks go on beside the case's own."""
    case = scene.case
    own = {each: due for each, due in case.deadlines.items() if each not in _PROMISED}
    if case.clock is None or case.status not in LIFECYCLE[e.Joined]:
        return case.deadlines
    done = {each.milestone for each in case.reached if each.round == case.round}
    promised = evolve(scene, case=evolve(case, joined_clocks=clocks)).deadlines(case.clock)
    return {**{each: due for each, due in promised.items() if each not in done}, **own}
