"""The statements that are run for every person, built once: building one costs more than running it."""

from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.sql.base import Executable

from banbucheng.adapters.vault._schema import VaultTables

__all__ = ["Statements", "statements"]


@frozen
class Statements:
    """Each by what it does; their parameters are `of`, `names` and `digests`, beside the columns that are written."""

    add: Executable
    turn: Executable
    forget: Executable
    person: Executable
    person_locked: Executable
    #: A person with every sealed field, one row for each; read at once, so that no key is changed between.
    whole: Executable
    seal: Executable
    unseal: Executable
    index: Executable
    unindex: Executable
    unseal_all: Executable
    unindex_all: Executable
    find: Executable
    record: Executable
    held: Executable


@cache
def statements(t: VaultTables) -> Statements:
    """The statements over some tables."""
    p, s, i, h = t.people.c, t.sealed.c, t.index.c, t.holds.c
    of: BindParameter[Any] = bindparam("of")
    names: BindParameter[Any] = bindparam("names", expanding=True)
    digests: BindParameter[Any] = bindparam("digests", expanding=True)
    person = select(p.token, p.suite, p.generation, p.wrap_key, p.wrapped_key, p.erased_us).where(p.token == of)
    holds = select(h.hold_id, h.token, h.placed_us, h.placed_by, h.placed_why)
    return Statements(
        add=insert(t.people),
        turn=update(t.people).where(p.token == of),
        forget=update(t.people).where(p.token == of).values(wrap_key=None, wrapped_key=None),
        person=person,
        person_locked=person.with_for_update(),
        whole=person.add_columns(s.field_name, s.blob_text).outerjoin(t.sealed, s.token == p.token),
        seal=insert(t.sealed),
        unseal=delete(t.sealed).where(s.token == of, s.field_name.in_(names)),
        index=insert(t.index),
        unindex=delete(t.index).where(i.token == of, i.field_name.in_(names)),
        find=select(i.token).where(i.digest.in_(digests), i.field_name == of).order_by(i.token),
        unseal_all=delete(t.sealed).where(s.token == of),
        unindex_all=delete(t.index).where(i.token == of),
        record=insert(t.log),
        held=holds.where(h.token == of, h.lifted_us.is_(None)).order_by(h.placed_us, h.hold_id),
    )
