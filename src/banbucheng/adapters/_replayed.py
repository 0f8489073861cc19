"""What stored entries replay to, whoever wrote them."""

from collections.abc import Iterable

from banbucheng.cases import Case
from banbucheng.codec import from_json
from banbucheng.errors import BadInput, BrokenLedger, RulebookError
from banbucheng.ledger import Entry, Finding, Flaw, Line, replay

__all__ = ["replayed"]


def replayed(number: str, lines: Iterable[Line]) -> Case | Finding:
    """The case that the lines of a chain make, or the first entry that makes none."""
    entries = list[Entry]()
    for line in lines:
        try:
            entries.append(from_json(Entry, line[2], name=number))
        except (RulebookError, BadInput, RecursionError) as error:
            return Finding(number=number, entry=line[1], flaw=Flaw.UNREADABLE, what=str(error))
    try:
        return replay(entries)
    except BrokenLedger as broken:
        return Finding(number=number, entry=broken.entry, flaw=Flaw.REPLAY, what=broken.what)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # Who forges a whole chain can write events that no command of ours decides on.
        return Finding(number=number, entry=len(entries), flaw=Flaw.REPLAY, what=type(error).__name__)
