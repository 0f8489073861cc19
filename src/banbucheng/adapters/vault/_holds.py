"""Legal holds: while one is in place, nobody erases the person."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NewType

from attrs import frozen
from sqlalchemy import Row, insert, select, update

from banbucheng.adapters.vault._link import Link
from banbucheng.adapters.vault._log import Because, Token
from banbucheng.adapters.vault._people import known
from banbucheng.adapters.vault._schema import micros, moment
from banbucheng.errors import Refusal
from banbucheng.terms import StaffId

__all__ = ["Hold", "HoldId", "held", "lift", "place", "placed"]

#: One hold, by a name of its own.
HoldId = NewType("HoldId", str)

_HOLD = re.compile("[0-9a-f]{16}")


@frozen(kw_only=True)
class Hold:
    """A hold on one person: a court or an inspection needs to know who it was. There may be several at once."""

    id: HoldId
    token: Token
    placed_at: datetime
    placed_by: StaffId
    placed_why: str


def place(link: Link, token: Token, said: Because) -> HoldId:
    """Hold a person who is there."""
    known(link, token, lock=True)
    hold = HoldId(secrets.token_hex(8))
    row = {
        "hold_id": hold,
        "token": token,
        "placed_us": micros(said.at),
        "placed_by": said.by,
        "placed_why": said.why,
    }
    link.run(insert(link.t.holds), row)
    return hold


def lift(link: Link, hold: HoldId, said: Because) -> Token:
    """
    End a hold that is in place.

    Raises:
        Refusal: there is no such hold, or it was lifted before.
    """
    c = link.t.holds.c
    values = {"lifted_us": micros(said.at), "lifted_by": said.by, "lifted_why": said.why}
    if not _HOLD.fullmatch(str(hold)):
        raise Refusal("", "not_held", "this is no name of a hold; `holds` lists those that are in place")
    open_one = (c.hold_id == hold, c.lifted_us.is_(None))
    token = link.run(select(c.token).where(*open_one)).scalar_one_or_none()
    if token is None or link.run(update(link.t.holds).where(*open_one).values(values)).rowcount != 1:
        raise Refusal("", "not_held", "no hold of this name is in place; `holds` lists those that are")
    return Token(token)


def placed(link: Link) -> Sequence[Hold]:
    """The holds in place on anybody, the oldest first."""
    c = link.t.holds.c
    query = select(c.hold_id, c.token, c.placed_us, c.placed_by, c.placed_why).where(c.lifted_us.is_(None))
    return tuple(_hold(row) for row in link.rows(query.order_by(c.placed_us, c.hold_id)))


def held(link: Link, token: Token) -> Sequence[Hold]:
    """The holds in place on one person, the oldest first."""
    return tuple(_hold(row) for row in link.rows(link.sql.held, {"of": token}))


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        id=row.hold_id,
        token=row.token,
        placed_at=moment(row.placed_us),
        placed_by=row.placed_by,
        placed_why=row.placed_why,
    )
