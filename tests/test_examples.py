"""The stories in `examples/`: each runs as a newcomer would run it, and what it tells is so."""

import importlib
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from banbucheng import Case, Desk, Outcome, Rating, Status, replay
from banbucheng.cases import events as e
from banbucheng.cases.events import Deadlines
from banbucheng.ledger import Function, Passes
from banbucheng.terms import ImprovementKind, Measure

EXAMPLES = Path(__file__).parents[1] / "examples"
#: A file that begins with an underscore is what the stories share.
STORIES = sorted(each.stem for each in EXAMPLES.glob("[!_]*.py"))


@pytest.fixture
def examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stories find what they share, as they do when they are run as scripts."""
    monkeypatch.syspath_prepend(EXAMPLES)


def story_of(name: str) -> ModuleType:
    """A story as a module."""
    return importlib.import_module(name)


def days(deadlines: Deadlines) -> dict[str, str]:
    """The last day of each deadline."""
    return {str(each): str(due.on) for each, due in deadlines.items()}


def reached(case: Case, handling: int = 1) -> dict[str, tuple[str, str, bool]]:
    """For each milestone of a handling the last day of its deadline, the day it was reached, and whether in time."""
    return {
        str(each.milestone): (str(each.deadline.on), str(each.at.date()), each.kept)
        for each in case.reached
        if each.round == handling
    }


def happened(desk: Desk, case: Case) -> list[str]:
    """The names of a case's events, in order, without the steps of supervision."""
    names = [type(entry.event).__name__ for entry in desk.store.entries(case.number)]
    return [name for name in names if name != "Supervised"]


def steps(desk: Desk, case: Case) -> list[tuple[str, str, str, str]]:
    """When, which rung, for which milestone and to whom, of every step of supervision."""
    return [
        (f"{entry.at:%m-%d %H:%M}", event.step.rung, str(event.step.milestone), event.addressee.unit)
        for entry in desk.store.entries(case.number)
        if isinstance(event := entry.event, e.Supervised)
    ]


def test_there_are_seven_stories() -> None:
    """One for each thing that the window exists for."""
    assert [
        "bad_review",
        "ball_passed_three_times",
        "complex_matter",
        "lawfully_impossible",
        "like_causes",
        "missing_proof",
        "pension_certification",
    ] == STORIES


@pytest.mark.parametrize("name", STORIES)
def test_a_story_runs_as_a_script(name: str) -> None:
    """`python examples/NAME.py` prints something, complains of nothing and ends well."""
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / f"{name}.py")]

    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)  # noqa: S603 - our own files

    assert (0, "", True) == (done.returncode, done.stderr, bool(done.stdout))


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_its_ledger_says(name: str) -> None:
    """Replaying the entries of every case in a story gives the case that the story ends with."""
    shown = story_of(name).story()
    store = shown[0].store

    assert list(store.cases()) == [replay(store.entries(case.number)) for case in store.cases()]


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("name", STORIES)
def test_a_story_leaves_nobody_without_an_answer(name: str) -> None:
    """Every case of a story was answered, ended, and is owed nothing more."""
    cases = list(story_of(name).story()[0].store.cases())

    assert [] == [case.number for case in cases if case.open or case.reply is None or case.deadlines]


@pytest.mark.usefixtures("examples")
def test_pension_certification() -> None:
    """
    Helped on the spot on Monday 2025-03-10 and archived, no department asked; everything in time.

    Ten working days from there end on 03-24 (edge case C1); 0 end on the day itself, and the one working day for the
    follow-up and then for closing end on the Tuesday and the Wednesday (counted by hand).
    """
    desk, case = story_of("pension_certification").story()

    assert (Status.ARCHIVED, None) == (case.status, case.assignment)
    assert ["Registered", "Accepted", "Settled", "FollowedUp", "Closed", "Archived"] == happened(desk, case)
    assert {
        "acceptance": ("2025-03-10", "2025-03-10", True),
        "closure": ("2025-03-10", "2025-03-10", True),
        "cap": ("2025-03-24", "2025-03-10", True),
        "follow_up": ("2025-03-11", "2025-03-11", True),
        "closing": ("2025-03-12", "2025-03-11", True),
    } == reached(case)
    assert case.follow_up is not None
    assert Rating.VERY_SATISFIED == case.follow_up.rating
    assert [] == steps(desk, case)


@pytest.mark.usefixtures("examples")
def test_missing_proof() -> None:
    """
    The proof comes from the tax office and not from the citizen, and without its part the lead cannot finish.

    Received on the worked Sunday 2025-04-27, 5 working days end on 05-07 and 10 on 05-14 (edge case C11); answered
    on 04-29, the second of them.
    """
    shown = story_of("missing_proof").story()
    desk, case = shown.desk, shown.case

    assert Status.CLOSED == case.status
    assert ("441402-realty", ("441402-tax",)) == (case.assignment.lead, case.assignment.assisting)
    assert "awaited" == shown.too_early.code
    assert [
        "Registered",
        "Accepted",
        "NoticeGiven",
        "Assigned",
        "Acknowledged",
        "Assisted",
        "Resolved",
        "Verified",
        "Replied",
        "FollowedUp",
        "Closed",
    ] == happened(desk, case)
    assert ("2025-05-07", "2025-04-29", True) == reached(case)["feedback"]
    assert ("2025-05-14", "2025-04-29", True) == reached(case)["cap"]
    assert [] == steps(desk, case)


@pytest.mark.usefixtures("examples")
def test_ball_passed_three_times() -> None:
    """
    After the third dispatch nobody can pass the ball any more, a leader designates, and the citizen's dates never move.

    Received on Monday 2025-03-10, 5 working days end on 03-17 and 10 on 03-24 (edge case C1).
    """
    shown = story_of("ball_passed_three_times").story()
    desk, case = shown.desk, shown.case

    assert 5 * [{"feedback": "2025-03-17", "cap": "2025-03-24"}] == [days(each) for each in shown.promised]
    assert ["status", "upper_leads", "designated"] == [
        shown.no_third_time.code,
        shown.no_agreement.code,
        shown.no_return.code,
    ]
    assert ("441402-civil", "441402-market", "441402-land", "441402-market") == case.sent_to
    assert (Status.CLOSED, True) == (case.status, case.designated)
    assert ("2025-03-17", "2025-03-17", True) == reached(case)["feedback"]
    names = happened(desk, case)
    assert [3, 3, 1, 0, 1] == [
        names.count(each) for each in ("Assigned", "Returned", "Disputed", "Conferred", "Designated")
    ]
    # Each ruled on at once, well within the half working day that the desk has for it; the last by the designation.
    rulings = [each for each in case.reached if each.milestone == "ruling"]
    assert [True, True, True] == [each.kept for each in rulings]


@pytest.mark.usefixtures("examples")
def test_what_the_ledger_learns_from_a_passed_ball() -> None:
    """Each of the three pairs passed it once, and the rule proposed sends such matters to the designated unit."""
    shown = story_of("ball_passed_three_times").story()

    assert {
        ("441402-civil", "441402-market"): Passes(returned=1, refused=0),
        ("441402-market", "441402-land"): Passes(returned=1, refused=0),
        ("441402-land", "441402-civil"): Passes(returned=1, refused=0),
    } == shown.passed
    assert ("dispute-441402-20250310-0001-20250312", "market") == (shown.rule.id, shown.rule.then.lead)
    assert shown.rule.fits({"text": shown.case.complaint.words})


@pytest.mark.usefixtures("examples")
def test_complex_matter() -> None:
    """
    Feedback on the fifth working day and the answer on the ninth, a yellow card one working day before either limit.

    Received on the worked Sunday 2025-09-28, 5 working days end on Saturday 10-11 and 10 on 10-17 (edge case C13), so
    the ninth is 10-16 (counted by hand: 09-29, 09-30, 10-09, 10-10, 10-11, 10-13, 10-14, 10-15, 10-16). The yellow
    cards are due at nine on 10-10 and 10-16; none on the eight days off.
    """
    desk, case = story_of("complex_matter").story()
    came = date(2025, 9, 28)

    assert Status.CLOSED == case.status
    assert ("2025-10-11", "2025-10-11", True) == reached(case)["feedback"]
    assert ("2025-10-17", "2025-10-16", True) == reached(case)["cap"]
    assert [5, 9] == [desk.calendar.workdays_between(came, date(2025, 10, day)) for day in (11, 16)]
    assert [
        ("10-10 09:00", "yellow", "feedback", "441402-housing"),
        ("10-16 09:00", "yellow", "cap", "441402-housing"),
    ] == steps(desk, case)


@pytest.mark.usefixtures("examples")
def test_lawfully_impossible() -> None:
    """
    A "no" is refused without its legal basis and from one person alone; with both it is said, with another way to go.

    Received on Wednesday 2025-04-30, 2 working days end on 05-07, after Labour Day (edge case C12).
    """
    shown = story_of("lawfully_impossible").story()
    case = shown.case
    (resolution,) = case.resolutions

    assert ("resolution", "not_lawful") == (shown.without_basis.what, shown.without_basis.value)
    assert "same_person" == shown.alone.code
    assert (Status.CLOSED, Outcome.NOT_LAWFUL) == (case.status, resolution.outcome)
    assert ("head-of-civil-affairs", "civil-affairs-officer") == (resolution.second_signer, case.resolved_by)
    assert "第九条" in resolution.legal_basis
    assert "临时救助" in case.reply.text
    assert ("2025-05-07", "2025-05-07", True) == reached(case)["closure"]
    assert [("05-06 09:00", "yellow", "closure", "441402-civil")] == steps(shown.desk, case)


@pytest.mark.usefixtures("examples")
def test_bad_review_reopens_on_a_clock_of_its_own() -> None:
    """
    The first handling stays in the record as it was; the second has its own dates, and misses the first of them.

    From Monday 2025-03-10, 2 working days end on 03-12 and 10 on 03-24 (edge case C1); from the reopening on Friday
    03-14 on 03-18 and 03-28 (C2).
    """
    shown = story_of("bad_review").story()
    case = shown.case

    assert (Status.CLOSED, 2) == (case.status, case.round)
    assert [Outcome.DONE, Outcome.PARTLY_DONE] == [each.outcome for each in case.resolutions]
    assert ("2025-03-12", "2025-03-12", True) == reached(case)["closure"]
    assert ("2025-03-24", "2025-03-12", True) == reached(case)["cap"]
    assert ("2025-03-18", "2025-03-26", False) == reached(case, handling=2)["closure"]
    assert ("2025-03-28", "2025-03-26", True) == reached(case, handling=2)["cap"]


@pytest.mark.usefixtures("examples")
def test_bad_review_climbs_the_ladder() -> None:
    """
    Six steps: a yellow card in the first handling, and all five rungs in the second, each once.

    Counted by hand from the limits 03-12 and 03-18: one working day before them 03-11 and 03-17; 1, 2, 4 and 6
    working days after the second 03-19, 03-20, 03-24 and 03-26.
    """
    shown = story_of("bad_review").story()
    measures = [each.event.measure for each in shown.desk.store.ledger() if isinstance(each.event, e.Supervised)]

    assert [
        ("03-11 09:00", "yellow", "closure", "441402-medical"),
        ("03-17 09:00", "yellow", "closure", "441402-medical"),
        ("03-19 09:00", "red", "closure", "441402-medical"),
        ("03-20 09:00", "letter", "closure", "441402-medical"),
        ("03-24 09:00", "interview", "closure", "441400-medical"),
        ("03-26 09:00", "circulate", "closure", "441400"),
    ] == steps(shown.desk, shown.case)
    assert [Measure.REMIND, Measure.REMIND, Measure.URGE] == measures[:3]
    assert [Measure.SUPERVISION_LETTER, Measure.INTERVIEW, Measure.CIRCULATE] == measures[3:]


@pytest.mark.usefixtures("examples")
def test_a_second_bad_review_is_explained() -> None:
    """A case is reopened once, and after a bad review it is not closed in silence."""
    shown = story_of("bad_review").story()
    *_, closed = shown.desk.store.entries(shown.case.number)

    assert ["too_many", "bad_review"] == [shown.not_twice.code, shown.not_silently.code]
    assert isinstance(closed.event, e.Closed)
    assert "书面致歉" in closed.event.explanation


@pytest.mark.usefixtures("examples")
def test_like_causes() -> None:
    """Five cases of one cause at one unit are a hot spot; in as many days after the change one more of them comes."""
    shown = story_of("like_causes").story()
    (spot,) = shown.spots

    assert ("system", "441402-medical", 5) == (spot.cause, spot.unit, len(spot.cases))
    assert (Function.REFORM,) == shown.functions
    assert (ImprovementKind.PROCESS, spot.cases) == (shown.improvement.kind, shown.improvement.evidence)
    assert shown.improvement.done_on <= shown.improvement.due_on
    assert (5, 1) == shown.recurred
    assert 9 * [Status.CLOSED] == [case.status for case in shown.cases]
