"""What a window does with a matter, from taking it on to filing it."""

from collections.abc import Sequence

from attrs import evolve

from banbucheng import Outcome, Problem, Rating, commands, events
from banbucheng.cases import Command
from banbucheng.replies import FollowUp, Reply
from banbucheng.routing import WINDOW
from banbucheng.terms import (
    CauseCode,
    DeclineGround,
    GradeCode,
    HandOverKind,
    KindCode,
    ReopenGround,
    UnitCode,
)
from counter.actions import Action, Asked, Field, Filled, Option, choice, coded, units_near
from counter.outcomes import outcome_fields, resolution
from counter.people import Role

__all__ = ["ENDING", "INTAKE"]

_CLERK = frozenset({Role.CLERK})


def _problem_fields(asked: Asked) -> Sequence[Field]:
    taxonomy, complaint = asked.desk.book.taxonomy, asked.case.complaint
    problem = asked.case.problem or asked.desk.book.suggested(complaint)
    named = asked.words.named
    return (
        choice("kind", [Option(each.code, named(each.code)) for each in taxonomy.kinds], value=problem.kind),
        choice("grade", [Option(each.code, named(each.code)) for each in taxonomy.grades], value=problem.grade),
        Field(
            name="causes",
            kind="ticks",
            options=[Option(each.code, named(each.code)) for each in taxonomy.causes],
            values=frozenset(problem.causes),
            required=False,
        ),
    )


def _problem(filled: Filled) -> Problem:
    asked = filled.asked
    suggested = asked.case.problem or asked.desk.book.suggested(asked.case.complaint)
    causes = frozenset(CauseCode(each) for each in filled.all("causes"))
    return evolve(suggested, kind=KindCode(filled.one("kind")), grade=GradeCode(filled.one("grade")), causes=causes)


def _reply_fields(asked: Asked) -> Sequence[Field]:
    last = asked.case.resolutions[-1] if asked.case.resolutions else None
    outcome = Outcome.DONE if last is None else last.outcome
    return (
        choice("outcome", coded(asked, "outcome", list(Outcome)), value=outcome),
        Field(name="reply", value="" if last is None else last.account),
    )


def _assign(filled: Filled) -> Command:
    unit = filled.maybe("unit")
    return commands.Assign(by=filled.asked.who.id, unit=UnitCode(unit) if unit else None, reason=filled.maybe("reason"))


def _assign_fields(asked: Asked) -> Sequence[Field]:
    as_routed = Option("", asked.words.say("page.as_accepted" if asked.case.returned else "page.as_routed"))
    return (
        choice("unit", [as_routed, *units_near(asked)], required=False),
        Field(name="reason", kind="text", required=False),
    )


def _hand_over_fields(asked: Asked) -> Sequence[Field]:
    windows = [each for each in asked.desk.book.units if each.department == WINDOW and each.code != asked.case.desk]
    return (
        choice("window", [Option(each.code, asked.words.named(each.code)) for each in windows]),
        choice("way", coded(asked, "hand_over_kind", list(HandOverKind))),
        Field(name="reason", kind="text"),
    )


def _decline_fields(asked: Asked) -> Sequence[Field]:
    rules = asked.desk.book.declines
    return (
        choice("ground", coded(asked, "decline_ground", [each.ground for each in rules])),
        Field(name="instead", kind="text", required=False),
        Field(name="same_as", kind="text", required=False),
        Field(name="told", kind="text", required=False),
    )


#: Up to the dispatch, and beside it.
INTAKE = (
    Action(
        code="accept",
        event=events.Accepted,
        roles=_CLERK,
        fields=_problem_fields,
        command=lambda f: commands.Accept(by=f.asked.who.id, problem=_problem(f)),
        main=True,
    ),
    Action(
        code="decline",
        event=events.Declined,
        roles=_CLERK,
        fields=_decline_fields,
        command=lambda f: commands.Decline(
            by=f.asked.who.id,
            ground=DeclineGround(f.one("ground")),
            instead=f.maybe("instead"),
            same_as=f.maybe("same_as"),
            told=f.maybe("told"),
        ),
    ),
    Action(code="assign", event=events.Assigned, roles=_CLERK, fields=_assign_fields, command=_assign, main=True),
    Action(
        code="settle",
        event=events.Settled,
        roles=_CLERK,
        fields=lambda asked: (*outcome_fields(asked), Field(name="reply")),
        command=lambda f: commands.Settle(
            by=f.asked.who.id,
            resolution=resolution(f),
            reply=Reply(outcome=Outcome(f.one("outcome")), text=f.one("reply")),
        ),
        main=True,
    ),
    Action(
        code="refuse_return",
        event=events.ReturnRefused,
        roles=_CLERK,
        fields=lambda _: (Field(name="reason"),),
        command=lambda f: commands.RefuseReturn(by=f.asked.who.id, reason=f.one("reason")),
        main=True,
    ),
    Action(
        code="reclassify",
        event=events.Reclassified,
        roles=_CLERK,
        fields=_problem_fields,
        command=lambda f: commands.Reclassify(by=f.asked.who.id, problem=_problem(f)),
    ),
    Action(
        code="hand_over",
        event=events.HandedOver,
        roles=_CLERK,
        fields=_hand_over_fields,
        command=lambda f: commands.HandOver(
            by=f.asked.who.id,
            to=UnitCode(f.one("window")),
            kind=HandOverKind(f.one("way")),
            reason=f.one("reason"),
        ),
    ),
    Action(
        code="waive",
        event=events.Waived,
        roles=_CLERK,
        fits=lambda asked: bool(asked.case.awaited),
        fields=lambda asked: (
            choice("unit", [Option(each, asked.words.named(each)) for each in sorted(asked.case.awaited)]),
            Field(name="reason", kind="text"),
        ),
        command=lambda f: commands.Waive(by=f.asked.who.id, unit=UnitCode(f.one("unit")), reason=f.one("reason")),
    ),
)

#: From the unit's claim that it is done.
ENDING = (
    Action(
        code="verify",
        event=events.Verified,
        roles=_CLERK,
        command=lambda f: commands.Verify(by=f.asked.who.id),
        main=True,
    ),
    Action(
        code="send_back",
        event=events.SentBack,
        roles=_CLERK,
        fields=lambda _: (Field(name="reason"),),
        command=lambda f: commands.SendBack(by=f.asked.who.id, reason=f.one("reason")),
    ),
    Action(
        code="reply",
        event=events.Replied,
        roles=_CLERK,
        fields=_reply_fields,
        command=lambda f: commands.Reply(
            by=f.asked.who.id, reply=Reply(outcome=Outcome(f.one("outcome")), text=f.one("reply"))
        ),
        main=True,
    ),
    Action(
        code="follow_up",
        event=events.FollowedUp,
        roles=_CLERK,
        fields=lambda asked: (
            choice(
                "rating",
                [Option("", asked.words.say("case.no_rating")), *coded(asked, "rating", list(Rating))],
                required=False,
            ),
            Field(name="remark", kind="text", required=False),
        ),
        command=lambda f: commands.FollowUp(
            by=f.asked.who.id,
            follow_up=FollowUp(rating=Rating(f.one("rating")) if f.maybe("rating") else None, remark=f.maybe("remark")),
        ),
        main=True,
    ),
    Action(
        code="reopen",
        event=events.Reopened,
        roles=_CLERK,
        fields=lambda asked: (
            choice("ground", coded(asked, "reopen_ground", list(ReopenGround))),
            Field(name="reason", kind="text"),
        ),
        command=lambda f: commands.Reopen(
            by=f.asked.who.id, ground=ReopenGround(f.one("ground")), reason=f.one("reason")
        ),
    ),
    Action(
        code="close",
        event=events.Closed,
        roles=_CLERK,
        fields=lambda _: (Field(name="explanation", required=False),),
        command=lambda f: commands.Close(by=f.asked.who.id, explanation=f.maybe("explanation")),
        main=True,
    ),
    Action(
        code="archive",
        event=events.Archived,
        roles=_CLERK,
        command=lambda f: commands.Archive(by=f.asked.who.id),
    ),
)
