"""The report of a period, and the page that shows it."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from attrs import evolve

from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.report import page
from banbucheng.cases import commands as c
from banbucheng.errors import BadInput
from banbucheng.ledger import Report, Share, first_needed, month, report
from banbucheng.replies import FollowUp
from banbucheng.terms import DemandType, Rating, Status

from ._calendar2025 import CALENDAR
from ._desk import CLERK, HRSS, MEDICAL, MEIZHOU, PATHS, Bench, accept, moment, returned
from ._report import IMPROVEMENT


@pytest.fixture
def bench() -> Bench:
    """A desk with a month of work: answered, returned, overdue, declined and asked."""
    bench = Bench()
    for rating in (Rating.SATISFIED, Rating.DISSATISFIED):
        case = bench.opened(accept("ordinary"), *PATHS[Status.REPLIED][1:])
        bench.do(case, c.FollowUp(by=CLERK, follow_up=FollowUp(rating=rating)))
    bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK))
    bench.brought(Status.DECLINED)
    bench.do(bench.registered(demand=DemandType.CONSULTATION), accept())
    bench.do(bench.registered(subject='<b>&"quoted"</b> =1+1'), accept("ordinary"))
    bench.at("2025-03-31 17:00")
    return bench


def made(bench: Bench, as_of: str = "2025-03-31 23:59") -> Report:
    """The report of March."""
    first, last = month("2025-03")
    return report(
        bench.store.ledger(), book=MEIZHOU, calendar=CALENDAR, first=first, last=last, as_of=moment(as_of), least=2
    )


def shown(bench: Bench, lang: str = "en") -> str:
    """The page of March."""
    return page(made(bench), MEIZHOU, zone=CALENDAR.zone, lang=lang)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02", (date(2025, 2, 1), date(2025, 2, 28))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-12", (date(2025, 12, 1), date(2025, 12, 31))),
    ],
)
def test_a_month_has_its_days(text: str, expected: tuple[date, date]) -> None:
    """The first and the last day, in a leap year and at the end of the year."""
    assert expected == month(text)


@pytest.mark.parametrize("text", ["2025-13", "march", "2025", "2025-03-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    """Bad input: what, and what is allowed."""
    with pytest.raises(BadInput, match="2026-10"):
        month(text)


def test_the_figures_of_the_month(bench: Bench) -> None:
    """Issue 6, 1: numerator and denominator; consultations apart; what was left out and why."""
    found = made(bench)
    assert {"consultation": 1, "declined": 1, "waiting": 0} == found.left_out
    shares = found.whole.shares
    assert (Share(1, 2), Share(1, 3)) == (shares["satisfied"], shares["returned"])
    assert 4 == found.whole.sums["formal"]
    assert {(HRSS, MEDICAL)} == found.passes.keys()
    assert {"2025-03"} == found.by_month.keys()
    assert ["2026.1"] == list(found.editions)


def test_a_closed_month_is_made_again_to_the_byte(bench: Bench) -> None:
    """Issue 6, 2: a closed period never changes: what happens in April leaves March as it was, to the byte."""
    before = shown(bench)
    bench.at("2025-04-02 10:00").opened(*PATHS[Status.CLOSED])
    bench.do(
        next(case for case in bench.store.cases() if case.status is Status.ASSIGNED),
        c.Withdraw(by=CLERK, reason="solved"),
    )
    assert before == shown(bench)


def test_the_cases_of_the_last_twelve_months_are_enough() -> None:
    """Issue 7, 2 and its speed: what was registered before `first_needed` may be left out, and the report is the same."""
    calendar, (first, last) = china(), month("2025-03")
    bench = Bench(calendar=calendar, clock=SettableClock(moment("2024-03-29 10:00")))
    for at in ("2024-03-29 10:00", "2024-04-01 00:00", "2025-03-03 09:00"):
        bench.at(at).opened(*PATHS[Status.CLOSED])
    reports = [
        report(ledger, book=MEIZHOU, calendar=calendar, first=first, last=last, as_of=moment("2025-03-31 23:59"))
        for ledger in (bench.store.ledger(), bench.store.ledger(moment("2024-04-01 00:00")))
    ]
    assert [3, 2] == [
        len({each.number for each in bench.store.ledger(since)}) for since in (None, moment("2024-04-01 00:00"))
    ]
    assert reports[0] == reports[1]
    assert {"2024-04", "2025-03"} == reports[0].by_month.keys()


def test_a_report_looks_back_as_far_as_it_compares() -> None:
    """The twelve months of the trend, a period that is longer, and 90 days before each improvement that is done."""
    first, last = month("2025-03")
    done = evolve(IMPROVEMENT, done_on=date(2025, 3, 10))
    assert date(2024, 4, 1) == first_needed(first, last) == first_needed(first, last, [IMPROVEMENT, done])
    assert date(2023, 12, 1) == first_needed(date(2023, 12, 1), last)
    assert date(2024, 1, 2) == first_needed(first, last, [done, evolve(done, done_on=date(2024, 4, 1))])
    assert date(2025, 1, 1) == first_needed(date(2025, 12, 1), date(2025, 12, 31))


def test_the_order_of_the_ledger_makes_no_difference(bench: Bench) -> None:
    """Issue 7, 2: the same entries make the same report, in whatever order a store hands the cases out."""
    first, last = month("2025-03")
    turned = [
        each
        for number in sorted({each.number for each in bench.store.ledger()}, reverse=True)
        for each in bench.store.entries(number)
    ]
    assert made(bench) == report(
        turned, book=MEIZHOU, calendar=CALENDAR, first=first, last=last, as_of=moment("2025-03-31 23:59"), least=2
    )


def test_later_entries_count_in_a_later_report(bench: Bench) -> None:
    """The same month by the entries of May is another report, and says so."""
    assert made(bench) != made(bench, "2025-05-15 12:00")


def test_a_period_that_runs_backwards_is_refused(bench: Bench) -> None:
    """Bad input: a first day after the last."""
    with pytest.raises(BadInput):
        report(
            bench.store.ledger(),
            book=MEIZHOU,
            calendar=CALENDAR,
            first=date(2025, 3, 2),
            last=date(2025, 3, 1),
            as_of=moment("2025-03-31 23:59"),
        )


def test_an_empty_month_has_a_report(bench: Bench) -> None:
    """Zero of zero is shown as it is, and no figure is drawn of nothing."""
    del bench
    text = shown(Bench())
    assert "<svg" not in text.partition("<section><h2>Working days")[0]
    assert "0/0" in text


def test_the_page_stands_alone(bench: Bench) -> None:
    """Issue 6, 6: no script or font from elsewhere: nothing in the page is loaded from anywhere."""
    text = shown(bench)
    assert [] == re.findall(r"<script|<link|<img|<iframe|@import|url\(|https?://(?!www\.w3\.org/2000/svg)", text)


def test_what_a_citizen_wrote_is_text_and_nothing_else(bench: Bench) -> None:
    """No injection: the subject of an overdue case is escaped."""
    text = shown(bench)
    assert "<b>&" not in text.replace("<b>&#", "")
    assert "&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt; =1+1" in text


class _Tags(HTMLParser):
    """Counts what is opened and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_well_formed_in_both_languages(bench: Bench, lang: str) -> None:
    """Every element that opens closes, and no word is missing in either language."""
    tags = _Tags()
    text = shown(bench, lang)
    tags.feed(text)
    assert ([], []) == (tags.open, tags.wrong)
    assert "report." not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)


def test_a_unit_of_few_cases_is_not_ranked(bench: Bench) -> None:
    """Issue 6, 1: no ranking of units with fewer than k cases; “too few” said in words."""
    few = page(evolve(made(bench), least=50), MEIZHOU, zone=CALENDAR.zone, lang="en")
    assert "too few to say" in few
    assert '<circle class="dot"' not in few
    assert '<circle class="dot"' in shown(bench)
