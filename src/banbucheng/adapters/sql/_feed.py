"""
The feed: what is committed, in an order in which nothing appears before a place that a reader has passed.

The numbers of a sequence are given out when a row is written, but the row appears when its transaction commits: a
reader that goes by `position > last` passes a row over whose transaction took longer than that of the next. So every
entry has a turn, and stands in the feed by (turn, position):

- SQLite has one writer at a time, so that positions appear in order: every turn is 0.
- On PostgreSQL the turn is the number of the writing transaction. A reader goes up to the oldest transaction that is
  still running, and no further: whatever appears later has a later turn. The schema's `turns` is added to the number
  of the transaction, because a dump that is loaded into another server begins at a low one again (see `upgrade`).
- Elsewhere an entry is written with turn 0, and readers give the turns out: one at a time, to what they see committed.
  The schema's `turns` is the last one given; its row is their lock.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, func, literal, select, update

from banbucheng.adapters._places import read_place
from banbucheng.adapters.sql._schema import Tables
from banbucheng.errors import BadInput, StoreUnavailable

__all__ = ["after", "read", "running_since"]

#: Every whole number of so many digits fits into eight bytes.
_DIGITS = 18


def read(text: str) -> tuple[int, int]:
    """
    The turn and the position of a place.

    Raises:
        BadInput: it is not the place of an entry.
    """
    turn, position = read_place(text)
    if not position:
        return turn, 0
    if not (position.isascii() and position.isdigit() and len(position) <= _DIGITS):
        raise BadInput("after", text, "give back the `after` of the last page of entries, or leave it out to begin")
    return turn, int(position)


def after(connection: Connection, t: Tables, turn: int, position: int, limit: int) -> Sequence[Any]:
    """The next rows of the feed behind a place: turn, position, body."""
    e = t.entries.c
    if connection.dialect.name == "sqlite":
        return _page(connection, t, (turn, position), limit, literal(True))  # noqa: FBT003 - a condition, not a switch
    if connection.dialect.name == "postgresql":
        oldest: int = connection.execute(select(running_since(t))).scalar_one()
        if turn >= oldest:
            raise StoreUnavailable(
                "the place lies ahead of this server, as after a dump was loaded into another one; "
                "call `banbucheng.adapters.sql.migrations.upgrade(connection)` once, and read on"
            )
        return _page(connection, t, (turn, position), limit, e.turn < oldest)
    found = _page(connection, t, (turn, position), limit, e.turn > 0)
    if len(found) < limit and _give_turns(connection, t, limit):
        found = _page(connection, t, (turn, position), limit, e.turn > 0)
    return found


def running_since(t: Tables) -> ColumnElement[int]:
    """The turn of the oldest transaction of PostgreSQL that is still running."""
    oldest = func.txid_snapshot_xmin(func.txid_current_snapshot(), type_=BigInteger)
    return oldest + select(t.schema.c.turns).scalar_subquery()


def _page(
    connection: Connection, t: Tables, place: tuple[int, int], limit: int, settled: ColumnElement[bool]
) -> Sequence[Any]:
    e, (turn, position) = t.entries.c, place
    behind = (e.turn >= turn) & ((e.turn > turn) | (e.position > position))
    query = select(e.turn, e.position, e.body).where(behind, settled).order_by(e.turn, e.position)
    return connection.execute(query.limit(limit)).all()


def _give_turns(connection: Connection, t: Tables, limit: int) -> bool:
    """
    Give a turn to committed entries that have none; whether any was given.

    Not while another reader does, and not in a transaction that cannot see what the last reader did: the page is then
    shorter, and the next transaction sees more.
    """
    s, e = t.schema.c, t.entries.c
    last = connection.execute(select(s.turns).with_for_update(skip_locked=True)).scalar_one_or_none()
    if last is None or last != connection.execute(select(s.turns)).scalar_one():
        return False
    waiting = connection.execute(select(e.position).where(e.turn == 0).order_by(e.position).limit(limit)).scalars()
    # Row by row: a condition on many could read, and so hold, rows that are still being written.
    given = [{"of": position, "next": last + 1} for position in waiting]
    if not given:
        return False
    connection.execute(update(t.entries).where(e.position == bindparam("of")).values(turn=bindparam("next")), given)
    connection.execute(update(t.schema).values(turns=last + 1))
    return True
