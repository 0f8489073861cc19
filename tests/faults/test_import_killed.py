"""An import that is killed again and again ends as one that was not."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from banbucheng.adapters.bulk import Importer, ImportMapping, rows_of
from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import verify
from tests.contracts._servers import Place

from ._writers import killed, spun, started
from .conftest import FULL
from .test_kill import fresh

pytestmark = pytest.mark.faults

FIELDS = ("id", "received", "subject", "unit", "answered", "outcome", "closed")
ROWS = 2000 if FULL else 300
BATCH = 20
AT = datetime.fromisoformat("2026-01-05T09:00:00+08:00")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"])
def test_an_import_that_is_killed(place_in: Callable[[str], Place], tmp_path: Path, backend: str) -> None:
    """Two import one file and are killed after a few batches, until it is through: every row once, no number left out."""
    place, path, chance = place_in(backend), tmp_path / "ledger.csv", random.Random(backend)  # noqa: S311
    place.empty()
    row = "2024-03-05 09:30,matter,441402-hrss,2024-03-06 10:00,done,2024-03-07 10:00"
    path.write_text("\n".join([",".join(FIELDS), *(f"{n},{row}" for n in range(ROWS))]), encoding="utf-8")
    book, calendar = load_profile("meizhou"), china()
    mapping = ImportMapping(system="x", columns={each: each for each in FIELDS}, values={}, defaults={})

    def work(_: int, tell: Callable[[str], None]) -> None:
        mine = fresh(place)
        importer = Importer(mapping=mapping, book=book, calendar=calendar, at=AT, tables=place.tables, batch=BATCH)
        for through in importer.run(mine.engine, rows_of(path)):
            tell(f"{through.rows}")

    place.engine.dispose()
    kills, through = 0, False
    while not through:
        with started(work, 2) as group:
            told = list[str]()
            enough = chance.randrange(2, 3 * ROWS // BATCH)
            while len(told) < enough and (lines := group.told(60)) is not None:
                told += lines
            spun(chance)
            killed(group)
            told += group.all_told()
        assert not [line for line in told if line.startswith("failed")], told[-1]
        kills += 1
        through = f"{ROWS}" in told
        assert kills < ROWS
    with place.engine.connect() as connection:
        cases = list(place.store(connection).cases())
        assert [f"441400-20240305-{n:04}" for n in range(1, ROWS + 1)] == sorted(case.number for case in cases)
        assert {f"x:{n}" for n in range(ROWS)} == {case.complaint.reference for case in cases}
        assert () == verify(connection, place.tables, whole=True).findings
    place.empty()
