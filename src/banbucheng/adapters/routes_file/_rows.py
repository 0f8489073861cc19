"""Rows of a decision table into rules, and rules into rows; every fault is collected, none stops the reading."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from attrs import field, frozen

from banbucheng.adapters.routes_file._columns import Column, columns_of, heading, names_for
from banbucheng.adapters.routes_file._known import Dated, Known, day, whole
from banbucheng.errors import BadInput, Fault
from banbucheng.routing import Condition, Fact, Outcome, Routes, Rule, cell, condition, listed, parts
from banbucheng.terms import GradeCode

__all__ = ["Row", "rows_of", "rules_in"]

_T = TypeVar("_T")
#: A row of a file: its number, from 1, as a spreadsheet counts, and its cells.
Row = tuple[int, Sequence[str]]


def rules_in(place: str, rows: Iterable[Row], known: Known, faults: list[Fault]) -> tuple[Rule, ...]:
    """
    The rules of a table whose first row that is not blank is its header; what cannot be read is left out and a fault.

    `place` names the file, and its sheet where it has some; a fault names row and column besides.
    """
    filled = ((number, cells) for number, cells in rows if any(each and not each.isspace() for each in cells))
    number, header = next(filled, (1, ()))
    columns = columns_of(header, known.vocabulary, f"{place} row {number}", faults)
    table = _Table(place=place, width=len(header), columns=columns, known=known, faults=faults)
    if not any(each.name == "lead" and each.fact is None for each in columns):
        return ()
    return tuple(rule for row in filled for rule in table.rule(*row))


@frozen(kw_only=True)
class _Table:
    """A table that is being read."""

    place: str
    #: How many cells the header has.
    width: int
    columns: tuple[Column, ...]
    known: Known
    faults: list[Fault]
    #: The row that each id was seen on first.
    ids: dict[str, int] = field(factory=dict[str, int])
    #: What a cell of a column has been found to say; many rows say the same.
    read: dict[tuple[str, str], Condition | BadInput] = field(factory=dict[tuple[str, str], Condition | BadInput])

    def rule(self, number: int, cells: Sequence[str]) -> Iterator[Rule]:
        """The rule of a row, unless something in it is wrong."""
        before, place = len(self.faults), f"{self.place} row {number}"
        if len(cells) != self.width:
            said = f"has {len(cells)} cells, the header has {self.width}; quote a text that holds a comma"
            self.faults.append(Fault(place, said))
            return
        when: dict[str, Condition] = {}
        rest: dict[str, str] = {}
        for column in self.columns:
            text = cells[column.at]
            if column.fact is None:
                rest[column.name] = text
            elif text and not text.isspace():
                found = self.condition(column.fact, text)
                if isinstance(found, BadInput):
                    self.fault(place, column.name, found, fact=True)
                else:
                    when[column.name] = found
        rule = _Cells(table=self, place=place, cells=rest).rule(when)
        first = self.ids.setdefault(rule.id, number)
        if rule.id and first != number:
            self.fault(
                place, "id", BadInput("id", rule.id, f"it stands in row {first} already; give each rule its own")
            )
        if len(self.faults) == before:
            yield rule

    def condition(self, fact: Fact, text: str) -> Condition | BadInput:
        """What a cell says of a fact, or what is wrong with it."""
        if isinstance(text, Dated):
            said = "the spreadsheet took it for a day; format the column as text and write it again"
            return BadInput(fact.name, str(text), said)
        key = (fact.name, text)
        found = self.read.get(key)
        if found is None:
            try:
                found = condition(fact, text, self.known.words)
            except BadInput as error:
                found = error
            self.read[key] = found
        return found

    def fault(self, place: str, name: str, error: BadInput, *, fact: bool = False) -> None:
        """Note what is wrong in a column."""
        column = next((each for each in self.columns if each.name == name and (each.fact is not None) is fact), None)
        said = name if column is None else column.heading
        self.faults.append(Fault(f"{place} column {said}", f"{error.value!r} cannot be used; {error.allowed}"))


@frozen(kw_only=True)
class _Cells:
    """The cells of one row besides its conditions, by column."""

    table: _Table
    place: str
    cells: Mapping[str, str]

    def rule(self, when: Mapping[str, Condition]) -> Rule:
        known = self.table.known
        grade = self.text("grade")
        begin, end = self.made("valid_from", day), self.made("valid_to", day)
        if begin is not None and end is not None and end < begin:
            self.table.fault(self.place, "valid_to", BadInput("valid_to", str(end), f"it lies before {begin}"))
        return Rule(
            id=self.needed("id"),
            tier=self.made("tier", known.tier) or known.tiers[-1],
            rank=self.made("rank", whole) or 0,
            when=when,
            predicates=self.several("predicates", known.predicate),
            then=Outcome(
                lead=self.made("lead", known.unit) or self.needed("lead"),
                assisting=self.several("assisting", known.unit),
                grade=GradeCode(known.words.codes.get("grade", {}).get(grade, grade)) if grade else None,
                priority=self.text("priority"),
                tags=self.several("tags", str),
            ),
            valid_from=begin,
            valid_to=end,
            basis=self.text("basis"),
            note=self.cells.get("note", ""),
            approved_by=self.text("approved_by"),
            place=self.place,
        )

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def needed(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self.table.fault(self.place, name, BadInput(name, "", "every rule needs it"))
        return text

    def made(self, name: str, make: Callable[[str], _T]) -> _T | None:
        """What the text of a cell makes; None where it is blank or wrong."""
        text = self.text(name)
        try:
            return make(text) if text else None
        except BadInput as error:
            self.table.fault(self.place, name, error)
            return None

    def several(self, name: str, make: Callable[[str], str]) -> tuple[str, ...]:
        text = self.cells.get(name, "")
        if not text:
            return ()
        found: list[str] = []
        for each in parts(text):
            try:
                found.append(make(each))
            except BadInput as error:
                self.table.fault(self.place, name, error)
        if "" in found:
            self.table.fault(self.place, name, BadInput(name, self.text(name), "a name is missing beside a |"))
        return tuple(found)


def rows_of(routes: Routes, lang: str | None = None) -> Iterator[list[str]]:
    """The header and a row for each rule, in the order in which the rules were given."""
    names = names_for(routes)
    yield [heading(name, fact, lang) for name, fact in names]
    for rule in routes.rules:
        yield [_said(rule, name, fact) for name, fact in names]


def _said(rule: Rule, name: str, fact: Fact | None) -> str:
    if fact is not None:
        asked = rule.when.get(name)
        return "" if asked is None else cell(asked)
    value: Any = getattr(rule, name) if hasattr(rule, name) else getattr(rule.then, name)
    if name in {"predicates", "assisting", "tags"}:
        return listed(value)
    return str(value) if value else ""
