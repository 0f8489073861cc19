"""
Edge cases, "8 Data, merge, numbering, privacy".

The digest chain (the altered row of D4), erasure and retention (D5, D6) and the neutralised export (D10) are the
storage stage's; numbers under several processes are held by the contract of the stores.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from banbucheng.cases import Case, apply, decide
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.cli._letters import read_letters
from banbucheng.errors import BadInput, BrokenLedger, Refusal, StaleCase
from banbucheng.intake import Complainant, ServiceItem
from banbucheng.labels import word
from banbucheng.ledger import Entry, record, replay
from banbucheng.terms import CaseNumber, DeclineGround, RegionCode, StaffId, Status
from banbucheng.worktime import EndOfBusiness, NaturalDays, WorkingDays, due

from ._edge import (
    ASSIGN,
    CHINA,
    CITY,
    CLERK,
    HRSS,
    INSPECT,
    MEDICAL,
    MEIZHOU,
    REPLY,
    RESOLVE,
    RESUME,
    UNIT,
    VERIFY,
    WINDOW,
    Window,
    accept,
    complaint,
    due_on,
    follow_up,
    moment,
    returned,
    suspend,
)

# Numbers


def test_d1_a_thousand_cases_have_a_thousand_numbers() -> None:
    """D1 1000 creates: numbers unique, by whichever of four desks over one store; here without gaps."""
    store = Window().store
    desks = [Window(store=store) for _ in range(4)]
    numbers = [desks[n % 4].registered().number for n in range(1000)]
    assert [f"441402-20250305-{n:04}" for n in range(1, 1001)] == numbers


def test_d1_after_the_last_number_of_four_digits() -> None:
    """D1 numbers unique: the ten thousandth of a day has five digits."""
    window = Window()
    for _ in range(9_999):
        window.store.take("441402-20250305")
    assert "441402-20250305-10000" == window.registered().number


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2025-12-31T15:59:59+00:00", "441402-20251231-0001"),
        ("2025-12-31T16:00:00+00:00", "441402-20260101-0001"),
        ("2026-01-01T00:00:00+08:00", "441402-20260101-0001"),
        ("2025-12-31T23:00:00-05:00", "441402-20260101-0001"),
    ],
)
def test_d1_the_year_rolls_over_by_the_local_date(at: str, number: str) -> None:
    """D1 year rollover by *local* date, wherever the clock of the host stands."""
    window = Window()
    window.clock.put(datetime.fromisoformat(at))
    assert number == window.registered().number


def test_d1_each_window_and_day_counts_for_itself() -> None:
    """D1 A series belongs to a window and a day; nothing of the person is in it."""
    window = Window()
    numbers = [window.registered().number, window.registered(region=CITY).number, window.registered().number]
    numbers += [window.at("2025-03-06 00:00").registered().number]
    expected = ["441402-20250305-0001", "441400-20250305-0001", "441402-20250305-0002", "441402-20250306-0001"]
    assert expected == numbers


# Merging


def two(window: Window) -> tuple[Case, Case]:
    """A complex case of this Wednesday, and one of the Monday after, on one matter."""
    first = window.opened(accept(), complainant=Complainant(token="first"))  # noqa: S106 - no password
    second = window.at("2025-03-10 10:00").opened(accept(), complainant=Complainant(token="second"))  # noqa: S106
    return first, second


def test_d2_the_earliest_deadline_and_all_complainants_are_kept() -> None:
    """D2 Merge: earliest deadline and all complainants kept, whichever of the two goes on."""
    for order in (0, 1):
        window = Window()
        pair = two(window)
        merged = window.desk.merge(pair[order].number, pair[1 - order].number, by=CLERK)
        assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(merged)
        told = {merged.complaint.complainant.token} | {each.complainant.token for each in merged.joined.values()}
        assert {"first", "second"} == told


def test_d2_what_only_one_was_promised_is_kept_as_well() -> None:
    """D2 earliest deadline kept: the closure that the merged case was promised is owed where it goes on."""
    window = Window()
    simple, hard = window.opened(accept("ordinary")), window.opened(accept())
    merged = window.desk.merge(simple.number, hard.number, by=CLERK)
    assert {"closure": "2025-03-07", "feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(merged)
    window.desk.separate(simple.number, by=CLERK)
    assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(window.store.get(hard.number))


def test_d2_a_cycle_is_refused() -> None:
    """D2 cycle refused: into itself, back again, and round three; nothing is written of either."""
    window = Window()
    a, b, third = (window.opened(accept()).number for _ in range(3))
    window.desk.merge(a, b, by=CLERK)
    for one, into, code in (
        (b, b, "cycle"),
        (b, a, "cycle"),
        (b, third, "cycle"),
        (a, third, "status"),
        (third, a, "status"),
    ):
        before = tuple(window.store.ledger())
        with pytest.raises(Refusal) as caught:
            window.desk.merge(one, into, by=CLERK)
        assert (code, before) == (caught.value.code, tuple(window.store.ledger()))


def test_d2_nothing_is_merged_into_what_has_ended() -> None:
    """D2 A case goes on in one that is open; into one that was answered it does not, and stays as it was."""
    window = Window()
    ended = window.opened(accept(), ASSIGN, RESOLVE, VERIFY, REPLY)
    case = window.opened(accept())
    with pytest.raises(Refusal):
        window.desk.merge(case.number, ended.number, by=CLERK)
    assert case == window.store.get(case.number)


def test_d2_unmerge_restores() -> None:
    """D2 unmerge restores: each goes on by its own clock, with its own citizen, as if they had never met."""
    window = Window()
    first, second = two(window)
    window.desk.merge(first.number, second.number, by=CLERK)
    back = window.at("2025-03-11 10:00").desk.separate(first.number, by=CLERK)
    other = window.store.get(second.number)
    assert (first.status, first.deadlines, first.responsible) == (back.status, back.deadlines, back.responsible)
    assert (second.status, second.deadlines, {}) == (other.status, other.deadlines, other.joined)
    assert {"feedback": "2025-03-17", "cap": "2025-03-24"} == due_on(other)
    for case in (back, other):
        assert case == replay(window.store.entries(case.number))


def test_d2_unmerge_of_what_was_not_merged() -> None:
    """D2 There is nothing to undo: refused."""
    window = Window()
    case = window.opened(accept())
    with pytest.raises(Refusal) as caught:
        window.desk.separate(case.number, by=CLERK)
    assert "status" == caught.value.code


def test_d2_what_was_told_goes_with_it() -> None:
    """D2 attachments all move (Frappe bug): no files are kept here; the whole complaint goes on."""
    window = Window()
    first = window.opened(accept(), reference="hotline:1", detail="see the two photographs", visits=3)
    second = window.opened(accept())
    merged = window.desk.merge(first.number, second.number, by=CLERK)
    assert {first.number: first.complaint} == merged.joined
    assert first.number == window.store.find("hotline:1")


def test_d2_the_earlier_date_outlasts_a_pause_that_cost_nothing() -> None:
    """D2 earliest deadline kept; P2 Pause and resume the same day: unchanged. Both at once."""
    window = Window()
    first, second = two(window)
    window.desk.merge(first.number, second.number, by=CLERK)
    case = window.do(second, suspend(), RESUME)
    assert "2025-03-12" == due_on(case)["feedback"]


# Duplicates


@pytest.mark.parametrize(
    ("changes", "suspected"),
    [
        ({}, True),
        ({"subject": "养老认证要刷脸，老人家不会用智能手机"}, True),
        ({"subject": "医保报销单被退回"}, False),
        ({"region": RegionCode("441403")}, False),
        ({"received_at": moment("2025-06-03 09:30")}, True),
        ({"received_at": moment("2025-06-03 09:31")}, False),
        ({"received_at": moment("2025-03-05 09:29")}, False),
    ],
    ids=["the same", "in other words", "another subject", "another region", "90 days on", "later", "told before"],
)
def test_d3_a_duplicate_is_suspected_within_bounds(changes: dict[str, object], suspected: bool) -> None:  # noqa: FBT001
    """D3 Duplicate suspected only within window, unit and subject: of the region, in ninety days, alike."""
    window = Window()
    case = window.registered()
    told = evolve(complaint("2025-03-06 10:00"), **changes)
    found = [each.number for each in window.desk.suspected_duplicates(told)]
    assert ([case.number] if suspected else []) == found


def test_d3_the_same_service_item_is_alike_in_any_words() -> None:
    """D3 subject: two of one service item are alike whatever they are called."""
    window = Window()
    item = ServiceItem(code="442111050001")
    case = window.registered(item=item)
    told = complaint("2025-03-06 10:00", subject="社保年审", item=item)
    assert [case.number] == [each.number for each in window.desk.suspected_duplicates(told)]


def test_d3_nothing_is_closed_by_a_suspicion() -> None:
    """D3 never automatic closing: what looks like a duplicate is a case of its own until a person declines it."""
    window = Window()
    first, second = window.registered(), window.at("2025-03-05 10:00").registered()
    assert [first.number] == [each.number for each in window.desk.suspected_duplicates(second.complaint)]
    assert (Status.REGISTERED, Status.REGISTERED) == (second.status, window.store.get(first.number).status)
    declined = c.Decline(by=CLERK, ground=DeclineGround.DUPLICATE_OPEN)
    assert "duplicate" == window.refused(second, declined)
    told = evolve(declined, same_as=first.number, told="the archive was asked on Monday")
    assert Status.DECLINED == window.do(second, told).status


# The record


def _lived(window: Window) -> list[Entry]:
    case = window.opened(accept(), ASSIGN, returned(MEDICAL), ASSIGN, RESOLVE, VERIFY, REPLY, follow_up())
    return list(window.store.entries(case.number))


@pytest.mark.parametrize("row", range(1, 7))
def test_d4_a_deleted_row_is_detected(row: int) -> None:
    """D4 delete any row -> detected, first bad entry named; an altered one is the digest's, of a later stage."""
    entries = _lived(Window())
    with pytest.raises(BrokenLedger) as caught:
        replay(entries[:row] + entries[row + 1 :])
    assert row + 1 == caught.value.entry


def test_d4_a_missing_end_is_seen_against_the_case() -> None:
    """D4 delete the last row -> the record makes another case than is kept; alone, its seal will tell."""
    window = Window()
    entries = _lived(window)
    kept = window.store.get(entries[0].number)
    assert kept == replay(entries)
    assert kept.version == replay(entries[:-1]).version + 1


def test_d4_reordered_and_inserted_rows_are_detected() -> None:
    """D4 reorder or insert any row -> detected, first bad entry named."""
    window = Window()
    entries, other = _lived(window), _lived(window)
    swapped = [*entries[:3], entries[4], entries[3], *entries[5:]]
    inserted = [*entries[:3], entries[2], *entries[3:]]
    foreign = [*entries[:3], other[3], *entries[4:]]
    headless = entries[1:]
    for broken, named in ((swapped, 4), (inserted, 4), (foreign, 4), (headless, 2)):
        with pytest.raises(BrokenLedger) as caught:
            replay(broken)
        assert named == caught.value.entry
    with pytest.raises(BrokenLedger):
        replay([])


def test_d7_the_second_writer_gets_an_error() -> None:
    """D7 Optimistic conflict: second writer gets an error, nothing half-written."""
    window = Window()
    case = window.registered()
    at = window.clock.now()
    written = [_written(case, text, at) for text in ("first", "second")]
    window.store.keep(*written[0])
    with pytest.raises(StaleCase) as caught:
        window.store.keep(*written[1])
    assert (case.number, 1) == (caught.value.number, caught.value.seen)
    assert written[0][0] == window.store.get(case.number) == replay(window.store.entries(case.number))


def _written(case: Case, text: str, at: datetime) -> tuple[Case, tuple[Entry, ...]]:
    events = decide(case, c.GiveNotice(by=CLERK, text=text), at=at, book=MEIZHOU, calendar=CHINA)
    return apply(case, events[0], at=at), record(case.number, case.version, events, at=at, by=CLERK)


def test_d7_an_entry_exists_if_and_only_if_the_state_changed() -> None:
    """D7 event outbox row exists if and only if the state changed: not for a refusal or an idle look."""
    window = Window()
    case = window.opened(accept())
    assert "status" == window.refused(case, REPLY)
    before = len(window.store.entries(case.number))
    assert case == window.do(case, INSPECT)
    assert before == len(window.store.entries(case.number)) == case.version
    changed = window.do(case, ASSIGN)
    assert before + 1 == len(window.store.entries(case.number)) == changed.version


# Who complains, and of whom


def test_d8_an_anonymous_complaint() -> None:
    """D8 Anonymous complaint: taken like any other, to its end; a citizen who cannot be asked gives no rating."""
    window = Window()
    case = window.opened(accept(), ASSIGN, RESOLVE, VERIFY, REPLY, follow_up(None), c.Close(by=CLERK))
    assert (Complainant(), "", Status.CLOSED) == (
        case.complaint.complainant,
        case.complaint.complainant.token,
        case.status,
    )


def test_d8_a_complaint_about_the_window_itself() -> None:
    """D8 complaint about the window itself: the window above it takes it, and nothing comes back to the one meant."""
    window = Window()
    case = window.opened(accept(), subject="窗口无人值守", against=frozenset({WINDOW}))
    assert (CITY, CITY, CITY, "441400-20250305-0001") == (case.window, case.desk, case.responsible, case.number)
    case = window.do(case, ASSIGN, RESOLVE, VERIFY, REPLY, follow_up())
    assert CITY == case.responsible
    assert WINDOW not in {
        each.event.window for each in window.store.entries(case.number) if isinstance(each.event, e.Registered)
    }


def test_d8_a_complaint_about_the_highest_window_is_still_taken() -> None:
    """D8 complaint about the window itself, where none is above it: it is written down all the same, and sent out."""
    window = Window()
    case = window.opened(accept(), ASSIGN, region=CITY, against=frozenset({CITY}))
    assert (CITY, "441400-hrss") == (case.window, case.responsible)


def test_d8_a_complaint_about_the_clerk() -> None:
    """D8 complaint about the window itself: about one of its staff, whom the others act without."""
    window = Window()
    with pytest.raises(Refusal) as caught:
        window.registered(against=frozenset({CLERK}))
    assert "recused" == caught.value.code
    other = window.desk.register(complaint(against=frozenset({CLERK})), by=StaffId("colleague"))
    assert "recused" == window.refused(other, accept())


def test_d8_one_person_many_complaints() -> None:
    """D8 one person many complaints: each is a case; what one person says twice is suspected, never dropped."""
    window = Window()
    person = Complainant(token="p-1")  # noqa: S106 - no password
    subjects = ("养老认证", "医保报销", "护照", "公积金", "养老认证")
    numbers = [window.opened(accept(), ASSIGN, subject=subject, complainant=person).number for subject in subjects]
    assert 5 == len(set(numbers))
    assert {HRSS} == {window.store.get(each).responsible for each in (numbers[0], numbers[4])}


# Import


def test_d9_bad_rows_are_told_by_line_and_the_good_ones_kept_once(tmp_path: Path) -> None:
    """D9 Import of many rows: bad rows reported by line, good ones kept, repeat import idempotent."""
    columns = ",".join(word(f"letters.{name}", "zh") for name in ("id", "came", "subject"))
    rows = [f"{n},2025-03-05 09:{n % 60:02},养老认证 {n}" for n in range(2, 1002)]
    rows[98] = "100,yesterday,养老认证"
    rows[498] = "500,2025-03-05 09:00,"
    rows[998] = "2,2025-03-05 09:00,养老认证"
    file = tmp_path / "letters.csv"
    file.write_text("\n".join((columns, *rows)), encoding="utf-8")
    window = Window().at("2025-03-05 17:00")
    taken = []
    for _ in range(2):
        letters = read_letters(file, book=MEIZHOU, calendar=CHINA)
        assert ["line 100", "line 500", "line 1000"] == [fault.where for fault in letters.rejected]
        taken.append([window.desk.register(letter.complaint, by=CLERK).number for letter in letters.read])
    assert taken[0] == taken[1]
    assert (997, 997, 997) == (len(set(taken[0])), len(list(window.store.cases())), len(list(window.store.ledger())))


# Numbers of days


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2025-03-05 09:30", date(2025, 3, 5)),
        ("2025-03-08 10:00", date(2025, 3, 10)),
        ("2025-10-01 10:00", date(2025, 10, 9)),
    ],
)
def test_d11_no_day_at_all(received: str, expected: date) -> None:
    """D11 n = 0: due on the receipt day (or next working day if closed): defined."""
    case = Window.of(received).opened(accept("on_the_spot"))
    assert expected == case.deadlines["closure"].on


@pytest.mark.parametrize("number", [-1, True, False, 2.0, 1.5, 10_001, "5", None])
@pytest.mark.parametrize("unit", [WorkingDays, NaturalDays])
def test_d11_what_is_no_number_of_days(unit: type, number: object) -> None:
    """D11 n negative, bool, float, > bound: refused."""
    with pytest.raises(BadInput):
        unit(number)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31), date(2003, 12, 31)])
def test_d11_days_that_no_calendar_knows(day: date) -> None:
    """D11 Dates year 1 / 9999: clean error, from the arithmetic and from a desk."""
    for limit in (WorkingDays(2), EndOfBusiness()):
        with pytest.raises(BadInput):
            due(limit, day, CHINA)


def test_d11_a_limit_that_runs_off_the_calendar() -> None:
    """D11 A limit that ends after the last day known: clean error."""
    with pytest.raises(BadInput):
        due(WorkingDays(10_000), date(2025, 3, 5), CHINA)
    with pytest.raises(BadInput):
        due(NaturalDays(10_000), date(9990, 1, 1), CHINA)


def test_d11_a_complaint_of_the_future_is_refused() -> None:
    """D11 A receipt that lies ahead of the desk's clock, by a second or by eight thousand years: clean error."""
    window = Window()
    for ahead in (timedelta(seconds=1), timedelta(days=365 * 7900)):
        with pytest.raises(BadInput):
            window.registered(received_at=window.clock.now() + ahead)
    assert [] == list(window.store.cases())


def test_a_number_is_of_one_case() -> None:
    """D1 Two cases under one number are refused by the store, whatever strategy numbers them."""
    window = Window()
    case = window.registered()
    desk = evolve(window.desk, numbering=lambda _window, _day: "series")
    assert CaseNumber("series-0001") == desk.register(complaint(), by=UNIT).number
    with pytest.raises(StaleCase):
        window.store.keep(case, window.store.entries(case.number))
