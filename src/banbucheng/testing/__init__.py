"""
What a host tests with (extra `testing`): strategies, laws, the contract of a store, a machine, a clock, samples.

Each name is loaded when it is first asked for, so that Hypothesis and pytest can find us without waiting. What the names
are is written for people and type checkers in `__init__.pyi`.
"""

# The names of `__all__` are not in the module until they are asked for; `__init__.pyi` is what a checker reads.
# pyright: reportUnsupportedDunderAll=false

from importlib import import_module

_ROOMS = {
    "DeskMachine": "banbucheng.testing._machine",
    "Extended": "banbucheng.testing._clock_laws",
    "Happening": "banbucheng.testing._clock_laws",
    "Paused": "banbucheng.testing._clock_laws",
    "Reclassified": "banbucheng.testing._clock_laws",
    "SettableClock": "banbucheng.adapters.clock",
    "StoreContract": "banbucheng.testing._contract",
    "assert_case_laws": "banbucheng.testing._case_laws",
    "assert_clock_laws": "banbucheng.testing._clock_laws",
    "assert_worktime_laws": "banbucheng.testing._worktime_laws",
    "sample_complaint": "banbucheng.testing._samples",
    "sample_desk": "banbucheng.testing._samples",
    "sample_problem": "banbucheng.testing._samples",
}

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


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_ROOMS[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted(_ROOMS)
