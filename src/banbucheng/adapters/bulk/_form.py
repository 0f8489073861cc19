"""What the words of a row can mean: codes, names and moments."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from attrs import frozen

from banbucheng.adapters.bulk._mapping import ImportMapping
from banbucheng.labels import LANGUAGES, word
from banbucheng.rulebook import Rulebook
from banbucheng.terms import (
    Channel,
    ComplainantKind,
    DeclineGround,
    DemandType,
    Outcome,
    Rating,
    Severity,
    SpecialGroup,
    UnitCode,
)
from banbucheng.worktime import WorkCalendar

__all__ = ["Form", "moment_of"]

_MOMENT = re.compile(
    r"(\d{4})[^\d\s]{1,2}(\d{1,2})[^\d\s]{1,2}(\d{1,2})[^\d\s]?"
    r"(?:[\sT]*(\d{1,2})[^\d\s](\d{1,2})(?:[^\d\s](\d{1,2})(?:\.(\d{1,6}))?)?[^\d\s+-]?)?",
    re.ASCII,
)


@frozen(kw_only=True, slots=False)
class Form:
    """What a row must be; a value that no rulebook knows, or a moment that nobody has seen yet, is a reason against it."""

    mapping: ImportMapping
    book: Rulebook
    calendar: WorkCalendar
    #: When it is imported; nothing in the file can be later.
    at: datetime

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The rulebook's codes, by their names and by themselves."""
        book = self.book
        named: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = {
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


def moment_of(text: str, of_day: time, form: Form) -> datetime | None:
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
