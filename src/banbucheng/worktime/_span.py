"""Stretches of time: half-open, aware, with a small algebra."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from attrs import field, frozen

from banbucheng.errors import BadInput
from banbucheng.worktime._value import hashed, same, shown

__all__ = ["Span", "aware", "joined", "local"]


def aware(what: str, value: object) -> datetime:
    """
    The value, if it is a moment that knows its zone.

    Raises:
        BadInput: it is no moment, or a naive one, which means a different instant on every host.
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise BadInput(what, value, "give a datetime with a time zone")
    return value


def local(moment: object, zone: tzinfo) -> datetime:
    """
    The moment on the clocks of a zone.

    Raises:
        BadInput: it is no moment, knows no zone, or lies where the calendar of Python ends.
    """
    return _moved(aware("moment", moment), zone)


def _moved(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise BadInput("moment", str(moment), "give a moment between the years 2 and 9998") from None


@frozen(slots=False)
class Span:
    """
    The stretch from one moment up to another, which is itself no longer part of it.

    Raises:
        BadInput: a moment without a zone, or an end before the beginning.
    """

    __eq__, __hash__, __repr__ = same, hashed, shown

    opens: datetime = field()
    closes: datetime = field()

    def __attrs_post_init__(self) -> None:
        if _moved(aware("span closes", self.closes), UTC) < _moved(aware("span opens", self.opens), UTC):
            raise BadInput(
                "span closes", self.closes.isoformat(), f"it cannot end before it begins at {self.opens.isoformat()}"
            )

    @property
    def length(self) -> timedelta:
        """How long it lasts, by the instant."""
        return _instant(self.closes) - _instant(self.opens)

    def __contains__(self, moment: datetime) -> bool:
        return _instant(self.opens) <= local(moment, UTC) < _instant(self.closes)

    def __bool__(self) -> bool:
        """Whether any time is in it."""
        return _instant(self.opens) < _instant(self.closes)

    def __and__(self, other: "Span") -> "Span":
        """What both have in common; empty, at the later opening, where they have nothing."""
        opens = max(self.opens, other.opens, key=_instant)
        return Span(opens, max(opens, min(self.closes, other.closes, key=_instant), key=_instant))

    def __sub__(self, other: "Span") -> tuple["Span", ...]:
        """What is left when the other is cut out: none, one or two spans."""
        cut = self & other
        if not cut:
            return (self,) if self else ()
        rest = (Span(self.opens, cut.opens), Span(cut.closes, self.closes))
        return tuple(span for span in rest if span)


def joined(spans: Sequence[Span]) -> Sequence[Span]:
    """The same time as disjoint spans in order; those that touch or overlap become one."""
    if len(spans) < 2:  # noqa: PLR2004 - as most clocks have it: there is nothing to join
        return [span for span in spans if span]
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: _instant(each.opens)):
        if found and _instant(span.opens) <= _instant(found[-1].closes):
            found[-1] = Span(found[-1].opens, max(found[-1].closes, span.closes, key=_instant))
        elif span:
            found.append(span)
    return found


def _instant(moment: datetime) -> datetime:
    # Python compares moments of one zone by the wall clock, which goes wrong in the hour that autumn repeats. A span has
    # looked at its own moments when it was built.
    return moment.astimezone(UTC)
