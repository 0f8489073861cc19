"""The stores give the same answers: whatever is kept and whatever is asked, SQL agrees with memory."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.adapters.memory import MemoryStore
from banbucheng.cases import Case, begin, register
from banbucheng.errors import BadInput
from banbucheng.ledger import record
from banbucheng.ports import CaseFilter, Page, Store
from banbucheng.taxonomy import Problem
from banbucheng.terms import CaseNumber, GradeCode, KindCode, RegionCode, Status, UnitCode
from banbucheng.testing import sample_complaint, sample_desk

from ._servers import Place
from ._work import CLERK, RECEIVED

#: Characters that collations put elsewhere than code points do, or take for others.
LETTERS = "aAäZ-_% 0\u00df\u529e\U0001f600\ufb01"
NUMBERS = st.text(LETTERS, min_size=1, max_size=6)
TOKENS = st.sampled_from(["", "p1", "P1", "p1 ", "\u529e"])
MOMENTS = st.integers(0, 6).map(lambda n: RECEIVED + timedelta(microseconds=n // 3, days=n % 3))
UNITS = st.sampled_from([UnitCode("441402"), UnitCode("441402-hrss"), UnitCode("441402-HRSS")])
KINDS, GRADES = st.sampled_from([KindCode("unable"), KindCode("refused")]), st.just(GradeCode("ordinary"))
STATUSES = st.sampled_from(list(Status))
MAYBE = st.none()


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    """Some cases under numbers of all sorts, with columns of all sorts; no life leads to many of them."""
    desk, made = sample_desk(MemoryStore()), list[Case]()
    for number in draw(st.lists(NUMBERS, unique=True, max_size=8)):
        told = sample_complaint(region=RegionCode("441402"))
        told = evolve(told, complainant=evolve(told.complainant, token=draw(TOKENS)))
        event = register(told, CaseNumber(number), at=RECEIVED, book=desk.book, calendar=desk.calendar)
        problem = draw(MAYBE | st.builds(Problem, kind=KINDS, grade=GRADES))
        case = evolve(begin(event, at=RECEIVED), status=draw(STATUSES), problem=problem, responsible=draw(UNITS))
        case = evolve(case, registered_at=draw(MOMENTS), ended_at=draw(MAYBE | MOMENTS), desk=draw(UNITS))
        due = {each: evolve(deadline, at=draw(MOMENTS)) for each, deadline in case.deadlines.items()}
        made.append(evolve(case, deadlines=due if draw(st.booleans()) else {}))
    return made


FILTERS = st.builds(
    CaseFilter,
    status=st.sets(STATUSES, max_size=3),
    open=MAYBE | st.booleans(),
    unit=MAYBE | UNITS,
    window=MAYBE | UNITS,
    desk=MAYBE | UNITS,
    kind=MAYBE | KINDS | st.just(KindCode("")),
    grade=MAYBE | GRADES,
    registered_from=MAYBE | MOMENTS,
    registered_before=MAYBE | MOMENTS,
    ended_from=MAYBE | MOMENTS,
    ended_before=MAYBE | MOMENTS,
    due_before=MAYBE | MOMENTS,
    complainant=MAYBE | TOKENS,
    number=st.just("") | st.text(LETTERS, max_size=2),
)
#: Filters that ask for one thing, because those that ask for many find little.
ONE = st.one_of(
    st.builds(CaseFilter, number=st.text(LETTERS, max_size=1)),
    st.builds(CaseFilter, complainant=TOKENS),
    st.builds(CaseFilter, unit=UNITS),
    st.builds(CaseFilter, due_before=MOMENTS),
    st.builds(CaseFilter, registered_from=MOMENTS),
    FILTERS,
)


def kept(store: Store, made: list[Case]) -> None:
    """All of them in a store."""
    desk = sample_desk(store)
    for case in made:
        event = register(case.complaint, case.number, at=RECEIVED, book=desk.book, calendar=desk.calendar)
        store.keep(case, record(case.number, 0, (event,), at=RECEIVED, by=CLERK))


def pages(store: Store, wanted: CaseFilter, limit: int) -> Iterator[Page[Case]]:
    """Page after page, to the first that is not full."""
    page = store.search(wanted, limit=limit)
    yield page
    while len(page.items) == limit:
        page = store.search(wanted, after=page.after, limit=limit)
        yield page


def test_sql_answers_as_memory_does(place: Place) -> None:
    """Pages, counts, due lists and claims are the same, for every filter and every size of page, and so are places."""

    @settings(max_examples=40)
    @given(made=cases(), wanted=st.lists(ONE, min_size=1, max_size=6), limit=st.integers(1, 4), until=MOMENTS)
    def same(made: list[Case], wanted: list[CaseFilter], limit: int, until: datetime) -> None:
        memory = MemoryStore()
        kept(memory, made)
        with place.engine.connect() as connection:
            sql = place.store(connection)
            kept(sql, made)
            for each in wanted:
                assert list(pages(memory, each, limit)) == list(pages(sql, each, limit))
                assert memory.count(each) == sql.count(each)
            assert list(memory.due(until)) == list(sql.due(until))
            assert memory.claim_due(until, limit=limit) == sql.claim_due(until, limit=limit)
            connection.rollback()

    same()


def test_a_page_is_in_order_and_none_is_on_two(place: Place) -> None:
    """Pages one behind the other are all cases in the order of moments and numbers, and a place stays good for ever."""
    with place.engine.begin() as connection:
        store = place.store(connection)
        kept(store, [_numbered(CaseNumber(f"{n % 7}-{n}"), RECEIVED + timedelta(minutes=n % 5)) for n in range(40)])
        found = list(pages(store, CaseFilter(), 6))
        order = [(case.registered_at, case.number) for page in found for case in page.items]
        again = [store.search(CaseFilter(), after=one.after, limit=6) for one, _ in pairwise(found)]
    assert sorted(order) == order
    assert (40, found[1:]) == (len(set(order)), again)


@pytest.mark.parametrize("after", ["7", "p", "p1", "px.1", "p\u0661.1", "p" + "9" * 19 + ".1", "P1.a"])
def test_a_place_is_read_strictly(place: Place, after: str) -> None:
    """A place that was altered is refused by every store, and by no database's error."""
    with place.engine.begin() as connection:
        for store in (MemoryStore(), place.store(connection)):
            for ask in (partial(store.search, CaseFilter()), partial(store.claim_due, RECEIVED), store.entries_after):
                with pytest.raises(BadInput):
                    ask(after=after)


def _numbered(number: CaseNumber, at: datetime) -> Case:
    desk = sample_desk(MemoryStore())
    event = register(sample_complaint(), number, at=RECEIVED, book=desk.book, calendar=desk.calendar)
    return evolve(begin(event, at=RECEIVED), registered_at=at)
