"""
The pytest plugin, by the entry point `pytest11`; it stands beside the package so that nothing of it loads unasked.

pytest loads every plugin before it measures coverage and before it rewrites assertions. This one imports the package
when one of its fixtures is first used.
"""

from importlib import import_module
from typing import Any

import pytest

__all__ = ["banbucheng_clock", "banbucheng_desk", "banbucheng_store"]


@pytest.fixture
def banbucheng_clock() -> Any:
    """A clock that stands at Wednesday 2025-03-05 09:30 in China and is only put forward (`SettableClock`)."""
    return import_module("banbucheng.testing").SettableClock(
        import_module("banbucheng.testing").sample_complaint().received_at
    )


@pytest.fixture
def banbucheng_store() -> Any:
    """An empty store in memory; a fixture of this name in your own `conftest.py` gives the desk another."""
    return import_module("banbucheng.adapters.memory").MemoryStore()


@pytest.fixture
def banbucheng_desk(banbucheng_store: Any, banbucheng_clock: Any) -> Any:
    """A desk under Meizhou's rules and the calendar of China, over the store and at the clock."""
    return import_module("banbucheng.testing").sample_desk(banbucheng_store, banbucheng_clock)
