"""What has to hold after a crash: what was acknowledged is there, and nothing is half there."""

from collections import Counter
from collections.abc import Collection, Iterable

from banbucheng.adapters.sql import verify
from banbucheng.cases.events import NoticeGiven
from banbucheng.ledger import Entry
from tests.contracts._servers import Place

__all__ = ["broken_promises", "tokens"]


def tokens(entries: Iterable[Entry]) -> Counter[str]:
    """How often each command's own word stands in the ledger."""
    return Counter(each.event.text for each in entries if isinstance(each.event, NoticeGiven))


def broken_promises(place: Place, acknowledged: Collection[str], entries_each: int) -> list[str]:
    """What is wrong with the record, in words; nothing if all is well."""
    with place.engine.connect() as connection:
        store = place.store(connection)
        found = tokens(store.ledger())
        wrong = [f"{each} was acknowledged and is not there" for each in acknowledged if each not in found]
        wrong += [
            f"{each} is there in {many} of {entries_each}" for each, many in found.items() if many != entries_each
        ]
        wrong += [str(finding) for finding in verify(connection, place.tables, whole=True).findings]
    return wrong
