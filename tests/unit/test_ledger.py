"""The record of what happened, the case that it makes, and what can be counted from it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from banbucheng.cases import Case
from banbucheng.cases import commands as c
from banbucheng.cases.events import Closed
from banbucheng.errors import BrokenLedger
from banbucheng.ledger import Entry, Overdue, Share, Summary, Warned, record, replay, summary
from banbucheng.terms import DeclineGround, Measure, Milestone, Status, SuspensionGround

from ._calendar2025 import CALENDAR
from ._desk import (
    CLERK,
    COMMANDS,
    HRSS,
    LEADER,
    PATHS,
    TAX,
    UNIT,
    WINDOW,
    Bench,
    accept,
    moment,
    problem,
)

SUSPEND = c.Suspend(by=UNIT, ground=SuspensionGround.HEARING, approved_by=LEADER)
ANSWER = tuple(COMMANDS[each] for each in (c.Resolve, c.Verify, c.Reply))


def figures(bench: Bench, as_of: str) -> Summary:
    """The summary of everything on the desk as of a moment."""
    return summary(bench.store.cases(), bench.store.ledger(), as_of=moment(as_of), calendar=CALENDAR)


# Recording and replaying


def test_entries_are_numbered_on_from_the_last() -> None:
    """Two events after entry 3 are entries 4 and 5, of the same moment and hand."""
    at = moment("2025-03-05 09:30")
    found = record("N-1", 3, (Closed(), Closed()), at=at, by=CLERK)
    assert tuple(Entry(number="N-1", seq=seq, at=at, by=CLERK, event=Closed()) for seq in (4, 5)) == found


def test_nothing_that_happened_is_no_entry() -> None:
    """A command that caused nothing leaves no line in the ledger."""
    assert () == record("N-1", 3, (), at=moment("2025-03-05 09:30"), by=CLERK)


@pytest.mark.parametrize("status", Status)
def test_a_case_follows_from_its_entries(bench: Bench, status: Status) -> None:
    """`replay(store.entries(id)) == store.get(id)`, in every status, after a pause, an extension, an inspection."""
    case = bench.brought(status)
    if status == Status.HANDLING:
        bench.do(case, SUSPEND)
        bench.at("2025-03-07 10:00").do(case, c.Resume(by=UNIT), COMMANDS[c.AskExtension], COMMANDS[c.Extend])
    bench.at("2025-04-07 10:00").do(case, c.Inspect(by=CLERK))
    assert bench.store.get(case.number) == replay(bench.store.entries(case.number))


def broken(entries: Sequence[Entry]) -> tuple[str, int]:
    """The case and the entry that a broken record is said to break at."""
    with pytest.raises(BrokenLedger) as caught:
        replay(entries)
    return caught.value.number, caught.value.entry


def test_a_record_that_does_not_hold_together_is_named(bench: Bench) -> None:
    """D4 Delete, reorder or insert any row: detected, and the first bad entry named."""
    case = bench.brought(Status.RESOLVED)
    one, two, three, *rest = bench.store.entries(case.number)
    number = case.number
    actual = [
        broken([]),
        broken([two, three]),
        broken([evolve(one, seq=2), two]),
        broken([one, three]),
        broken([one, two, two, three]),
        broken([one, three, two]),
        broken([one, two, evolve(three, number="N-1"), *rest]),
        broken([one, two, evolve(three, seq=4), *rest]),
    ]
    expected = [("", 1), (number, 2), (number, 2), (number, 2), (number, 3), (number, 2), (number, 3), (number, 3)]
    assert expected == actual


def test_an_entry_that_cannot_follow_is_a_broken_record(bench: Bench) -> None:
    """D4 Alter any row: a closing in the place of an assignment is a broken record, for the auditor, and no refusal."""
    case = bench.brought(Status.ASSIGNED)
    one, two, three = bench.store.entries(case.number)
    assert (case.number, 3) == broken([one, two, evolve(three, event=Closed())])


# The figures, on eight cases counted by hand


@pytest.fixture
def eight(bench: Bench) -> Bench:
    """
    Eight cases received on Wednesday 5 and Monday 10 March, as they stand on Friday 14 March at noon.

    A answered after 2 WD; B fed back on 12, answered on 14 (7 WD) and closed; C declined; D settled on the spot;
    E still open, due on 7; F withdrawn on 6; G only registered, on 10; H answered on 10 (3 WD), by the tax bureau.
    """
    override = c.Assign(by=CLERK, unit=TAX, reason="about a refund")
    refused = c.Accept(by=CLERK, problem=problem("ordinary", "refused"))
    a = bench.opened(accept("ordinary"), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    b = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    bench.opened(c.Decline(by=CLERK, ground=DeclineGround.PETITION))
    bench.opened(accept("on_the_spot"), COMMANDS[c.Settle])
    bench.do(bench.registered(subject="E"), accept("ordinary"), override, c.Acknowledge(by=UNIT))
    f = bench.opened(accept())
    h = bench.opened(refused, override, c.Acknowledge(by=UNIT))
    bench.at("2025-03-06 10:00").do(f, COMMANDS[c.Withdraw])
    bench.at("2025-03-07 10:00").do(a, *ANSWER)
    bench.at("2025-03-10 10:00").do(h, *ANSWER)
    bench.registered()
    bench.at("2025-03-12 10:00").do(b, COMMANDS[c.GiveFeedback])
    bench.at("2025-03-14 10:00").do(b, *ANSWER, COMMANDS[c.FollowUp], COMMANDS[c.Close])
    return bench


def test_the_figures_of_eight_cases(eight: Bench) -> None:
    """Eight came in: one declined, one settled on the spot, four answered (A, B, D, H), five open (A, D, E, G, H)."""
    found = figures(eight, "2025-03-14 12:00")
    assert (8, 1, 5, 1, 4) == (found.registered, found.declined, found.open, found.settled_on_the_spot, found.answered)


def test_by_status_kind_and_unit(eight: Bench) -> None:
    """Counted by status, by kind (of the six accepted) and by the leading unit, or the window where none leads."""
    found = figures(eight, "2025-03-14 12:00")
    assert {"replied": 3, "closed": 1, "declined": 1, "handling": 1, "withdrawn": 1, "registered": 1} == found.by_status
    assert {"unable": 5, "refused": 1} == found.by_kind
    assert {HRSS: 2, TAX: 2, WINDOW: 4} == found.by_unit


def test_answered_within_so_many_working_days(eight: Bench) -> None:
    """Working days from the day after the letter came: A 2, B 7, D 0, H 3, so 2, 3 and 4 of 4 within 2, 5 and 10."""
    assert {2: Share(2, 4), 5: Share(3, 4), 10: Share(4, 4)} == figures(eight, "2025-03-14 12:00").within


def test_kept_milestones(eight: Bench) -> None:
    """Feedback: B of B. Closure: A and D of A, D, E (run out) and H (late). Cap: A, B, D and H of themselves."""
    expected = {Milestone.FEEDBACK: Share(1, 1), Milestone.CLOSURE: Share(2, 4), Milestone.CAP: Share(4, 4)}
    assert expected == figures(eight, "2025-03-14 12:00").kept


def test_what_is_overdue(eight: Bench) -> None:
    """E alone is overdue: its last day was 7 March, 5 working days before the 14th, and the tax bureau has it."""
    (found,) = figures(eight, "2025-03-14 12:00").overdue
    expected = ("E", TAX, Milestone.CLOSURE, moment("2025-03-08 00:00"), 5)
    assert expected == (found.subject, found.unit, found.milestone, found.due_at, found.working_days)


def test_the_overdue_stand_in_order(eight: Bench) -> None:
    """The longest overdue stands first: E's closure of 7 March before its cap of 19 March."""
    expected = [(Milestone.CLOSURE, 10), (Milestone.CAP, 2)]
    assert expected == [(each.milestone, each.working_days) for each in figures(eight, "2025-03-21 12:00").overdue]


def test_what_was_warned_of(eight: Bench) -> None:
    """Every step that was taken is told with its true due moment and the moment at which somebody looked."""
    eight.at("2025-03-14 15:00").desk.inspect_all(by=CLERK)
    found = [each for each in figures(eight, "2025-03-14 16:00").warned if each.unit == TAX]
    number = next(case.number for case in eight.store.cases() if case.complaint.subject == "E")
    steps = [
        ("2025-03-06 09:00", "yellow", Measure.REMIND),
        ("2025-03-10 09:00", "red", Measure.URGE),
        ("2025-03-11 09:00", "letter", Measure.SUPERVISION_LETTER),
        ("2025-03-13 09:00", "interview", Measure.INTERVIEW),
    ]
    expected = [
        Warned(
            number=number,
            at=moment("2025-03-14 15:00"),
            due_at=moment(due),
            milestone=Milestone.CLOSURE,
            rung=rung,
            measure=measure,
            unit=TAX,
        )
        for due, rung, measure in steps
    ]
    assert expected == found


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-09-30 23:59", []),
        ("2025-10-01 00:00", [0]),
        ("2025-10-05 12:00", [0]),
        ("2025-10-09 12:00", [1]),
        ("2025-10-11 12:00", [3]),
    ],
)
def test_overdue_in_working_days(bench: Bench, as_of: str, expected: list[int]) -> None:
    """T12 On the due date not overdue; at 00:00 overdue; due 2025-09-30, closed 10-05 -> 0; closed 10-09 -> 1."""
    bench.at("2025-09-28 10:00").opened(accept("ordinary"))
    assert expected == [each.working_days for each in figures(bench, as_of).overdue]


def test_days_are_those_of_the_calendar(bench: Bench) -> None:
    """C13, T1 Received Sun 2025-09-28 (makeup), answered Sat 10-11 (makeup): 5 working days later, and not 10 or 13."""
    case = bench.at("2025-09-28 10:00").opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    bench.at("2025-10-11 10:00").do(case, *ANSWER)
    assert {2: Share(0, 1), 5: Share(1, 1), 10: Share(1, 1)} == figures(bench, "2025-10-11 12:00").within


def test_days_count_from_when_the_letter_came(bench: Bench) -> None:
    """A letter of 5 March that is registered on the 10th and settled at once was answered after 3 working days."""
    case = bench.at("2025-03-10 10:00").registered(received_at=moment("2025-03-05 10:00"))
    bench.do(case, accept("on_the_spot"), COMMANDS[c.Settle])
    assert {2: Share(0, 1), 5: Share(1, 1), 10: Share(1, 1)} == figures(bench, "2025-03-10 12:00").within


def test_the_day_a_letter_came_is_a_local_one(bench: Bench) -> None:
    """T1 A letter of 2025-03-13T16:30Z came on Friday in Shanghai: settled that morning, it took no working day."""
    came = datetime(2025, 3, 13, 16, 30, tzinfo=UTC)
    case = bench.at("2025-03-14 10:00").registered(received_at=came)
    bench.do(case, accept("on_the_spot"), COMMANDS[c.Settle])
    cases, ledger = list(bench.store.cases()), list(bench.store.ledger())
    found = summary(cases, ledger, as_of=moment("2025-03-14 12:00"), calendar=CALENDAR, within=(0,))
    assert {0: Share(1, 1)} == found.within


def test_the_first_answer_stays_the_answer(bench: Bench) -> None:
    """X11 Original outcome kept in statistics: a reopened case was still answered when it was, on the spot."""
    case = bench.opened(accept("on_the_spot"), COMMANDS[c.Settle])
    bench.at("2025-03-10 10:00").do(case, COMMANDS[c.Reopen], c.Assign(by=CLERK))
    found = figures(bench, "2025-03-10 12:00")
    assert (1, Share(1, 1), 1) == (found.answered, found.within[2], found.settled_on_the_spot)


def test_a_second_answer_comes_too_late_to_count(bench: Bench) -> None:
    """X11 Original outcome kept in statistics: answered on 5 March, and again on the 14th, is within 2 WD."""
    case = bench.opened(accept("on_the_spot"), COMMANDS[c.Settle])
    bench.at("2025-03-14 10:00").do(case, COMMANDS[c.Reopen], COMMANDS[c.Settle])
    found = figures(bench, "2025-03-14 12:00")
    assert (1, Share(1, 1)) == (found.answered, found.within[2])


def test_both_rounds_are_held_to_their_limits(bench: Bench) -> None:
    """X11 The second round has its own closure to keep: one kept in the first, one run out in the second."""
    case = bench.opened(accept("ordinary"), c.Assign(by=CLERK), *ANSWER)
    bench.at("2025-03-10 10:00").do(case, COMMANDS[c.Reopen])
    assert Share(1, 2) == figures(bench, "2025-03-14 12:00").kept[Milestone.CLOSURE]


def test_a_pause_hides_no_breach(bench: Bench) -> None:
    """P10 Pause after breach never un-breaches: what ran out on 7 March is still run out while paused on 10."""
    case = bench.opened(accept("ordinary"))
    bench.at("2025-03-10 10:00").do(case, SUSPEND)
    found = figures(bench, "2025-03-12 12:00")
    assert (Share(0, 1), [Milestone.CLOSURE]) == (
        found.kept[Milestone.CLOSURE],
        [each.milestone for each in found.overdue],
    )


def test_a_case_that_is_paused_in_time_is_not_overdue(bench: Bench) -> None:
    """P9 While paused: no breach, even if the old date passes."""
    bench.opened(accept("ordinary"), SUSPEND)
    found = figures(bench, "2025-03-31 12:00")
    assert ((), Share(0, 0)) == (found.overdue, found.kept[Milestone.CLOSURE])


def test_a_breach_outlives_the_case(bench: Bench) -> None:
    """L7 Breach then resolved between two sweeps is a breach: also where the citizen gave up waiting, and withdrew."""
    case = bench.opened(accept("ordinary"))
    bench.at("2025-03-12 10:00").do(case, COMMANDS[c.Withdraw])
    assert Share(0, 1) == figures(bench, "2025-03-12 12:00").kept[Milestone.CLOSURE]


def test_an_empty_ledger_has_empty_figures(bench: Bench) -> None:
    """Nothing came in: every count is 0 out of 0, and nothing is divided."""
    found = figures(bench, "2025-03-05 12:00")
    assert (0, 0, {2: Share(0, 0), 5: Share(0, 0), 10: Share(0, 0)}) == (found.registered, found.answered, found.within)


def test_the_limits_asked_for_are_those_counted(eight: Bench) -> None:
    """Whoever asks for other limits gets those: within 0 D, within 3 D, A and H."""
    found = summary(
        eight.store.cases(), eight.store.ledger(), as_of=moment("2025-03-14 12:00"), calendar=CALENDAR, within=(0, 3)
    )
    assert {0: Share(1, 4), 3: Share(3, 4)} == found.within


def test_the_desk_is_no_citizen(bench: Bench) -> None:
    """Overdue is what the citizen waits for: a registration left undecided is supervised, not counted here."""
    case = bench.brought(Status.REGISTERED)
    assert (Status.REGISTERED, ()) == (case.status, figures(bench, "2025-03-14 12:00").overdue)


def test_an_overdue_case_is_told_by_its_number(bench: Bench) -> None:
    """Number, subject, unit, milestone, moment and working days: all that a list of overdue cases shows."""
    case: Case = bench.do(bench.registered(subject="S"), *PATHS[Status.HANDLING])
    (found,) = figures(bench, "2025-03-14 12:00").overdue
    expected = Overdue(
        number=case.number,
        subject="S",
        unit=WINDOW,
        milestone=Milestone.FEEDBACK,
        due_at=moment("2025-03-13 00:00"),
        due_on=date(2025, 3, 12),
        working_days=2,
    )
    assert expected == found
