"""The months of a deadline as a small picture for the terminal."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from unicodedata import east_asian_width

from banbucheng.labels import phrase, word
from banbucheng.worktime._deadline import Deadline
from banbucheng.worktime._notes import DayNote, Reason

__all__ = ["months_as_picture"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WIDTH = 4
_DAY = timedelta(days=1)
#: The sign of each kind of day, in the order of the legend.
_SIGNS = {"receipt": ">", "counted": "*", "off": ".", "paused": "=", "undecided": "?", "due": "!"}
_KINDS = {
    Reason.RECEIPT: "receipt",
    Reason.DEEMED_RECEIPT: "receipt",
    Reason.PAUSED: "paused",
    Reason.UNDECIDED: "undecided",
}


def months_as_picture(deadline: Deadline, notes: Sequence[DayNote], language: str) -> str:
    """Each month of the stretch with a sign at its days, and what the signs mean."""
    kinds = {note.on: _kind(note) for note in notes} | {deadline.on: "due"}
    first, last = min(kinds), max(kinds)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    pictures = [_month(date(month // 12, month % 12 + 1, 1), kinds, language) for month in months]
    used = set(kinds.values())
    legend = "  ".join(
        f"{sign} {word(f'worktime.sign.{kind}', language)}" for kind, sign in _SIGNS.items() if kind in used
    )
    return "\n\n".join([*pictures, legend])


def _kind(note: DayNote) -> str:
    counts = note.counted is not None or note.time
    return _KINDS.get(note.reason, "counted" if counts else "off")


def _month(first: date, kinds: Mapping[date, str], language: str) -> str:
    header = "".join(_padded(word(f"worktime.weekday_short.{name}", language)) for name in _WEEKDAYS)
    cells = [" " * _WIDTH] * first.weekday()
    day = first
    while day.month == first.month:
        cells.append(f"{day.day:>{_WIDTH - 1}}{_SIGNS.get(kinds.get(day, ''), ' ')}")
        day += _DAY
    weeks = ["".join(cells[place : place + 7]).rstrip() for place in range(0, len(cells), 7)]
    title = phrase("worktime.month", language, year=first.year, month=f"{first.month:02}")
    return "\n".join([title, header.rstrip(), *weeks])


def _padded(text: str) -> str:
    # A Chinese character takes two columns of a terminal.
    columns = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return f"{' ' * (_WIDTH - 1 - columns)}{text} "
