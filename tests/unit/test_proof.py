"""A rulebook is proved: every state of a case keeps every law, or the shortest story that breaks one is told."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from attrs import evolve

from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile, profiles
from banbucheng.cases import OPEN, REPEATABLE, Case, Event, apply
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.desk import Desk
from banbucheng.errors import RulebookError
from banbucheng.proof import Law, Proof, broken_at_once, prove
from banbucheng.proof._laws import ENDS, broken_by_state, broken_by_step
from banbucheng.rulebook import Rulebook
from banbucheng.supervision import Ladder
from banbucheng.terms import DeclineGround, Milestone, Status, UnitCode
from banbucheng.worktime import Deadline, WorkingDays

from ._cli import run
from ._edge import (
    ASSIGN,
    CHINA,
    CLERK,
    HEAD,
    MEIZHOU,
    REPLY,
    RESOLVE,
    VERIFY,
    Window,
    accept,
    ask,
    follow_up,
    suspend,
)

#: The repeatable events whose commands the walk gives; the others are found without walking.
WALKED = {
    "HandedOver": ("Register", "HandOver"),
    "Suspended": ("Register", "Accept", "Suspend", "Resume"),
    "ExtensionAsked": ("Register", "Accept", "AskExtension", "RefuseExtension"),
    "SentBack": ("Register", "Accept", "Assign", "Acknowledge", "Resolve", "SendBack"),
}


def narrowed(book: Rulebook, *grades: str) -> Rulebook:
    """A rulebook with some of its grades and no ladder: a tenth of the states, and the same laws."""
    taxonomy = evolve(book.taxonomy, grades=tuple(each for each in book.taxonomy.grades if each.code in grades))
    kept = {each.code: book.promises.grades[each.code] for each in taxonomy.grades}
    promises = evolve(book.promises, grades=kept)
    return evolve(book, ladder=Ladder(rungs=()), taxonomy=taxonomy, promises=promises)


SMALL = narrowed(MEIZHOU, "ordinary")


def unbounded(book: Rulebook, event: str) -> Rulebook:
    """The rulebook without the bound on an event."""
    return evolve(book, bounds={name: most for name, most in book.bounds.items() if name != event})


def without(book: Rulebook, event: str) -> Rulebook:
    """The rulebook of a city that does not use an event."""
    return evolve(book, switched_off=frozenset({event}))


def stories(proof: Proof) -> Mapping[Law, tuple[str, ...]]:
    """What was done in the story of each law that is broken."""
    return {story.law: tuple(name for _, name in story.steps) for story in proof.broken}


# What holds


@pytest.fixture(scope="module")
def meizhou() -> Proof:
    """The proof of the rulebook that ships."""
    return prove(MEIZHOU)


def test_the_rulebook_of_meizhou_is_proved(meizhou: Proof) -> None:
    """Every law holds in every state that a case can reach under Meizhou's rulebook."""
    assert ((), True) == (meizhou.broken, meizhou.holds)
    assert (MEIZHOU.name, MEIZHOU.edition) == (meizhou.name, meizhou.edition)


def test_the_proof_is_of_thousands_of_states(meizhou: Proof) -> None:
    """A proof that walked a handful of states proves nothing: there are more than a thousand."""
    assert meizhou.states > 1000
    assert meizhou.transitions > meizhou.states


def test_a_proof_finds_the_same_twice() -> None:
    """A proof has no dice: twice the same rulebook, the same states, ways and stories."""
    book = without(SMALL, "Verified")
    assert prove(book) == prove(book)


def test_a_proof_can_be_cut_short() -> None:
    """At most so many states are looked at, where somebody is in a hurry."""
    assert prove(SMALL, most=50).states < prove(SMALL).states


def test_what_holds_for_more_is_looked_for_in_more() -> None:
    """A grade more, and a ladder, are more states; the laws hold all the same."""
    wider = prove(narrowed(MEIZHOU, "ordinary", "complex"))
    assert wider.holds
    assert wider.states > prove(SMALL).states


# What a file can break


@pytest.mark.parametrize(("event", "story"), WALKED.items())
def test_a_step_without_a_bound_goes_round_for_ever(event: str, story: tuple[str, ...]) -> None:
    """BOUNDED: a repeatable event without a bound is told by the shortest way into its circle and once around it."""
    assert {Law.BOUNDED: story} == stories(prove(unbounded(SMALL, event)))


def test_two_grades_without_a_bound_on_reclassifying() -> None:
    """BOUNDED: to and fro between two grades, which takes two of them."""
    book = unbounded(narrowed(MEIZHOU, "ordinary", "on_the_spot"), "Reclassified")
    assert {Law.BOUNDED: ("Register", "Accept", "Reclassify", "Reclassify")} == stories(prove(book))


@pytest.mark.parametrize("event", sorted({each.__name__ for each in REPEATABLE} - WALKED.keys() - {"Reclassified"}))
def test_every_step_without_a_bound_is_found_by_walking(event: str) -> None:
    """BOUNDED: each event that can be repeated, unbounded, has its story."""
    assert [Law.BOUNDED] == list(stories(prove(unbounded(SMALL, event))))


@pytest.mark.parametrize("event", sorted(each.__name__ for each in REPEATABLE))
def test_every_step_without_a_bound_is_seen_at_once(event: str) -> None:
    """BOUNDED is seen without walking, by the bound that is missing; an event that is switched off needs none."""
    (fault,) = broken_at_once(unbounded(MEIZHOU, event))
    assert (f"bounds.{event}", True) == (fault.where, fault.what.startswith(Law.BOUNDED))
    assert () == broken_at_once(without(unbounded(MEIZHOU, event), event))


@pytest.mark.parametrize(
    ("event", "story"),
    [
        ("Verified", ("Register", "Accept", "Assign")),
        ("Replied", ("Register", "Accept", "Assign")),
        ("FollowedUp", ("Register", "Accept")),
    ],
)
def test_a_step_that_is_switched_off_and_needed(event: str, story: tuple[str, ...]) -> None:
    """END_REACHABLE: without it a case never ends; the story ends at the first state from which there is no way out."""
    assert {Law.END_REACHABLE: story} == stories(prove(without(SMALL, event)))


@pytest.mark.parametrize(
    ("event", "stuck"),
    [
        ("Verified", {"assigned", "handling", "returned", "disputed", "resolved"}),
        ("Replied", {"assigned", "handling", "returned", "disputed", "resolved", "verified"}),
        ("FollowedUp", {"accepted", "assigned", "handling", "returned", "disputed", "resolved", "verified", "replied"}),
    ],
)
def test_a_step_that_is_switched_off_and_needed_is_seen_at_once(event: str, stuck: set[str]) -> None:
    """END_REACHABLE is seen without walking: every status that has no way out is a fault."""
    faults = broken_at_once(without(MEIZHOU, event))
    assert {"switched_off"} == {fault.where for fault in faults}
    found = {status for status in OPEN for fault in faults if f" {status} " in fault.what}
    assert stuck == {str(each) for each in found}


def test_a_city_may_do_without_what_is_not_needed() -> None:
    """What a city does not use is switched off, and its rulebook is proved all the same."""
    book = evolve(SMALL, switched_off=frozenset({"Suspended", "Settled", "RatingObjected", "Conferred", "HandedOver"}))
    assert prove(book).holds
    assert () == broken_at_once(book)


def test_a_story_begins_with_the_registration_and_goes_forward() -> None:
    """A story is told in order, from the registration on, each step at its moment."""
    (story,) = prove(without(SMALL, "Verified")).broken
    moments = [at for at, _ in story.steps]
    assert "Register" == story.steps[0][1]
    assert sorted(moments) == moments


# The desk


def desk(book: Rulebook, **more: bool) -> Desk:
    """A desk under a rulebook."""
    return Desk(store=MemoryStore(), book=book, calendar=CHINA, clock=Window().clock, **more)


@pytest.mark.parametrize(
    "broken", [unbounded(MEIZHOU, "SentBack"), without(MEIZHOU, "FollowedUp")], ids=["round", "stuck"]
)
def test_a_desk_takes_no_rulebook_that_breaks_a_law(broken: Rulebook) -> None:
    """A rulebook that breaks a law is refused by Desk unless expressly allowed."""
    with pytest.raises(RulebookError) as caught:
        desk(broken)
    assert broken_at_once(broken) == caught.value.faults
    assert broken == desk(broken, unlawful=True).book


def test_every_fault_comes_at_once() -> None:
    """RulebookError tells every fault at once, so that the rule-keeper mends the file in one go."""
    broken = without(unbounded(unbounded(MEIZHOU, "SentBack"), "Suspended"), "Verified")
    with pytest.raises(RulebookError) as caught:
        desk(broken)
    assert ["bounds.SentBack", "bounds.Suspended"] + ["switched_off"] * 5 == [
        each.where for each in caught.value.faults
    ]


# What only code can break


@pytest.fixture
def case() -> Case:
    """A case that keeps every law: complex, accepted on 2025-03-05."""
    return Window().opened(accept())


def broken(case: Case) -> list[Law]:
    """The laws that a case breaks as it stands."""
    return list(broken_by_state(case, MEIZHOU))


def test_a_case_as_it_should_be_breaks_nothing(case: Case) -> None:
    """No law is broken by a case on its way, or by any that has ended as it should."""
    window = Window()
    ended = window.opened(accept(), ASSIGN, RESOLVE, VERIFY, REPLY, follow_up(), c.Close(by=CLERK))
    declined = window.opened(c.Decline(by=CLERK, ground=DeclineGround.JUDICIAL))
    withdrawn = window.opened(c.Withdraw(by=CLERK, reason="solved by itself"))
    held = window.opened(accept(), suspend())
    for each in (case, ended, declined, withdrawn, held):
        assert [] == broken(each)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_nobody_is_responsible(case: Case, status: Status) -> None:
    """ONE_RESPONSIBLE: an open case whose unit there is not."""
    assert [Law.ONE_RESPONSIBLE] == broken(evolve(case, status=status, responsible=UnitCode("441402-fire")))


@pytest.mark.parametrize("status", sorted(OPEN))
def test_nothing_runs(case: Case, status: Status) -> None:
    """DEADLINE_RUNS: an open case without a deadline, and not suspended either."""
    assert [Law.DEADLINE_RUNS] == broken(evolve(case, status=status, deadlines={}))


def test_nothing_runs_but_it_is_suspended() -> None:
    """DEADLINE_RUNS: one that is expressly suspended has its planned end."""
    held = Window().opened(accept(), suspend())
    assert [] == broken(evolve(held, deadlines={}))


def test_nothing_was_answered(case: Case) -> None:
    """ANSWERED: closed without a reply, or declined without a word of where to go."""
    for status in (Status.CLOSED, Status.DECLINED):
        assert [Law.ANSWERED] == broken(evolve(case, status=status, reply=None, decline=None))


@pytest.mark.parametrize("status", sorted(ENDS))
def test_what_has_ended_needs_neither_unit_nor_deadline(case: Case, status: Status) -> None:
    """Of a case that has ended, nobody owes anything: neither law of the open ones speaks of it."""
    ended = evolve(case, status=status, responsible=UnitCode("nobody"), deadlines={})
    assert {Law.ONE_RESPONSIBLE, Law.DEADLINE_RUNS}.isdisjoint(broken(ended))


def moved(case: Case, **days: int) -> Case:
    """The case with some of its deadlines so many days later."""
    later = {each: _later(case.deadlines[Milestone(each)], by) for each, by in days.items()}
    return evolve(case, deadlines={**case.deadlines, **{Milestone(each): due for each, due in later.items()}})


def _later(deadline: Deadline, days: int) -> Deadline:
    return evolve(deadline, at=deadline.at + timedelta(days=days), on=deadline.on + timedelta(days=days))


NOTICE = e.NoticeGiven(text="bring the register")


@pytest.mark.parametrize(("milestone", "days"), [("feedback", 1), ("feedback", -1), ("cap", 1)])
def test_a_promise_moved_by_what_may_not_move_it(case: Case, milestone: str, days: int) -> None:
    """CLOCK_KEPT: a notice, or anything else beside the clock, moves what was promised, later or earlier."""
    assert [Law.CLOCK_KEPT] == list(broken_by_step(case, NOTICE, moved(case, **{milestone: days})))
    assert [] == list(broken_by_step(case, NOTICE, case))


def test_a_promise_moved_by_what_may_move_it(case: Case) -> None:
    """CLOCK_KEPT: a recount on a new calendar may move it; what the desk owes is no promise to the citizen."""
    recounted = e.Recounted(calendar="2027", deadlines={})
    assert [] == list(broken_by_step(case, recounted, moved(case, feedback=1)))
    registered = Window().registered()
    assert [] == list(broken_by_step(registered, NOTICE, moved(registered, acceptance=1)))


@pytest.mark.parametrize(
    ("days", "law"), [({"feedback": 7}, []), ({"feedback": 8}, [Law.CAP_KEPT]), ({"cap": 1}, [Law.CAP_KEPT])]
)
def test_an_extension_past_the_cap(case: Case, days: dict[str, int], law: list[Law]) -> None:
    """CAP_KEPT: from 03-12 to the cap of 03-19 and no day further, and the cap itself does not move at all."""
    asked = Window().opened(accept(), ask(WorkingDays(3)))
    after = moved(case, **days)
    assert asked.clock is not None
    extended = e.Extended(
        clock=asked.clock, deadlines=after.deadlines, approved_by=HEAD, reason="the archive", rearmed=frozenset()
    )
    assert law == list(broken_by_step(case, extended, after))


def _nobody(case: Case, event: Event) -> Case:
    return evolve(case, responsible=UnitCode("nobody")) if isinstance(event, e.Assigned) else case


def _forgotten(case: Case, event: Event) -> Case:
    return evolve(case, deadlines={}) if isinstance(event, e.Resumed) else case


def _silent(case: Case, event: Event) -> Case:
    return evolve(case, reply=None) if isinstance(event, e.Closed) else case


def _reset(case: Case, event: Event) -> Case:
    return moved(case, closure=1) if isinstance(event, e.Returned) else case


@pytest.mark.parametrize(
    ("bug", "law", "story"),
    [
        (_nobody, Law.ONE_RESPONSIBLE, ("Register", "Accept", "Assign")),
        (_forgotten, Law.DEADLINE_RUNS, ("Register", "Accept", "Suspend", "Resume")),
        (_silent, Law.ANSWERED, ("Register", "Accept", "Settle", "FollowUp", "Close")),
        (_reset, Law.CLOCK_KEPT, ("Register", "Accept", "Assign", "Return")),
    ],
    ids=["nobody", "forgotten", "silent", "reset"],
)
def test_a_walk_finds_a_bug_in_the_code(
    monkeypatch: pytest.MonkeyPatch, bug: Callable[[Case, Event], Case], law: Law, story: tuple[str, ...]
) -> None:
    """A law that `apply` itself breaks, by a bug planted in it, is found by the walk, by the shortest story."""

    def wrong(case: Case, event: Event, *, at: datetime) -> Case:
        return bug(apply(case, event, at=at), event)

    monkeypatch.setattr("banbucheng.proof._moves.apply", wrong)
    assert story == stories(prove(SMALL))[law]


# The command


def written(path: Path, **changes: Any) -> Path:
    """Meizhou's file with one grade, no ladder, and some parts changed."""
    plain = tomllib.loads(files("banbucheng.profiles").joinpath("meizhou.toml").read_text("utf-8"))
    plain |= {"grades": {"ordinary": plain["grades"]["ordinary"]}, "ladder": []}
    plain["limits"] = {name: plain["limits"][name] for name in ("desk", "ordinary")}
    plain |= changes
    path.write_text(tomli_w.dumps(plain), encoding="utf-8")
    return path


def test_prove_says_that_it_holds(tmp_path: Path) -> None:
    """`banbucheng prove` ends with 0 where every law holds, and says how many states it has looked at."""
    result = run("prove", written(tmp_path / "small.toml"), "--lang", "en")
    assert 0 == result.exit_code, result.output
    assert ["meizhou", "2026.1"] == [each for each in ("meizhou", "2026.1") if each in result.output]
    assert str(prove(SMALL).states) in re.sub(r"[,\s]", "", result.output)


def test_prove_tells_the_story(tmp_path: Path) -> None:
    """`banbucheng prove` ends with 1 where a law is broken, and tells the shortest story in plain words."""
    result = run("prove", written(tmp_path / "stuck.toml", switched_off=["Verified"]), "--lang", "en")
    assert 1 == result.exit_code, result.output
    assert 3 == len(re.findall(r"^  \d{4}-\d\d-\d\d \d\d:\d\d  \S", result.output, re.MULTILINE))


def test_prove_as_json(tmp_path: Path) -> None:
    """`--json` gives each proof with its states, its ways and the story of each law that is broken."""
    good, bad = written(tmp_path / "good.toml"), written(tmp_path / "bad.toml", switched_off=["Verified"])
    result = run("prove", good, bad, "--json")
    assert 1 == result.exit_code
    first, second = json.loads(result.stdout)["proofs"]
    assert {"name", "edition", "states", "transitions", "broken"} == first.keys() == second.keys()
    assert {} == first["broken"]
    assert prove(SMALL).states == first["states"]
    steps = second["broken"]["end_reachable"]
    assert ["Register", "Accept", "Assign"] == [name for _, name in steps]
    assert "2025-03-05T09:30:00+08:00" == steps[0][0]


def test_prove_sees_what_a_walk_does_not(tmp_path: Path) -> None:
    """A bound that is missing on what the walk does not do ends with 1 as well, and names the bound."""
    bounds = {name: most for name, most in MEIZHOU.bounds.items() if name != "NoticeGiven"} | {"source": "R"}
    result = run("prove", written(tmp_path / "round.toml", bounds=bounds))
    assert 1 == result.exit_code
    assert "bounds.NoticeGiven" in result.output


def test_prove_of_what_is_not_there() -> None:
    """A rulebook that there is not ends with a message and no proof."""
    result = run("prove", "atlantis")
    assert 0 != result.exit_code
    assert "atlantis" in result.output


@pytest.mark.parametrize("name", [each for each in profiles() if each != "meizhou"])
def test_every_rulebook_that_ships_is_proved(name: str) -> None:
    """Every law holds in every state that a case can reach under a rulebook that ships; Meizhou's is proved above."""
    proof = prove(load_profile(name))
    assert (True, ()) == (proof.states > 500, proof.broken)
