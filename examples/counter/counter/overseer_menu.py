"""What the supervisor does: end a dispute, decide on more time, and take a step of supervision by hand."""

from collections.abc import Sequence

from banbucheng import Milestone, commands, events
from banbucheng.cases import Command
from banbucheng.terms import (
    StaffId,
    UnitCode,
)
from counter.actions import Action, Asked, Field, Filled, Option, choice, coded, units_near
from counter.people import Role

__all__ = ["OVERSEEING"]

_LEADER = frozenset({Role.SUPERVISOR})


def _lead_fields(asked: Asked) -> Sequence[Field]:
    near = units_near(asked)
    return (choice("unit", near), Field(name="assisting", kind="ticks", options=near, required=False))


def _designate(filled: Filled) -> Command:
    return commands.Designate(
        by=filled.asked.who.id,
        leader=StaffId(filled.one("leader")),
        unit=UnitCode(filled.one("unit")),
        assisting=tuple(UnitCode(each) for each in filled.all("assisting") if each != filled.one("unit")),
        reason=filled.one("reason"),
    )


def _confer(filled: Filled) -> Command:
    return commands.Confer(
        by=filled.asked.who.id,
        unit=UnitCode(filled.one("unit")),
        assisting=tuple(UnitCode(each) for each in filled.all("assisting") if each != filled.one("unit")),
        minutes=filled.one("minutes"),
    )


def _supervise_fields(asked: Asked) -> Sequence[Field]:
    rungs = [Option(each.code, asked.words.named(each.code)) for each in asked.desk.book.ladder.rungs]
    return (choice("rung", rungs), choice("milestone", coded(asked, "milestone", list(asked.case.deadlines))))


#: All of it.
OVERSEEING = (
    Action(
        code="designate",
        event=events.Designated,
        roles=_LEADER,
        fields=lambda asked: (
            *_lead_fields(asked),
            Field(name="leader", kind="text"),
            Field(name="reason"),
        ),
        command=_designate,
        main=True,
    ),
    Action(
        code="confer",
        event=events.Conferred,
        roles=_LEADER,
        fields=lambda asked: (*_lead_fields(asked), Field(name="minutes")),
        command=_confer,
    ),
    Action(
        code="extend",
        event=events.Extended,
        roles=_LEADER,
        fits=lambda asked: asked.case.asked is not None,
        command=lambda f: commands.Extend(by=f.asked.who.id),
        main=True,
    ),
    Action(
        code="refuse_extension",
        event=events.ExtensionRefused,
        roles=_LEADER,
        fits=lambda asked: asked.case.asked is not None,
        fields=lambda _: (Field(name="reason", kind="text"),),
        command=lambda f: commands.RefuseExtension(by=f.asked.who.id, reason=f.one("reason")),
        main=True,
    ),
    Action(
        code="supervise",
        event=events.Supervised,
        roles=_LEADER,
        fits=lambda asked: bool(asked.case.deadlines),
        fields=_supervise_fields,
        command=lambda f: commands.Supervise(
            by=f.asked.who.id, rung=f.one("rung"), milestone=Milestone(f.one("milestone"))
        ),
    ),
)
