"""Fixtures of the unit tests."""

import pytest

from ._desk import Bench


@pytest.fixture
def bench() -> Bench:
    """A desk under Meizhou's rules on Wednesday 2025-03-05 at 09:30, with nothing on it."""
    return Bench()
