"""New keys for old: in batches, while the vault is in use, and to be taken up again wherever it stopped."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import delete, func, select

from banbucheng.adapters.vault._ciphers import new_key
from banbucheng.adapters.vault._fields import RULES, Field
from banbucheng.adapters.vault._keys import INDEXING, SEALING
from banbucheng.adapters.vault._link import Link
from banbucheng.adapters.vault._log import Token
from banbucheng.adapters.vault._people import (
    Person,
    columns,
    index,
    known,
    put,
    seen,
    unwrapped,
    wrapped,
)
from banbucheng.errors import Refusal

__all__ = ["Rotation", "reindexed", "rotated"]


@frozen(kw_only=True)
class Rotation:
    """How far a change of keys has come."""

    #: People who were brought under the present key in this batch.
    done: int
    #: People who are still under an earlier one; at 0 the earlier keys can be destroyed.
    left: int


def rotated(link: Link, limit: int) -> Rotation:
    """
    Wrap the data keys of so many people with the present sealing key.

    Where that key is of another suite, they get a data key of that suite, and their fields are sealed again.
    """
    current, c = link.keys.sealing[0], link.t.people.c
    old = (c.wrap_key != current.id, c.wrap_key.is_not(None))
    link.writes_with(current)
    done = 0
    for token in _batch(link, select(c.token).where(*old).order_by(c.token), limit):
        person = _still_there(link, token)
        if person is None or person.wrap_key == current.id:
            continue
        data_key = unwrapped(link, person)
        if person.suite is current.suite:
            _write(link, wrapped(token, current, data_key, person.generation))
        else:
            who = seen(link, token, tuple(Field))
            fresh = wrapped(token, current, new := new_key(current.suite), person.generation + 1)
            _write(link, fresh)
            put(link, fresh, new, who)
        done += 1
    left = link.run(select(func.count()).select_from(link.t.people).where(*old)).scalar_one()
    if not left:
        link.done_with(SEALING, current)
    return Rotation(done=done, left=left)


def reindexed(link: Link, limit: int) -> Rotation:
    """Make what so many people are found by anew, with the present index key."""
    current, c = link.keys.indexing[0], link.t.index.c
    old = c.index_key != current.id
    link.writes_with(current)
    done = 0
    for token in _batch(link, select(c.token).where(old).distinct().order_by(c.token), limit):
        person = _still_there(link, token)
        if person is None:
            continue
        fields = tuple(each for each in Field if RULES[each].key is not None)
        who = seen(link, token, fields)
        link.run(delete(link.t.index).where(c.token == token))
        index(link, token, who)
        done += 1
    left = link.run(select(func.count(c.token.distinct())).where(old)).scalar_one()
    if not left:
        link.done_with(INDEXING, current)
    return Rotation(done=done, left=left)


def _batch(link: Link, query: Any, limit: int) -> Sequence[Token]:
    return [row.token for row in link.rows(query.limit(limit))]


def _still_there(link: Link, token: Token) -> Person | None:
    """The person, locked; None who was erased in the meantime."""
    try:
        return known(link, token, lock=True)
    except Refusal:
        return None


def _write(link: Link, person: Person) -> None:
    link.run(link.sql.turn, {"of": person.token, **columns(person)})
