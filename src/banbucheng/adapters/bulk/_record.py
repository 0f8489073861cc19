"""What a row says, as values: the complaint, what was made of it, and when it was answered and closed."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from attrs import frozen

from banbucheng.adapters.bulk._form import Form, moment_of
from banbucheng.errors import BadInput
from banbucheng.intake import Complainant, Complaint, ServiceItem
from banbucheng.replies import Resolution
from banbucheng.taxonomy import Problem
from banbucheng.terms import (
    CauseCode,
    Channel,
    ComplainantKind,
    DeclineGround,
    DemandType,
    GradeCode,
    KindCode,
    Outcome,
    Rating,
    RegionCode,
    Severity,
    SpecialGroup,
    StaffId,
    UnitCode,
)

__all__ = ["Record", "Unfit", "record_of"]

_T = TypeVar("_T")
_Code = TypeVar("_Code", bound=StrEnum)
_LONGEST_REFERENCE = 64
#: Between several values in one cell, or the steps of a path.
_SEVERAL = re.compile(r"[|;,\uff0c\uff1b\u3001]")
_STEPS = re.compile(r"[/>\\|]")
_LAST_MOMENT = time(23, 59, 59)
#: What the longest deadlines may take.
_TO_SPARE = timedelta(days=366)


class Unfit(ValueError):
    """A row that cannot be taken: every reason, each with its field."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


@frozen(kw_only=True)
class Record:
    """One row, read."""

    complaint: Complaint
    #: What the file makes of it; None where it names no kind.
    problem: Problem | None
    declined: DeclineGround | None
    instead: str
    accepted_at: datetime
    #: The unit that handled it; None where the window did.
    unit: UnitCode | None
    answered_at: datetime | None
    resolution: Resolution | None
    rating: Rating | None
    remark: str
    closed_at: datetime | None
    explanation: str


def record_of(form: Form, cells: Mapping[str, str]) -> Record:
    """
    The record of a row.

    Raises:
        Unfit: with every reason against it.
    """
    return _Reading(form, form.mapping.read(cells), form.mapping.reference(cells)).record()


class _Reading:
    """One row being read, and the reasons against it so far."""

    def __init__(self, form: Form, said: Mapping[str, str], reference: str) -> None:
        self.form, self.said, self.reference = form, said, reference
        self.reasons: list[str] = []

    def record(self) -> Record:
        received = self._moment("received", time())
        answered, closed = self._moment("answered", _LAST_MOMENT), self._moment("closed", _LAST_MOMENT)
        taken = self._moment("accepted", _LAST_MOMENT)
        self._in_order(("received", received), ("accepted", taken), ("answered", answered), ("closed", closed))
        accepted = taken or received
        declined = self._code("declined", DeclineGround)
        complaint, problem, resolution = self._complaint(received), self._problem(), None
        if (answered or closed) and declined is None:
            resolution = self._resolution()
        if self.reasons or complaint is None or received is None or accepted is None:
            raise Unfit(self.reasons)
        return Record(
            complaint=complaint,
            problem=problem,
            declined=declined,
            instead=self._text("instead"),
            accepted_at=accepted,
            unit=self._unit(complaint.region),
            answered_at=answered or closed,
            resolution=resolution,
            rating=self._code("rating", Rating),
            remark=self._text("remark"),
            closed_at=closed,
            explanation=self._text("explanation") or self._text("remark"),
        )

    def _text(self, field: str) -> str:
        return self.said.get(field, "")

    def _against(self, field: str, what: str) -> None:
        self.reasons.append(
            f"{field}: {self._text(field)!r} cannot be used; {what}" if self._text(field) else f"{field}: {what}"
        )

    def _in_order(self, *moments: tuple[str, datetime | None]) -> None:
        known = [(field, at) for field, at in moments if at is not None]
        for (before, earlier), (field, later) in pairwise(known):
            if later < earlier:
                self._against(field, f"it lies before {before}, {self._text(before)}")

    def _moment(self, field: str, of_day: time) -> datetime | None:
        text, calendar = self._text(field), self.form.calendar
        if not text:
            if field == "received":
                self._against(field, "say when it came, such as 2024-03-05 09:30")
            return None
        found = moment_of(text, of_day, self.form)
        if found is None:
            self._against(field, "give a moment such as 2024-03-05 09:30")
            return None
        last = calendar.last - _TO_SPARE
        if not calendar.first <= found.date() <= last:
            self._against(field, f"the calendar has working days from {calendar.first} to {last}")
        elif found > self.form.at:
            self._against(field, "it has not happened yet")
        else:
            return found
        return None

    def _code(self, field: str, codes: type[_Code]) -> _Code | None:
        text = self._text(field)
        if not text:
            return None
        found = self.form.codes[codes].get(text)
        if not isinstance(found, codes):
            self._against(
                field, f"give one of {', '.join(codes)}, or say in the mapping what it means: [values.{field}]"
            )
            return None
        return found

    def _several(self, field: str) -> list[str]:
        return [each.strip() for each in _SEVERAL.split(self._text(field)) if each.strip()]

    def _book_code(self, field: str, text: str) -> str:
        known = self.form.words[field]
        if text not in known:
            codes = ", ".join(dict.fromkeys(known.values()))
            said = f"{self.form.book.name} has {codes}; say in the mapping what it means: [values.{field}]"
            self._against(field, said)
        return known.get(text, "")

    def _complaint(self, received: datetime | None) -> Complaint | None:
        region = (
            self._book_code("region", self._text("region")) if self._text("region") else self.form.book.regions[0].code
        )
        if not self.reference:
            self._against("id", "give each row its own")
        elif len(self.reference) > _LONGEST_REFERENCE:
            self._against("id", f"with the system in front it has at most {_LONGEST_REFERENCE} characters")
        if not self._text("subject"):
            self._against("subject", "say it in words")
        groups = frozenset(group for each in self._several("groups") if (group := self._group(each)) is not None)
        visits = self._text("visits") or "0"
        if not (visits.isascii() and visits.isdigit() and len(visits) < 10):  # noqa: PLR2004 - of an INTEGER
            self._against("visits", "give a whole number")
            visits = "0"
        who = Complainant(
            kind=self._code("who", ComplainantKind) or ComplainantKind.PERSON,
            groups=groups,
            token=self._text("complainant"),
        )
        channel, demand = self._code("channel", Channel), self._code("demand", DemandType)
        if self.reasons or received is None:
            return None
        return Complaint(
            subject=self._text("subject"),
            detail=self._text("detail"),
            wish=self._text("wish"),
            received_at=received,
            channel=channel or Channel.WINDOW,
            demand=demand or DemandType.HELP,
            region=RegionCode(region),
            site=self._text("site"),
            complainant=who,
            item=ServiceItem(code=self._text("item"), name=self._text("item_name")) if self._text("item") else None,
            visits=int(visits),
            reference=self.reference,
        )

    def _group(self, text: str) -> SpecialGroup | None:
        found = self.form.codes[SpecialGroup].get(text)
        if not isinstance(found, SpecialGroup):
            self._against("groups", f"{text!r} is none of {', '.join(SpecialGroup)}")
            return None
        return found

    def _problem(self) -> Problem | None:
        text, unsorted = self._text("kind"), self.form.book.unsorted
        grade = self._book_code("grade", self._text("grade")) if self._text("grade") else unsorted.grade
        causes = frozenset(CauseCode(self._book_code("causes", each)) for each in self._several("causes"))
        severity = self._code("severity", Severity) or Severity.NORMAL
        category = tuple(each.strip() for each in _STEPS.split(self._text("category")) if each.strip())
        if not text:
            return None
        kind = KindCode(self._book_code("kind", text))
        return Problem(kind=kind, grade=GradeCode(grade), causes=causes, severity=severity, category=category)

    def _unit(self, region: RegionCode) -> UnitCode | None:
        text = self._text("unit")
        if not text:
            return None
        named = self.form.units.get(text, {})
        if region not in named and len(named) != 1:
            several = " in several regions; give its code" if named else "; give its code or its name"
            self._against("unit", f"it is not one unit of {self.form.book.name}{several}")
            raise Unfit(self.reasons)
        return named[region] if region in named else next(iter(named.values()))

    def _resolution(self) -> Resolution | None:
        outcome = self._code("outcome", Outcome)
        if outcome is None:
            if not self._text("outcome"):
                self._against("outcome", "say how it ended, or give all such rows one: [defaults] outcome")
            return None
        signer = self._text("second_signer")
        return self._made(
            "outcome",
            lambda: Resolution(
                outcome=outcome,
                account=self._text("answer") or self._text("outcome"),
                legal_basis=self._text("legal_basis"),
                second_signer=StaffId(signer) if signer else None,
            ),
        )

    def _made(self, field: str, make: Callable[[], _T]) -> _T | None:
        try:
            return make()
        except BadInput as error:
            self._against(field, error.allowed)
            return None
