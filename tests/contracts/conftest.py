"""Tables of one's own in each database, made once and emptied after every test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from ._servers import BACKENDS, Place, at_home


@pytest.fixture(scope="session")
def place_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """The tables in a database, by its name; the test is skipped, or fails, where the server is not there."""
    made: dict[str, Place] = {}
    with ExitStack() as stack:

        def place(backend: str) -> Place:
            if backend not in made:
                made[backend] = stack.enter_context(at_home(backend, tmp_path_factory.mktemp("store")))
            return made[backend]

        yield place


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, place_in: Callable[[str], Place]) -> Iterator[Place]:
    """Empty tables in every database, one after the other."""
    found = place_in(request.param)
    yield found
    found.empty()
