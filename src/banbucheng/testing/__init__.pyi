from banbucheng.adapters.clock import SettableClock as SettableClock
from banbucheng.testing._case_laws import assert_case_laws as assert_case_laws
from banbucheng.testing._clock_laws import Extended as Extended
from banbucheng.testing._clock_laws import Happening as Happening
from banbucheng.testing._clock_laws import Paused as Paused
from banbucheng.testing._clock_laws import Reclassified as Reclassified
from banbucheng.testing._clock_laws import assert_clock_laws as assert_clock_laws
from banbucheng.testing._contract import StoreContract as StoreContract
from banbucheng.testing._machine import DeskMachine as DeskMachine
from banbucheng.testing._samples import sample_complaint as sample_complaint
from banbucheng.testing._samples import sample_desk as sample_desk
from banbucheng.testing._samples import sample_problem as sample_problem
from banbucheng.testing._worktime_laws import assert_worktime_laws as assert_worktime_laws

__all__ = [
    "DeskMachine",
    "Extended",
    "Happening",
    "Paused",
    "Reclassified",
    "SettableClock",
    "StoreContract",
    "assert_case_laws",
    "assert_clock_laws",
    "assert_worktime_laws",
    "sample_complaint",
    "sample_desk",
    "sample_problem",
]
