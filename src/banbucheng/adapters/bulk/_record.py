"""What a row says, as values: the complaint, what was made of it, and when it was answered and closed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from attrs import frozen

from banbucheng.adapters.bulk._mapping import ImportMapping
from banbucheng.errors import BadInput
from banbucheng.intake import Complainant, Complaint, ServiceItem
from banbucheng.labels import LANGUAGES, word
from banbucheng.replies import Resolution
from banbucheng.rulebook import Rulebook
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
from banbucheng.worktime import WorkCalendar

__all__ = ["Form", "Record", "Unfit"]

_T = TypeVar("_T")
_Code = TypeVar("_Code", bound=StrEnum)
_LONGEST_REFERENCE = 64
_MOMENT = re.compile(
    r"(\d{4})[^\d\s]{1,2}(\d{1,2})[^\d\s]{1,2}(\d{1,2})[^\d\s]?"
    r"(?:[\sT]*(\d{1,2})[^\d\s](\d{1,2})(?:[^\d\s](\d{1,2})(?:\.(\d{1,6}))?)?[^\d\s+-]?)?",
    re.ASCII,
)
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


@frozen(kw_only=True, slots=False)
class Form:
    """What a row must be; a value that no rulebook knows, or a moment that nobody has seen yet, is a reason against it."""

    mapping: ImportMapping
    book: Rulebook
    calendar: WorkCalendar
    #: When it is imported; nothing in the file can be later.
    at: datetime

    def record(self, cells: Mapping[str, str]) -> Record:
        """
        The record of a row.

        Raises:
            Unfit: with every reason against it.
        """
        return _Reading(self, self.mapping.read(cells), self.mapping.reference(cells)).record()

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The rulebook's codes, by their names and by themselves."""
        book = self.book
        named = {
            "region": [(each.code, each.names) for each in book.regions],
            "kind": [(each.code, each.names) for each in book.taxonomy.kinds],
            "grade": [(each.code, each.names) for each in book.taxonomy.grades],
            "causes": [(each.code, each.names) for each in book.taxonomy.causes],
        }
        return {
            field: {text: str(code) for code, names in some for text in (code, *names.values())}
            for field, some in named.items()
        }

    @cached_property
    def units(self) -> Mapping[str, Mapping[str, UnitCode]]:
        """The units by their names and codes, and of each name the one of a region."""
        found: dict[str, dict[str, UnitCode]] = {}
        for each in self.book.units:
            for text in (each.code, *each.names.values()):
                found.setdefault(text, {})[each.region] = each.code
        return found

    @cached_property
    def codes(self) -> Mapping[type[StrEnum], Mapping[str, StrEnum]]:
        """The codes of the field, by themselves and by their words in each language."""
        sections: Mapping[str, type[StrEnum]] = {
            "channel": Channel,
            "demand_type": DemandType,
            "complainant_kind": ComplainantKind,
            "special_group": SpecialGroup,
            "severity": Severity,
            "decline_ground": DeclineGround,
            "outcome": Outcome,
            "rating": Rating,
        }
        return {
            codes: {
                text: code
                for code in codes
                for text in (str(code), *(word(f"{section}.{code}", language) for language in LANGUAGES))
            }
            for section, codes in sections.items()
        }


class _Reading:
    """One row being read, and the reasons against it so far."""

    def __init__(self, form: Form, said: Mapping[str, str], reference: str) -> None:
        self.form, self.said, self.reference = form, said, reference
        self.reasons: list[str] = []

    def record(self) -> Record:
        received = self._moment("received", time())
        answered, closed = self._moment("answered", _LAST_MOMENT), self._moment("closed", _LAST_MOMENT)
        accepted = self._moment("accepted", _LAST_MOMENT) or received
        self._in_order(("received", received), ("accepted", accepted), ("answered", answered), ("closed", closed))
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
        self.reasons.append(f"{field}: {self._text(field)!r} cannot be used; {what}" if self._text(field) else f"{field}: {what}")

    def _in_order(self, *moments: tuple[str, datetime | None]) -> None:
        known = [(field, at) for field, at in moments if at is not None]
        for (before, earlier), (field, later) in zip(known, known[1:], strict=False):
            if later < earlier:
                self._against(field, f"it lies before {before}, {self._text(before)}")

    def _moment(self, field: str, of_day: time) -> datetime | None:
        text, calendar = self._text(field), self.form.calendar
        if not text:
            if field == "received":
                self._against(field, "say when it came, such as 2024-03-05 09:30")
            return None
        found = _moment(text, of_day, self.form)
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
            self._against(field, f"give one of {', '.join(codes)}, or say in the mapping what it means: [values.{field}]")
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
        region = self._book_code("region", self._text("region")) if self._text("region") else self.form.book.regions[0].code
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


def _moment(text: str, of_day: time, form: Form) -> datetime | None:
    """A moment that a text names, local where it names no offset; a day alone is `of_day` of it, as far as it has come."""
    zone, match = form.calendar.zone, _MOMENT.fullmatch(text)
    try:
        if match is None:
            found = datetime.fromisoformat(text)
            return found.astimezone(zone) if found.tzinfo is not None else found.replace(tzinfo=zone)
        year, month, day = (int(part) for part in match.groups()[:3])
        if match[4] is None:
            found = datetime.combine(date(year, month, day), of_day, zone)
            return min(found, form.at.astimezone(zone)) if found.date() <= form.at.astimezone(zone).date() else found
        micros = int((match[7] or "").ljust(6, "0"))
        return datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), micros, tzinfo=zone)
    except (ValueError, OverflowError):
        return None
