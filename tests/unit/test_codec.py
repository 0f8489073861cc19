"""Values to plain data and back, strictly."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.cases import Case, Event
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.codec import dump, from_json, load, to_json
from banbucheng.codec._reader import reader
from banbucheng.codec._writer import writer
from banbucheng.errors import RulebookError
from banbucheng.intake import Complainant, Complaint, ServiceItem
from banbucheng.ledger import Entry, replay
from banbucheng.replies import FollowUp, Resolution
from banbucheng.sla import CitizenClock
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CauseCode,
    ComplainantKind,
    GradeCode,
    KindCode,
    Milestone,
    Outcome,
    Severity,
    SpecialGroup,
    StaffId,
    Status,
)
from banbucheng.worktime import (
    CountFrom,
    Deadline,
    EndOfBusiness,
    Ends,
    HalfWorkingDays,
    Months,
    NaturalDays,
    NaturalHours,
    NaturalMinutes,
    Overlay,
    Span,
    TimeLimit,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due,
)

from ._calendar2025 import CALENDAR
from ._desk import CLERK, COMMANDS, EARLIER, PATHS, Bench, accept, complaint, moment

#: The calendar before a notice made the first two days working days.
BEFORE = CALENDAR.with_overlay(Overlay(name="storm", off=[date(2025, 3, 5), date(2025, 3, 6)]))

#: A complaint as plain data.
PLAIN: Mapping[str, Any] = {
    "subject": "养老认证要刷脸",
    "detail": "",
    "wish": "",
    "received_at": "2025-03-05T09:30:00+08:00",
    "channel": "window",
    "demand": "help",
    "region": "441402",
    "complainant": {"kind": "person", "groups": ["elderly"], "token": ""},
    "item": None,
    "visits": 0,
    "reference": "",
}


@pytest.fixture
def accepted(bench: Bench) -> e.Accepted:
    """The acceptance of a complex matter on 5 March."""
    bench.brought(Status.ACCEPTED)
    return list(bench.store.ledger())[-1].event


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """The entries of cases that went every way there is, so that every event has happened."""
    return every_entry()


@cache
def every_entry() -> list[Entry]:
    """The same, for what draws from them."""
    bench = Bench()
    pause = evolve(COMMANDS[c.Suspend], until=moment("2025-03-31 10:00"))
    for status in PATHS:
        bench.brought(status)
    one, two = bench.brought(Status.RETURNED), bench.brought(Status.DISPUTED)
    bench.do(one, COMMANDS[c.RefuseReturn], pause, COMMANDS[c.GiveNotice], COMMANDS[c.Resume])
    bench.do(one, COMMANDS[c.AskExtension], COMMANDS[c.Extend])
    bench.do(two, COMMANDS[c.Designate], COMMANDS[c.AskExtension], COMMANDS[c.RefuseExtension])
    bench.do(two, COMMANDS[c.Reclassify], COMMANDS[c.Resolve], COMMANDS[c.SendBack])
    bench.do(bench.brought(Status.CLOSED), COMMANDS[c.Reopen], COMMANDS[c.Settle])
    bench.do(
        bench.brought(Status.ACCEPTED), COMMANDS[c.GiveFeedback], COMMANDS[c.Contact], COMMANDS[c.HandToDiscipline]
    )
    bench.do(bench.brought(Status.FOLLOWED_UP), COMMANDS[c.ObjectToRating], COMMANDS[c.RuleOnObjection])
    bench.do(bench.brought(Status.DISPUTED), COMMANDS[c.Confer])
    bench.do(bench.registered(), COMMANDS[c.HandOver])
    merged, joined = bench.brought(Status.ACCEPTED), bench.brought(Status.HANDLING)
    bench.desk.merge(merged.number, joined.number, by=CLERK)
    bench.desk.separate(merged.number, by=CLERK)
    for answer in (c.Assist, c.Waive):
        bench.do(bench.registered(subject="残疾人证办不了"), accept(), COMMANDS[c.Assign], COMMANDS[answer])
    bench.do(evolve(bench, book=EARLIER).brought(Status.HANDLING), COMMANDS[c.ChangeEdition])
    bench.do(evolve(bench, calendar=BEFORE).brought(Status.HANDLING), COMMANDS[c.Recount])
    bench.at("2025-03-31 10:00").desk.inspect_all(by=CLERK)
    return list(bench.store.ledger())


def faults(kind: Any, plain: object) -> dict[str, str]:
    """What is wrong with plain data, by path."""
    with pytest.raises(RulebookError) as caught:
        load(kind, plain, name="letters")
    assert "letters" == caught.value.name
    return {each.where: each.what for each in caught.value.faults}


# There and back


def test_every_event_there_is_has_happened(entries: list[Entry]) -> None:
    """The entries that the round trip is tried on hold every kind of event, so that none is left out."""
    assert set(get_args(Event)) == {type(each.event) for each in entries}


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_comes_back(entries: list[Entry], kind: type[e.Event]) -> None:
    """An event as JSON and back is the event, and says of which kind it is under `_type`."""
    events = [each.event for each in entries if type(each.event) is kind]
    texts = [to_json(each, Event) for each in events]
    assert events == [from_json(Event, text) for text in texts]
    assert {kind.__name__} == {json.loads(text)["_type"] for text in texts}


@pytest.mark.parametrize("status", Status)
def test_a_case_comes_back_in_every_status(status: Status) -> None:
    """A case as JSON and back is the case, with its clock, deadlines, milestones and steps."""
    bench = Bench()
    case = bench.brought(status)
    case = bench.at("2025-03-31 10:00").do(case, c.Inspect(by=CLERK))
    assert case == from_json(Case, to_json(case))


def test_an_entry_comes_back(entries: list[Entry]) -> None:
    """A line of the ledger as JSON and back is the line, whatever happened."""
    assert entries == [from_json(Entry, to_json(each)) for each in entries]


@pytest.mark.parametrize(
    "limit",
    [
        WorkingDays(5),
        WorkingDays(5, count_from=CountFrom.NEXT_WORKDAY, cut_off=time(17), ends=Ends.CLOSE_OF_BUSINESS),
        NaturalDays(10, rolls=False),
        Months(1),
        HalfWorkingDays(1),
        WorkingHours(3),
        WorkingMinutes(30),
        NaturalHours(24),
        NaturalMinutes(15),
        EndOfBusiness(),
    ],
    ids=str,
)
def test_every_limit_comes_back(limit: TimeLimit) -> None:
    """A limit keeps its unit and the way it counts, alone and in a deadline: five working days are no five days."""
    deadline = due(limit, moment("2025-03-05 09:30"), CALENDAR)
    assert limit == from_json(TimeLimit, to_json(limit, TimeLimit))
    assert deadline == from_json(Deadline, to_json(deadline))


@pytest.mark.parametrize(
    "value",
    [
        complaint(
            detail="a\nb",
            visits=3,
            item=ServiceItem(code="440114", name="养老"),
            complainant=Complainant(
                kind=ComplainantKind.ORGANISATION, groups=frozenset({SpecialGroup.DISABLED, SpecialGroup.ELDERLY})
            ),
        ),
        Problem(
            kind=KindCode("unable"),
            grade=GradeCode("complex"),
            causes=frozenset({CauseCode("b"), CauseCode("a")}),
            severity=Severity.DANGER,
            category=("社会保障", "养老"),
            statutory=WorkingDays(20),
        ),
        Resolution(outcome=Outcome.NOT_LAWFUL, account="no", legal_basis="art. 10", second_signer=StaffId("head")),
        FollowUp(rating=None),
        CitizenClock(
            started_at=moment("2025-03-05 09:30"),
            grade=GradeCode("complex"),
            pauses=(Span(moment("2025-03-06 10:00"), moment("2025-03-07 10:00")),),
            extensions=(WorkingDays(3), NaturalDays(1)),
            statutory=Months(1),
            not_before=moment("2025-03-11 10:00"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_part_comes_back(value: object) -> None:
    """What a complaint, a problem, a resolution or a clock is made of comes back, empty or None too."""
    assert value == from_json(type(value), to_json(value))


def test_plain_data_is_what_json_can_hold(entries: list[Entry]) -> None:
    """Plain data written as JSON and read again is the same plain data: no value of Python's own is left in it."""
    events = [dump(each.event, Event) for each in entries]
    assert json.loads(json.dumps(events)) == events


def test_a_complaint_is_loaded_from_plain_data() -> None:
    """Plain data that is right in every part makes the value that it describes."""
    expected = complaint(subject="养老认证要刷脸", complainant=Complainant(groups=frozenset({SpecialGroup.ELDERLY})))
    assert expected == load(Complaint, PLAIN)


def test_json_is_one_line_with_chinese_as_it_is() -> None:
    """A line of JSON is one line, and Chinese in it can be read."""
    text = to_json(complaint(detail="第一\n第二"))
    assert (True, False) == ("养老认证要刷脸" in text, "\n" in text)


def test_a_set_is_written_in_one_order() -> None:
    """Two equal sets are written alike, whatever order they were built in: a digest over the text holds."""
    one = Problem(kind=KindCode("k"), grade=GradeCode("g"), causes=frozenset(map(CauseCode, "abcdef")))
    two = evolve(one, causes=frozenset(map(CauseCode, "fedcba")))
    assert (list("abcdef"), to_json(two)) == (dump(one)["causes"], to_json(one))


def test_a_moment_keeps_its_instant_and_offset() -> None:
    """A moment is ISO 8601 with its offset, and comes back as the same instant."""
    told = complaint(received_at=datetime(2025, 3, 14, 16, 30, tzinfo=UTC))
    back = load(Complaint, dump(told))
    assert ("2025-03-14T16:30:00+00:00", told.received_at) == (dump(told)["received_at"], back.received_at)


# Strictly


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("visits", 2.9),
        ("visits", 2.0),
        ("visits", "2"),
        ("visits", True),
        ("visits", None),
        ("subject", {}),
        ("subject", 7),
        ("subject", None),
        ("subject", ["养老"]),
        ("reference", 12345),
        ("region", 441402),
        ("received_at", "2025-03-05T09:30:00"),
        ("received_at", "2025-03-05"),
        ("received_at", "yesterday"),
        ("received_at", 1741138200),
        ("received_at", None),
        ("channel", "pigeon"),
        ("channel", "WINDOW"),
        ("channel", 1),
        ("channel", None),
        ("item", 7),
    ],
)
def test_nothing_is_coerced(key: str, bad: object) -> None:
    """2.9 is no int, {} no str, a naive datetime no moment, a wrong word no code: each is a fault at its path."""
    assert {f"$.{key}"} == faults(Complaint, {**PLAIN, key: bad}).keys()


@pytest.mark.parametrize("bad", ["False", "true", 0, 1, None, []])
def test_a_truth_is_true_or_false(bad: object) -> None:
    """The text "False" is no bool, and nor is 1."""
    assert {"$.deemed"} == faults(Event, {"_type": "Acknowledged", "deemed": bad}).keys()


@pytest.mark.parametrize("bad", ["abc", {"a": 1}, 7, None])
def test_a_list_is_a_list(bad: object) -> None:
    """A text is no list of its letters, and a table no list of its keys."""
    assert {"$.sent_to"} == faults(Event, {"_type": "Disputed", "sent_to": bad}).keys()


@pytest.mark.parametrize("bad", ["ab", ["a"], ["a", "b", "c"], ["a", 7], {"a": 1, "b": 2}])
def test_two_are_two(bad: object) -> None:
    """Where two sign, a list of two is one, and no list of one or three, nor a text of two letters."""
    plain = {"_type": "HandedToDiscipline", "checklist": ["a gift"], "receipt": "", "signers": bad}
    assert {"$.signers"} == {where.split("[")[0] for where in faults(Event, plain)}


def test_a_fault_in_a_list_names_its_place() -> None:
    """The second of a list's values is told from the first."""
    assert ["$.sent_to[1]"] == list(faults(Event, {"_type": "Disputed", "sent_to": ["a", 7, "b"]}))


@pytest.mark.parametrize("bad", ["elderly", {"elderly": 1}, ["elderly", "x"], [7], None])
def test_a_set_is_a_list_of_codes(bad: object) -> None:
    """A set is written as a list of its codes, and of nothing else."""
    plain = {**PLAIN, "complainant": {**PLAIN["complainant"], "groups": bad}}
    assert {"$.complainant.groups"} == {where.split("[")[0] for where in faults(Complaint, plain)}


@pytest.mark.parametrize("bad", ["2025-02-30", "12 March", 20250312, None, "2025-03-12T00:00:00+08:00"])
def test_a_day_is_a_day(accepted: e.Accepted, bad: object) -> None:
    """A date is written 2025-03-12, and is a day that there is."""
    plain = json.loads(to_json(accepted.deadlines[Milestone.FEEDBACK]))
    assert {"$.on"} == faults(Deadline, {**plain, "on": bad}).keys()


def test_an_unknown_key_is_refused() -> None:
    """Nothing unknown is passed over: the key is named."""
    (what,) = faults(Complaint, {**PLAIN, "colour": "red"}).values()
    assert "colour" in what


def test_an_unknown_key_of_an_event_is_refused() -> None:
    """An event takes no key that it does not know, although it carries its kind beside its own."""
    (what,) = faults(Event, {"_type": "Archived", "colour": "red"}).values()
    assert "colour" in what


def test_a_missing_key_is_named() -> None:
    """What must be there and is not is named by its path; what has a default may be left out."""
    plain = {key: value for key, value in PLAIN.items() if key not in {"subject", "channel", "detail"}}
    assert {"$.subject", "$.channel"} == faults(Complaint, plain).keys()


def test_every_fault_at_once_with_its_path() -> None:
    """All faults at once, each with its path, however deep."""
    bad = {
        **PLAIN,
        "visits": 2.9,
        "channel": "pigeon",
        "received_at": "2025-03-05T09:30:00",
        "complainant": {"kind": "person", "groups": [], "token": 7},
    }
    assert {"$.visits", "$.channel", "$.received_at", "$.complainant.token"} == faults(Complaint, bad).keys()


def test_a_fault_says_what_is_allowed() -> None:
    """A wrong code is told with the codes that there are."""
    (what,) = faults(Complaint, {**PLAIN, "channel": "pigeon"}).values()
    assert "'pigeon' is none of window, hotline, online, phone, letter" == what


def test_a_milestone_in_a_mapping_is_a_code(accepted: e.Accepted) -> None:
    """The keys of a mapping are held to their kind like any value."""
    plain = json.loads(to_json(accepted, Event))
    plain["deadlines"] = {"feedbak": plain["deadlines"]["feedback"]}
    assert ["$.deadlines['feedbak']"] == list(faults(Event, plain))


def test_a_value_that_cannot_be_is_refused() -> None:
    """What the value itself forbids is a fault like any other: a span that ends before it begins, visits below 0."""
    bad = {"opens": "2025-03-05T09:30:00+08:00", "closes": "2025-03-04T09:30:00+08:00"}
    assert ["$"] == list(faults(Span, bad))
    (what,) = faults(Complaint, {**PLAIN, "visits": -1}).values()
    assert what.startswith("visits: -1")


@pytest.mark.parametrize("bad", [[], None, "text", 7, [1]])
@pytest.mark.parametrize("kind", [Complaint, Event, TimeLimit], ids=["Complaint", "Event", "TimeLimit"])
def test_what_is_no_table_is_refused(kind: Any, bad: object) -> None:
    """A list, a number or nothing where a table should be is a fault of the whole, and never another error."""
    assert ["$"] == list(faults(kind, bad))


@pytest.mark.parametrize("plain", [{"_type": "Vanished"}, {"_type": "Registered7"}])
def test_an_event_of_no_known_kind_is_named(plain: dict[str, str]) -> None:
    """An event whose kind there is not is refused, and the kind is named."""
    (what,) = faults(Event, plain).values()
    assert plain["_type"] in what


def test_an_event_without_a_kind_is_refused() -> None:
    """An event says of which kind it is, or is none."""
    assert ["$"] == list(faults(Event, {"deemed": True}))


@pytest.mark.parametrize(
    "text", ["[" * 200_000, '{"subject":' * 200_000, '{"attributes":' + "[" * 900 + "]" * 900 + "}"]
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    """A text of nothing but brackets is a fault like any other, and no error of Python's own."""
    with pytest.raises(RulebookError) as caught:
        from_json(Complaint, text, name="line 7")
    assert "line 7" == caught.value.name


@pytest.mark.parametrize("text", ["", "{", "[1,", "nothing", "{'a': 1}"])
def test_what_is_not_json_is_refused(text: str) -> None:
    """A broken line is a fault of the whole, and says that it is not JSON."""
    with pytest.raises(RulebookError) as caught:
        from_json(Complaint, text, name="line 7")
    assert ("line 7", ["$"], True) == (
        caught.value.name,
        [each.where for each in caught.value.faults],
        caught.value.faults[0].what.startswith("not JSON"),
    )


# The straight ways to and from text, which say what the converter says


@cache
def written() -> list[tuple[type, Any]]:
    """Every entry, and every case after each of its entries, with their classes."""
    of: dict[str, list[Entry]] = {}
    for entry in every_entry():
        of.setdefault(entry.number, []).append(entry)
    cases = [replay(told[:count]) for told in of.values() for count in range(1, len(told) + 1)]
    return [*((Entry, each) for each in every_entry()), *((Case, each) for each in cases)]


def test_the_straight_way_writes_what_the_converter_writes() -> None:
    """One value has one text, whichever way it is written: digests are reckoned over it."""
    for kind, value in written():
        assert json.dumps(dump(value), ensure_ascii=False, separators=(",", ":")) == writer(kind)(value)


def test_the_straight_way_reads_what_the_converter_reads() -> None:
    """Nothing that the library writes has to take the long way back."""
    for kind, value in written():
        assert value == reader(kind)(json.loads(to_json(value)))


def places(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of plain data."""
    parts = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from places(part, (*path, key))


def outcome(read: Any, kind: type, plain: object) -> object:
    """The value that is read, or what is wrong."""
    try:
        return read(kind, plain)
    except RulebookError as error:
        return error.faults


#: What may stand where another thing should.
STRAY = [None, True, False, 0, 1, -1, 2.0, "", "x", "2025-03-05", "2025-03-05T09:30:00", "2025-03-05T09:30:00+08:00"]
STRAY += [[], {}, ["a"], [[]], [["a", "b"]], {"a": 1}, "closure", "WorkingDays", "Archived"]


@settings(max_examples=400)
@given(data=st.data())
def test_what_is_wrong_is_wrong_either_way(data: st.DataObject) -> None:
    """Whatever is changed, left out or put in: the text is read, or refused with the same faults, as by the converter."""
    kind, value = data.draw(st.sampled_from(written()))
    plain = json.loads(to_json(value))
    for _ in range(data.draw(st.integers(1, 2))):
        *way, last = data.draw(st.sampled_from(list(places(plain))))
        part = plain
        for key in way:
            part = part[key]
        change = data.draw(st.sampled_from(["replace", "remove", "add", "rename"]))
        if change == "replace" or not isinstance(part, dict):
            part[last] = json.loads(json.dumps(data.draw(st.sampled_from(STRAY))))
        elif change == "remove":
            del part[last]
        elif change == "rename":
            part[data.draw(st.sampled_from(["colour", "closure", "of"]))] = part.pop(last)
        else:
            part["colour"] = "red"
    text = json.dumps(plain, ensure_ascii=False)
    found = outcome(from_json, kind, text)
    assert outcome(load, kind, plain) == found
    assert not isinstance(found, kind) or reader(kind)(plain) == found


def test_what_is_no_part_of_a_value_is_not_written() -> None:
    """The head of a case is the store's: two equal cases have one text, whatever their heads are."""
    case = evolve(replay(every_entry()[:1]), head="a" * 64)
    assert "head" not in dump(case)
    assert to_json(evolve(case, head="")) == to_json(case)
    assert "a" * 64 not in to_json(case, brief=True)


def test_a_head_in_an_old_text_is_read() -> None:
    """The texts of earlier releases name the head, and still load."""
    case = replay(every_entry()[:1])
    old = to_json(case).removesuffix("}") + ',"head":""}'
    assert case == from_json(Case, old) == load(Case, json.loads(old))


def test_a_brief_text_says_the_same() -> None:
    """What has its default is left out, and nothing else: a case comes back, and its text is no longer."""
    for kind, value in written():
        whole, brief = to_json(value), to_json(value, brief=True)
        assert value == from_json(kind, brief) == reader(kind)(json.loads(brief))
        assert len(brief) <= len(whole)
        assert whole == to_json(from_json(kind, brief))


def test_a_brief_text_is_read_alike_by_every_release() -> None:
    """A default is a part of the form: whoever changes one changes what the cases of a database say."""
    text = (
        '{"subject":"s","received_at":"2025-03-05T09:30:00+08:00","channel":"window","region":"441402"}',
        '{"number":5,"_type":"WorkingDays"}',
    )
    whole = (
        to_json(complaint(subject="s", complainant=Complainant(), reference="")),
        '{"number":5,"count_from":"day_after","cut_off":null,"ends":"midnight","_type":"WorkingDays"}',
    )
    limit: Any = TimeLimit
    assert whole == (to_json(from_json(Complaint, text[0])), to_json(from_json(limit, text[1]), limit))
    assert text == tuple(
        to_json(from_json(k, t), k, brief=True) for k, t in zip((Complaint, limit), whole, strict=True)
    )


def test_one_is_not_true_in_brief_either() -> None:
    """What equals a default and is none is not left out: the number of a handling that is a truth."""
    case = evolve(replay(every_entry()[:1]), round=True)
    assert json.loads(to_json(case, brief=True))["round"] is True


def test_what_has_a_default_may_be_left_out_of_a_text(entries: list[Entry]) -> None:
    """A case that an earlier release wrote, without a field that came later, is read as it was meant."""
    case = replay(entries[:1])
    plain = {key: value for key, value in dump(case).items() if key not in {"round", "joined", "awaited", "head"}}
    text = json.dumps(plain)
    assert case == from_json(Case, text) == reader(Case)(json.loads(text))


def test_equal_deadlines_keep_their_own_offset() -> None:
    """One instant in two zones, or the hour that autumn repeats, is one deadline to Python, and two texts."""
    at = datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    one = evolve(due(WorkingDays(1), date(2025, 3, 5), CALENDAR), at=at)
    others = [one, evolve(one, at=at.replace(fold=1)), evolve(one, at=at.astimezone(UTC)), one]
    expected = [each.at.isoformat() for each in others]
    assert expected == [json.loads(to_json(each))["at"] for each in others]
    assert 3 == len(set(expected))


@pytest.mark.parametrize("bad", [True, 1.0, "1"])
def test_a_deadline_read_before_lets_no_other_through(bad: object) -> None:
    """To Python, true and 1.0 are 1; a deadline of one day that was read before does not make days of them."""
    deadline = due(WorkingDays(1), date(2025, 3, 5), CALENDAR)
    assert deadline == from_json(Deadline, to_json(deadline))
    plain = dump(deadline)
    plain["limit"]["number"] = bad
    with pytest.raises(RulebookError):
        from_json(Deadline, json.dumps(plain))


def test_what_is_no_plain_value_takes_the_long_way(entries: list[Entry]) -> None:
    """A value that its types do not foresee is written as the converter has it: `true` for a number that is a truth."""
    entry = evolve(entries[0], seq=True)
    assert json.dumps(dump(entry), ensure_ascii=False, separators=(",", ":")) == to_json(entry)


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    """Quotes, line ends, control characters: a text is written as `json` writes it, and comes back."""
    told = complaint(detail=text)
    assert told == from_json(Complaint, to_json(told))
    assert json.dumps(text, ensure_ascii=False) in to_json(told)


@pytest.mark.parametrize("bad", [[], ["a"], ["a", "b", "c"]])
def test_two_are_two_in_a_text(bad: object) -> None:
    """Where two sign, a text that names none, one or three is refused."""
    plain = {"_type": "HandedToDiscipline", "checklist": ["a gift"], "receipt": "", "signers": bad}
    with pytest.raises(RulebookError):
        from_json(Event, json.dumps(plain))
