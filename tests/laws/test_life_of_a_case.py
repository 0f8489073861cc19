"""
The laws of a case, whatever is asked of it and whenever: 件件有着落，事事有回音.

The machine that ships (`banbucheng.testing.DeskMachine`) registers complaints, lets time pass, changes the calendar,
merges and gives commands at random, possible and impossible ones alike, and after every step holds all cases to the laws;
here over the store in memory, and over SQLite.
"""

from contextlib import suppress
from datetime import timedelta

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine
from banbucheng.errors import Refusal
from banbucheng.ledger import Entry
from banbucheng.ports import Store
from banbucheng.rulebook import Rulebook
from banbucheng.testing import DeskMachine
from banbucheng.testing.strategies import commands, onward
from banbucheng.worktime import WorkCalendar
from tests.unit._calendar2025 import CALENDAR
from tests.unit._desk import MEIZHOU, Bench, moment

#: Some days before the Spring Festival, so that festivals and makeup workdays lie ahead.
START = moment("2025-01-20 09:30")
#: Where time stops, so that every limit still ends within the calendar of the year.
END = moment("2025-08-01 00:00")
COMMANDS = commands(MEIZHOU)


class LifeOfACase(DeskMachine):
    """A desk over memory, under Meizhou's rules and the calendar that is written out by hand."""

    def make_book(self) -> Rulebook:
        """The rulebook of Meizhou."""
        return MEIZHOU

    def make_calendar(self) -> WorkCalendar:
        """China's 2025."""
        return CALENDAR


class LifeOverSqlite(LifeOfACase):
    """The same desk over SQLite: a store decides nothing, so every law holds there too."""

    def make_store(self) -> Store:
        """An empty database in memory, in a transaction that is rolled back at the end."""
        self.engine = sqlite_engine(":memory:")
        self.connection = self.engine.connect()
        create(self.connection)
        return SqlStore(self.connection)

    def teardown(self) -> None:
        """Leave nothing open."""
        self.connection.close()
        self.engine.dispose()


class Commuting(RuleBasedStateMachine):
    """Two desks over memory, which do the same to two cases, the one in this order and the other in that."""

    def __init__(self) -> None:
        super().__init__()
        self.benches = [Bench(clock=SettableClock(START)) for _ in range(2)]
        for bench in self.benches:
            bench.registered()
            bench.registered(subject="残疾人证")

    @rule(data=st.data())
    def both(self, data: st.DataObject) -> None:
        """Two commands on two cases commute: whoever comes first, each case becomes the same."""
        one, other = self.benches
        given = [
            (case, data.draw(st.sampled_from(onward(case, MEIZHOU.edition)).flatmap(COMMANDS.__getitem__)))
            for case in one.store.cases()
        ]
        for bench, order in ((one, given), (other, reversed(given))):
            for case, command in order:
                with suppress(Refusal):
                    bench.desk.do(case.number, command)
        assert list(one.store.cases()) == list(other.store.cases())
        assert sorted(one.store.ledger(), key=line) == sorted(other.store.ledger(), key=line)

    @rule(minutes=st.sampled_from([60, 24 * 60, 3 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        """Time passes, for both alike."""
        for bench in self.benches:
            bench.clock.put(min(END, bench.clock.now() + timedelta(minutes=minutes)))


def line(entry: Entry) -> tuple[str, int]:
    """Which entry of which case."""
    return entry.number, entry.seq


#: Explaining a failure would take longer than finding it.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
LifeOfACase.TestCase.settings = settings(max_examples=120, stateful_step_count=40, phases=PHASES)
Commuting.TestCase.settings = settings(max_examples=60, stateful_step_count=25, phases=PHASES)
LifeOverSqlite.TestCase.settings = settings(max_examples=20, stateful_step_count=25, phases=PHASES)


class TestLifeOfACase(LifeOfACase.TestCase):
    """件件有着落，事事有回音: whatever is asked of the cases and whenever, every law above holds after every step."""


class TestCommuting(Commuting.TestCase):
    """What is done to one case says nothing of another, in whatever order the two are done."""


class TestLifeOverSqlite(LifeOverSqlite.TestCase):
    """Every law above holds over SQLite as it does over memory."""
