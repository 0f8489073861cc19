"""From a command to the events that it causes, or a refusal; nothing here changes anything."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from banbucheng.cases import _clock_decisions as clock
from banbucheng.cases import _dispatch_decisions as dispatch
from banbucheng.cases import _ending_decisions as ending
from banbucheng.cases import _intake_decisions as intake
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cases._case import Case
from banbucheng.cases._lifecycle import LIFECYCLE
from banbucheng.cases._scene import Scene
from banbucheng.errors import BadInput
from banbucheng.intake import Complaint
from banbucheng.rulebook import Rulebook
from banbucheng.supervision import addressee
from banbucheng.terms import CaseNumber, Milestone, UnitCode
from banbucheng.worktime import WorkCalendar, due

__all__ = ["decide", "register"]


def register(
    complaint: Complaint, number: CaseNumber, *, at: datetime, book: Rulebook, calendar: WorkCalendar
) -> e.Registered:
    """
    The first event of a case: the window of the complaint's site or region is responsible from now on.

    Raises:
        BadInput: the rulebook knows no such region or site, or the complaint was received after `at`.
    """
    regions = [each.code for each in book.regions]
    if complaint.region not in regions:
        raise BadInput("region", complaint.region, f"this rulebook serves {', '.join(regions)}")
    if complaint.received_at > at:
        raise BadInput("received_at", complaint.received_at.isoformat(), f"not later than {at.isoformat()}")
    promise = book.promises.of_desk(Milestone.ACCEPTANCE)
    return e.Registered(
        number=number,
        edition=book.edition,
        complaint=complaint,
        window=_unconcerned(book.window_of(complaint.region, complaint.site), complaint, book),
        deadlines={promise.milestone: due(promise.limit, at, calendar)},
    )


def _unconcerned(window: UnitCode, complaint: Complaint, book: Rulebook) -> UnitCode:
    """The window itself, or the nearest above it that is not complained about; at the top there is none to turn to."""
    for up in range(len(book.superiors) + 1):
        found = addressee(window, up, book.superiors)
        if found.unit not in complaint.against or found.stopped:
            return found.unit
    return window


def decide(
    case: Case, command: c.Command, *, at: datetime, book: Rulebook, calendar: WorkCalendar
) -> tuple[e.Event, ...]:
    """
    What a command causes at a moment, under a rulebook.

    Raises:
        Refusal: the rules do not allow it; the case is as it was.
    """
    scene = Scene(case=case, at=at, book=book, calendar=calendar)
    verb = type(command).__name__
    event, decision = _DECISIONS[type(command)]
    if at < case.last_at:
        last = case.last_at.isoformat()
        raise scene.refuse("backdated", f"{at.isoformat()} lies before the case's last entry ({last})")
    if command.by in case.complaint.against:
        raise scene.refuse("recused", f"{command.by} is complained about and does nothing in the case")
    if event is not None and event.__name__ in book.switched_off:
        raise scene.refuse("switched_off", f"{book.name} does not use {verb}")
    if event is not None and case.counts.get(event.__name__, 0) >= book.bounds.get(event.__name__, 1 << 30):
        bound = book.bounds[event.__name__]
        raise scene.refuse(
            "too_often", f"{book.name} allows {verb} {bound} time(s) in one handling, and so often it was"
        )
    if event is not None and case.status not in LIFECYCLE[event]:
        statuses = ", ".join(LIFECYCLE[event])
        raise scene.refuse("status", f"{verb} is not possible while the case is {case.status}; it is from {statuses}")
    if case.suspension is not None and not isinstance(command, _WHILE_SUSPENDED):
        raise scene.refuse("suspended", f"{verb} is not possible while the clock is stopped; resume it first")
    return decision(scene, command)


_WHILE_SUSPENDED = (c.Resume, c.Withdraw, c.Inspect, c.GiveNotice, c.Contact, c.Recount, c.HandToDiscipline)

#: For each command, the event whose row of `LIFECYCLE` says whether it is possible, and the decision.
_DECISIONS: Mapping[type[c.Command], tuple[type[e.Event] | None, Callable[[Scene, Any], tuple[e.Event, ...]]]] = {
    c.Accept: (e.Accepted, intake.accept),
    c.Decline: (e.Declined, intake.decline),
    c.GiveNotice: (e.NoticeGiven, intake.give_notice),
    c.Contact: (e.Contacted, intake.contact),
    c.Settle: (e.Settled, intake.settle),
    c.HandOver: (e.HandedOver, intake.hand_over),
    c.Merge: (e.Merged, intake.merge),
    c.Join: (e.Joined, intake.join),
    c.Separate: (e.Separated, clock.separate),
    c.Part: (e.Parted, intake.part),
    c.Assign: (e.Assigned, dispatch.assign),
    c.Acknowledge: (e.Acknowledged, dispatch.acknowledge),
    c.Return: (e.Returned, dispatch.give_back),
    c.RefuseReturn: (e.ReturnRefused, dispatch.refuse_return),
    c.Confer: (e.Conferred, dispatch.confer),
    c.Designate: (e.Designated, dispatch.designate),
    c.Assist: (e.Assisted, dispatch.assist),
    c.Waive: (e.Waived, dispatch.waive),
    c.Suspend: (e.Suspended, clock.suspend),
    c.Resume: (e.Resumed, clock.resume),
    c.AskExtension: (e.ExtensionAsked, clock.ask_extension),
    c.Extend: (e.Extended, clock.extend),
    c.RefuseExtension: (e.ExtensionRefused, clock.refuse_extension),
    c.Reclassify: (e.Reclassified, clock.reclassify),
    c.ChangeEdition: (e.EditionChanged, clock.change_edition),
    c.Recount: (e.Recounted, clock.recount),
    c.Supervise: (e.Supervised, clock.supervise),
    c.Inspect: (None, clock.inspect),
    c.GiveFeedback: (e.FeedbackGiven, ending.give_feedback),
    c.Resolve: (e.Resolved, ending.resolve),
    c.SendBack: (e.SentBack, ending.send_back),
    c.Verify: (e.Verified, ending.verify),
    c.Reply: (e.Replied, ending.reply),
    c.FollowUp: (e.FollowedUp, ending.follow_up),
    c.ObjectToRating: (e.RatingObjected, ending.object_to_rating),
    c.RuleOnObjection: (e.ObjectionRuled, ending.rule_on_objection),
    c.Reopen: (e.Reopened, ending.reopen),
    c.Withdraw: (e.Withdrawn, ending.withdraw),
    c.Close: (e.Closed, ending.close),
    c.Archive: (e.Archived, ending.archive),
    c.HandToDiscipline: (e.HandedToDiscipline, ending.hand_to_discipline),
}
