"""What the ledger measures: each case as a row, each measure as one column over another."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from banbucheng.cases import commands as c
from banbucheng.errors import BadInput
from banbucheng.ledger import CaseRow, Share, case_rows, figures, interval, measures, median
from banbucheng.replies import FollowUp
from banbucheng.terms import DemandType, Rating, ReopenGround, Status

from ._calendar2025 import CALENDAR
from ._desk import (
    ASK,
    CLERK,
    COMMANDS,
    LEADER,
    MEDICAL,
    MEIZHOU,
    PATHS,
    UNIT,
    Bench,
    accept,
    complaint,
    moment,
    returned,
)


@pytest.fixture
def bench() -> Bench:
    """A desk with nothing in its ledger."""
    return Bench()


def rows(bench: Bench, as_of: str = "2025-04-30 18:00") -> list[CaseRow]:
    """The rows of a desk's ledger at the end of April."""
    return list(case_rows(bench.store.ledger(), as_of=moment(as_of), calendar=CALENDAR))


def shares(bench: Bench, as_of: str = "2025-04-30 18:00") -> Mapping[str, Share]:
    """Every measure over a desk's ledger."""
    return figures(rows(bench, as_of), calendar=CALENDAR)[()].shares


def replied(bench: Bench, rating: Rating | None = None) -> None:
    """An ordinary case of Wednesday 5 March, answered on the same day, and followed up where a rating is given."""
    case = bench.opened(accept("ordinary"), *PATHS[Status.REPLIED][1:])
    if rating is not None:
        bench.do(case, c.FollowUp(by=CLERK, follow_up=FollowUp(rating=rating)))


def test_every_measure_is_one_column_over_another() -> None:
    """Domain 9.2 R: always numerator and denominator; both are columns of the row, and every measure has a source."""
    assert [] == [each.code for each in measures() if {each.part, each.whole} - set(CaseRow._fields)]
    assert [] == [each.code for each in measures() if not (each.source and each.names["zh"] and each.meaning["zh"])]


def test_the_indicators_of_the_field_are_there() -> None:
    """Domain 9.2 Core: 受理率, 当场办结率, 按期办结率, 退单率/二次派单率, 首派准确率, 延期率, 重办率, 回访率, 满意率, …; 三率."""
    wanted = {
        *("受理率", "当场办结率", "按期办结率", "退单率", "二次派单率", "首派准确率", "延期率", "重办率"),
        *("回访率", "满意率", "解决率", "差评整改率", "响应率"),
    }
    assert wanted <= {each.names["zh"] for each in measures()}


def test_a_case_kept_in_time_is_one_of_one(bench: Bench) -> None:
    """Issue 6, 1: kept within the limit, per milestone; an ordinary matter has a closure and a cap, and no feedback."""
    replied(bench)
    found = shares(bench)
    assert Share(1, 1) == found["closed_in_time"] == found["within_the_cap"]
    assert Share(0, 0) == found["feedback_in_time"]


def test_a_consultation_is_no_formal_case(bench: Bench) -> None:
    """Domain 9.2 R: distinguish 咨询(现场) vs 正式件, otherwise small numbers look like idleness."""
    bench.do(bench.registered(demand=DemandType.CONSULTATION), *PATHS[Status.REPLIED])
    bench.opened(*PATHS[Status.REPLIED])
    sums = figures(rows(bench), calendar=CALENDAR)[()].sums
    assert (2, 1, 1, 1) == (sums["registered"], sums["consultation"], sums["formal"], sums["answered"])


def test_what_was_declined_was_decided_and_not_taken_on(bench: Bench) -> None:
    """受理率: of the complaints decided on, those taken on; one that waits is neither."""
    bench.brought(Status.DECLINED), bench.brought(Status.ACCEPTED), bench.registered()
    assert Share(1, 2) == shares(bench)["taken_on"]


def test_open_and_past_its_limit_is_overdue_and_not_kept(bench: Bench) -> None:
    """Low figures must not come from leaving the late ones out: a limit that ran out counts before anybody answers."""
    bench.opened(accept("ordinary"))
    assert (Share(0, 1), Share(1, 1)) == (shares(bench)["closed_in_time"], shares(bench)["overdue"])
    early = shares(bench, "2025-03-06 09:00")
    assert (Share(0, 0), Share(0, 1)) == (early["closed_in_time"], early["overdue"])


def test_a_return_and_a_second_dispatch(bench: Bench) -> None:
    """退单率, 二次派单率, 首派准确率: the case that came back is none that went right at first."""
    bench.opened(accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK))
    bench.opened(accept(), c.Assign(by=CLERK))
    found = shares(bench)
    assert Share(1, 2) == found["returned"] == found["sent_again"] == found["first_right"]


def test_silence_is_no_response(bench: Bench) -> None:
    """响应率 (Beijing's first of the three rates): signed for by a person in time; silence is acceptance and no response."""
    bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    late = bench.opened(accept(), c.Assign(by=CLERK))
    bench.at("2025-03-12 10:00").do(late, c.Inspect(by=CLERK))
    assert Share(1, 2) == shares(bench)["responded"]


def test_the_lower_two_of_five_grades_do_not_satisfy(bench: Bench) -> None:
    """满意率: the last two of the national five grades are bad reviews (国办发〔2019〕51号)."""
    for rating in Rating:
        replied(bench, rating)
    assert (Share(3, 5), Share(0, 2)) == (shares(bench)["satisfied"], shares(bench)["bad_reviews_put_right"])


def test_the_first_outcome_is_kept_in_the_statistics(bench: Bench) -> None:
    """X11 Reopen on dissatisfaction: new clock of its own, original outcome kept in statistics."""
    case = bench.opened(accept("ordinary"), *PATHS[Status.REPLIED][1:])
    bad = c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.DISSATISFIED))
    again = c.Reopen(by=CLERK, ground=ReopenGround.DISSATISFIED, reason="it was refused")
    bench.do(case, bad, again)
    found = shares(bench)
    assert (
        Share(1, 1) == found["closed_in_time"] == found["reopened"] == found["solved"] == found["bad_reviews_put_right"]
    )


def test_an_extension_is_counted_and_does_not_unmake_a_breach(bench: Bench) -> None:
    """延期率; L7 breach is decided from event times: what had run out when more time was given stays late."""
    case = bench.opened(accept(), c.Assign(by=CLERK), c.Acknowledge(by=UNIT), ASK)
    bench.do(case, c.Extend(by=LEADER))
    assert Share(1, 1) == shares(bench)["extended"]


def test_the_days_run_from_the_day_after(bench: Bench) -> None:
    """Civil Code art. 201: the first day is not counted; received Wednesday 5 March, answered Friday 7 March: 2."""
    case = bench.opened(accept("ordinary"), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    bench.at("2025-03-07 16:00").do(case, *(COMMANDS[each] for each in (c.Resolve, c.Verify, c.Reply)))
    found = figures(rows(bench), calendar=CALENDAR)[()]
    assert ({2: 1}, Share(2, 1)) == (found.taken, found.mean_days)


def test_a_closed_period_never_changes(bench: Bench) -> None:
    """Issue 6, 2: a report is over the entries as of a moment; what happens later does not change it."""
    case = bench.opened(accept("ordinary"))
    before = rows(bench, "2025-03-31 23:59")
    bench.at("2025-04-07 10:00").do(case, *PATHS[Status.REPLIED][1:])
    assert before == rows(bench, "2025-03-31 23:59") != rows(bench)


def test_a_case_counts_under_each_of_its_causes(bench: Bench) -> None:
    """Issue 6, 1: per kind, cause, matter, unit, …; a case of two causes is a case of each."""
    two = evolve(COMMANDS[c.Accept].problem, causes=frozenset({"policy", "system"}))
    bench.opened(c.Accept(by=CLERK, problem=two))
    found = figures(rows(bench), calendar=CALENDAR, by=("causes", "kind"))
    assert [("policy", "unable"), ("system", "unable")] == list(found)


def test_a_dimension_that_there_is_not_is_refused(bench: Bench) -> None:
    """Bad input: what, and what is allowed."""
    with pytest.raises(BadInput, match="group by kind, causes"):
        figures(rows(bench), calendar=CALENDAR, by=("colour",))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (0, 0, 0.0, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """Wilson 1927; the values are those of Newcombe's method 3 (Statistics in Medicine 17, 1998), to four digits."""
    assert (low, high) == pytest.approx(interval(Share(part, whole)), abs=5e-5)


@pytest.mark.parametrize(
    ("taken", "expected"), [({1: 2, 3: 1, 9: 1}, 2), ({4: 1}, 4), ({1: 1, 2: 1, 9: 1}, 2), ({}, None)]
)
def test_the_median_of_counted_days(taken: dict[int, int], expected: float | None) -> None:
    """1, 1, 3, 9 has the median 2, the mean of the middle two; of nothing there is none."""
    assert expected == median(taken)


def test_a_row_is_made_of_plain_values(bench: Bench) -> None:
    """Issue 6, 4: no personal data in it; a row has codes, days and counts, and nothing that the citizen said."""
    replied(bench)
    (row,) = rows(bench)
    assert complaint().subject not in map(str, row)
    assert MEIZHOU.edition == row.edition
