"""Entries as events that other systems understand: the envelope of CloudEvents 1.0, as plain data (no package needed)."""

from typing import Any

from banbucheng.codec import dump
from banbucheng.errors import BadInput
from banbucheng.ledger import Entry

__all__ = ["cloud_event"]

_CONTEXT = "application/json"


def cloud_event(entry: Entry, *, source: str, kind: str = "banbucheng") -> dict[str, Any]:
    """
    The envelope of an entry, in the JSON format of CloudEvents 1.0; `json.dumps` it, with `application/cloudevents+json`.

    `source` is a URI reference that names your desk, such as `https://window.example.cn/desk`. The `id` is the number of
    the case and of the entry: of one source never the same twice, and the same when an entry is sent again, so that a
    receiver can drop what it has. The `type` is `kind`, a dot and the name of the event; `data` is the entry as
    `banbucheng.codec.dump` gives it, and holds no more about a person than the ledger does.

    Raises:
        BadInput: the source is empty, which the specification forbids.
    """
    if not source.strip():
        raise BadInput("source", source, "give a URI that names your desk, such as https://window.example.cn/desk")
    return {
        "specversion": "1.0",
        "id": f"{entry.number}/{entry.seq}",
        "source": source,
        "type": f"{kind}.{type(entry.event).__name__}",
        "subject": str(entry.number),
        "time": entry.at.isoformat(),
        "datacontenttype": _CONTEXT,
        "data": dump(entry),
    }
