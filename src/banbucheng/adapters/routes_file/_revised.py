"""The next edition of a rulebook, with the routing rules of a file: made beside the one at work, and proved first."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from attrs import evolve

from banbucheng.adapters.routes_file._read import read_routes
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.routing import WINDOW, CellWords, Example, Facts, Finding, Gravity, Routes, cell_words, proved, told
from banbucheng.rulebook import Rulebook

__all__ = ["faults_of", "findings_of", "revised", "words_of"]


def revised(
    book: Rulebook,
    path: Path | str,
    *,
    edition: str,
    valid_from: date | None = None,
    closed: Mapping[str, date] | None = None,
    sheet: str | None = None,
) -> Rulebook:
    """
    The next edition of a rulebook, with the routing rules of a file: checked, proved and compiled before it is returned.

    The rulebook given is left as it is and goes on working whatever becomes of the file; put the new one in its place
    with one assignment. Open cases keep the edition that they live under, so give a desk both. `closed` are the units
    that close, by their first day closed.

    Raises:
        RulebookError: the file is wrong, names what is not there, or the proof finds an error; all of them at once.
        BadInput: the edition is called as the one before it, or the form of the file is not known.
    """
    if edition == book.edition:
        raise BadInput(
            "edition", edition, "give the new rules a name of their own; a case keeps the edition it lives under"
        )
    routes = read_routes(path, base=book.routes, words=words_of(book), sheet=sheet)
    begins = book.valid_from if valid_from is None else valid_from
    try:
        found = evolve(book, routes=routes, edition=edition, valid_from=begins, valid_to=None)
    except RulebookError as error:
        raise RulebookError(str(path), error.faults) from None
    faults = faults_of(found, closed=closed)
    if faults:
        raise RulebookError(str(path), faults)
    # Compiled here, so that the first case after the change waits for nothing.
    _ = found.routes.index, found.routes.digest
    return found


def findings_of(
    routes: Routes,
    book: Rulebook,
    *,
    closed: Mapping[str, date] | None = None,
    cases: Iterable[tuple[Facts, date | None]] = (),
    strict: bool = False,
) -> tuple[Finding, ...]:
    """
    What the proof finds in a table under a rulebook, which has the units, the sources and the grades.

    `closed` are the units that close besides those of the rulebook, by their first day closed; `cases` past ones, each
    with its day.
    """
    last = closed or {}
    return proved(
        routes,
        units={unit.code: last.get(unit.code, unit.closed_from) for unit in book.units},
        sources=book.sources.keys(),
        grades=[each.code for each in book.taxonomy.grades],
        cases=cases,
        strict=strict,
    )


def faults_of(book: Rulebook, *, closed: Mapping[str, date] | None = None) -> tuple[Fault, ...]:
    """What the proof finds in the routing rules of a rulebook that must not go live, undecided questions included."""
    found = findings_of(book.routes, book, closed=closed, strict=True)
    return tuple(_fault(each) for each in found if each.gravity is Gravity.ERROR)


def words_of(book: Rulebook) -> CellWords:
    """What the cells of a table may say besides codes: the names that a rulebook gives its codes, in each language."""
    known, taxonomy = cell_words(), book.taxonomy
    named: Mapping[str, Iterable[tuple[str, Mapping[str, str]]]] = {
        "kind": [(each.code, each.names) for each in taxonomy.kinds],
        "causes": [(each.code, each.names) for each in taxonomy.causes],
        "grade": [(each.code, each.names) for each in taxonomy.grades],
        "region": [(each.code, each.names) for each in book.regions],
        "window": [(each.code, each.names) for each in book.units if each.department == WINDOW],
    }
    codes = {fact: {name: code for code, names in of for name in names.values() if name} for fact, of in named.items()}
    return evolve(known, codes={**known.codes, **codes, "lead": _units(book)})


def _units(book: Rulebook) -> Mapping[str, str]:
    """Every unit by its full name, and every department by what its units are called without their region."""
    regions = {each.code: each.names for each in book.regions}
    found: dict[str, str] = {}
    for unit in book.units:
        for language, name in unit.names.items():
            region = regions[unit.region].get(language, "")
            if region and name.startswith(region) and book.routes.unit(unit.department, unit.region) == unit.code:
                found[name.removeprefix(region).strip()] = unit.department
            found.setdefault(name, unit.code)
    return found


def _fault(finding: Finding) -> Fault:
    rules = ", ".join(finding.rules)
    where = finding.places[0] if finding.places and finding.places[0] else f"rules.{rules}"
    shown = "".join(f"; for example {_shown(each)}" for each in finding.examples[:1])
    return Fault(where, f"{told(finding, 'en')}{shown}")


def _shown(example: Example) -> str:
    said = ", ".join(f"{name} {value}" for name, value in example.facts.items() if value is not None)
    return f"{said} goes to {example.taken_by}"
