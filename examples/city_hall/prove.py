"""
The routing rules of a city hall that does not exist, 585 of them: proved clean. And a copy with thirteen mistakes, all found.

Five of the mistakes are found when the table is read, since a table that says nonsense is never loaded. The other eight
make sense row by row. What is wrong with them shows only in how the rules work together, and is found by the proof.
Run it with `python examples/city_hall/prove.py`.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import NamedTuple

from banbucheng.adapters.routes_file import findings_of, read_routes, words_of
from banbucheng.adapters.rulebook_file import load_rulebook
from banbucheng.errors import Fault, RulebookError
from banbucheng.routing import Finding, Routes
from banbucheng.rulebook import Rulebook

HALL = Path(__file__).parent
BOOK = HALL / "rulebook.toml"
TABLE = "routes_with_mistakes.csv"
SHORT = 30


class Shown(NamedTuple):
    """What the two tables show."""

    book: Rulebook
    #: What the proof finds in the sound table.
    clean: tuple[Finding, ...]
    #: What is wrong in single rows of the other, and how the rules that are left work together.
    faults: tuple[Fault, ...]
    found: tuple[Finding, ...]


def story() -> Shown:
    """Load and prove both tables; the rows that cannot be read are left out of the second before it is proved."""
    book = load_rulebook(BOOK)
    with TemporaryDirectory() as folder:
        mended, faults = _readable(book, Path(folder))
    return Shown(book=book, clean=findings_of(book.routes, book), faults=faults, found=findings_of(mended, book))


def _readable(book: Rulebook, folder: Path) -> tuple[Routes, tuple[Fault, ...]]:
    """The mistaken table without the rows that cannot be read, and what is wrong with those."""
    table = Path(copy(HALL / TABLE, folder))
    faults: list[Fault] = []
    while True:
        try:
            return read_routes(table, base=book.routes, words=words_of(book)), tuple(faults)
        except RulebookError as error:
            wrong = set(_rows(error))
            if not wrong:
                raise
            faults += error.faults
            _leave_out(table, wrong)


def _rows(error: RulebookError) -> Iterator[int]:
    return (int(found[1]) for fault in error.faults if (found := re.search(r" row (\d+)", fault.where)))


def _leave_out(table: Path, wrong: set[int]) -> None:
    """Blank the rows, so that those below keep their numbers."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([] if n in wrong else row for n, row in enumerate(rows, start=1))


if __name__ == "__main__":
    shown = story()
    print(f"{len(shown.book.routes.rules)} rules, {len(shown.book.units)} units: {len(shown.clean)} findings")
    print()
    for fault in shown.faults:
        print(fault)
    for finding in shown.found:
        # A stretch that lists hundreds of words is no help to a reader; the short ones say where to look.
        region = "; ".join(f"{each.fact} {each.cell}" for each in finding.region if len(each.cell) <= SHORT)
        print(f"{finding.gravity}: {finding.code} ({', '.join(finding.rules) or region or 'and more'})")
        for example in finding.examples[:1]:
            seen = {name: example.facts.get(name) for name in ("region", "item", "visits", "groups")}
            print(f"  such as {seen}: {example.taken_by}")
