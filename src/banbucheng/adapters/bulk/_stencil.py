"""
Drafts at the speed of the driver: most rows differ from an earlier one in their texts and moments alone.

The first row of a shape lives through the rules with marks in place of its texts, moments and deadlines; the rows that
come of it, cut at the marks, are the stencil of the shape. It is held against the draft that the rules make of the
same row, and not used where it differs in a letter.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from attrs import evolve, frozen

from banbucheng.adapters._places import micros
from banbucheng.adapters.bulk._life import life
from banbucheng.adapters.bulk._marks import Column, Cut, Marks, brief, marked, moments_of
from banbucheng.adapters.bulk._record import Record
from banbucheng.adapters.sql import UNNUMBERED, Draft, draft
from banbucheng.cases import Case, Numbering, apply, begin
from banbucheng.cases.events import Registered
from banbucheng.codec import to_json
from banbucheng.errors import BadInput, Refusal
from banbucheng.ledger import Entry
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import StaffId, Status, UnitCode
from banbucheng.worktime import Months, NaturalDays, TimeLimit, WorkCalendar, WorkingDays, due

__all__ = ["Drafter"]

_LONGEST_TOKEN = 64
#: Beyond so many shapes a file has no shapes, and the rules are as quick.
_MOST = 5_000


class _Ended(NamedTuple):
    """A deadline as its text in an entry and in the body of a case, and the moment at which it ends."""

    text: str
    brief: str
    at_us: int


@frozen
class _Stencil:
    """The rows of one shape, their texts cut into what stays and the names of slots, by turns."""

    window: UnitCode
    case: Mapping[str, Column]
    case_body: Sequence[str]
    entries: Sequence[tuple[Mapping[str, Any], str, bool, Sequence[str]]]
    #: What each slot of a deadline is reckoned from: its limit, the slot of the moment that it begins with, and what is
    #: known of it by its day; nothing is kept where the hour counts.
    deadlines: Sequence[tuple[str, TimeLimit, str, dict[date, _Ended] | None]]
    #: The deadlines of which the earliest is due.
    due: Sequence[str]


class Drafter:
    """Makes drafts of records: by a stencil where there is one, and else by the rules."""

    def __init__(self, book: Rulebook, calendar: WorkCalendar, by: StaffId, numbering: Numbering) -> None:
        self._book, self._calendar, self._by, self._numbering = book, calendar, by, numbering
        self._known: dict[Hashable, _Stencil | None] = {}
        self._reckoned: dict[TimeLimit, dict[date, _Ended]] = {}

    def draft(self, row: Record) -> Draft:
        """
        The draft of a record.

        Raises:
            Refusal, BadInput: the rules know no such step.
        """
        bad = row.rating is not None and row.rating.bad
        if bad or row.declined is not None or len(row.complaint.complainant.token) > _LONGEST_TOKEN:
            return self.by_rules(row)
        problem = row.problem or self._book.suggested(row.complaint)
        row = evolve(row, problem=problem)
        shape = _shape(row, problem)
        if shape not in self._known:
            if len(self._known) >= _MOST:
                return self.by_rules(row)
            made = self.by_rules(row)
            stencil = self._stencil(row)
            same = stencil is not None and _told(self._filled(stencil, row, problem)) == _told(made)
            self._known[shape] = stencil if same else None
            return made
        stencil = self._known[shape]
        return self.by_rules(row) if stencil is None else self._filled(stencil, row, problem)

    def by_rules(self, row: Record) -> Draft:
        """The same, by the rules alone."""
        made = life(row, UNNUMBERED, book=self._book, calendar=self._calendar, by=self._by)
        series = self._numbering(made.case.window, self._calendar.date_of(made.case.registered_at))
        return draft(series, made.case, made.entries)

    def _stencil(self, row: Record) -> _Stencil | None:
        """The stencil of a record's shape; None where the rules know no such step."""
        told, names = marked(row)
        try:
            lived = life(told, UNNUMBERED, book=self._book, calendar=self._calendar, by=self._by)
        except (Refusal, BadInput):
            return None
        marks = Marks(names)
        entries = [evolve(each, event=marks.event(each.event, each.at)) for each in lived.entries]
        case = _replayed(entries)
        cut, rows = Cut(row, marks, case.window), draft("", case, entries)
        waiting = [*case.deadlines.values()]
        if case.status is Status.ASSIGNED and case.sign is not None:
            waiting.append(case.sign)
        return _Stencil(
            window=case.window,
            case={name: cut.column(name, value) for name, value in rows.case.items() if name not in {"body", "due_us"}},
            case_body=cut.text(rows.case["body"]),
            entries=[
                (
                    {"number": UNNUMBERED, "seq": each["seq"], "event": each["event"], "actor": each["actor"]},
                    names[entry.at],
                    each["actor"] == cut.unit,
                    cut.text(each["body"]),
                )
                for each, entry in zip(rows.entries, entries, strict=True)
            ],
            deadlines=[
                (f"due{n}", limit, moment, self._reckoned.setdefault(limit, {}) if _by_day(limit) else None)
                for (limit, moment), n in marks.numbers.items()
            ],
            due=[f"due{marks.numbers[marks.of[each.edition]]}" for each in waiting],
        )

    def _filled(self, stencil: _Stencil, row: Record, problem: Problem) -> Draft:
        complaint = row.complaint
        moments = {name: at for name, at in moments_of(row).items() if at is not None}
        values = {name: _escaped(text) for name, text in _texts(row).items()}
        values |= {name: at.isoformat() for name, at in moments.items()}
        values["channel"], values["visits"] = complaint.channel, str(complaint.visits)
        values["kind"], values["unit"] = _escaped(problem.kind), _escaped(row.unit or "")
        values["rating"] = row.rating or ""
        suggestion = self._book.taxonomy.suggestion(complaint.words)
        values["suggestion"], values[brief("suggestion")] = to_json(suggestion), to_json(suggestion, brief=True)
        days = {name: self._calendar.date_of(at) for name, at in moments.items()}
        ends: dict[str, int] = {}
        for name, limit, moment, by_day in stencil.deadlines:
            found = None if by_day is None else by_day.get(days[moment])
            if found is None:
                deadline = due(limit, moments[moment], self._calendar)
                found = _Ended(to_json(deadline), to_json(deadline, brief=True), micros(deadline.at))
                if by_day is not None:
                    by_day[days[moment]] = found
            values[name], values[brief(name)], ends[name] = found
        columns: dict[str, Any] = {"complainant": complaint.complainant.token, "reference": complaint.reference}
        columns |= {name: micros(at) for name, at in moments.items()} | {"kind": problem.kind, "unit": row.unit}
        case = {name: columns[each.slot] if each.slot else each.value for name, each in stencil.case.items()}
        case["due_us"] = min((ends[name] for name in stencil.due), default=None)
        case["body"] = _joined(stencil.case_body, values)
        entries = [
            {
                **fixed,
                "at_us": columns[moment],
                "actor": row.unit if unit else fixed["actor"],
                "body": _joined(body, values),
                "digest": "",
            }
            for fixed, moment, unit, body in stencil.entries
        ]
        return Draft(self._numbering(stencil.window, days["received"]), case, entries)


def _by_day(limit: TimeLimit) -> bool:
    """Whether a limit ends alike for all that begins on one day."""
    return isinstance(limit, WorkingDays | NaturalDays | Months) and limit.cut_off is None


def _shape(row: Record, problem: Problem) -> Hashable:
    """All of a record but what its slots can hold."""
    told, end = row.complaint, row.resolution
    moments = moments_of(row)
    known = [at for at in moments.values() if at is not None]
    return (
        *(told.demand, told.region, told.site, told.complainant.kind, told.complainant.groups, told.item is None),
        *(problem.grade, problem.causes, problem.severity, problem.category),
        row.unit if row.unit in {None, told.region, told.site} else "",
        end and (end.outcome, end.legal_basis, end.second_signer),
        row.rating is None,
        row.closed_at is None,
        tuple(name for name, at in moments.items() if at is not None),
        tuple(known.index(at) for at in known),
        # What is empty has its default, which the body of a case leaves out.
        tuple(not text for text in _texts(row).values()),
        told.visits == 0,
    )


def _texts(row: Record) -> Mapping[str, str]:
    told = row.complaint
    return {
        "subject": told.subject,
        "detail": told.detail,
        "wish": told.wish,
        "reference": told.reference,
        "token": told.complainant.token,
        "item": "" if told.item is None else told.item.code,
        "item_name": "" if told.item is None else told.item.name,
        "account": "" if row.resolution is None else row.resolution.account,
        "remark": row.remark,
        "explanation": row.explanation,
    }


def _replayed(entries: Sequence[Entry]) -> Case:
    first = entries[0]
    assert isinstance(first.event, Registered)  # noqa: S101 - so `life` begins
    case = begin(first.event, at=first.at)
    for each in entries[1:]:
        case = apply(case, each.event, at=each.at)
    return case


def _joined(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    whole = list(pieces)
    whole[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(whole)


def _escaped(text: str) -> str:
    return encode_basestring(text)[1:-1]


def _told(made: Draft) -> object:
    """All that is written of a draft; digests are made when it is kept."""
    return made.series, dict(made.case), [{**each, "digest": ""} for each in made.entries]
