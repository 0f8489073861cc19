"""Clocks: the only place that asks the system what time it is."""

from datetime import datetime

from attrs import define, frozen

from banbucheng.errors import BadInput

__all__ = ["SettableClock", "SystemClock"]


@frozen
class SystemClock:
    """The system's clock, in the system's own zone; the desk applies its calendar's zone itself."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now().astimezone()


@define
class SettableClock:
    """A clock that stands where it was put: for simulations, imports of the past, and tests."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was put to."""
        return self.at

    def put(self, at: datetime) -> None:
        """
        Put the clock forward, never back.

        Raises:
            BadInput: the moment lies before the one the clock shows.
        """
        if at < self.at:
            raise BadInput("clock", at.isoformat(), f"it shows {self.at.isoformat()} and is only put forward")
        self.at = at
