"""The life of a case, from its registration to the archive."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

import pytest
from attrs import evolve

from banbucheng.cases import (
    LIFECYCLE,
    REPEATABLE,
    Case,
    Command,
    apply,
    begin,
    next_inspection,
    number_by_window_and_day,
    numbered,
)
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import BadInput, Refusal
from banbucheng.ledger import replay
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.routing import Because
from banbucheng.rulebook import LateReclassification
from banbucheng.sla import Promise, Promises
from banbucheng.terms import (
    DeclineGround,
    HandOverKind,
    Measure,
    Milestone,
    Outcome,
    Rating,
    RegionCode,
    StaffId,
    Status,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import NaturalDays, Overlay, WorkingDays, WorkingHours

from ._calendar2025 import CALENDAR
from ._desk import (
    ASK,
    CIVIL,
    CLERK,
    COMMANDS,
    DONE,
    EARLIER,
    HRSS,
    LEADER,
    MEDICAL,
    MEIZHOU,
    PATHS,
    POLICE,
    TAX,
    TOP,
    UNIT,
    WINDOW,
    Bench,
    accept,
    complaint,
    moment,
    problem,
    returned,
)

S = Status
BEFORE_REPLY = (S.REGISTERED, S.ACCEPTED, S.ASSIGNED, S.HANDLING, S.RETURNED, S.DISPUTED, S.RESOLVED, S.VERIFIED)
OPEN = (*BEFORE_REPLY, S.REPLIED, S.FOLLOWED_UP)
IN_HAND = (S.ACCEPTED, S.ASSIGNED, S.HANDLING)


def stays(*statuses: Status) -> dict[Status, Status]:
    """A step that leaves each status as it is."""
    return {each: each for each in statuses}


#: The life cycle by hand, from domain §7: where each command may be given, and where it leads.
EXPECTED: Mapping[type[Command], Mapping[Status, Status]] = {
    c.Accept: {S.REGISTERED: S.ACCEPTED},
    c.Decline: {S.REGISTERED: S.DECLINED},
    c.GiveNotice: stays(*BEFORE_REPLY),
    c.Settle: {S.ACCEPTED: S.REPLIED},
    c.Assign: {S.ACCEPTED: S.ASSIGNED, S.RETURNED: S.ASSIGNED},
    c.Acknowledge: {S.ASSIGNED: S.HANDLING},
    c.Return: {S.ASSIGNED: S.RETURNED, S.HANDLING: S.RETURNED},
    c.RefuseReturn: {S.RETURNED: S.HANDLING},
    c.Designate: {S.DISPUTED: S.HANDLING},
    c.Confer: {S.DISPUTED: S.HANDLING},
    c.HandOver: stays(S.REGISTERED, S.ACCEPTED, S.RETURNED, S.DISPUTED),
    c.Assist: stays(S.ASSIGNED, S.HANDLING),
    c.Waive: stays(S.ASSIGNED, S.HANDLING),
    c.Contact: stays(*BEFORE_REPLY[1:]),
    c.Suspend: stays(*IN_HAND),
    c.Resume: stays(*IN_HAND),
    c.AskExtension: stays(*IN_HAND),
    c.Extend: stays(*IN_HAND),
    c.RefuseExtension: stays(*IN_HAND),
    c.Reclassify: stays(*BEFORE_REPLY[1:]),
    c.GiveFeedback: stays(*BEFORE_REPLY[1:]),
    c.Resolve: {S.ASSIGNED: S.RESOLVED, S.HANDLING: S.RESOLVED},
    c.SendBack: {S.RESOLVED: S.HANDLING},
    c.Verify: {S.RESOLVED: S.VERIFIED},
    c.Reply: {S.VERIFIED: S.REPLIED},
    c.FollowUp: {S.REPLIED: S.FOLLOWED_UP},
    c.Reopen: {S.REPLIED: S.ACCEPTED, S.FOLLOWED_UP: S.ACCEPTED, S.CLOSED: S.ACCEPTED},
    c.Withdraw: dict.fromkeys(BEFORE_REPLY, S.WITHDRAWN),
    c.Close: {S.FOLLOWED_UP: S.CLOSED},
    c.ObjectToRating: stays(S.FOLLOWED_UP),
    c.RuleOnObjection: stays(S.FOLLOWED_UP),
    c.Merge: {S.ACCEPTED: S.MERGED, S.RETURNED: S.MERGED},
    c.Join: stays(*BEFORE_REPLY[1:]),
    c.Separate: {S.MERGED: S.ACCEPTED},
    c.Part: stays(*OPEN[1:]),
    c.ChangeEdition: stays(*OPEN),
    c.Recount: stays(*OPEN),
    c.Supervise: stays(*OPEN),
    c.HandToDiscipline: stays(*OPEN),
    c.Archive: dict.fromkeys((S.DECLINED, S.WITHDRAWN, S.CLOSED, S.MERGED), S.ARCHIVED),
}
#: What must have been done before a command has anything to do, and after how much of the way to a status.
FIRST: Mapping[type[Command], type[Command]] = {
    c.Resume: c.Suspend,
    c.Extend: c.AskExtension,
    c.RefuseExtension: c.AskExtension,
    c.RuleOnObjection: c.ObjectToRating,
}
#: What is done even while the clock stands.
MEANWHILE = (c.GiveNotice, c.Contact, c.Withdraw, c.Recount, c.HandToDiscipline)
#: The calendar before a notice made these two days working days: what is counted on it comes later than it should.
BEFORE_THE_NOTICE = CALENDAR.with_overlay(Overlay(name="storm", off=[date(2025, 3, 5), date(2025, 3, 6)]))
EVERY = [(status, kind) for status in Status for kind in EXPECTED]
ALLOWED = [(status, kind) for status, kind in EVERY if status in EXPECTED[kind]]
REFUSED = [(status, kind) for status, kind in EVERY if status not in EXPECTED[kind]]


def brought(bench: Bench, status: Status, kind: type[Command]) -> Case:
    """A case in a status, made ready for a command of that kind."""
    if kind is c.ChangeEdition:
        return evolve(bench, book=EARLIER).brought(status)
    if kind is c.Recount:
        return evolve(bench, calendar=BEFORE_THE_NOTICE).brought(status)
    if kind in (c.Assist, c.Waive):
        return bench.do(bench.registered(subject="残疾人证办不了"), *PATHS[status])
    if kind is c.Part:
        first, *others = PATHS[status]
        return bench.opened(first, COMMANDS[c.Join], *others)
    case = bench.brought(status)
    return bench.do(case, COMMANDS[FIRST[kind]]) if kind in FIRST else case


def sample(kind: type[Command], case: Case) -> Command:
    """The example of a command, as this case takes it: a step of supervision is for something that it owes."""
    given = COMMANDS[kind]
    return evolve(given, milestone=min(case.deadlines)) if kind is c.Supervise and case.deadlines else given


def days(case: Case) -> dict[Milestone, str]:
    """The last day of every deadline that runs."""
    return {milestone: f"{due.on:%m-%d}" for milestone, due in case.deadlines.items()}


def promised(case: Case) -> dict[Milestone, str]:
    """The last day of every deadline that the citizen was promised; what the desk owes beside them left out."""
    return {
        milestone: day for milestone, day in days(case).items() if milestone not in (Milestone.RULING, Milestone.REPLY)
    }


def named(pairs: list[tuple[Status, type[Command]]]) -> list[str]:
    """Readable names for pairs of a status and a command."""
    return [f"{status}-{kind.__name__}" for status, kind in pairs]


# Every row


@pytest.mark.parametrize("status", Status)
def test_every_status_is_reached(bench: Bench, status: Status) -> None:
    """登记 → 受理 → 派单 → 签收 → 办理 → 核查 → 反馈 → 回访 → 归档, with side-tracks: a way leads to every status."""
    assert status == bench.brought(status).status


@pytest.mark.parametrize(("status", "kind"), ALLOWED, ids=named(ALLOWED))
def test_every_step_that_is_allowed_leads_where_it_should(bench: Bench, status: Status, kind: type[Command]) -> None:
    """Domain §7: the step may be taken from this status, and leads to the one that the life cycle names."""
    case = brought(bench, status, kind)
    after = bench.do(case, sample(kind, case))
    assert (EXPECTED[kind][status], True) == (after.status, after.version > case.version)


@pytest.mark.parametrize(("status", "kind"), REFUSED, ids=named(REFUSED))
def test_every_other_step_is_refused(bench: Bench, status: Status, kind: type[Command]) -> None:
    """Domain §7: from any other status the step is refused with the code `status`, and nothing is changed."""
    assert "status" == bench.refused(bench.brought(status), COMMANDS[kind])


def test_every_row_of_the_life_cycle_is_walked() -> None:
    """No row of LIFECYCLE is dead: some command, or time, takes a case along each of them and along no other."""
    benches = [Bench() for _ in ALLOWED]
    for bench, (status, kind) in zip(benches, ALLOWED, strict=True):
        case = brought(bench, status, kind)
        bench.do(case, sample(kind, case))
    for status in PATHS:
        bench = Bench()
        # A complex case of 5 March is warned of on the 11th, whatever its status; a reply is followed up on the 12th.
        case = bench.registered()
        if status != S.REGISTERED:
            bench.do(case, *PATHS[status][:1])
        case = bench.at("2025-03-11 10:00").do(bench.store.get(case.number), *PATHS[status][1:])
        bench.do(case, c.Inspect(by=CLERK))
        bench.at("2025-03-31 10:00").do(case, c.Inspect(by=CLERK))
        benches.append(bench)
    rows = {(kind, start, end) for kind, row in LIFECYCLE.items() for start, end in row.items()}
    assert rows == set().union(*map(rows_walked, benches))


def rows_walked(bench: Bench) -> set[tuple[type[e.Event], Status, Status]]:
    """The rows of the life cycle that a desk's cases went along, by its ledger."""
    walked = set()
    for case in bench.store.cases():
        entries = bench.store.entries(case.number)
        stages = [replay(entries[:n]).status for n in range(1, len(entries) + 1)]
        walked |= {(type(entry.event), *pair) for entry, pair in zip(entries[1:], pairwise(stages), strict=True)}
    return walked


@pytest.mark.parametrize("status", Status)
def test_an_event_that_cannot_follow_is_refused(status: Status) -> None:
    """`apply` is total over the table: a registration follows from no status, and says so."""
    bench = Bench()
    case = bench.brought(status)
    registration = bench.store.entries(case.number)[0].event
    with pytest.raises(Refusal) as caught:
        apply(case, registration, at=case.last_at)
    assert ("status", case.number) == (caught.value.code, caught.value.number)


@pytest.mark.parametrize("status", Status)
def test_who_owes_what_in_every_status(bench: Bench, status: Status) -> None:
    """件件有着落: an open case has one responsible unit and a running deadline; one that has ended owes nothing."""
    window, unit, none = (WINDOW, True), (HRSS, True), (WINDOW, False)
    expected = {
        S.REGISTERED: window,
        S.DECLINED: none,
        S.ACCEPTED: window,
        S.ASSIGNED: unit,
        S.HANDLING: unit,
        S.RETURNED: window,
        S.DISPUTED: window,
        S.RESOLVED: window,
        S.VERIFIED: window,
        S.REPLIED: window,
        S.FOLLOWED_UP: window,
        S.WITHDRAWN: none,
        S.MERGED: none,
        S.CLOSED: none,
        S.ARCHIVED: none,
    }
    case = bench.brought(status)
    assert expected[status] == (case.responsible, bool(case.deadlines))
    assert expected[status][1] == case.open == (case.due_at is not None)


# Registration


def test_a_registration_makes_a_case(bench: Bench) -> None:
    """登记: the window of the citizen's region is responsible at once, and decides within half a working day."""
    case = bench.registered()
    expected = (1, "2026.1", S.REGISTERED, WINDOW, WINDOW, moment("2025-03-05 09:30"), moment("2025-03-05 17:30"))
    actual = (
        case.version,
        case.edition,
        case.status,
        case.window,
        case.responsible,
        case.registered_at,
        case.deadlines[Milestone.ACCEPTANCE].at,
    )
    assert expected == actual


def test_a_region_that_is_not_served_is_refused(bench: Bench) -> None:
    """A complaint of a region that the rulebook does not know is bad input, and nothing is kept."""
    with pytest.raises(BadInput) as caught:
        bench.registered(region=RegionCode("110000"))
    assert ("region", "110000", []) == (caught.value.what, caught.value.value, list(bench.store.ledger()))


def test_a_complaint_from_the_future_is_refused(bench: Bench) -> None:
    """A complaint received after the moment of its registration is bad input; one received at that moment is not."""
    now = bench.clock.now()
    with pytest.raises(BadInput) as caught:
        bench.registered(received_at=moment("2025-03-05 09:31"))
    assert ("received_at", now) == (caught.value.what, bench.registered(received_at=now).registered_at)


def test_numbers_are_made_of_window_day_and_count() -> None:
    """The default number is the window, the local day and a running count of four digits or more."""
    series = number_by_window_and_day(WINDOW, date(2025, 3, 5))
    expected = ["441402-20250305-0001", "441402-20250305-12345"]
    assert expected == [numbered(series, count) for count in (1, 12345)]


def test_begin_starts_at_the_moment_of_registration(bench: Bench) -> None:
    """A case begins with its registration: version 1, round 1, all moments the same."""
    case = bench.registered()
    (first,) = bench.store.entries(case.number)
    assert case == begin(first.event, at=moment("2025-03-05 09:30"))
    assert [moment("2025-03-05 09:30")] * 3 == [case.registered_at, case.running_since, case.last_at]
    assert (1, None) == (case.round, case.ended_at)


# Acceptance


def test_accepting_starts_the_clock_of_the_citizen(bench: Bench) -> None:
    """SLA starts at 受理: feedback within 5 and the end within 10 working days of the acceptance (X1: 03-12, 03-19)."""
    case = bench.registered()
    case = bench.at("2025-03-05 11:00").do(case, accept())
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"} == days(case)
    assert [moment("2025-03-05 11:00")] * 2 == [case.clock.started_at, case.running_since]


def test_what_the_words_suggest_is_kept_beside_what_was_decided(bench: Bench) -> None:
    """A person confirms or overrides: the words spoke for 不会办, the clerk decided 不给办, both are kept."""
    case = bench.opened(c.Accept(by=CLERK, problem=problem("ordinary", "refused")))
    assert ("refused", "unable") == (case.problem.kind, case.suggestion.kind)


@pytest.mark.parametrize(
    ("accepted", "kept"),
    [("2025-03-05 17:29", True), ("2025-03-05 17:30", False), ("2025-03-06 09:00", False)],
)
def test_acceptance_has_a_deadline_of_its_own(bench: Bench, accepted: str, kept: bool) -> None:  # noqa: FBT001
    """L8 Answered before the end: met; at the end itself, or later: not, judged by when it happened."""
    case = bench.registered()
    case = bench.at(accepted).do(case, accept())
    assert [(Milestone.ACCEPTANCE, kept, 1)] == [(each.milestone, each.kept, each.round) for each in case.reached]


@pytest.mark.parametrize(
    "wrong", [problem("hopeless"), problem("complex", "sleepy"), evolve(problem(), causes=frozenset({"weather"}))]
)
def test_a_problem_must_be_of_the_taxonomy(bench: Bench, wrong: object) -> None:
    """A kind, grade or cause that the rulebook does not have is refused with `unknown_code`."""
    registered, accepted = bench.registered(), bench.opened(accept())
    codes = [
        bench.refused(registered, c.Accept(by=CLERK, problem=wrong)),
        bench.refused(accepted, c.Reclassify(by=CLERK, problem=wrong)),
    ]
    assert ["unknown_code", "unknown_code"] == codes


def test_a_decline_tells_why_and_where_to_go(bench: Bench) -> None:
    """§2.2 不予受理 always gives the reason and an alternative route: here the court, with legal aid under 12348."""
    case = bench.opened(c.Decline(by=CLERK, ground=DeclineGround.JUDICIAL))
    told = (case.decline.ground, "12348" in case.decline.instead, case.ended_at, case.deadlines, case.open)
    assert (DeclineGround.JUDICIAL, True, moment("2025-03-05 09:30"), {}, False) == told


def test_a_decline_is_in_time_or_not(bench: Bench) -> None:
    """A decline answers the question of acceptance, and is held to the same deadline."""
    case = bench.registered()
    case = bench.at("2025-03-06 10:00").do(case, c.Decline(by=CLERK, ground=DeclineGround.PETITION))
    assert [(Milestone.ACCEPTANCE, False)] == [(each.milestone, each.kept) for each in case.reached]


def test_the_clerk_may_name_a_better_way(bench: Bench) -> None:
    """The clerk's own way to go goes before the rulebook's; a duplicate names the case that it repeats."""
    told = c.Decline(
        by=CLERK,
        ground=DeclineGround.DUPLICATE_OPEN,
        instead="ask for case 7",
        same_as="441402-20250304-0007",
        told="7 goes on",
    )
    decline = bench.opened(told).decline
    assert ("ask for case 7", "441402-20250304-0007") == (decline.instead, decline.same_as)


def test_a_city_declines_on_its_own_grounds_alone(bench: Bench) -> None:
    """Meizhou takes on what is against policy, and explains: declining on it is refused with `ground`."""
    assert "ground" == bench.refused(bench.registered(), c.Decline(by=CLERK, ground=DeclineGround.AGAINST_POLICY))


def test_on_the_spot(bench: Bench) -> None:
    """现场办结: resolved and answered in one step, all limits reached in time, and the citizen is asked within 1 WD."""
    case = bench.opened(accept("on_the_spot"))
    case = bench.at("2025-03-05 10:00").do(case, COMMANDS[c.Settle])
    assert (S.REPLIED, (DONE,), "done") == (case.status, case.resolutions, case.reply.outcome)
    assert {Milestone.FOLLOW_UP: "03-06"} == days(case)
    assert {Milestone.ACCEPTANCE, Milestone.CLOSURE, Milestone.CAP} == {
        each.milestone for each in case.reached if each.kept
    }


# Dispatch


def test_a_case_goes_where_the_routes_send_it(bench: Bench) -> None:
    """派单: 养老认证 goes to the bureau of human resources, with the reason, 1 WD to sign and 1 WD to return."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    assert (HRSS, (HRSS,), "pension-certification") == (case.responsible, case.sent_to, case.assignment.because.rule)
    assert (date(2025, 3, 6), date(2025, 3, 6), False) == (case.sign.on, case.return_window.on, case.designated)


def test_a_person_may_send_it_elsewhere_with_a_reason(bench: Bench) -> None:
    """An override needs its reason (`reason`) and a unit that there is (`unit`), and both are in the record."""
    case = bench.opened(accept())
    codes = [
        bench.refused(case, c.Assign(by=CLERK, unit=TAX)),
        bench.refused(case, c.Assign(by=CLERK, unit="441402-fire", reason="they have a ladder")),
    ]
    case = bench.do(case, c.Assign(by=CLERK, unit=TAX, reason="it is about a refund"))
    expected = (["reason", "unit"], TAX, Because(rule="override", said=("it is about a refund",)))
    assert expected == (codes, case.responsible, case.assignment.because)


def test_a_unit_signs(bench: Bench) -> None:
    """签收: a signature in time is one that was given."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    case = bench.at("2025-03-06 23:59").do(case, c.Acknowledge(by=UNIT))
    assert (S.HANDLING, [e.Acknowledged(deemed=False)]) == (case.status, bench.events(case, e.Acknowledged))


@pytest.mark.parametrize(("looked", "expected"), [("2025-03-06 23:59", S.ASSIGNED), ("2025-03-07 00:00", S.HANDLING)])
def test_silence_is_a_signature(bench: Bench, looked: str, expected: Status) -> None:
    """R10 Silence = deemed accepted, as soon as the working day to sign is over and no sooner."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    case = bench.at(looked).do(case, c.Inspect(by=CLERK))
    assert expected == case.status
    assert [e.Acknowledged(deemed=True)] * (expected == S.HANDLING) == bench.events(case, e.Acknowledged)


def test_a_signature_after_the_time_is_a_deemed_one(bench: Bench) -> None:
    """R10, L7 Who signs when the time is over was silent until then, whether or not somebody looked in between."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    case = bench.at("2025-03-10 10:00").do(case, c.Acknowledge(by=UNIT))
    assert [e.Acknowledged(deemed=True)] == bench.events(case, e.Acknowledged)


# Returns


def test_a_return_comes_back_to_the_window(bench: Bench) -> None:
    """退单: the window is responsible again, and sends it on to the unit named, with ground and basis."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL))
    assert (S.RETURNED, WINDOW, MEDICAL) == (case.status, case.responsible, case.returned.belongs_to)
    case = bench.do(case, c.Assign(by=CLERK))
    expected = (
        MEDICAL,
        (HRSS, MEDICAL),
        None,
        Because(rule="return", said=("not_our_duty", "the list of duties, item 7")),
    )
    assert expected == (case.responsible, case.sent_to, case.returned, case.assignment.because)


def test_a_return_that_is_refused_leaves_it_with_the_unit(bench: Bench) -> None:
    """The window reviews a return: rejected → it stays (domain §6.3)."""
    case = bench.do(bench.brought(S.RETURNED), c.RefuseReturn(by=CLERK, reason="item 7 names you"))
    assert (S.HANDLING, HRSS, None, (HRSS,)) == (case.status, case.responsible, case.returned, case.sent_to)


@pytest.mark.parametrize(
    "steps", [(returned(CIVIL), COMMANDS[c.RefuseReturn]), (COMMANDS[c.Resolve], COMMANDS[c.SendBack])]
)
def test_the_unit_that_had_it_last_has_it_again(bench: Bench, steps: tuple[Command, ...]) -> None:
    """首接负责: a return refused, and a claim that does not hold, go back to who had it last, not first."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK), *steps)
    assert (S.HANDLING, MEDICAL) == (case.status, case.responsible)


def test_a_return_moves_no_deadline_of_the_citizen(bench: Bench) -> None:
    """R9 The citizen clock never resets; X9 transfer: deadline unchanged."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    expected = promised(case)
    seen = []
    for day, command in (
        ("06", returned(MEDICAL)),
        ("07", c.Assign(by=CLERK)),
        ("10", returned(CIVIL)),
        ("11", c.Assign(by=CLERK)),
    ):
        case = bench.at(f"2025-03-{day} 10:00").do(case, command)
        seen.append((promised(case), case.clock.started_at, case.running_since))
    assert [(expected, moment("2025-03-05 09:30"), moment("2025-03-05 09:30"))] * 4 == seen


@pytest.mark.parametrize(("asked", "code"), [("2025-03-06 23:59", None), ("2025-03-07 00:00", "too_late")])
def test_a_return_comes_within_a_working_day(bench: Bench, asked: str, code: str | None) -> None:
    """R10 A return must come within 1 WD; later ⇒ must handle."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    bench.at(asked)
    actual = (
        bench.refused(case, returned(MEDICAL)) if code else None if bench.do(case, returned(MEDICAL)) else "nothing"
    )
    assert code == actual


def test_a_new_unit_has_a_window_of_its_own(bench: Bench) -> None:
    """Each 派单 has its own unit clock: a unit that gets the case on Friday may return it until Monday is over."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL))
    case = bench.at("2025-03-07 10:00").do(case, c.Assign(by=CLERK))
    case = bench.at("2025-03-10 23:59").do(case, returned(CIVIL))
    assert S.RETURNED == case.status


@pytest.mark.parametrize(("to", "expected"), [("441402-fire", "unit"), (HRSS, "unit")])
def test_a_return_names_another_unit(bench: Bench, to: str, expected: str) -> None:
    """R12 Transfer to self, to a unit that there is not: refused."""
    case = bench.opened(accept(), c.Assign(by=CLERK))
    assert expected == bench.refused(case, returned(to))


def test_there_and_back_again_is_a_dispute(bench: Bench) -> None:
    """R9 A -> B -> A counts as a bounce, and goes to arbitration: the return that asks for it is a dispute at once."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK), returned(HRSS))
    assert (S.DISPUTED, WINDOW) == (case.status, case.responsible)
    assert e.Disputed(sent_to=(HRSS, MEDICAL, HRSS)) == bench.last(case)


def test_the_third_transfer_is_a_dispute(bench: Bench) -> None:
    """R9 Third transfer -> arbitration: sent to A, B and C, the return of C is a dispute."""
    steps = [returned(MEDICAL), returned(CIVIL), returned(TAX)]
    case = bench.opened(accept())
    seen = []
    for step in steps:
        case = bench.do(case, c.Assign(by=CLERK), step)
        seen.append(case.status)
    assert [S.RETURNED, S.RETURNED, S.DISPUTED] == seen
    assert e.Disputed(sent_to=(HRSS, MEDICAL, CIVIL, TAX)) == bench.last(case)


def test_the_window_does_not_pass_the_ball_either(bench: Bench) -> None:
    """R9 Sending a returned case to a former holder is refused with `dispute`, whoever has the idea."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL))
    assert "dispute" == bench.refused(case, c.Assign(by=CLERK, unit=HRSS, reason="they should do it"))


def test_a_designated_unit_may_not_return(bench: Bench) -> None:
    """指定办理: a named leader decides on 主办 and 协办; a designated unit may not return (潍坊 art. 22)."""
    ask = c.Designate(by=CLERK, leader=LEADER, unit=MEDICAL, assisting=(HRSS, CIVIL), reason="minutes of 7 March")
    case = bench.do(bench.brought(S.DISPUTED), ask)
    assert (S.HANDLING, MEDICAL, True, (HRSS, CIVIL)) == (
        case.status,
        case.responsible,
        case.designated,
        case.assignment.assisting,
    )
    assert (LEADER, "designated") == (bench.last(case).leader, bench.refused(case, returned(TAX)))


@pytest.mark.parametrize("units", [("441402-fire", ()), (MEDICAL, ("441402-fire",))])
def test_only_units_that_there_are_are_designated(bench: Bench, units: tuple[str, tuple[str, ...]]) -> None:
    """A unit that the rulebook does not have can neither lead nor assist."""
    unit, assisting = units
    ask = c.Designate(by=CLERK, leader=LEADER, unit=unit, assisting=assisting, reason="minutes")
    assert "unit" == bench.refused(bench.brought(S.DISPUTED), ask)


# Suspension


def suspend(until: str | None = None) -> c.Suspend:
    """Stopping the clock for a hearing."""
    planned = None if until is None else moment(until)
    told = "the hearing has to be waited for"
    return c.Suspend(by=UNIT, ground=SuspensionGround.HEARING, approved_by=LEADER, told=told, until=planned)


def test_a_pause_stops_the_clock(bench: Bench) -> None:
    """P1 Received 03-05, 5 WD = 03-12; paused 03-07, resumed 03-12: 03-17. P15 planned and actual date: both stored."""
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    case = bench.at("2025-03-07 10:00").do(case, suspend("2025-03-14 10:00"))
    planned = moment("2025-03-14 10:00")
    assert (planned, moment("2025-03-07 10:00"), planned, LEADER) == (
        case.due_at,
        case.suspension.since,
        case.suspension.until,
        case.suspension.approved_by,
    )
    case = bench.at("2025-03-12 10:00").do(case, c.Resume(by=UNIT))
    assert ({Milestone.FEEDBACK: "03-17", Milestone.CAP: "03-24"}, None) == (days(case), case.suspension)
    assert (planned, False) == (bench.events(case, e.Suspended)[0].until, bench.events(case, e.Resumed)[0].planned)


def test_a_short_pause_costs_nothing() -> None:
    """P2 Pause and resume the same day: 03-12, unchanged, or ten one-minute pauses buy 10 days."""
    bench = Bench(book=evolve(MEIZHOU, bounds={**MEIZHOU.bounds, "Suspended": 10}))
    case = bench.opened(accept())
    for minute in range(0, 20, 2):
        case = bench.at(f"2025-03-07 10:{minute:02}").do(case, suspend())
        case = bench.at(f"2025-03-07 10:{minute + 1:02}").do(case, c.Resume(by=UNIT))
    assert "03-12" == days(case)[Milestone.FEEDBACK]


def test_a_pause_is_asked_for_once(bench: Bench) -> None:
    """P6 Overlapping pauses: refused. P7 Resume without pause: refused."""
    running = bench.opened(accept())
    paused = bench.do(bench.opened(accept()), suspend())
    assert ("not_suspended", "suspended") == (
        bench.refused(running, c.Resume(by=UNIT)),
        bench.refused(paused, suspend()),
    )


@pytest.mark.parametrize("until", ["2025-03-05 09:30", "2025-03-04 09:30"])
def test_a_pause_ends_after_it_begins(bench: Bench, until: str) -> None:
    """P7 A planned end that does not lie in the future is refused with `until`."""
    assert "until" == bench.refused(bench.opened(accept()), suspend(until))


def test_a_city_stops_the_clock_on_its_own_grounds_alone() -> None:
    """A ground that the rulebook does not list is refused with `ground`."""
    policy = evolve(MEIZHOU.suspension, grounds=frozenset({SuspensionGround.INSPECTION}))
    bench = Bench(book=evolve(MEIZHOU, suspension=policy))
    assert "ground" == bench.refused(bench.opened(accept()), suspend())


def test_nobody_is_parked_for_ever(bench: Bench) -> None:
    """P13 Pause cap to stop parking: Meizhou's 30 working days, 03-05 the first, end with 04-16, and no later."""
    longest = bench.opened(accept(), suspend())
    within = bench.opened(accept(), suspend("2025-04-17 00:00"))
    assert [moment("2025-04-17 00:00")] * 2 == [longest.suspension.until, within.suspension.until]
    assert "too_long" == bench.refused(bench.opened(accept()), suspend("2025-04-17 00:01"))


def test_the_time_to_stop_is_one_for_all_pauses(bench: Bench) -> None:
    """P13 In all: 20 working days of 30 were used, so a second pause ends after ten; a third finds none left."""
    case = bench.opened(accept())
    case = bench.at("2025-03-06 10:00").do(case, suspend("2025-04-03 10:00"))
    case = bench.at("2025-04-07 10:00").do(case, c.Resume(by=UNIT), suspend())
    assert moment("2025-04-19 00:00") == case.suspension.until
    case = bench.at("2025-04-21 10:00").do(case, c.Resume(by=UNIT))
    assert "too_long" == bench.refused(case, suspend())


def test_a_planned_end_comes_by_itself(bench: Bench) -> None:
    """P9, P13 Planned until 03-12 10:00, looked at on 03-20: resumed as of 03-12, and nobody's silence adds a day."""
    looked, resumed = (bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT)) for _ in range(2))
    bench.at("2025-03-07 10:00").do(looked, suspend("2025-03-12 10:00"))
    bench.do(resumed, suspend("2025-03-12 10:00"))
    after = bench.at("2025-03-20 10:00").do(looked, c.Inspect(by=CLERK)), bench.do(resumed, c.Resume(by=UNIT))
    assert [{Milestone.FEEDBACK: "03-17", Milestone.CAP: "03-24"}] * 2 == [days(each) for each in after]
    assert [True, True] == [bench.events(each, e.Resumed)[0].planned for each in after]


def test_what_came_due_since_a_planned_end_is_found_with_it(bench: Bench) -> None:
    """L3 Every missed rung fires once: one inspection resumes and takes what is due, a second one finds nothing."""
    case = bench.brought(S.HANDLING)
    case = bench.at("2025-03-07 10:00").do(case, suspend("2025-03-12 10:00"))
    case = bench.at("2025-03-20 10:00").do(case, c.Inspect(by=CLERK))
    assert ["yellow", "red", "letter"] == [
        each.step.rung for each in bench.events(case, e.Supervised) if each.step.milestone == Milestone.FEEDBACK
    ]
    assert case == bench.do(case, c.Inspect(by=CLERK))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(status, kind) for status, kind in ALLOWED if status in IN_HAND and kind not in (c.Resume, *MEANWHILE)],
    ids=lambda each: each.__name__ if isinstance(each, type) else str(each),
)
def test_while_the_clock_stands_the_case_does(bench: Bench, status: Status, kind: type[Command]) -> None:
    """While suspended every step in the matter itself is refused with `suspended`."""
    case = bench.brought(status)
    if kind in (c.Extend, c.RefuseExtension):
        case = bench.do(case, ASK)
    assert "suspended" == bench.refused(bench.do(case, suspend()), COMMANDS[kind])


@pytest.mark.parametrize("kind", MEANWHILE)
def test_while_the_clock_stands_the_citizen_may_still_speak(bench: Bench, kind: type[Command]) -> None:
    """A suspended case still takes what is said to the citizen, who may take it back, which ends the pause."""
    case = bench.do(bench.brought(S.HANDLING), suspend(), COMMANDS[kind])
    assert (kind != c.Withdraw) == (case.suspension is not None)


def test_while_the_clock_stands_nobody_is_warned(bench: Bench) -> None:
    """P9 While paused: no warnings, no breach, even if the old date passes; the next look is at the planned end."""
    case = bench.do(bench.brought(S.HANDLING), suspend("2025-04-10 10:00"))
    bench.at("2025-03-31 10:00")
    assert (case, ()) == (bench.do(case, c.Inspect(by=CLERK)), bench.desk.inspect_all(by=CLERK))
    assert moment("2025-04-10 10:00") == next_inspection(case, book=MEIZHOU, calendar=CALENDAR)


def test_a_pause_after_the_end_changes_nothing(bench: Bench) -> None:
    """P10 Pause after breach never un-breaches: the last day stays 03-12, and the feedback that comes is late."""
    case = bench.brought(S.HANDLING)
    case = bench.at("2025-03-13 10:00").do(case, suspend())
    case = bench.at("2025-03-20 10:00").do(case, c.Resume(by=UNIT))
    assert "03-12" == days(case)[Milestone.FEEDBACK]
    case = bench.do(case, COMMANDS[c.GiveFeedback])
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.FEEDBACK]


def test_a_pause_survives_reclassification(bench: Bench) -> None:
    """P11 Pause survives reclassification: three working days paused, 2 WD = 03-07 becomes 03-12."""
    case = bench.opened(accept())
    case = bench.at("2025-03-06 10:00").do(case, suspend())
    case = bench.at("2025-03-11 10:00").do(case, c.Resume(by=UNIT), COMMANDS[c.Reclassify])
    assert {Milestone.CLOSURE: "03-12", Milestone.CAP: "03-24"} == days(case)


def test_the_unit_keeps_its_day_to_return_over_a_pause(bench: Bench) -> None:
    """P14 Remaining days are equal before and after a pause: a day to return is a day still when it ends."""
    case = bench.opened(accept(), c.Assign(by=CLERK), suspend())
    case = bench.at("2025-03-12 10:00").do(case, c.Resume(by=UNIT))
    assert S.RETURNED == bench.do(case, returned(MEDICAL)).status


# Extension


def ask(days: int) -> c.AskExtension:
    """Asking for that many working days more."""
    return evolve(ASK, more=WorkingDays(days))


@pytest.mark.parametrize(("more", "expected"), [(3, "03-17"), (5, "03-19")])
def test_an_extension_moves_the_date(bench: Bench, more: int, expected: str) -> None:
    """X1 Received 2025-03-05 complex 5 WD = 03-12. Extend +3 -> 03-17; +5 -> 03-19 = the 10-WD cap."""
    case = bench.at("2025-03-05 10:00").opened(accept(), ask(more), c.Extend(by=LEADER))
    assert {Milestone.FEEDBACK: expected, Milestone.CAP: "03-19"} == days(case)


@pytest.mark.parametrize(("each", "code"), [(10, "cap"), (5, "too_long")])
def test_nothing_moves_past_the_cap(each: int, code: str) -> None:
    """X1 +6 -> refused (would be 03-20): past the cap, and longer than Meizhou's 5 WD at a time."""
    bench = Bench(book=evolve(MEIZHOU, extension=evolve(MEIZHOU.extension, each=WorkingDays(each))))
    assert code == bench.refused(bench.opened(accept()), ask(6))


def test_two_extensions_do_not_walk_away() -> None:
    """X1 Two extensions of 3 and 3: second refused; four extensions must not walk away (Froide)."""
    bench = Bench(book=evolve(MEIZHOU, extension=evolve(MEIZHOU.extension, most=4)))
    case = bench.opened(accept(), ask(3), c.Extend(by=LEADER))
    assert ("cap", "03-17") == (bench.refused(case, ask(3)), days(case)[Milestone.FEEDBACK])


def test_meizhou_extends_once(bench: Bench) -> None:
    """安阳 norm: one extension; a second is refused with `too_many`, however short."""
    case = bench.opened(accept(), ask(1), c.Extend(by=LEADER))
    assert "too_many" == bench.refused(case, ask(1))


def test_the_cap_is_looked_at_when_time_is_given() -> None:
    """X1 Asked for as an ordinary matter (2 + 8 = 10 WD), given as a complex one (5 + 8): refused, past the cap."""
    bench = Bench(book=evolve(MEIZHOU, extension=evolve(MEIZHOU.extension, each=WorkingDays(8))))
    case = bench.opened(accept("ordinary"), ask(8), c.Reclassify(by=CLERK, problem=problem()))
    assert "cap" == bench.refused(case, c.Extend(by=LEADER))


def test_one_request_at_a_time(bench: Bench) -> None:
    """A second request while one is open is refused with `asked`; after a refusal one may ask again."""
    case = bench.opened(accept(), ask(3))
    code = bench.refused(case, ask(1))
    case = bench.do(case, c.RefuseExtension(by=LEADER, reason="ask for less"), ask(1))
    assert ("asked", WorkingDays(1)) == (code, case.asked.more)


@pytest.mark.parametrize("kind", [c.Extend, c.RefuseExtension])
def test_what_was_not_asked_for_is_not_given(bench: Bench, kind: type[Command]) -> None:
    """Giving or refusing an extension that nobody asked for is refused with `not_asked`."""
    assert "not_asked" == bench.refused(bench.opened(accept()), COMMANDS[kind])


def test_a_request_after_the_end_is_refused(bench: Bench) -> None:
    """X2 Request after expiry: refused; one in the last minute is not."""
    late, early = bench.opened(accept()), bench.opened(accept())
    asked = bench.at("2025-03-12 23:59").do(early, ask(3)).asked
    assert (moment("2025-03-12 23:59"), UNIT) == (asked.asked_at, asked.asked_by)
    bench.at("2025-03-13 00:00")
    assert "too_late" == bench.refused(late, ask(3))


def test_a_request_approved_after_the_end_leaves_the_breach(bench: Bench) -> None:
    """X2 Requested before, approved after expiry: effective, breach not counted only if approved before."""
    case = bench.do(bench.brought(S.HANDLING), ask(3))
    case = bench.at("2025-03-13 10:00").do(case, c.Extend(by=LEADER), COMMANDS[c.GiveFeedback])
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.FEEDBACK]


def test_who_asks_does_not_approve(bench: Bench) -> None:
    """X3 Applicant = approver: refused."""
    case = bench.opened(accept(), ask(3))
    assert "same_person" == bench.refused(case, c.Extend(by=UNIT))


def test_a_request_moves_nothing(bench: Bench) -> None:
    """X4 Pending request does not move the date; nor does one that is refused."""
    case = bench.opened(accept(), ask(3))
    pending = days(case)
    case = bench.do(case, c.RefuseExtension(by=LEADER, reason="there is time enough"))
    assert [{Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"}] * 2 == [pending, days(case)]
    assert (None, ()) == (case.asked, case.clock.extensions)


def test_an_extension_is_an_event_with_the_new_date(bench: Bench) -> None:
    """X7 The citizen must be told, with reason and new date: an event is emitted."""
    case = bench.opened(accept(), ask(3), c.Extend(by=LEADER))
    given = bench.last(case)
    reason = bench.events(case, e.ExtensionAsked)[0].reason
    assert (date(2025, 3, 17), LEADER, "the archive answers next week") == (
        given.deadlines[Milestone.FEEDBACK].on,
        given.approved_by,
        reason,
    )


@pytest.mark.parametrize("more", [WorkingHours(8), NaturalDays(3)])
def test_an_extension_is_in_the_unit_of_the_limit(bench: Bench, more: object) -> None:
    """A limit of working days is extended by working days: hours and natural days are refused with `extension`."""
    assert "extension" == bench.refused(bench.opened(accept()), evolve(ASK, more=more))


def test_an_extension_and_a_pause_add_up(bench: Bench) -> None:
    """X5, P11 Three working days more and three paused: 03-12 becomes 03-20, whichever comes first."""
    one = bench.opened(accept(), ask(3), c.Extend(by=LEADER))
    two = bench.opened(accept())
    bench.at("2025-03-07 10:00").do(one, suspend())
    bench.do(two, suspend())
    one = bench.at("2025-03-12 10:00").do(one, c.Resume(by=UNIT))
    two = bench.do(two, c.Resume(by=UNIT), ask(3), c.Extend(by=LEADER))
    assert [{Milestone.FEEDBACK: "03-20", Milestone.CAP: "03-24"}] * 2 == [days(one), days(two)]


# Reclassification


def test_reclassifying_counts_from_the_original_start(bench: Bench) -> None:
    """X8 Reclassify simple -> complex on 2025-03-07: due 03-12 from the original start, not 03-14 from now."""
    case = bench.opened(accept("ordinary"))
    case = bench.at("2025-03-07 10:00").do(case, c.Reclassify(by=CLERK, problem=problem()))
    assert ({Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"}, "complex") == (days(case), case.problem.grade)


@pytest.mark.parametrize(
    ("policy", "closure"), [(LateReclassification.DUE_TODAY, "03-11"), (LateReclassification.OVERDUE, "03-07")]
)
def test_reclassifying_may_find_it_late(policy: LateReclassification, closure: str) -> None:
    """X8 Complex -> simple after 4 days: due in the past -> becomes due today or breached, by policy."""
    bench = Bench(book=evolve(MEIZHOU, late_reclassification=policy))
    case = bench.opened(accept())
    case = bench.at("2025-03-11 10:00").do(case, COMMANDS[c.Reclassify])
    assert ({Milestone.CLOSURE: closure, Milestone.CAP: "03-19"}, "refused") == (days(case), case.problem.kind)


def test_reclassifying_pardons_nothing(bench: Bench) -> None:
    """X8 What had run out before is not due today again: an ordinary matter late since 03-08 stays late as such."""
    case = bench.opened(accept("ordinary"))
    case = bench.at("2025-03-11 10:00").do(case, c.Reclassify(by=CLERK, problem=problem("ordinary", "refused")))
    assert "03-07" == days(case)[Milestone.CLOSURE]


def test_reclassifying_there_and_back_changes_nothing(bench: Bench) -> None:
    """X8 simple -> complex -> simple is idempotent."""
    case = bench.opened(accept("ordinary"))
    before = days(case), case.clock, case.problem
    again = [c.Reclassify(by=CLERK, problem=problem(each)) for each in ("complex", "ordinary")]
    case = bench.do(case, *again)
    assert before == (days(case), case.clock, case.problem)


@pytest.mark.parametrize(("status", "milestone"), [(S.RETURNED, Milestone.RULING), (S.RESOLVED, Milestone.REPLY)])
def test_reclassifying_leaves_what_the_desk_owes(bench: Bench, status: Status, milestone: Milestone) -> None:
    """X9 The desk's own ruling on a return, and its reply to a claim, are owed whatever the matter turns out to be."""
    case = bench.brought(status)
    after = bench.do(case, COMMANDS[c.Reclassify])
    assert case.deadlines[milestone] == after.deadlines[milestone]


def test_a_milestone_that_was_reached_stays_reached(bench: Bench) -> None:
    """Feedback that was given is not owed again, by reclassifying, resuming or extending."""
    case = bench.do(bench.brought(S.HANDLING), COMMANDS[c.GiveFeedback])
    assert {Milestone.CAP: "03-19"} == days(case)
    seen = []
    for steps in (
        [c.Reclassify(by=CLERK, problem=problem())],
        [suspend(), c.Resume(by=UNIT)],
        [ask(1), c.Extend(by=LEADER)],
    ):
        case = bench.do(case, *steps)
        seen.append(days(case))
    assert [{Milestone.CAP: "03-19"}] * 3 == seen


def test_feedback_is_given_where_it_is_owed(bench: Bench) -> None:
    """An ordinary matter owes no feedback, and a complex one owes it once: else it is refused with `feedback`."""
    ordinary = bench.opened(accept("ordinary"))
    given = bench.opened(accept(), COMMANDS[c.GiveFeedback])
    assert ["feedback", "feedback"] == [bench.refused(each, COMMANDS[c.GiveFeedback]) for each in (ordinary, given)]
    assert [Milestone.ACCEPTANCE, Milestone.FEEDBACK] == [each.milestone for each in given.reached]


def test_a_note_moves_nothing(bench: Bench) -> None:
    """X9 Edit, note, resend, transfer, rating: deadline unchanged."""
    case = bench.opened(accept())
    before = case.deadlines, case.clock, case.running_since
    for day, kind in (
        ("06", c.GiveNotice),
        ("07", c.Assign),
        ("10", c.Acknowledge),
        ("11", c.Resolve),
        ("12", c.SendBack),
    ):
        case = bench.at(f"2025-03-{day} 10:00").do(case, COMMANDS[kind])
    assert before == (case.deadlines, case.clock, case.running_since)


def test_open_cases_keep_the_dates_that_they_were_given(bench: Bench) -> None:
    """X10 SLA profile edited: open cases keep their snapshot."""
    case = bench.opened(accept())
    slower = {each: tuple(evolve(p, limit=WorkingDays(20)) for p in of) for each, of in MEIZHOU.promises.grades.items()}
    edited = evolve(MEIZHOU, promises=Promises(desk=MEIZHOU.promises.desk, grades=slower))
    later = Bench(book=edited, store=bench.store, clock=bench.clock)
    case = later.do(case, c.Assign(by=CLERK), COMMANDS[c.GiveNotice])
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"} == days(case)


# The end


def test_the_unit_says_done_and_the_window_looks(bench: Bench) -> None:
    """办结待核 → 核查: not done means back to the unit, and its next claim replaces the one that did not hold."""
    case = bench.brought(S.RESOLVED)
    sent_back = bench.do(case, COMMANDS[c.SendBack])
    partly = Resolution(outcome=Outcome.PARTLY_DONE, account="certified for a month")
    again = bench.do(sent_back, c.Resolve(by=UNIT, resolution=partly))
    assert [(WINDOW, (DONE,)), (HRSS, (DONE,)), (WINDOW, (partly,))] == [
        (each.responsible, each.resolutions) for each in (case, sent_back, again)
    ]


def test_nobody_says_no_alone_not_even_twice(bench: Bench) -> None:
    """否定答复报告机制: the second signer of a "no" is another person than the one who gives it."""
    no = Resolution(outcome=Outcome.NOT_LAWFUL, account="no record", legal_basis="art. 10", second_signer=UNIT)
    with pytest.raises(Refusal) as caught:
        bench.do(bench.brought(S.HANDLING), c.Resolve(by=UNIT, resolution=no))
    assert "same_person" == caught.value.code


@pytest.mark.parametrize(
    ("replied", "kept"), [("2025-03-19 23:59", True), ("2025-03-20 00:00", False), ("2025-04-01 10:00", False)]
)
def test_the_reply_is_what_the_citizen_waited_for(bench: Bench, replied: str, kept: bool) -> None:  # noqa: FBT001
    """L8 Answered before the end: met. The reply reaches the limits that still ran, not the unit's claim."""
    case = bench.do(bench.brought(S.HANDLING), COMMANDS[c.GiveFeedback], COMMANDS[c.Resolve], COMMANDS[c.Verify])
    case = bench.at(replied).do(case, COMMANDS[c.Reply])
    assert [(moment(replied), kept)] == [
        (each.at, each.kept) for each in case.reached if each.milestone == Milestone.CAP
    ]


def test_the_citizen_is_asked_and_the_case_closed(bench: Bench) -> None:
    """静安: a call within 1 WD of the reply; the case is closed within 1 WD of the call, and then owes nothing."""
    case = bench.at("2025-03-07 10:00").brought(S.REPLIED)
    replied = days(case), case.running_since
    case = bench.at("2025-03-10 10:00").do(case, COMMANDS[c.FollowUp])
    asked = days(case), case.running_since, case.follow_up.rating
    case = bench.at("2025-03-12 10:00").do(case, c.Close(by=CLERK))
    assert ({Milestone.FOLLOW_UP: "03-10"}, moment("2025-03-07 10:00")) == replied
    assert ({Milestone.CLOSING: "03-11"}, moment("2025-03-10 10:00"), Rating.SATISFIED) == asked
    assert ({}, moment("2025-03-12 10:00"), False) == (days(case), case.ended_at, case.open)
    assert [(Milestone.FOLLOW_UP, True), (Milestone.CLOSING, False)] == [
        (each.milestone, each.kept) for each in case.reached[-2:]
    ]


def test_closing_and_archiving_change_nothing_else(bench: Bench) -> None:
    """X13 Solved -> closed changes nothing: what was done and answered is what it was."""
    followed = bench.brought(S.FOLLOWED_UP)
    closed = bench.do(followed, c.Close(by=CLERK))
    archived = bench.at("2025-03-31 10:00").do(closed, c.Archive(by=CLERK))
    expected = followed.resolutions, followed.reply, followed.follow_up, followed.clock
    assert [expected] * 2 == [(each.resolutions, each.reply, each.follow_up, each.clock) for each in (closed, archived)]
    assert (S.ARCHIVED, moment("2025-03-05 09:30")) == (archived.status, archived.ended_at)


def test_the_citizen_takes_it_back(bench: Bench) -> None:
    """终止(撤回): the case ends with what the citizen said, and owes nothing."""
    case = bench.at("2025-03-06 10:00").do(bench.brought(S.HANDLING), c.Withdraw(by=CLERK, reason="solved by itself"))
    assert (S.WITHDRAWN, {}, moment("2025-03-06 10:00"), False) == (
        case.status,
        case.deadlines,
        case.ended_at,
        case.open,
    )
    assert e.Withdrawn(reason="solved by itself") == bench.last(case)


# Once more


def test_a_reopened_case_has_a_clock_of_its_own(bench: Bench) -> None:
    """X11 Reopen on dissatisfaction: new clock of its own, original outcome kept in statistics."""
    case = bench.brought(S.CLOSED)
    first = case.reached
    case = bench.at("2025-03-10 10:00").do(case, COMMANDS[c.Reopen])
    assert (S.ACCEPTED, 2, WINDOW, (), frozenset()) == (
        case.status,
        case.round,
        case.responsible,
        case.sent_to,
        case.steps,
    )
    assert ({Milestone.FEEDBACK: "03-17", Milestone.CAP: "03-24"}, (DONE,)) == (days(case), case.resolutions)
    assert (moment("2025-03-10 10:00"), None, None, first) == (
        case.running_since,
        case.ended_at,
        case.follow_up,
        case.reached,
    )


def test_both_outcomes_are_kept(bench: Bench) -> None:
    """X11 The first outcome stays in the record, and the second is put beside it, by the unit or on the spot."""
    partly = Resolution(outcome=Outcome.PARTLY_DONE, account="a stopgap")
    unit = bench.do(
        bench.brought(S.CLOSED), COMMANDS[c.Reopen], c.Assign(by=CLERK), c.Resolve(by=UNIT, resolution=partly)
    )
    settle = c.Settle(by=CLERK, resolution=partly, reply=Reply(outcome=Outcome.PARTLY_DONE, text="for a month"))
    spot = bench.do(bench.brought(S.CLOSED), COMMANDS[c.Reopen], settle)
    assert [(DONE, partly)] * 2 == [unit.resolutions, spot.resolutions]


def test_milestones_of_the_second_round_are_its_own(bench: Bench) -> None:
    """X11 What was reached in the first round is owed again in the second, and each is recorded in its round."""
    case = bench.do(bench.brought(S.HANDLING), COMMANDS[c.GiveFeedback], COMMANDS[c.Resolve], COMMANDS[c.Verify])
    case = bench.do(
        case, COMMANDS[c.Reply], COMMANDS[c.Reopen], COMMANDS[c.Reclassify], c.Reclassify(by=CLERK, problem=problem())
    )
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"} == days(case)
    case = bench.do(case, COMMANDS[c.GiveFeedback])
    assert [1, 2] == [each.round for each in case.reached if each.milestone == Milestone.FEEDBACK]


def test_a_case_is_reopened_once(bench: Bench) -> None:
    """X12 Reopened twice: Meizhou reopens a case once; then it is refused with `too_many`, for a new, linked case."""
    case = bench.do(bench.brought(S.CLOSED), COMMANDS[c.Reopen], COMMANDS[c.Settle])
    assert "too_many" == bench.refused(case, COMMANDS[c.Reopen])


def test_a_request_of_the_first_round_is_over_with_it(bench: Bench) -> None:
    """X11 A new clock of its own: an extension that was asked for in the first round is not given in the second."""
    case = bench.do(bench.brought(S.HANDLING), ASK, COMMANDS[c.Resolve], COMMANDS[c.Verify], COMMANDS[c.Reply])
    case = bench.do(case, COMMANDS[c.Reopen])
    assert "not_asked" == bench.refused(case, c.Extend(by=LEADER))


def test_a_second_round_may_be_sent_to_the_same_unit(bench: Bench) -> None:
    """重办: a reopened case is routed afresh, and the unit that had it is no former holder."""
    case = bench.do(bench.brought(S.CLOSED), COMMANDS[c.Reopen], c.Assign(by=CLERK), returned(MEDICAL))
    assert (S.RETURNED, (HRSS,)) == (case.status, case.sent_to)


# Time


def test_nothing_happens_before_what_happened(bench: Bench) -> None:
    """L9 A command dated before the case's last entry is refused with `backdated`, even if it would change nothing."""
    case = bench.at("2025-03-06 10:00").opened(accept())
    earlier = Bench(store=bench.store)
    codes = [earlier.refused(case, command) for command in (c.Assign(by=CLERK), c.Inspect(by=CLERK))]
    assert ["backdated", "backdated"] == codes


def test_two_commands_at_one_moment_are_fine(bench: Bench) -> None:
    """Two things may happen at the same moment, in the order in which they were done."""
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    assert [1, 2, 3, 4] == [each.seq for each in bench.store.entries(case.number)]


def test_an_inspection_takes_every_step_that_is_due(bench: Bench) -> None:
    """L3, L11 Missed rungs fire once, in order, with the true due time: an opening of offices on a working day."""
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    case = bench.at("2025-03-18 10:00").do(case, c.Inspect(by=CLERK))
    expected = [
        ("03-11 09:00", Milestone.FEEDBACK, "yellow", Measure.REMIND),
        ("03-13 09:00", Milestone.FEEDBACK, "red", Measure.URGE),
        ("03-14 09:00", Milestone.FEEDBACK, "letter", Measure.SUPERVISION_LETTER),
        ("03-18 09:00", Milestone.CAP, "yellow", Measure.REMIND),
        ("03-18 09:00", Milestone.FEEDBACK, "interview", Measure.INTERVIEW),
    ]
    found = bench.events(case, e.Supervised)
    assert expected == [
        (f"{each.step.due_at:%m-%d %H:%M}", each.step.milestone, each.step.rung, each.measure) for each in found
    ]
    assert {HRSS} == {each.responsible for each in found}


def test_an_inspection_at_the_very_moment_finds_the_step(bench: Bench) -> None:
    """A step is due from its moment on, and not a second before."""
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    early = bench.at("2025-03-11 08:59").do(case, c.Inspect(by=CLERK))
    due = bench.at("2025-03-11 09:00").do(early, c.Inspect(by=CLERK))
    assert (case.version, case.version + 1) == (early.version, due.version)


def test_a_second_inspection_adds_nothing(bench: Bench) -> None:
    """L3 Every missed rung fires once."""
    case = bench.brought(S.HANDLING)
    case = bench.at("2025-03-18 10:00").do(case, c.Inspect(by=CLERK))
    assert case == bench.do(case, c.Inspect(by=CLERK))


@pytest.mark.parametrize("status", [S.DECLINED, S.WITHDRAWN, S.CLOSED, S.ARCHIVED])
def test_an_ended_case_is_left_alone(bench: Bench, status: Status) -> None:
    """An ended case owes nothing, is never inspected again, and an inspection finds nothing in it."""
    case = bench.brought(status)
    bench.at("2025-06-30 10:00")
    assert (None, case) == (next_inspection(case, book=MEIZHOU, calendar=CALENDAR), bench.do(case, c.Inspect(by=CLERK)))


def test_steps_that_were_taken_stay_taken_when_the_date_moves(bench: Bench) -> None:
    """L12 Those fired are not re-fired; unfired ones move: red comes on 03-18, after the new last day 03-17."""
    case = bench.do(bench.brought(S.HANDLING), ask(3))
    case = bench.at("2025-03-11 10:00").do(case, c.Inspect(by=CLERK), c.Extend(by=LEADER))
    case = bench.at("2025-03-18 10:00").do(case, c.Inspect(by=CLERK))
    found = [
        (each.step.rung, f"{each.step.due_at:%m-%d}")
        for each in bench.events(case, e.Supervised)
        if each.step.milestone == Milestone.FEEDBACK
    ]
    assert [("yellow", "03-11"), ("red", "03-18")] == found


def test_the_second_round_has_a_ladder_of_its_own(bench: Bench) -> None:
    """X11 New clock of its own: rungs that were taken in the first round can be taken again in the second."""
    case = bench.do(bench.brought(S.HANDLING))
    case = bench.at("2025-03-11 10:00").do(case, c.Inspect(by=CLERK))
    case = bench.do(case, COMMANDS[c.Resolve], COMMANDS[c.Verify], COMMANDS[c.Reply], COMMANDS[c.Reopen])
    case = bench.at("2025-03-17 10:00").do(case, c.Inspect(by=CLERK))
    yellow = [each.step.due_at for each in bench.events(case, e.Supervised) if each.step.rung == "yellow"]
    assert [moment("2025-03-11 09:00"), moment("2025-03-17 09:00")] == yellow


def next_of(case: Case) -> datetime | None:
    """When the case wants to be looked at next."""
    return next_inspection(case, book=MEIZHOU, calendar=CALENDAR)


def test_when_to_look_again(bench: Bench) -> None:
    """The next inspection: the signature on 03-07, then the warning on 03-11, and nothing before what has happened."""
    assigned = bench.opened(accept(), c.Assign(by=CLERK))
    handled = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    late = bench.at("2025-03-12 10:00").do(handled, COMMANDS[c.GiveNotice])
    expected = [moment("2025-03-07 00:00"), moment("2025-03-11 09:00"), moment("2025-03-12 10:00")]
    assert expected == [next_of(each) for each in (assigned, handled, late)]


@pytest.mark.parametrize("status", [each for each in Status if each in (*BEFORE_REPLY, S.REPLIED, S.FOLLOWED_UP)])
def test_every_open_case_is_looked_at_some_day(bench: Bench, status: Status) -> None:
    """件件有着落: for every open case there is a moment at which somebody is reminded, while its clock runs."""
    case = bench.brought(status)
    wanted = next_of(case)
    assert wanted is not None
    bench.clock.put(wanted)
    assert case.version < bench.do(case, c.Inspect(by=StaffId("scheduler"))).version


def test_what_the_citizen_thinks_is_kept_as_said(bench: Bench) -> None:
    """回访评价: a bad rating is recorded like any other, and who was not reached gave none."""
    bad = FollowUp(rating=Rating.DISSATISFIED, remark="three visits")
    none = FollowUp(rating=None)
    kept = [bench.do(bench.brought(S.REPLIED), c.FollowUp(by=CLERK, follow_up=each)).follow_up for each in (bad, none)]
    assert [bad, none] == kept


def test_a_complaint_may_wait_before_it_is_registered(bench: Bench) -> None:
    """A letter of Thursday is registered on Monday: the desk's clock starts there, and both moments are kept."""
    case = bench.at("2025-03-10 09:00").desk.register(complaint("2025-03-06 15:00"), by=CLERK)
    assert (moment("2025-03-06 15:00"), moment("2025-03-10 09:00"), "03-10") == (
        case.complaint.received_at,
        case.registered_at,
        days(case)[Milestone.ACCEPTANCE],
    )


def test_the_police_have_a_route_too(bench: Bench) -> None:
    """A matter of household registration is the police's."""
    case = bench.do(bench.registered(subject="派出所不给迁户口"), accept(), c.Assign(by=CLERK))
    assert POLICE == case.responsible


# What is refused, whoever asks


def against(*units: str) -> frozenset[str]:
    """Whoever is complained about."""
    return frozenset(units)


def test_who_is_complained_about_does_nothing(bench: Bench) -> None:
    """回避: whoever of the staff is complained about gives no command in the case, refused with `recused`."""
    case = bench.desk.register(complaint(against=against(CLERK)), by=LEADER)
    assert "recused" == bench.refused(case, accept())
    assert S.ACCEPTED == bench.do(case, evolve(accept(), by=LEADER)).status


def test_who_is_complained_about_is_not_who_handles(bench: Bench) -> None:
    """回避: the routes' unit is passed over for the desk, and no person, return or leader can send the case there."""
    case = bench.do(bench.registered(against=against(HRSS)), accept(), c.Assign(by=CLERK))
    assert (WINDOW, Because(rule="recusal", said=(HRSS, "pension-certification"))) == (
        case.responsible,
        case.assignment.because,
    )
    override = c.Assign(by=CLERK, unit=HRSS, reason="they know best")
    accepted = bench.do(bench.registered(against=against(HRSS)), accept())
    disputed = bench.do(bench.registered(against=against(TAX)), *PATHS[S.DISPUTED])
    designation = evolve(COMMANDS[c.Designate], unit=CIVIL, assisting=(TAX,))
    asked = [(accepted, override), (case, returned(HRSS)), (disputed, designation)]
    assert ["recused"] * 3 == [bench.refused(*each) for each in asked]


def test_assisting_units_complained_about_are_left_out(bench: Bench) -> None:
    """回避: of a route's assisting units whoever is complained about takes no part."""
    case = bench.registered(subject="残疾人证办不了", against=against(CIVIL))
    case = bench.do(case, accept(), c.Assign(by=CLERK))
    assert ((), frozenset()) == (case.assignment.assisting, case.awaited)


def test_a_window_complained_about_is_not_who_takes_it(bench: Bench) -> None:
    """D8 Complaint about the window itself: the city's window has it from the first moment on."""
    assert "441400" == bench.registered(against=against(WINDOW)).responsible


@pytest.mark.parametrize("kind", [c.Suspend, c.HandOver, c.Merge, c.Waive])
def test_what_a_city_does_not_use_is_refused(kind: type[Command]) -> None:
    """A step that the rulebook has switched off is refused with `switched_off`, whatever the status."""
    event = {c.Suspend: "Suspended", c.HandOver: "HandedOver", c.Merge: "Merged", c.Waive: "Waived"}[kind]
    bench = Bench(book=evolve(MEIZHOU, switched_off=frozenset({event})))
    codes = {bench.refused(bench.brought(status), COMMANDS[kind]) for status in (S.ACCEPTED, S.CLOSED)}
    assert {"switched_off"} == codes


#: The commands that could be given without end: what each causes, and where it can be given.
BOUNDED: Mapping[type[Command], tuple[type[e.Event], Status]] = {
    c.GiveNotice: (e.NoticeGiven, S.HANDLING),
    c.Contact: (e.Contacted, S.HANDLING),
    c.HandOver: (e.HandedOver, S.ACCEPTED),
    c.Suspend: (e.Suspended, S.HANDLING),
    c.AskExtension: (e.ExtensionAsked, S.HANDLING),
    c.Reclassify: (e.Reclassified, S.HANDLING),
    c.SendBack: (e.SentBack, S.RESOLVED),
    c.Merge: (e.Merged, S.ACCEPTED),
    c.Join: (e.Joined, S.ACCEPTED),
    c.ChangeEdition: (e.EditionChanged, S.HANDLING),
    c.Recount: (e.Recounted, S.HANDLING),
    c.HandToDiscipline: (e.HandedToDiscipline, S.HANDLING),
}
#: What makes the same step possible once more.
UNDONE: Mapping[type[Command], type[Command]] = {
    c.Suspend: c.Resume,
    c.AskExtension: c.RefuseExtension,
    c.SendBack: c.Resolve,
    c.Merge: c.Separate,
}


@pytest.mark.parametrize("kind", BOUNDED, ids=lambda kind: kind.__name__)
def test_nothing_goes_on_for_ever(kind: type[Command]) -> None:
    """Each step that could be repeated without end is bounded in a handling: once more is refused with `too_often`."""
    event, status = BOUNDED[kind]
    bench = Bench(book=evolve(MEIZHOU, bounds={**MEIZHOU.bounds, event.__name__: 1}))
    undo = [COMMANDS[UNDONE[kind]]] if kind in UNDONE else []
    case = bench.do(brought(bench, status, kind), COMMANDS[kind], *undo)
    assert "too_often" == bench.refused(case, COMMANDS[kind])


def test_every_step_that_could_go_on_is_bounded() -> None:
    """What the last test tries is all that can be repeated; Meizhou's rulebook has a bound for each."""
    repeatable = {each.__name__ for each in REPEATABLE}
    assert repeatable == {event.__name__ for event, _ in BOUNDED.values()} == set(MEIZHOU.bounds)


def test_a_bound_is_for_one_handling(bench: Bench) -> None:
    """Three notices in the first handling leave three for the second."""
    case = bench.opened(*[COMMANDS[c.GiveNotice]] * 3, *PATHS[S.CLOSED])
    case = bench.do(case, COMMANDS[c.Reopen], *[COMMANDS[c.GiveNotice]] * 3)
    assert "too_often" == bench.refused(case, COMMANDS[c.GiveNotice])


@pytest.mark.parametrize(("same_as", "told"), [("", ""), ("441402-20250304-0007", ""), ("", "it goes on")])
@pytest.mark.parametrize("ground", [DeclineGround.DUPLICATE_OPEN, DeclineGround.DUPLICATE_CLOSED])
def test_a_duplicate_is_of_a_case_and_its_citizen_is_told(
    bench: Bench, ground: DeclineGround, same_as: str, told: str
) -> None:
    """重复诉求: declined as one, it names the case that it repeats and what the citizen was told, else `duplicate`."""
    given = c.Decline(by=CLERK, ground=ground, same_as=same_as, told=told)
    assert "duplicate" == bench.refused(bench.registered(), given)


# Between windows and units


def test_a_case_that_is_handed_over_keeps_number_and_clock(bench: Bench) -> None:
    """属地与提级: the other window has it now; number, contact and every deadline of the citizen stay as they are."""
    before = bench.opened(accept())
    case = bench.at("2025-03-07 10:00").do(before, COMMANDS[c.HandOver])
    assert (TOP, TOP, WINDOW) == (case.desk, case.responsible, case.window)
    kept = [(each.number, each.deadlines, each.clock, each.running_since) for each in (before, case)]
    assert kept[0] == kept[1]
    case = bench.do(case, c.Assign(by=CLERK))
    assert "441400-hrss" == case.responsible


def test_whoever_has_it_the_first_window_answers_for_the_reply(bench: Bench) -> None:
    """首问负责: after the reply the window that took it first follows it up; a second handling is the desk's."""
    case = bench.opened(accept(), COMMANDS[c.HandOver], *PATHS[S.REPLIED][1:])
    assert WINDOW == case.responsible
    assert TOP == bench.do(case, COMMANDS[c.Reopen]).responsible


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("441400", HandOverKind.DOWN),
        ("441400", HandOverKind.ACROSS),
        ("441403", HandOverKind.UP),
        ("441402", HandOverKind.ACROSS),
        ("441400-hrss", HandOverKind.UP),
    ],
)
def test_a_case_is_handed_to_a_window_where_it_says(bench: Bench, to: str, kind: HandOverKind) -> None:
    """Up, down and across are as the regions stand, between windows alone; else it is refused with `hand_over`."""
    given = c.HandOver(by=CLERK, to=UnitCode(to), kind=kind, reason="elsewhere")
    assert "hand_over" == bench.refused(bench.opened(accept()), given)


def test_a_case_goes_across_and_down(bench: Bench) -> None:
    """Across to a neighbour, up to the city, down to a third district: the way that the regions go."""
    case, seen = bench.opened(accept()), []
    ways = [("441403", HandOverKind.ACROSS), ("441400", HandOverKind.UP), ("441422", HandOverKind.DOWN)]
    for to, kind in ways:
        case = bench.do(case, c.HandOver(by=CLERK, to=UnitCode(to), kind=kind, reason="theirs"))
        seen.append(case.desk)
    assert [to for to, _ in ways] == seen


def test_the_desk_rules_on_a_return_in_time(bench: Bench) -> None:
    """退单审核: half a working day to rule on a return, kept or not, beside the citizen's clock."""
    case = bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL))
    assert moment("2025-03-05 17:30") == case.deadlines[Milestone.RULING].at
    case = bench.at("2025-03-06 10:00").do(case, c.Assign(by=CLERK))
    ruled = [each for each in case.reached if each.milestone == Milestone.RULING]
    assert (False, [False]) == (Milestone.RULING in case.deadlines, [each.kept for each in ruled])


def test_a_return_is_refused_once_and_for_all(bench: Bench) -> None:
    """R9 A unit whose return was refused handles the case: a second one is refused with `refused`."""
    case = bench.do(bench.brought(S.RETURNED), COMMANDS[c.RefuseReturn])
    assert ("refused", True) == (bench.refused(case, returned(MEDICAL)), case.return_refused)


def test_units_that_agree_end_their_dispute(bench: Bench) -> None:
    """会商: who leads and who assists is in the minutes; the unit agreed on may not return it either."""
    given = c.Confer(by=CLERK, unit=MEDICAL, assisting=(CIVIL,), minutes="minutes of 7 March")
    case = bench.do(bench.brought(S.DISPUTED), given)
    assert (S.HANDLING, MEDICAL, frozenset({CIVIL})) == (case.status, case.responsible, case.awaited)
    assert e.Conferred(assignment=case.assignment, minutes="minutes of 7 March") == bench.last(case)
    assert "designated" == bench.refused(case, returned(TAX))


@pytest.mark.parametrize("kind", [c.Confer, c.Designate])
def test_the_upper_level_leads(kind: type[Command]) -> None:
    """潍坊 art. 24: the same department one level up leads and does not assist, else `upper_leads`; another may."""
    above, other = (evolve(COMMANDS[kind], assisting=(UnitCode(f"441400-{each}"),)) for each in ("hrss", "tax"))
    bench, lax = Bench(), Bench(book=evolve(MEIZHOU, returns=evolve(MEIZHOU.returns, upper_leads=False)))
    assert "upper_leads" == bench.refused(bench.brought(S.DISPUTED), above)
    allowed = bench.do(bench.brought(S.DISPUTED), other), lax.do(lax.brought(S.DISPUTED), above)
    assert [S.HANDLING, S.HANDLING] == [each.status for each in allowed]


def assisted(bench: Bench) -> Case:
    """A case that civil affairs assist in."""
    return bench.do(bench.registered(subject="残疾人证办不了"), accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))


def test_closing_waits_for_every_part(bench: Bench) -> None:
    """R13 Closing waits for assistants' answers or a waiver: until then resolving is refused with `awaited`."""
    answered, waived = assisted(bench), assisted(bench)
    assert ({CIVIL}, "awaited") == (answered.awaited, bench.refused(answered, COMMANDS[c.Resolve]))
    resolved = [
        bench.do(answered, COMMANDS[c.Assist], COMMANDS[c.Resolve]),
        bench.do(waived, COMMANDS[c.Waive], COMMANDS[c.Resolve]),
    ]
    assert [S.RESOLVED, S.RESOLVED] == [each.status for each in resolved]


def test_a_new_lead_leaves_the_assistants_their_part(bench: Bench) -> None:
    """R13 Lead changes: assistants keep duties; the unit that now leads owes no part of its own."""
    other = bench.do(assisted(bench), returned(MEDICAL), c.Assign(by=CLERK))
    itself = bench.do(assisted(bench), returned(CIVIL), c.Assign(by=CLERK))
    assert [(MEDICAL, {CIVIL}), (CIVIL, frozenset())] == [(each.responsible, each.awaited) for each in (other, itself)]


@pytest.mark.parametrize("kind", [c.Assist, c.Waive])
def test_no_part_is_given_that_was_not_asked_for(bench: Bench, kind: type[Command]) -> None:
    """The part of a unit that does not assist, or gave its part already, is refused with `not_awaited`."""
    case = bench.do(assisted(bench), COMMANDS[kind])
    codes = [bench.refused(case, COMMANDS[kind]), bench.refused(assisted(bench), evolve(COMMANDS[kind], unit=TAX))]
    assert ["not_awaited", "not_awaited"] == codes


def test_a_unit_may_have_a_limit_of_its_own() -> None:
    """Where the rulebook says so, the unit's own limit runs beside the citizen's, and stops with it."""
    bench = Bench(book=evolve(MEIZHOU, returns=evolve(MEIZHOU.returns, handle=WorkingDays(3))))
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    assert date(2025, 3, 10) == case.handle.on
    case = bench.at("2025-03-06 10:00").do(case, suspend())
    case = bench.at("2025-03-10 10:00").do(case, c.Resume(by=UNIT))
    assert (date(2025, 3, 12), "03-14") == (case.handle.on, days(case)[Milestone.FEEDBACK])


# The citizen


def test_a_contact_is_a_milestone_where_it_is_promised() -> None:
    """联系群众: where a grade promises a contact the first one reaches it; a later one is a note that moves nothing."""
    contact = Promise(milestone=Milestone.CONTACT, limit=WorkingDays(1), source="R")
    grades = {each: (contact, *of) for each, of in MEIZHOU.promises.grades.items()}
    bench = Bench(book=evolve(MEIZHOU, promises=evolve(MEIZHOU.promises, grades=grades)))
    case = bench.opened(accept())
    assert "03-06" == days(case)[Milestone.CONTACT]
    once = bench.do(case, COMMANDS[c.Contact])
    twice = bench.at("2025-03-10 10:00").do(once, COMMANDS[c.Contact])
    assert [{Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"}] * 2 == [days(once), days(twice)]
    assert [True] == [each.kept for each in twice.reached if each.milestone == Milestone.CONTACT]


def test_whoever_did_it_does_not_say_that_it_is_done(bench: Bench) -> None:
    """核查: whoever resolved it is not who verifies, else `same_person`."""
    case = bench.brought(S.RESOLVED)
    assert "same_person" == bench.refused(case, c.Verify(by=UNIT))
    assert S.VERIFIED == bench.do(case, c.Verify(by=CLERK)).status


def test_the_desk_looks_and_answers_in_time(bench: Bench) -> None:
    """The desk owes the reply one working day from the claim on; a claim sent back owes none until the next."""
    case = bench.at("2025-03-07 10:00").brought(S.RESOLVED)
    assert "03-10" == days(case)[Milestone.REPLY]
    sent_back = bench.do(case, COMMANDS[c.SendBack])
    assert Milestone.REPLY not in sent_back.deadlines
    case = bench.at("2025-03-10 10:00").do(sent_back, COMMANDS[c.Resolve])
    case = bench.at("2025-03-12 00:00").do(case, COMMANDS[c.Verify], COMMANDS[c.Reply])
    assert [False] == [each.kept for each in case.reached if each.milestone == Milestone.REPLY]


#: What a citizen says who is not satisfied.
BAD = c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.VERY_DISSATISFIED, remark="three visits"))


def reviewed_badly(bench: Bench) -> Case:
    """A case whose citizen is not satisfied."""
    return bench.do(bench.brought(S.REPLIED), BAD)


def test_a_bad_review_is_put_right_or_explained(bench: Bench) -> None:
    """差评整改: five working days to put it right (德州); closed without a word it is refused with `bad_review`."""
    case = reviewed_badly(bench)
    assert {Milestone.RECTIFICATION: "03-12", Milestone.CLOSING: "03-12"} == days(case)
    assert "bad_review" == bench.refused(case, c.Close(by=CLERK))
    explained = bench.do(case, c.Close(by=CLERK, explanation="no law allows more"))
    reopened = bench.do(reviewed_badly(bench), COMMANDS[c.Reopen])
    assert (S.CLOSED, "no law allows more", S.ACCEPTED) == (
        explained.status,
        bench.last(explained).explanation,
        reopened.status,
    )
    for each in (explained, reopened):
        assert [True] == [one.kept for one in each.reached if one.milestone == Milestone.RECTIFICATION]


def test_an_objection_that_is_upheld_takes_the_rating_out(bench: Bench) -> None:
    """申诉: while it waits the case is not closed (`objected`); upheld, no explanation is owed; dismissed, it is."""
    objected = bench.do(reviewed_badly(bench), COMMANDS[c.ObjectToRating])
    assert "objected" == bench.refused(objected, c.Close(by=CLERK, explanation="unfair"))
    upheld = bench.do(objected, COMMANDS[c.RuleOnObjection])
    dismissed = bench.do(reviewed_badly(bench), COMMANDS[c.ObjectToRating])
    dismissed = bench.do(dismissed, c.RuleOnObjection(by=CLERK, upheld=False, reason="it does not"))
    assert [True, False] == [each.objection.upheld for each in (upheld, dismissed)]
    assert ("bad_review", S.CLOSED) == (
        bench.refused(dismissed, c.Close(by=CLERK)),
        bench.do(upheld, c.Close(by=CLERK)).status,
    )


def test_a_rating_is_objected_to_once(bench: Bench) -> None:
    """An objection is to a rating that there is (`not_rated`), once (`objected`), by a unit that there is (`unit`)."""
    unreached = bench.do(bench.brought(S.REPLIED), c.FollowUp(by=CLERK, follow_up=FollowUp(rating=None)))
    rated = bench.brought(S.FOLLOWED_UP)
    fire = evolve(COMMANDS[c.ObjectToRating], unit=UnitCode("441402-fire"))
    codes = [bench.refused(unreached, COMMANDS[c.ObjectToRating]), bench.refused(rated, fire)]
    ruled = bench.do(rated, COMMANDS[c.ObjectToRating], COMMANDS[c.RuleOnObjection])
    codes.append(bench.refused(ruled, COMMANDS[c.ObjectToRating]))
    assert ["not_rated", "unit", "objected"] == codes


def test_an_objection_is_ruled_on_once(bench: Bench) -> None:
    """Where none waits, or it has been ruled on, ruling is refused with `not_objected`."""
    rated = bench.brought(S.FOLLOWED_UP)
    code = bench.refused(rated, COMMANDS[c.RuleOnObjection])
    ruled = bench.do(rated, COMMANDS[c.ObjectToRating], COMMANDS[c.RuleOnObjection])
    assert ["not_objected"] * 2 == [code, bench.refused(ruled, COMMANDS[c.RuleOnObjection])]


def test_a_closed_case_is_reopened_in_time(bench: Bench) -> None:
    """X11 Reopen within window: ten working days from the closure, not from the last edit; then a new, linked case."""
    case, other = bench.brought(S.CLOSED), bench.brought(S.CLOSED)
    assert 2 == bench.at("2025-03-19 23:59").do(case, COMMANDS[c.Reopen]).round
    bench.at("2025-03-20 00:00")
    assert "too_late" == bench.refused(other, COMMANDS[c.Reopen])


def test_a_clue_is_signed_by_two(bench: Bench) -> None:
    """移交纪检: two people sign, else `same_person`; the case itself goes on as it was."""
    case = bench.brought(S.HANDLING)
    assert "same_person" == bench.refused(case, evolve(COMMANDS[c.HandToDiscipline], signers=(CLERK, CLERK)))
    after = bench.do(case, COMMANDS[c.HandToDiscipline])
    assert (case.status, case.deadlines, case.responsible) == (after.status, after.deadlines, after.responsible)


# Supervision by hand, and a second time


def test_a_step_taken_by_hand_is_taken(bench: Bench) -> None:
    """L5 Manual escalation consumes the rung: it is not taken again, by hand (`taken`) or by time."""
    given = c.Supervise(by=LEADER, rung="letter", milestone=Milestone.FEEDBACK)
    case = bench.do(bench.brought(S.HANDLING), given)
    assert "taken" == bench.refused(case, given)
    case = bench.at("2025-03-14 10:00").do(case, c.Inspect(by=CLERK))
    assert [("letter", True), ("yellow", False), ("red", False)] == [
        (each.step.rung, each.by_hand) for each in bench.events(case, e.Supervised)
    ]


@pytest.mark.parametrize(("rung", "milestone"), [("ladder", Milestone.CAP), ("red", Milestone.CLOSURE)])
def test_a_step_is_of_the_ladder_and_for_what_is_owed(bench: Bench, rung: str, milestone: Milestone) -> None:
    """A rung that the ladder does not have, and a milestone that the case does not owe, are refused with `rung`."""
    given = c.Supervise(by=LEADER, rung=rung, milestone=milestone)
    assert "rung" == bench.refused(bench.brought(S.HANDLING), given)


def test_a_step_climbs_to_whom_it_is_addressed(bench: Bench) -> None:
    """提级: the letter goes to the bureau itself, 约谈 one level up, and 通报 two, to the window of the city."""
    case = bench.brought(S.HANDLING)
    case = bench.at("2025-03-20 10:00").do(case, c.Inspect(by=CLERK))
    found = {each.step.rung: each.addressee for each in bench.events(case, e.Supervised)}
    expected = {"letter": (HRSS, ""), "interview": ("441400-hrss", ""), "circulate": (TOP, "")}
    assert expected == {each: (found[each].unit, found[each].stopped) for each in expected}


def test_a_ladder_may_stand_again() -> None:
    """L12 Those fired are not re-fired unless the new date is later by policy: with it the yellow card comes again."""
    bench = Bench(book=evolve(MEIZHOU, ladder=evolve(MEIZHOU.ladder, rearms=True)))
    case = bench.do(bench.brought(S.HANDLING), ask(3))
    case = bench.at("2025-03-11 10:00").do(case, c.Inspect(by=CLERK), c.Extend(by=LEADER))
    bench.at("2025-03-14 10:00").do(case, c.Inspect(by=CLERK))
    cards = [each.step.due_at for each in bench.events(case, e.Supervised) if each.step.rung == "yellow"]
    assert [moment("2025-03-11 09:00"), moment("2025-03-14 09:00")] == cards


# Merging


def pair(bench: Bench) -> tuple[Case, Case]:
    """Two complex cases on one matter, accepted on 5 and 7 March."""
    first = bench.opened(accept())
    return first, bench.at("2025-03-07 10:00").opened(accept())


def test_the_earlier_deadline_of_both_holds(bench: Bench) -> None:
    """D2 Merge: earliest deadline and all complainants kept, whichever goes on in which."""
    first, second = pair(bench)
    result = bench.desk.merge(first.number, second.number, by=CLERK)
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"} == days(result)
    assert {first.number: first.complaint} == result.joined
    merged = bench.store.get(first.number)
    assert (S.MERGED, second.number, {}, False) == (merged.status, merged.merger.into, merged.deadlines, merged.open)


def test_unmerging_restores_both(bench: Bench) -> None:
    """D2 Unmerge restores: each goes on by its own clock, at its desk."""
    first, second = pair(bench)
    bench.desk.merge(first.number, second.number, by=CLERK)
    again = bench.at("2025-03-10 10:00").desk.separate(first.number, by=CLERK)
    other = bench.store.get(second.number)
    assert (S.ACCEPTED, WINDOW, first.deadlines, None) == (
        again.status,
        again.responsible,
        again.deadlines,
        again.ended_at,
    )
    assert (second.deadlines, {}) == (other.deadlines, other.joined)


def test_what_one_was_promised_no_earlier_extension_takes_away(bench: Bench) -> None:
    """D2 Earliest deadline kept: time that a case was given before the other came holds for it alone."""
    first, second = bench.opened(accept(), ask(3), c.Extend(by=LEADER)), bench.opened(accept())
    result = bench.desk.merge(second.number, first.number, by=CLERK)
    assert ["03-17", "03-12"] == [days(each)[Milestone.FEEDBACK] for each in (first, result)]


def test_a_pause_stops_both_clocks(bench: Bench) -> None:
    """D2, P1 What stops the clock of the one stops that of the other: 03-12, paused for three working days, is 03-17."""
    first, second = pair(bench)
    bench.desk.merge(first.number, second.number, by=CLERK)
    case = bench.do(second, suspend())
    case = bench.at("2025-03-12 10:00").do(case, c.Resume(by=UNIT))
    assert {Milestone.FEEDBACK: "03-17", Milestone.CAP: "03-24"} == days(case)


def test_every_pause_since_stops_both_clocks_and_none_before(bench: Bench) -> None:
    """D2, P11 A pause before the other came is the first one's alone; both that come after it are kept for both."""
    first, second = bench.opened(accept()), bench.opened(accept())
    first = bench.at("2025-03-06 10:00").do(first, suspend())
    bench.at("2025-03-10 10:00").do(first, c.Resume(by=UNIT))
    case = bench.desk.merge(second.number, first.number, by=CLERK)
    seen = [days(case)]
    for since, until in (("11", "12"), ("12", "13")):
        case = bench.at(f"2025-03-{since} 10:00").do(case, suspend())
        case = bench.at(f"2025-03-{until} 10:00").do(case, c.Resume(by=UNIT))
        seen.append(days(case))
    expected = [("03-12", "03-19"), ("03-13", "03-20"), ("03-14", "03-21")]
    assert expected == [(each[Milestone.FEEDBACK], each[Milestone.CAP]) for each in seen]


def test_what_was_reached_is_not_owed_to_who_comes_later(bench: Bench) -> None:
    """D2 Feedback that was given is not owed again because another citizen comes with the same matter."""
    first, second = pair(bench)
    bench.do(first, COMMANDS[c.GiveFeedback])
    result = bench.desk.merge(second.number, first.number, by=CLERK)
    assert {Milestone.CAP: "03-19"} == days(result)


def test_no_case_goes_on_in_itself(bench: Bench) -> None:
    """D2 Cycle refused: a case into itself, one into another that goes on in it, and a chain of three."""
    first, second = pair(bench)
    third = bench.opened(accept())
    bench.desk.merge(first.number, second.number, by=CLERK)
    codes = []
    for one, other in ((second, second), (second, first), (second, third)):
        before = list(bench.store.ledger())
        with pytest.raises(Refusal) as caught:
            bench.desk.merge(one.number, other.number, by=CLERK)
        codes.append(caught.value.code)
        assert before == list(bench.store.ledger())
    assert ["cycle", "cycle", "cycle"] == codes
    assert "cycle" == bench.refused(second, evolve(COMMANDS[c.Join], number=second.number))


def test_a_case_parts_with_what_it_took_in(bench: Bench) -> None:
    """Parting with a case that was never taken in is refused with `not_joined`."""
    assert "not_joined" == bench.refused(bench.brought(S.HANDLING), COMMANDS[c.Part])


def test_one_citizen_does_not_take_back_the_matter_of_another(bench: Bench) -> None:
    """D2, 事事有回音: a case in which another goes on is not withdrawn (`joined`) until the two have parted."""
    first, second = pair(bench)
    result = bench.desk.merge(first.number, second.number, by=CLERK)
    assert "joined" == bench.refused(result, COMMANDS[c.Withdraw])
    bench.desk.separate(first.number, by=CLERK)
    withdrawn = bench.do(second, COMMANDS[c.Withdraw])
    assert (S.WITHDRAWN, S.ACCEPTED) == (withdrawn.status, bench.store.get(first.number).status)


# Editions and calendars


def test_a_case_lives_under_the_edition_that_it_was_registered_under(bench: Bench) -> None:
    """X10 SLA profile edited: open cases keep their edition unless migrated explicitly, with all of its rules."""
    case = evolve(bench, book=EARLIER).brought(S.ACCEPTED)
    strict = evolve(MEIZHOU, bounds={**MEIZHOU.bounds, "NoticeGiven": 2})
    now = evolve(bench, book=strict)
    case = now.do(case, *[COMMANDS[c.GiveNotice]] * 3, c.ChangeEdition(by=CLERK))
    assert ("2026.1", "too_often") == (case.edition, now.refused(case, COMMANDS[c.GiveNotice]))


def test_moving_counts_what_is_owed_anew(bench: Bench) -> None:
    """X10 Migrated explicitly: what is owed is counted under the new limits, from the start; what ran out stays so."""
    case = evolve(bench, book=EARLIER).opened(accept())
    later = {each: tuple(evolve(p, limit=WorkingDays(8)) for p in of) for each, of in MEIZHOU.promises.grades.items()}
    now = evolve(bench, book=evolve(MEIZHOU, promises=evolve(MEIZHOU.promises, grades=later)))
    case = now.at("2025-03-14 10:00").do(case, c.ChangeEdition(by=CLERK))
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-17"} == days(case)


def test_a_case_is_moved_to_another_edition(bench: Bench) -> None:
    """Moving to the edition that it is under is refused with `edition`; to one without its codes, `unknown_code`."""
    case = bench.opened(accept())
    old = evolve(bench, book=EARLIER).opened(accept())
    fewer = tuple(each for each in MEIZHOU.taxonomy.kinds if each.code != "unable")
    without = evolve(MEIZHOU, taxonomy=evolve(MEIZHOU.taxonomy, kinds=fewer))
    codes = [
        bench.refused(case, c.ChangeEdition(by=CLERK)),
        evolve(bench, book=without).refused(old, c.ChangeEdition(by=CLERK)),
    ]
    assert ["edition", "unknown_code"] == codes


def test_a_case_is_not_moved_away_from_its_units(bench: Bench) -> None:
    """件件有着落: an edition without the unit that has the case would leave it to nobody: refused with `unit`."""
    old = evolve(bench, book=EARLIER).do(
        evolve(bench, book=EARLIER).registered(), accept(), c.Assign(by=CLERK, unit=POLICE, reason="theirs")
    )
    rest = tuple(each for each in MEIZHOU.units if each.code != POLICE)
    routes = evolve(MEIZHOU.routes, rules=(), units=frozenset(each.code for each in rest))
    without = evolve(bench, book=evolve(MEIZHOU, units=rest, routes=routes))
    assert "unit" == without.refused(old, c.ChangeEdition(by=CLERK))


def test_a_notice_moves_what_is_still_owed(bench: Bench) -> None:
    """K1 Open cases move, with the version of the calendar; what ran out before does not."""
    before = evolve(bench, calendar=BEFORE_THE_NOTICE)
    case, late = before.opened(accept()), before.opened(accept("ordinary"))
    assert ["03-13", "03-10"] == [days(case)[Milestone.FEEDBACK], days(late)[Milestone.CLOSURE]]
    bench.at("2025-03-11 10:00")
    case, late = (bench.do(each, c.Recount(by=CLERK)) for each in (case, late))
    assert {Milestone.FEEDBACK: "03-12", Milestone.CAP: "03-19"} == days(case)
    assert {Milestone.CLOSURE: "03-10", Milestone.CAP: "03-19"} == days(late)
    assert "2025" == bench.last(case).calendar


@pytest.mark.parametrize("status", [each for each in Status if each in OPEN])
def test_the_same_calendar_twice_moves_nothing(bench: Bench, status: Status) -> None:
    """K2 Same calendar version applied twice = no-op, whatever is owed, the closing of a bad review too."""
    case, bad = bench.brought(status), reviewed_badly(bench)
    bench.at("2025-03-05 17:00")
    assert [case, bad] == [bench.do(each, c.Recount(by=CLERK)) for each in (case, bad)]


def test_a_reply_is_owed_from_the_claim_on(bench: Bench) -> None:
    """K2 The desk's own day to reply runs from the unit's claim, and is not counted again from the acceptance."""
    case = bench.brought(S.HANDLING)
    case = bench.at("2025-03-10 10:00").do(case, COMMANDS[c.Resolve])
    assert case == bench.do(case, c.Recount(by=CLERK))


def test_a_suspended_case_is_counted_when_it_is_resumed(bench: Bench) -> None:
    """K3 Calendar edit while a case is paused: deferred until resume; result on resume identical either way."""
    before = evolve(bench, calendar=BEFORE_THE_NOTICE)
    one, two = (before.opened(accept(), suspend()) for _ in range(2))
    recounted = bench.at("2025-03-10 10:00").do(one, c.Recount(by=CLERK))
    assert one == recounted
    resumed = [days(bench.do(each, c.Resume(by=UNIT))) for each in (one, two)]
    assert resumed[0] == resumed[1]
