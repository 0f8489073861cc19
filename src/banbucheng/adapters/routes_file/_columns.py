"""The columns of a decision table: their names, the words that analysts head them with, and which a table needs."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from banbucheng.errors import Fault
from banbucheng.labels import LANGUAGES, word
from banbucheng.routing import Fact, Routes, Rule, Vocabulary, nearest

__all__ = ["COLUMNS", "Column", "columns_of", "heading", "names_for"]

#: The columns besides those of the facts, in the order in which a table is written.
COLUMNS = (
    *("id", "tier", "rank"),
    *("predicates", "lead", "assisting", "grade", "priority", "tags"),
    *("valid_from", "valid_to", "basis", "note", "approved_by"),
)
_NEEDED = ("id", "lead")
#: What stands before the name of a fact that is named like one of the columns.
_FACT = "when."


@frozen(kw_only=True)
class Column:
    """One column of a file."""

    #: Where it stands, from 0.
    at: int
    #: As the file heads it.
    heading: str
    #: One of `COLUMNS`, or the name of a fact.
    name: str
    #: The fact that its conditions ask about; None for the others.
    fact: Fact | None = None


def columns_of(header: Sequence[str], vocabulary: Vocabulary, place: str, faults: list[Fault]) -> tuple[Column, ...]:
    """The columns that a header names; what it names wrongly, twice or not at all is a fault."""
    names = _headings(vocabulary)
    plain = (*COLUMNS[:3], *vocabulary.by_name, *COLUMNS[3:])
    columns: dict[str, Column] = {}
    for at, text in enumerate(header):
        said = text.strip()
        if not said:
            continue
        found = names.get(said.lower())
        if found is None:
            faults.append(Fault(f"{place} column {said}", f"is not known; {nearest(said, names, plain)}"))
            continue
        name, fact = found
        key = f"{_FACT}{name}" if fact is not None else name
        if key in columns:
            faults.append(Fault(f"{place} column {said}", f"stands there twice, as {columns[key].heading!r} too"))
        columns.setdefault(key, Column(at=at, heading=said, name=name, fact=fact))
    faults += [Fault(f"{place} column {name}", "is missing") for name in _NEEDED if name not in columns]
    return tuple(columns.values())


def names_for(routes: Routes) -> tuple[tuple[str, Fact | None], ...]:
    """The columns that a table of these rules is written with: those that some rule has something for."""
    asked = {name for rule in routes.rules for name in rule.when}
    facts = [(fact.name, fact) for fact in routes.vocabulary.facts if fact.name in asked]
    used = [name for name in COLUMNS if name in {*_NEEDED, "tier"} or any(_says(rule, name) for rule in routes.rules)]
    after = [(name, None) for name in used if name in COLUMNS[3:]]
    return (*((name, None) for name in used if name in COLUMNS[:3]), *facts, *after)


def heading(name: str, fact: Fact | None, lang: str | None) -> str:
    """What a column is headed with: its name, or the word for it in a language."""
    plain = f"{_FACT}{name}" if fact is not None and name in COLUMNS else name
    if lang is None:
        return plain
    code = f"routes_column.{name}" if fact is None else f"routes_fact.{name}"
    said = word(code, lang).split("|")[0]
    return plain if said == code else said


def _says(rule: Rule, name: str) -> bool:
    return bool(getattr(rule, name)) if hasattr(rule, name) else bool(getattr(rule.then, name))


def _headings(vocabulary: Vocabulary) -> Mapping[str, tuple[str, Fact | None]]:
    """Every heading that is known, in lower case; the columns come before the facts."""
    found: dict[str, tuple[str, Fact | None]] = {}
    for fact in vocabulary.facts:
        found[f"{_FACT}{fact.name}".lower()] = (fact.name, fact)
        for said in (fact.name, *_worded("routes_fact", fact.name)):
            found[said.lower()] = (fact.name, fact)
    for name in COLUMNS:
        for said in (name, *_worded("routes_column", name)):
            found[said.lower()] = (name, None)
    return found


def _worded(section: str, name: str) -> list[str]:
    code = f"{section}.{name}"
    worded = [word(code, language) for language in LANGUAGES]
    return [each for said in worded if said != code for each in said.split("|")]
