"""Limits, days and deadlines in words."""

from collections.abc import Sequence
from datetime import date

from banbucheng.errors import BadInput
from banbucheng.labels import LANGUAGES, phrase, word, words
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._limit import EndOfBusiness, HalfWorkingDays, Months, NaturalDays, TimeLimit, WorkingDays
from banbucheng.worktime._notes import DayNote, Reason

__all__ = ["day_in_words", "limit_in_words", "lines_in_words", "spoken"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS: dict[type[TimeLimit], str] = {
    WorkingDays: "workdays",
    NaturalDays: "days",
    Months: "days",
    HalfWorkingDays: "halves",
}
_NAMED = (Reason.DAY_OFF, Reason.PAUSED, Reason.UNDECIDED)


def spoken(language: str) -> str:
    """
    The language, if the library speaks it.

    Raises:
        BadInput: it does not.
    """
    if language not in LANGUAGES:
        raise BadInput("language", language, f"the library speaks {', '.join(LANGUAGES)}")
    return language


def limit_in_words(limit: TimeLimit, language: str) -> str:
    """
    A limit as a clerk says it, such as `5 working days`, in Chinese (`zh`) or English (`en`).

    Raises:
        BadInput: the library does not speak the language.
    """
    spoken(language)
    if isinstance(limit, EndOfBusiness):
        return word("worktime.limit.eob", language)
    number = limit.number
    unit = str(limit).lstrip("0123456789")
    return phrase(f"worktime.limit.{unit}{'_one' if number == 1 else ''}", language, number=number)


def day_in_words(day: date, language: str) -> str:
    """The short name of the weekday."""
    return word(f"worktime.weekday.{_WEEKDAYS[day.weekday()]}", language)


def lines_in_words(deadline: Deadline, notes: Sequence[DayNote], language: str) -> Sequence[str]:
    """One line for each day, and one for the outcome."""
    lines = [_note_in_words(note, deadline.limit, language) for note in notes]
    return [*lines, _outcome_in_words(deadline, language)]


def _note_in_words(note: DayNote, limit: TimeLimit, language: str) -> str:
    reason = _reason_in_words(note, language)
    line = phrase("worktime.note.line", language, on=note.on, weekday=day_in_words(note.on, language), reason=reason)
    if note.counted is not None:
        return f"{line} {phrase(f'worktime.counted.{_UNITS[type(limit)]}', language, number=note.counted)}"
    if note.time:
        minutes = note.time.total_seconds() / 60
        return f"{line} {phrase('worktime.counted.minutes', language, number=f'{minutes:g}')}"
    return line


def _reason_in_words(note: DayNote, language: str) -> str:
    reason = word(f"worktime.reason.{note.reason}", language)
    if not note.name or note.reason not in _NAMED:
        return reason
    name = words(language).get(f"worktime.festival.{note.name}", note.name)
    return name if note.reason is Reason.DAY_OFF else phrase("worktime.note.named", language, name=name, reason=reason)


def _outcome_in_words(deadline: Deadline, language: str) -> str:
    moment = f"{deadline.on} {deadline.at:%H:%M}"
    if deadline.at.date() != deadline.on:
        moment = f"{deadline.on} 24:00"
    limit = limit_in_words(deadline.limit, language)
    line = phrase("worktime.note.due", language, moment=moment, limit=limit, edition=deadline.edition)
    if deadline.provisional:
        line += phrase("worktime.note.provisional", language, earliest=deadline.earliest, latest=deadline.latest)
    return line
