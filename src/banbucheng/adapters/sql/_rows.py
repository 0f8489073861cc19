"""Values as rows, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from banbucheng.adapters._places import micros
from banbucheng.cases import Case
from banbucheng.codec import from_json, to_json
from banbucheng.errors import BadInput
from banbucheng.ledger import SHA256, Entry, link

__all__ = ["case_columns", "case_of", "entry_rows", "numbered"]

#: The columns of a case that hold a host's own codes, by their length.
_LENGTHS = {"unit": 40, "window_code": 40, "desk_code": 40, "kind": 40, "grade": 40, "complainant": 64}
#: A reference may be as long.
_REFERENCE = 64


def case_columns(case: Case, head: str) -> dict[str, Any]:
    """
    The row of a case, but for its number; `head` is the digest of its last entry.

    Raises:
        BadInput: a code is longer than its column, which some databases would cut and some would not.
    """
    due, ended, problem, complaint = case.due_at, case.ended_at, case.problem, case.complaint
    row: dict[str, Any] = {
        "version": case.version,
        "status": case.status.value,
        "is_open": 1 if case.open else 0,
        "unit": case.responsible,
        "registered_us": micros(case.registered_at),
        "due_us": None if due is None else micros(due),
        "reference": complaint.reference or None,
        "body": to_json(case, brief=True),
        "window_code": case.window,
        "desk_code": case.desk,
        "kind": "" if problem is None else problem.kind,
        "grade": "" if problem is None else problem.grade,
        "complainant": complaint.complainant.token,
        "ended_us": None if ended is None else micros(ended),
        "head": head,
    }
    for name, length in _LENGTHS.items():
        if len(row[name]) > length:
            raise BadInput(name, row[name], f"the database keeps {length} characters of it; use a shorter code")
    if len(complaint.reference) > _REFERENCE:
        raise BadInput("reference", complaint.reference, f"use a reference of at most {_REFERENCE} characters")
    return row


def case_of(body: str, head: str, *, name: str = "case") -> Case:
    """The case of a row."""
    case = from_json(Case, body, name=name)
    # A value that nobody else has seen yet; evolve would look forty fields up one by one.
    object.__setattr__(case, "head", head)
    return case


def entry_rows(entries: Sequence[Entry], before: str, algorithm: str = SHA256) -> list[dict[str, Any]]:
    """The rows of a case's new entries, chained by an algorithm to the one before them."""
    made: list[dict[str, Any]] = []
    for entry in entries:
        body = to_json(entry)
        before = link(before, body, algorithm)
        made.append(
            {
                "number": entry.number,
                "seq": entry.seq,
                "at_us": micros(entry.at),
                "actor": entry.by,
                "event": type(entry.event).__name__,
                "body": body,
                "digest": before,
            }
        )
    return made


def numbered(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several rows as one, each name with the place of its row behind it."""
    return {f"{name}{n}": value for n, row in enumerate(entries) for name, value in row.items() if name != "number"}
