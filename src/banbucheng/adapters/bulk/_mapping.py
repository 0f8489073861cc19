"""Which column of a file holds what, as somebody wrote it down in TOML."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from banbucheng.adapters._toml import Reader, read_toml
from banbucheng.errors import Fault, RulebookError

__all__ = ["FIELDS", "NEEDED", "ImportMapping", "load_mapping"]


class _Field(StrEnum):
    """What a column can hold."""

    ID = "id"
    RECEIVED = "received"
    SUBJECT = "subject"
    DETAIL = "detail"
    WISH = "wish"
    CHANNEL = "channel"
    DEMAND = "demand"
    REGION = "region"
    SITE = "site"
    WHO = "who"
    GROUPS = "groups"
    COMPLAINANT = "complainant"
    VISITS = "visits"
    ITEM = "item"
    ITEM_NAME = "item_name"
    KIND = "kind"
    GRADE = "grade"
    CAUSES = "causes"
    CATEGORY = "category"
    SEVERITY = "severity"
    DECLINED = "declined"
    INSTEAD = "instead"
    ACCEPTED = "accepted"
    UNIT = "unit"
    ANSWERED = "answered"
    OUTCOME = "outcome"
    ANSWER = "answer"
    LEGAL_BASIS = "legal_basis"
    SECOND_SIGNER = "second_signer"
    RATING = "rating"
    REMARK = "remark"
    CLOSED = "closed"
    EXPLANATION = "explanation"


FIELDS = tuple(each.value for each in _Field)
NEEDED = ("id", "received", "subject")


@frozen(kw_only=True)
class ImportMapping:
    """How a file is read: a column for each field, the other system's words for our codes, and what empty cells mean."""

    #: The other system; a case's reference is `system:id`, and the same one is never imported twice.
    system: str
    #: The name of the column, for each of `FIELDS` that the file has.
    columns: Mapping[str, str]
    #: For a field, what a word of the file stands for.
    values: Mapping[str, Mapping[str, str]]
    #: What stands for an empty cell, or for a field that has no column.
    defaults: Mapping[str, str]

    def reference(self, cells: Mapping[str, str]) -> str:
        """The reference of a row; empty where it has no id."""
        id_ = cells.get(self.columns["id"], "").strip()
        return f"{self.system}:{id_}" if id_ else ""

    def read(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        """What a row says of each field, with its words as our codes; nothing of those it says nothing of."""
        found = dict(self.defaults)
        for field, column in self.columns.items():
            text = cells.get(column, "").strip()
            if text:
                found[field] = text
        for field, words in self.values.items():
            if field in found:
                found[field] = words.get(found[field], found[field])
        return found


def load_mapping(path: Path | str) -> ImportMapping:
    """
    A mapping from a TOML file.

    Raises:
        RulebookError: every fault at once, each with its path in the file.
    """
    file, faults = Path(path), list[Fault]()
    reader = Reader(read_toml(file), "", faults)
    system = reader.text("system")
    if ":" in system or len(system) > 20:  # noqa: PLR2004 - the reference has 64 characters for both
        reader.fault("system", "use up to 20 characters, without a colon")
    columns = _named(reader, "columns")
    for field in NEEDED:
        if field not in columns:
            reader.fault(f"columns.{field}", "is missing; name the column that holds it")
    defaults = _named(reader, "defaults") if reader.holds("defaults") else dict[str, str]()
    values: dict[str, Mapping[str, str]] = {}
    if reader.holds("values"):
        for field, inner in reader.named("values"):
            if field not in FIELDS:
                reader.nearest(f"values.{field}", field, FIELDS)
            values[field] = {word: inner.text(word) for word in inner.table}
    reader.done()
    if faults:
        raise RulebookError(str(file), tuple(faults))
    return ImportMapping(system=system, columns=columns, values=values, defaults=defaults)


def _named(reader: Reader, key: str) -> Mapping[str, str]:
    """The texts of a table, by field."""
    inner, found = reader.inner(key), dict[str, str]()
    for field in inner.table:
        if field not in FIELDS:
            inner.nearest(field, field, FIELDS)
        found[field] = inner.text(field)
    return found
