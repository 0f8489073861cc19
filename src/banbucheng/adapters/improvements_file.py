"""Improvements as people write them: a TOML file into `Improvement` values, or every fault in it at once."""

from pathlib import Path

from banbucheng.adapters._toml import Reader, read_toml
from banbucheng.errors import Fault, RulebookError
from banbucheng.ledger import Improvement
from banbucheng.rulebook import Rulebook
from banbucheng.terms import CaseNumber, CauseCode, ImprovementKind, UnitCode

__all__ = ["load_improvements"]

#: Stands for a text that is missing, until the faults are told.
_MISSING = "?"


def load_improvements(path: Path | str, book: Rulebook) -> tuple[Improvement, ...]:
    """
    The improvements that a file lists, each a table `[[improvements]]`, in its order.

    Raises:
        RulebookError: the file is wrong, or names a cause or a unit that the rulebook does not have; every fault at once,
            each with its path in the file.
    """
    faults: list[Fault] = []
    top = Reader(read_toml(Path(path)), "", faults)
    found = tuple(_improvement(table, book) for table in top.listed("improvements"))
    top.done()
    if faults:
        raise RulebookError(str(path), tuple(faults))
    return found


def _improvement(t: Reader, book: Rulebook) -> Improvement:
    improvement = Improvement(
        problem=_said(t, "problem"),
        cause=CauseCode(_known(t, "cause", [each.code for each in book.taxonomy.causes])),
        unit=UnitCode(_known(t, "unit", list(book.unit))),
        evidence=_evidence(t),
        owner=UnitCode(_known(t, "owner", list(book.unit))),
        kind=t.one_of("kind", ImprovementKind),
        measure=_said(t, "measure"),
        due_on=t.day("due_on"),
        done_on=t.day("done_on") if t.holds("done_on") else None,
    )
    t.done()
    return improvement


def _said(t: Reader, key: str) -> str:
    """A text that says something."""
    text = t.text(key)
    if key in t.table and text == "":
        t.fault(key, "is empty; say it in a sentence")
    return text or _MISSING


def _known(t: Reader, key: str, codes: list[str]) -> str:
    """A code of the rulebook."""
    code = t.text(key)
    if code and code not in codes:
        t.nearest(key, code, codes)
    return code


def _evidence(t: Reader) -> tuple[CaseNumber, ...]:
    """The numbers of the cases that show the problem, at least one."""
    numbers = t.texts("evidence")
    if not numbers and not t.table.get("evidence"):
        t.fault("evidence", "names no case; give the number of at least one that shows the problem")
    return tuple(map(CaseNumber, numbers or (_MISSING,)))
