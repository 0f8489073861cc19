"""What can be seen of a rulebook's laws without walking: steps without a bound, statuses without a way out."""

from functools import lru_cache

from banbucheng.cases import LIFECYCLE, OPEN, REPEATABLE, events
from banbucheng.errors import Fault
from banbucheng.proof._laws import ENDS, Law
from banbucheng.rulebook import Rulebook

__all__ = ["broken_at_once"]


def broken_at_once(book: Rulebook) -> tuple[Fault, ...]:
    """The laws that a rulebook breaks by its bounds and its switches alone; empty where it breaks none so."""
    return _broken(frozenset(book.switched_off), frozenset(book.bounds))


# A host may make a desk for every request; the same switches and bounds are judged once.
@lru_cache(maxsize=64)
def _broken(switched_off: frozenset[str], bounded: frozenset[str]) -> tuple[Fault, ...]:
    used = {event: row for event, row in LIFECYCLE.items() if event.__name__ not in switched_off}
    faults = [
        Fault(
            f"bounds.{event.__name__}", f"{Law.BOUNDED}: say how often it may happen in one handling, or switch it off"
        )
        for event in sorted(REPEATABLE & used.keys(), key=lambda event: event.__name__)
        if event.__name__ not in bounded
    ]
    ways = {event: row for event, row in used.items() if event not in REPEATABLE and event is not events.Withdrawn}
    out = set(ENDS)
    while more := {source for row in ways.values() for source, to in row.items() if to in out} - out:
        out |= more
    faults += [
        Fault("switched_off", f"{Law.END_REACHABLE}: a case that is {status} would never end")
        for status in sorted(OPEN - out)
    ]
    return tuple(faults)
