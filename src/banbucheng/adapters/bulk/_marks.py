"""A record with marks in the place of all that may differ, and the rows of its case cut at them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve, fields, frozen

from banbucheng.adapters._places import micros
from banbucheng.adapters.bulk._record import Record
from banbucheng.cases import Event
from banbucheng.codec import to_json
from banbucheng.intake import ServiceItem
from banbucheng.taxonomy import Suggestion
from banbucheng.terms import CauseCode, UnitCode
from banbucheng.worktime import Deadline, TimeLimit

__all__ = ["Column", "Cut", "Marks", "brief", "marked", "moments_of"]

_OPENS, _CLOSES = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPENS}([^{_CLOSES}]*){_CLOSES}")


def _slot(name: str) -> str:
    return f"{_OPENS}{name}{_CLOSES}"


_SUGGESTED = Suggestion(kind=None, causes=frozenset[CauseCode](), grade=None, evidence={_slot("suggestion"): ()})


@frozen
class Column:
    """A value of a row: always the same, or that of a slot."""

    value: Any
    slot: str = ""


class Marks:
    """Deadlines and suggestions as marks, and what each deadline is reckoned from."""

    def __init__(self, names: Mapping[datetime, str]) -> None:
        self.names = names
        self.numbers: dict[tuple[TimeLimit, str], int] = {}
        self.of: dict[str, tuple[TimeLimit, str]] = {}
        self.texts: dict[str, str] = {}
        self._written(_SUGGESTED, "suggestion")

    def event(self, event: Event, at: datetime) -> Event:
        """An event with every deadline of it, all of which begin with the event, and its suggestion as marks."""
        changed: dict[str, Any] = {}
        for each in fields(type(event)):
            value = getattr(event, each.name)
            if isinstance(value, Deadline):
                changed[each.name] = self._deadline(value, at)
            elif isinstance(value, Suggestion):
                changed[each.name] = _SUGGESTED
            elif each.name == "deadlines":
                changed[each.name] = {milestone: self._deadline(one, at) for milestone, one in value.items()}
        return evolve(event, **changed)

    def _deadline(self, deadline: Deadline, at: datetime) -> Deadline:
        of = (deadline.limit, self.names[at])
        n = self.numbers.setdefault(of, len(self.numbers))
        changed = evolve(deadline, edition=_slot(f"due{n}"))
        self.of[changed.edition] = of
        self._written(changed, f"due{n}")
        return changed

    def _written(self, value: Deadline | Suggestion, name: str) -> None:
        """A mark as entries write it, and as the body of a case does."""
        self.texts[to_json(value)] = name
        self.texts[to_json(value, brief=True)] = brief(name)


def brief(name: str) -> str:
    """The slot of the same value as the body of a case writes it, without what has its default."""
    return f"{name}.brief"


class Cut:
    """Cuts the texts and columns of a marked record at its slots."""

    def __init__(self, row: Record, marks: Marks, window: UnitCode) -> None:
        self._marks, self._window = marks, window
        problem, told = row.problem, row.complaint
        others = {window, told.region, told.site, problem.kind if problem else "", problem.grade if problem else ""}
        self.unit = None if row.unit in others else row.unit
        self._words = [
            (f'"channel":"{told.channel}"', f'"channel":"{_slot("channel")}"'),
            (f'"visits":{told.visits},', f'"visits":{_slot("visits")},'),
            (f'"rating":"{row.rating}"', f'"rating":"{_slot("rating")}"'),
            (f'"problem":{{"kind":"{problem.kind if problem else ""}"', f'"problem":{{"kind":"{_slot("kind")}"'),
        ]
        if self.unit:
            self._words.append((f'"{self.unit}"', f'"{_slot("unit")}"'))

    def text(self, body: str) -> Sequence[str]:
        """A text as what stays and the names of slots, by turns."""
        for text, name in self._marks.texts.items():
            body = body.replace(text, _slot(name))
        for at, name in self._marks.names.items():
            body = body.replace(at.isoformat(), _slot(name))
        for word, slot in self._words:
            body = body.replace(word, slot)
        return _SLOT.split(body)

    def column(self, name: str, value: Any) -> Column:
        """A column, and the slot that it has its value of, if any."""
        if name in {"reference", "complainant", "kind"}:
            return Column(None, name)
        if name in {"registered_us", "ended_us"} and value is not None:
            return Column(None, next(slot for at, slot in self._marks.names.items() if micros(at) == value))
        return Column(None, "unit") if name == "unit" and value == self.unit else Column(value)


def moments_of(row: Record) -> Mapping[str, datetime | None]:
    return {
        "received": row.complaint.received_at,
        "accepted": row.accepted_at,
        "answered": row.answered_at,
        "closed": row.closed_at,
    }


def marked(row: Record) -> tuple[Record, Mapping[datetime, str]]:
    """A record with marks for its texts and moments that no other text can hold, and what those moments stand for."""
    told, names, marks = row.complaint, dict[datetime, str](), dict[datetime, datetime]()
    for n, (name, at) in enumerate(moments_of(row).items(), start=1):
        if at is not None and at not in marks:
            marks[at] = at.replace(microsecond=n * 111_111)
            names[marks[at]] = name
    complaint = evolve(
        told,
        subject=_slot("subject"),
        detail=_slot("detail") if told.detail else "",
        wish=_slot("wish") if told.wish else "",
        reference=_slot("reference") if told.reference else "",
        received_at=marks[told.received_at],
        complainant=evolve(told.complainant, token=_slot("token") if told.complainant.token else ""),
        item=None
        if told.item is None
        else ServiceItem(code=_slot("item"), name=_slot("item_name") if told.item.name else ""),
    )
    told_so = evolve(
        row,
        complaint=complaint,
        accepted_at=marks[row.accepted_at],
        answered_at=None if row.answered_at is None else marks[row.answered_at],
        closed_at=None if row.closed_at is None else marks[row.closed_at],
        resolution=None if row.resolution is None else evolve(row.resolution, account=_slot("account")),
        remark=_slot("remark") if row.remark else "",
        explanation=_slot("explanation") if row.explanation else "",
    )
    return told_so, names
