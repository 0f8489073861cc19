"""What comes in as JSON: the names of the commands, and strict reading of what is sent with them."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from banbucheng.adapters.json_schema import definitions
from banbucheng.cases import Command
from banbucheng.cases import commands as c
from banbucheng.codec import load
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.intake import Complaint
from banbucheng.terms import StaffId

__all__ = ["COMMANDS", "read_command", "read_complaint", "sent_schemas"]

#: What a person may ask over an interface, by its name there: `Accept` is `accept`, `AskExtension` is `ask-extension`.
#: The two halves of a merger belong to the desk, and inspecting and counting anew to the host's scheduler.
COMMANDS: Mapping[str, type[Command]] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower(): kind
    for kind in get_args(Command)
    if kind not in {c.ChangeEdition, c.Inspect, c.Join, c.Merge, c.Part, c.Recount, c.Separate}
}


def read_complaint(text: bytes) -> Complaint:
    """
    The complaint in the body of a request.

    Raises:
        BadInput: it is no JSON in UTF-8, or holds text that cannot be written down.
        RulebookError: it is no complaint; every fault at once.
    """
    return load(Complaint, _plain(text), name="complaint")


def read_command(kind: type[Command], text: bytes, *, by: StaffId) -> Command:
    """
    The command in the body of a request; who gives it is the host's to say, and never the body's.

    Raises:
        BadInput: as `read_complaint`.
        RulebookError: it is no such command; every fault at once.
    """
    plain = _plain(text)
    if not isinstance(plain, dict):
        raise RulebookError("command", (Fault("$", f"expected a table of fields, not {type(plain).__name__}"),))
    asked = cast("dict[str, Any]", plain)
    if "by" in asked:
        raise RulebookError("command", (Fault("$.by", "leave it out; whoever is signed in gives the command"),))
    return load(kind, {**asked, "by": by}, name="command")


def sent_schemas(*, at: str) -> dict[str, Any]:
    """The schemas of what is sent, by name, as `definitions` files them; the commands without `by`."""
    found = definitions((Complaint, *COMMANDS.values()), at=at)
    for kind in COMMANDS.values():
        made = found[f"commands.{kind.__name__}"]
        del made["properties"]["by"]
        made["required"].remove("by")
    return found


def _plain(text: bytes) -> object:
    try:
        plain: object = json.loads(text.decode())
        written = json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadInput("body", type(error).__name__, "send JSON in UTF-8") from error
    if b"\\u0000" in written:
        raise BadInput("body", "\0", "leave the character NUL out; databases do not take it")
    return plain
