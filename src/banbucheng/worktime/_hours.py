"""Opening hours: stretches of the day per weekday, on makeup workdays and on single dates."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from attrs import evolve, field, frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._value import hashed, same, shown

__all__ = ["DAY", "DEFAULT_HOURS", "Hours", "Stretches", "both", "since_midnight", "stretches_from_text"]

#: Stretches of one day, in order and apart: (opens, closes) each; a closing at 00:00 is the end of the day.
Stretches = tuple[tuple[time, time], ...]

DAY = 86_400_000_000
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def since_midnight(moment: time) -> int:
    """Microseconds from midnight to this time of day."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def _closing(moment: time) -> int:
    return since_midnight(moment) or DAY


def stretches_from_text(text: str) -> Stretches:
    """
    The stretches that a text such as `09:00-12:00 14:00-17:30` names; an empty one means closed all day.

    A closing at 24:00 is the end of the day.

    Raises:
        BadInput: it is written differently, or the stretches overlap or run backwards.
    """
    try:
        pairs = [part.split("-") for part in text.split()]
        found = tuple(
            (time.fromisoformat(opens), time.fromisoformat(closes.replace("24:00", "00:00"))) for opens, closes in pairs
        )
    except ValueError:
        raise BadInput("opening hours", text, "write stretches like 09:00-12:00 14:00-17:30") from None
    return _checked(found)


def _checked(stretches: Stretches) -> Stretches:
    until = 0
    for opens, closes in stretches:
        if not until <= since_midnight(opens) < _closing(closes) or until == DAY:
            shown = " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in stretches)
            raise BadInput(
                "opening hours", shown, "stretches follow one another without overlap, each closing after it opens"
            )
        until = _closing(closes)
    return stretches


def both(one: Stretches, other: Stretches) -> Stretches:
    """The time of day that lies in the stretches of both."""
    found: list[tuple[time, time]] = []
    for opens, closes in one:
        for begins, ends in other:
            start, end = max(opens, begins), min(closes, ends, key=_closing)
            if since_midnight(start) < _closing(end):
                found.append((start, end))
    return tuple(found)


def _week(value: Sequence[Stretches]) -> tuple[Stretches, ...]:
    if len(value) != len(_WEEKDAYS):
        raise BadInput("opening hours", value, "give the stretches of seven days, Monday first")
    return tuple(_checked(tuple(day)) for day in value)


def _by_date(value: Mapping[date, Stretches]) -> Mapping[date, Stretches]:
    return {day: _checked(tuple(stretches)) for day, stretches in value.items()}


@frozen(kw_only=True, slots=False)
class Hours:
    """
    When the house is open on its working days.

    Raises:
        BadInput: stretches that overlap or run backwards, or a week that is not of seven days.
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    #: The stretches of each weekday, Monday first.
    weekly: tuple[Stretches, ...] = field(converter=_week)
    #: Those of a makeup workday, which falls on a weekend.
    makeup: Stretches = field(converter=_checked)
    #: Those of single dates, such as a half day; they go before all others.
    exceptions: Mapping[date, Stretches] = field(factory=dict[date, Stretches], converter=_by_date, hash=False)
    #: Where the morning ends and the afternoon begins.
    midday: time = time(12)
    #: The first and the last day on which these hours hold; None leaves that side open.
    valid_from: date | None = None
    valid_through: date | None = None
    #: The document that set them.
    source: str = ""

    @classmethod
    def of(
        cls, *, daily: str, makeup: str | None = None, exceptions: Mapping[date, str] | None = None, **weekdays: str
    ) -> "Hours":
        """
        Hours written as texts: the same every day but for the weekdays named (`friday="09:00-12:00"`).

        On a makeup workday the hours of Monday hold unless `makeup` says otherwise.

        Raises:
            BadInput: a text that is no stretches, or a weekday that is none.
        """
        for name in weekdays:
            if name not in _WEEKDAYS:
                raise BadInput("weekday", name, f"name one of {', '.join(_WEEKDAYS)}")
        weekly = tuple(stretches_from_text(weekdays.get(name, daily)) for name in _WEEKDAYS)
        return cls(
            weekly=weekly,
            makeup=weekly[0] if makeup is None else stretches_from_text(makeup),
            exceptions={day: stretches_from_text(text) for day, text in (exceptions or {}).items()},
        )

    def valid(self, first: date | None, last: date | None, *, source: str = "") -> "Hours":
        """The same hours, holding from the first day through the last."""
        return evolve(self, valid_from=first, valid_through=last, source=source)

    def covers(self, day: date) -> bool:
        """Whether these hours hold on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_through is None or day <= self.valid_through
        )

    def on(self, day: date, *, makeup: bool = False) -> Stretches:
        """The stretches of a working day."""
        special = self.exceptions.get(day)
        if special is not None:
            return special
        return self.makeup if makeup else self.weekly[day.weekday()]


#: Two stretches a day, as most halls keep.
DEFAULT_HOURS = Hours.of(daily="09:00-12:00 14:00-17:30")
