"""The record of what was done with personal fields: who, when, why and which; never what was in them."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NewType

from attrs import frozen
from sqlalchemy import select

from banbucheng.adapters.vault._fields import Field
from banbucheng.adapters.vault._link import Link
from banbucheng.adapters.vault._personal import Personal
from banbucheng.adapters.vault._schema import micros, moment
from banbucheng.errors import BadInput, Refusal
from banbucheng.terms import StaffId

__all__ = ["Access", "Because", "Deed", "Token", "because", "opaque", "record", "records"]

#: A person of a vault, by an opaque name; what goes into `Complainant.token`, and nothing else does.
Token = NewType("Token", str)

_BY, _WHY = 64, 400
_TOKEN = re.compile("[0-9a-f]{32}")


class Deed(StrEnum):
    """What was done."""

    KEPT = "kept"
    CHANGED = "changed"
    LOOKED_FOR = "looked_for"
    REVEALED = "revealed"
    ERASED = "erased"
    HELD = "held"
    LIFTED = "lifted"
    ROTATED = "rotated"


@frozen(kw_only=True)
class Because:
    """Who does something, for what reason, and when."""

    by: StaffId
    why: str
    at: datetime


@frozen(kw_only=True)
class Access:
    """One line of the record."""

    at: datetime
    by: StaffId
    deed: Deed
    #: Whose; None where nobody was found, or keys were rotated.
    token: Token | None
    fields: tuple[Field, ...]
    why: str


def opaque(token: object) -> Token:
    """
    A token, once it looks like one: what does not is perhaps a telephone in the wrong place, and goes nowhere.

    Raises:
        Refusal: it is none of ours.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Refusal("", "no_person", "this is no token of a vault; take it from the case's complainant")
    return Token(token)


def because(by: object, why: object, at: datetime, *, unsaid: Collection[Personal] = ()) -> Because:
    """
    A reason that can be recorded.

    Raises:
        BadInput: nobody is named, no reason is given or too long a one, or it repeats a personal value.
    """
    actor, reason = _told("by", by, _BY), _told("why", why, _WHY)
    if any(len(each.plain) > 1 and (each.plain in reason or each.plain in actor) for each in unsaid):
        raise BadInput(
            "why", _size(reason), "say it without repeating a value of the person: the record is not encrypted"
        )
    micros(at)
    return Because(by=StaffId(actor), why=reason, at=at)


def record(link: Link, deed: Deed, tokens: Collection[Token | None], fields: Collection[Field], said: Because) -> None:
    """Write one line for each token."""
    line = {
        "at_us": micros(said.at),
        "actor": said.by,
        "deed": deed.value,
        "field_names": ",".join(sorted(fields)) or "-",
        "why": said.why,
    }
    if tokens:
        link.run(link.sql.record, [{**line, "token": token} for token in tokens])


def records(link: Link, token: Token | None) -> Iterator[Access]:
    """The lines about a person, or all, in the order they were written."""
    c = link.t.log.c
    query = select(c.at_us, c.actor, c.deed, c.token, c.field_names, c.why).order_by(c.position)
    for row in link.rows(query if token is None else query.where(c.token == opaque(token))):
        names = () if row.field_names == "-" else row.field_names.split(",")
        yield Access(
            at=moment(row.at_us),
            by=row.actor,
            deed=Deed(row.deed),
            token=row.token,
            fields=tuple(Field(each) for each in names),
            why=row.why,
        )


def _told(what: str, told: object, longest: int) -> str:
    if not isinstance(told, str) or not told.strip() or len(told) > longest or _breaks_a_line(told):
        raise BadInput(what, _size(told), f"say it in 1 to {longest} characters, in one line")
    return told


def _breaks_a_line(told: str) -> bool:
    """Whether it holds a control sign, which could forge a line of the record, or half of a character."""
    return any(unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} for each in told)


def _size(told: object) -> str:
    return f"a text of {len(told)} characters" if isinstance(told, str) else f"a {type(told).__name__}"
