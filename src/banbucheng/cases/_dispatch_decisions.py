"""Decisions about who handles the case: assign, sign, return, confer, designate."""

from attrs import evolve

from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._scene import Scene
from banbucheng.routing import Assignment, Because, facts_of
from banbucheng.terms import UnitCode
from banbucheng.worktime import due

__all__ = ["acknowledge", "assign", "assist", "confer", "designate", "give_back", "refuse_return", "waive"]


def assign(scene: Scene, command: c.Assign) -> tuple[e.Event, ...]:
    """To the unit that the routes, an accepted return, or a person with a reason name."""
    case, policy = scene.case, scene.book.returns
    assignment = _recused(scene, _assignment(scene, command))
    if case.returned is not None and policy.disputed(case.sent_to, assignment.lead):
        sent = " -> ".join(case.sent_to)
        raise scene.refuse("dispute", f"it went {sent} already; sending it on would pass the ball: designate a unit")
    return (
        e.Assigned(
            assignment=assignment,
            sign=due(policy.sign, scene.at, scene.calendar),
            return_window=due(policy.window, scene.at, scene.calendar),
            handle=None if policy.handle is None else due(policy.handle, scene.at, scene.calendar),
        ),
    )


def _assignment(scene: Scene, command: c.Assign) -> Assignment:
    case = scene.case
    if command.unit is not None:
        if not command.reason:
            raise scene.refuse("reason", f"say why it goes to {command.unit} and not where the routes send it")
        return Assignment(lead=scene.unit(command.unit), because=Because(rule="override", said=(command.reason,)))
    if case.returned is not None:
        claim = case.returned
        because = Because(rule="return", said=(claim.ground, claim.basis))
        return Assignment(lead=scene.unit(claim.belongs_to), because=because)
    if case.problem is None:
        raise scene.refuse("status", "the case has not been accepted yet; accept it first")
    routes, where = scene.book.routes, scene.whereabouts
    facts = facts_of(case.complaint, case.problem, where, routes.vocabulary)
    return routes.assignment(facts, scene.book.unit[case.desk].region, where.at.date())


def _recused(scene: Scene, assignment: Assignment) -> Assignment:
    """Without the units complained about: the desk itself leads where the routes name one of them."""
    against = scene.case.complaint.against
    assisting = tuple(unit for unit in assignment.assisting if unit not in against)
    if assignment.lead not in against:
        return evolve(assignment, assisting=assisting)
    because = Because(rule="recusal", said=(assignment.lead, assignment.because.rule))
    return Assignment(lead=scene.unit(scene.case.desk), assisting=assisting, because=because)


def acknowledge(scene: Scene, _command: c.Acknowledge) -> tuple[e.Event, ...]:
    """Signed for, by a person; whoever signs when the time is over was silent until then."""
    sign = scene.case.sign
    return (e.Acknowledged(deemed=sign is not None and scene.at >= sign.at),)


def give_back(scene: Scene, command: c.Return) -> tuple[e.Event, ...]:
    """A return in its window, to a unit that exists; one too many, or to a former holder, is a dispute at once."""
    case, policy = scene.case, scene.book.returns
    if case.designated:
        raise scene.refuse("designated", f"{case.responsible} was designated and may not return it")
    if case.return_refused:
        raise scene.refuse("refused", f"the desk refused a return of {case.responsible} already; it handles the case")
    if case.return_window is not None and scene.at >= case.return_window.at:
        ended = case.return_window.at.isoformat()
        raise scene.refuse("too_late", f"the time to return it ended at {ended}; {case.responsible} handles it")
    belongs_to = scene.unit(command.claim.belongs_to)
    if belongs_to == case.responsible:
        raise scene.refuse("unit", f"{belongs_to} cannot return it to itself")
    returned = e.Returned(claim=command.claim, ruling=due(policy.ruling, scene.at, scene.calendar))
    if policy.disputed(case.sent_to, belongs_to):
        return (returned, e.Disputed(sent_to=(*case.sent_to, belongs_to)))
    return (returned,)


def refuse_return(_scene: Scene, command: c.RefuseReturn) -> tuple[e.Event, ...]:
    """It stays with the unit."""
    return (e.ReturnRefused(reason=command.reason),)


def confer(scene: Scene, command: c.Confer) -> tuple[e.Event, ...]:
    """What the conference agreed."""
    assignment = _agreed(scene, command.unit, command.assisting, Because(rule="conference", said=(command.minutes,)))
    return (e.Conferred(assignment=assignment, minutes=command.minutes),)


def designate(scene: Scene, command: c.Designate) -> tuple[e.Event, ...]:
    """What a named leader decided."""
    assignment = _agreed(scene, command.unit, command.assisting, Because(rule="designation", said=(command.reason,)))
    return (e.Designated(assignment=assignment, leader=command.leader),)


def _agreed(scene: Scene, lead: UnitCode, assisting: tuple[UnitCode, ...], because: Because) -> Assignment:
    units = scene.book.unit
    leads = units[scene.unit(lead)]
    for unit in (units[scene.unit(each)] for each in assisting):
        above = scene.book.parents.get(leads.region) == unit.region
        if scene.book.returns.upper_leads and above and unit.department == leads.department:
            raise scene.refuse("upper_leads", f"{unit.code} is the same department one level up, and leads")
    return Assignment(lead=lead, assisting=assisting, because=because)


def assist(scene: Scene, command: c.Assist) -> tuple[e.Event, ...]:
    """The part of a unit that was asked for one."""
    _awaited(scene, command.unit)
    return (e.Assisted(unit=command.unit, answer=command.answer),)


def waive(scene: Scene, command: c.Waive) -> tuple[e.Event, ...]:
    """Done without the part of a unit that was asked for one."""
    _awaited(scene, command.unit)
    return (e.Waived(unit=command.unit, reason=command.reason),)


def _awaited(scene: Scene, unit: UnitCode) -> None:
    if unit not in scene.case.awaited:
        awaited = ", ".join(sorted(scene.case.awaited)) or "no unit"
        raise scene.refuse("not_awaited", f"no part of {unit} is missing; of {awaited} one is")
