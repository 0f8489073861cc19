"""What the unit that has a matter does with it."""

from collections.abc import Sequence
from datetime import date, datetime, time

from attrs import evolve

from banbucheng import BadInput, Milestone, commands, events
from banbucheng.cases import Command
from banbucheng.returns import Return
from banbucheng.terms import (
    ReturnGround,
    StaffId,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import NaturalDays, WorkingDays
from counter.actions import Action, Asked, Field, Filled, choice, coded, units_near
from counter.outcomes import outcome_fields, resolution
from counter.people import Role

__all__ = ["BESIDE", "HANDLING"]

_UNIT = frozenset({Role.DEPARTMENT})
#: A window leads itself where the rules name a unit that is complained about.
_AT_A_UNIT = frozenset({Role.DEPARTMENT, Role.CLERK})
_CLERK = frozenset({Role.CLERK})


def _leads(asked: Asked) -> bool:
    return asked.who.unit == asked.case.responsible


def _may_return(asked: Asked) -> bool:
    """Not when it was designated, refused already, or too late."""
    case = asked.case
    too_late = case.return_window is not None and asked.desk.clock.now() >= case.return_window.at
    return _leads(asked) and not case.designated and not case.return_refused and not too_late


def _may_ask(asked: Asked) -> bool:
    """Once at a time, as often as the rulebook says, and before anything has run out."""
    case, most = asked.case, asked.desk.book.extension.most
    overdue = any(asked.desk.clock.now() >= each.at for each in case.deadlines.values())
    given = 0 if case.clock is None else len(case.clock.extensions)
    return _leads(asked) and case.asked is None and given < most and not overdue


def _until(filled: Filled) -> datetime:
    calendar = filled.asked.desk.calendar
    try:
        day = date.fromisoformat(filled.one("until"))
    except ValueError:
        raise BadInput("until", filled.maybe("until"), "give a date") from None
    return calendar.closes(day) or datetime.combine(day, time(17, 30), calendar.zone)


def _more(filled: Filled) -> WorkingDays | NaturalDays:
    """So many days more, of the kind that the rulebook extends by."""
    text, each = filled.one("days"), filled.asked.desk.book.extension.each
    if not text.isdecimal() or not isinstance(each, WorkingDays | NaturalDays):
        raise BadInput("days", text, "give a whole number")
    return evolve(each, number=int(text))


def _suspend_fields(asked: Asked) -> Sequence[Field]:
    calendar = asked.desk.calendar
    planned = calendar.workday_after(calendar.date_of(asked.desk.clock.now()), 3)
    grounds = sorted(asked.desk.book.suspension.grounds)
    return (
        choice("ground", coded(asked, "suspension_ground", grounds)),
        Field(name="until", kind="day", value=planned.isoformat()),
        Field(name="approved_by", kind="text", value=f"{asked.desk.book.regions[0].code}.{Role.SUPERVISOR}"),
        Field(name="told"),
    )


def _return(filled: Filled) -> Command:
    claim = Return(
        ground=ReturnGround(filled.one("ground")),
        basis=filled.one("basis"),
        belongs_to=UnitCode(filled.one("belongs_to")),
    )
    return commands.Return(by=filled.asked.who.id, claim=claim)


#: With the unit.
HANDLING = (
    Action(
        code="acknowledge",
        event=events.Acknowledged,
        roles=_AT_A_UNIT,
        fits=_leads,
        command=lambda f: commands.Acknowledge(by=f.asked.who.id),
        main=True,
    ),
    Action(
        code="return",
        event=events.Returned,
        roles=_UNIT,
        fits=_may_return,
        fields=lambda asked: (
            choice("ground", coded(asked, "return_ground", list(ReturnGround))),
            Field(name="basis"),
            choice("belongs_to", [each for each in units_near(asked) if each.value != asked.who.unit]),
        ),
        command=_return,
    ),
    Action(
        code="assist",
        event=events.Assisted,
        roles=_UNIT,
        fits=lambda asked: asked.who.unit in asked.case.awaited,
        fields=lambda _: (Field(name="answer"),),
        command=lambda f: commands.Assist(by=f.asked.who.id, unit=f.asked.who.unit, answer=f.one("answer")),
        main=True,
    ),
    Action(
        code="resolve",
        event=events.Resolved,
        roles=_AT_A_UNIT,
        fits=lambda asked: _leads(asked) and not asked.case.awaited,
        fields=outcome_fields,
        command=lambda f: commands.Resolve(by=f.asked.who.id, resolution=resolution(f)),
        main=True,
    ),
    Action(
        code="feedback",
        event=events.FeedbackGiven,
        roles=_AT_A_UNIT,
        fits=lambda asked: _leads(asked) and Milestone.FEEDBACK in asked.case.deadlines,
        fields=lambda _: (Field(name="text"),),
        command=lambda f: commands.GiveFeedback(by=f.asked.who.id, text=f.one("text")),
    ),
    Action(
        code="ask_extension",
        event=events.ExtensionAsked,
        roles=_UNIT,
        fits=_may_ask,
        fields=lambda _: (Field(name="days", kind="number", value="3"), Field(name="reason")),
        command=lambda f: commands.AskExtension(by=f.asked.who.id, more=_more(f), reason=f.one("reason")),
    ),
    Action(
        code="suspend",
        event=events.Suspended,
        roles=_UNIT,
        fits=_leads,
        fields=_suspend_fields,
        command=lambda f: commands.Suspend(
            by=f.asked.who.id,
            ground=SuspensionGround(f.one("ground")),
            approved_by=StaffId(f.one("approved_by")),
            told=f.one("told"),
            until=_until(f),
        ),
    ),
    Action(
        code="resume",
        event=events.Resumed,
        roles=_AT_A_UNIT,
        fits=lambda asked: _leads(asked) and asked.case.suspension is not None,
        command=lambda f: commands.Resume(by=f.asked.who.id),
        main=True,
    ),
)

#: What may be done at any time before the answer.
BESIDE = (
    Action(
        code="contact",
        event=events.Contacted,
        roles=_AT_A_UNIT,
        fields=lambda _: (Field(name="note", kind="text"),),
        command=lambda f: commands.Contact(by=f.asked.who.id, note=f.one("note")),
    ),
    Action(
        code="notice",
        event=events.NoticeGiven,
        roles=_AT_A_UNIT,
        fields=lambda _: (Field(name="text"),),
        command=lambda f: commands.GiveNotice(by=f.asked.who.id, text=f.one("text")),
    ),
    Action(
        code="withdraw",
        event=events.Withdrawn,
        roles=_CLERK,
        fields=lambda _: (Field(name="reason", kind="text"),),
        command=lambda f: commands.Withdraw(by=f.asked.who.id, reason=f.one("reason")),
    ),
)
