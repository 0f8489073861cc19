"""What a region, an office or an emergency changes in a calendar."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import field, frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._hours import Stretches, stretches_from_text
from banbucheng.worktime._value import hashed, same, shown

__all__ = ["Overlay"]


def _days(value: Iterable[date]) -> frozenset[date]:
    return frozenset(value)


def _weekdays(value: Iterable[int]) -> frozenset[int]:
    found = frozenset(value)
    if not found <= frozenset(range(7)):
        raise BadInput("weekdays", sorted(found), "weekdays are numbered 0 (Monday) to 6 (Sunday)")
    return found


def _text(value: str | Stretches | None) -> Stretches | None:
    return stretches_from_text(value) if isinstance(value, str) else value


def _texts(value: Mapping[date, str | Stretches]) -> Mapping[date, Stretches]:
    return {day: stretches_from_text(hours) if isinstance(hours, str) else hours for day, hours in value.items()}


@frozen(kw_only=True, slots=False)
class Overlay:
    """
    Days that someone turns off and on in a calendar, with who says so; it goes before what the calendar said.

    Raises:
        BadInput: a day that is both off and on, naming it.
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    #: The name that its days carry, such as a festival's code or a storm's name.
    name: str
    off: frozenset[date] = field(default=frozenset[date](), converter=_days)
    on: frozenset[date] = field(default=frozenset[date](), converter=_days)
    #: Days that may yet turn, unless a festival falls there.
    undecided: frozenset[date] = field(default=frozenset[date](), converter=_days)
    #: Weekdays (0 = Monday) that it turns on, between `valid_from` and `valid_through`, unless a festival falls there.
    weekdays: frozenset[int] = field(default=frozenset[int](), converter=_weekdays)
    #: Opening hours of single days, such as a half day before a storm; as text or as stretches.
    hours: Mapping[date, Stretches] = field(factory=dict[date, Stretches], converter=_texts, hash=False)
    #: The opening hours of the days it turns on; None keeps the calendar's own.
    open: Stretches | None = field(default=None, converter=_text)
    #: Whether the days it turns on are legal working days; extended service is open and yet counts for none.
    counts: bool = True
    #: Days outside these bounds are left as they are.
    valid_from: date | None = None
    valid_through: date | None = None
    #: The document that orders it.
    source: str = ""

    def __attrs_post_init__(self) -> None:
        twice = self.off & self.on
        if twice:
            raise BadInput(f"overlay {self.name}", min(twice).isoformat(), "a day is either off or on")
        if self.weekdays and (self.valid_from is None or self.valid_through is None):
            raise BadInput(
                f"overlay {self.name}", sorted(self.weekdays), "weekdays need both valid_from and valid_through"
            )

    def covers(self, day: date) -> bool:
        """Whether it says anything about that day at all."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_through is None or day <= self.valid_through
        )
