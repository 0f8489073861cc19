"""Everything that can be asked of a case, possible and impossible, for Hypothesis; and what leads it on."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from banbucheng.cases import Case, Command
from banbucheng.cases import commands as c
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.routing import WINDOW
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    DeclineGround,
    GradeCode,
    HandOverKind,
    Milestone,
    Outcome,
    Rating,
    ReopenGround,
    ReturnGround,
    StaffId,
    Status,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import NaturalDays, WorkingDays

__all__ = ["CLERK", "IN_HAND", "LEADER", "STAFF", "UNIT", "asked_problems", "commands", "departments", "onward"]

CLERK, UNIT, LEADER = StaffId("clerk"), StaffId("unit"), StaffId("leader")
STAFF = (CLERK, UNIT, LEADER)
#: A grade and a unit that there is not.
_NO_GRADE, _NOWHERE = GradeCode("hopeless"), UnitCode("nowhere")
#: So few, that a case comes back to where it has been.
_UNITS = 5
_S = Status


def departments(book: Rulebook) -> Sequence[UnitCode]:
    """Some departments beside one window of a rulebook: those that its rules name first, in the narrowest region."""
    region = book.regions[min(1, len(book.regions) - 1)].code
    named = [unit for rule in book.routes.rules for unit in (rule.then.lead, *rule.then.assisting)]
    units = [book.routes.unit(name, region) for name in dict.fromkeys(named)]
    others = [each.code for each in book.units if each.region == region and each.department != WINDOW]
    found = dict.fromkeys(each for each in (*units, *others) if book.unit[each].department != WINDOW)
    return list(found)[:_UNITS]


def asked_problems(book: Rulebook) -> st.SearchStrategy[Problem]:
    """Problems of a rulebook's unsorted kind, the harder grades more often, and sometimes of a grade that it has not."""
    grades = [each.code for each in book.taxonomy.grades]
    return st.sampled_from(
        [Problem(kind=book.unsorted.kind, grade=each) for each in (*grades, *grades[1:], grades[-1], _NO_GRADE)]
    )


def commands(book: Rulebook) -> Mapping[type[Command], st.SearchStrategy[Command]]:
    """
    By its class, every command that one case alone is asked, with whatever it may carry under a rulebook.

    Whoever gives it to a case must expect a `Refusal`. The halves of a merger, which only a desk gives, are not there.
    """
    staff, words = st.sampled_from(STAFF), st.sampled_from(["as it should be", "because of item 7"])
    near = departments(book)
    units = st.sampled_from([*near, _NOWHERE])
    kinds = {**_of_dispatch(book, staff, units, words), **_of_the_clock(book, staff, words)}
    return {**kinds, **_of_the_ending(staff, units, words)}


_Texts = st.SearchStrategy[str]
_Staff = st.SearchStrategy[StaffId]
_Units = st.SearchStrategy[UnitCode]
_Commands = Mapping[type[Command], st.SearchStrategy[Command]]
_OUTCOMES = st.sampled_from([Outcome.DONE, Outcome.PARTLY_DONE, Outcome.UNREACHABLE])


def _of_dispatch(book: Rulebook, staff: _Staff, units: _Units, words: _Texts) -> _Commands:
    reasons = st.just("") | words
    windows = [each.code for each in book.units if each.department == WINDOW][:3]
    top = book.routes.unit(next(iter(departments(book))).partition("-")[2], book.regions[0].code)
    assisting = st.lists(st.sampled_from([*departments(book)[-2:], top]), max_size=2, unique=True).map(tuple)
    claims = st.builds(Return, ground=st.sampled_from(ReturnGround), basis=words, belongs_to=units)
    replies = st.builds(Reply, outcome=_OUTCOMES, text=words)
    resolutions = st.builds(Resolution, outcome=_OUTCOMES, account=words)
    return {
        c.Accept: st.builds(c.Accept, by=staff, problem=asked_problems(book)),
        c.Decline: st.builds(c.Decline, by=staff, ground=st.sampled_from(DeclineGround), same_as=reasons, told=reasons),
        c.GiveNotice: st.builds(c.GiveNotice, by=staff, text=words),
        c.Contact: st.builds(c.Contact, by=staff),
        c.Settle: st.builds(c.Settle, by=staff, resolution=resolutions, reply=replies),
        c.Assign: st.builds(c.Assign, by=staff) | st.builds(c.Assign, by=staff, unit=units, reason=reasons),
        c.Acknowledge: st.builds(c.Acknowledge, by=staff),
        c.Return: st.builds(c.Return, by=staff, claim=claims),
        c.RefuseReturn: st.builds(c.RefuseReturn, by=staff, reason=words),
        c.Confer: st.builds(c.Confer, by=staff, unit=units, assisting=assisting, minutes=words),
        c.Designate: st.builds(
            c.Designate, by=staff, leader=st.just(LEADER), unit=units, assisting=assisting, reason=words
        ),
        c.HandOver: st.builds(
            c.HandOver,
            by=staff,
            to=st.sampled_from([*windows, *departments(book)[:1]]),
            kind=st.sampled_from(HandOverKind),
            reason=words,
        ),
        c.Assist: st.builds(c.Assist, by=staff, unit=units, answer=words),
        c.Waive: st.builds(c.Waive, by=staff, unit=units, reason=words),
    }


def _of_the_clock(book: Rulebook, staff: _Staff, words: _Texts) -> _Commands:
    rungs = [each.code for each in book.ladder.rungs]
    more = [*map(WorkingDays, range(1, 7)), NaturalDays(3)]
    return {
        c.Suspend: st.builds(
            c.Suspend, by=staff, ground=st.sampled_from(SuspensionGround), approved_by=st.just(LEADER), told=words
        ),
        c.Resume: st.builds(c.Resume, by=staff),
        c.AskExtension: st.builds(c.AskExtension, by=staff, more=st.sampled_from(more), reason=words),
        c.Extend: st.builds(c.Extend, by=staff),
        c.RefuseExtension: st.builds(c.RefuseExtension, by=staff, reason=words),
        c.Reclassify: st.builds(c.Reclassify, by=staff, problem=asked_problems(book)),
        c.ChangeEdition: st.builds(c.ChangeEdition, by=staff),
        c.Recount: st.builds(c.Recount, by=staff),
        c.Supervise: st.builds(
            c.Supervise,
            by=staff,
            rung=st.sampled_from([*rungs[:2], *rungs[-2:], "ladder"]),
            milestone=st.sampled_from(Milestone),
        ),
        c.Inspect: st.builds(c.Inspect, by=staff),
    }


def _of_the_ending(staff: _Staff, units: _Units, words: _Texts) -> _Commands:
    ratings = st.builds(FollowUp, rating=st.none() | st.sampled_from(Rating))
    return {
        c.GiveFeedback: st.builds(c.GiveFeedback, by=staff, text=words),
        c.Resolve: st.builds(
            c.Resolve, by=st.just(UNIT) | staff, resolution=st.builds(Resolution, outcome=_OUTCOMES, account=words)
        ),
        c.SendBack: st.builds(c.SendBack, by=staff, reason=words),
        c.Verify: st.builds(c.Verify, by=st.just(CLERK) | staff),
        c.Reply: st.builds(c.Reply, by=staff, reply=st.builds(Reply, outcome=_OUTCOMES, text=words)),
        c.FollowUp: st.builds(c.FollowUp, by=staff, follow_up=ratings),
        c.ObjectToRating: st.builds(c.ObjectToRating, by=staff, unit=units, reason=words),
        c.RuleOnObjection: st.builds(c.RuleOnObjection, by=staff, upheld=st.booleans(), reason=words),
        c.Reopen: st.builds(c.Reopen, by=staff, ground=st.sampled_from(ReopenGround), reason=words),
        c.Withdraw: st.builds(c.Withdraw, by=staff, reason=words),
        c.Close: st.builds(c.Close, by=staff, explanation=st.just("") | words),
        c.HandToDiscipline: st.builds(
            c.HandToDiscipline, by=staff, checklist=st.just(("a gift",)), signers=st.tuples(staff, staff)
        ),
        c.Archive: st.builds(c.Archive, by=staff),
    }


#: What leads on from a status, so that long lives are common.
_ONWARD: Mapping[Status, Sequence[type[Command]]] = {
    _S.REGISTERED: [c.Accept, c.Accept, c.Accept, c.Decline, c.HandOver],
    _S.ACCEPTED: [c.Assign, c.Assign, c.Assign, c.Assign, c.Settle, c.Settle, c.Suspend, c.AskExtension, c.Reclassify],
    _S.ASSIGNED: [c.Acknowledge, c.Acknowledge, c.Return, c.Return, c.Return, c.Return, c.Suspend, c.AskExtension],
    _S.HANDLING: [c.Resolve, c.Resolve, c.Return, c.Return, c.Suspend, c.AskExtension, c.GiveFeedback, c.Withdraw],
    _S.RETURNED: [c.Assign, c.Assign, c.Assign, c.RefuseReturn, c.HandOver],
    _S.DISPUTED: [c.Designate, c.Confer, c.HandOver],
    _S.RESOLVED: [c.Verify, c.Verify, c.SendBack],
    _S.VERIFIED: [c.Reply],
    _S.REPLIED: [c.FollowUp, c.FollowUp, c.Reopen],
    _S.FOLLOWED_UP: [c.Close, c.Close, c.Reopen, c.ObjectToRating],
    _S.CLOSED: [c.Reopen, c.Archive],
    _S.DECLINED: [c.Archive],
    _S.WITHDRAWN: [c.Archive],
    _S.MERGED: [c.Archive, c.Recount],
    _S.ARCHIVED: [c.Reopen],
}
#: Where a clock can be stopped.
IN_HAND = (_S.ACCEPTED, _S.ASSIGNED, _S.HANDLING)


def onward(case: Case, edition: str) -> Sequence[type[Command]]:
    """What leads on from where a case stands, while this edition takes new cases."""
    if case.suspension is not None:
        return [c.Resume, c.Resume, c.Inspect, c.Inspect, c.Withdraw, c.GiveNotice]
    if case.asked is not None and case.status in IN_HAND:
        return [c.Extend, c.Extend, c.Extend, c.RefuseExtension, *_ONWARD[case.status][:1]]
    if case.awaited and case.status == _S.HANDLING:
        return [c.Assist, c.Waive, c.Resolve]
    if case.designated and case.status == _S.HANDLING:
        return [c.Return, c.Resolve]
    if case.objection is not None and case.objection.upheld is None:
        return [c.RuleOnObjection, c.Close]
    if case.joined and case.status == _S.ACCEPTED:
        return [c.Assign, c.Assign, c.Suspend, c.AskExtension, c.Reclassify, c.Settle, c.Withdraw]
    moved = [c.ChangeEdition] if case.open and case.edition != edition else []
    return [*moved, *_ONWARD[case.status]]
