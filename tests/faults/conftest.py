"""
The fault suite: short by default, long with BANBUCHENG_FAULTS=full.

It kills writers, restarts servers of its own, fills disks and feeds every parser what no parser wants; its tests are
marked `faults`, and take servers as the contract tests do.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contracts._servers import Place, at_home

FULL = os.environ.get("BANBUCHENG_FAULTS") == "full"
#: What was measured, a line each.
FIGURES: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Let the mark be known wherever the suite is started from."""
    config.addinivalue_line(
        "markers", "faults: kills, full disks, lost servers, bad input; long with BANBUCHENG_FAULTS=full"
    )


@pytest.fixture(scope="session")
def report() -> Callable[[str], None]:
    """Keep a figure for the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    if FIGURES:
        terminalreporter.section("faults")
        for line in FIGURES:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def place_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """The tables in a database, by its name; the test is skipped, or fails, where the server is not there."""
    made: dict[str, Place] = {}
    with ExitStack() as stack:

        def place(backend: str) -> Place:
            if backend not in made:
                made[backend] = stack.enter_context(at_home(backend, tmp_path_factory.mktemp("faults")))
            return made[backend]

        yield place
