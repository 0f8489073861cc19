"""People: kept, changed, found, shown and erased."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Row, select, text

from banbucheng.adapters.vault._ciphers import Suite, bound, digest, new_key, opened, sealed
from banbucheng.adapters.vault._fields import RULES, Field
from banbucheng.adapters.vault._keys import Key
from banbucheng.adapters.vault._link import Link
from banbucheng.adapters.vault._log import Token, opaque
from banbucheng.adapters.vault._personal import Identity, Personal, search_key
from banbucheng.adapters.vault._schema import micros, moment
from banbucheng.errors import Refusal, StoreUnavailable

__all__ = [
    "Person",
    "add",
    "columns",
    "erase",
    "index",
    "known",
    "living",
    "people_with",
    "put",
    "seal",
    "seen",
    "unwrapped",
    "wrapped",
]


@frozen(kw_only=True)
class Person:
    """One person's row, as it is written."""

    token: Token
    suite: Suite
    generation: int
    wrap_key: str
    wrapped_key: str


def add(link: Link, who: Identity, at: datetime) -> Token:
    """A new person, under a data key of its own."""
    key = link.keys.sealing[0]
    data_key = new_key(key.suite)
    token = Token(secrets.token_hex(16))
    person = wrapped(token, key, data_key, 1)
    link.writes_with(key, link.keys.indexing[0])
    link.run(link.sql.add, {"token": token, "kept_us": micros(at), **columns(person)})
    seal(link, person, data_key, who)
    return token


def known(link: Link, token: Token, *, lock: bool = False) -> Person:
    """
    The row of a person; `lock` keeps other writers away from it until the transaction ends.

    Raises:
        Refusal: nobody has this token, or the person was erased.
    """
    query = link.sql.person_locked if lock else link.sql.person
    return _person(link.run(query, {"of": opaque(token)}).one_or_none())


def seen(link: Link, token: Token, fields: Collection[Field]) -> Identity:
    """
    Some fields of a person, read in one statement, so that nobody changes the key between; those never told are left out.

    Raises:
        Refusal: as `known`.
        StoreUnavailable: as `unwrapped` and `read`.
    """
    rows = link.rows(link.sql.whole, {"of": opaque(token)})
    person = _person(rows[0] if rows else None)
    names = set(fields)
    return _opened(
        person, unwrapped(link, person), {row.field_name: row.blob_text for row in rows if row.field_name in names}
    )


def living(link: Link) -> Iterator[tuple[Token, datetime]]:
    """Everybody who was not erased, in the order of tokens, with the moment they were kept."""
    c = link.t.people.c
    for row in link.rows(select(c.token, c.kept_us).where(c.erased_us.is_(None)).order_by(c.token)):
        yield row.token, moment(row.kept_us)


def wrapped(token: Token, key: Key, data_key: bytes, generation: int) -> Person:
    """A person whose data key is wrapped by a sealing key; both are of that key's suite."""
    blob = sealed(key.suite, key.secret, data_key, bound("people", "wrapped_key", token, key.id))
    return Person(
        token=token,
        suite=key.suite,
        generation=generation,
        wrap_key=key.id,
        wrapped_key=b64encode(blob).decode(),
    )


def columns(person: Person) -> dict[str, str | int]:
    """What is written of a person's data key."""
    return {
        "suite": person.suite.value,
        "generation": person.generation,
        "wrap_key": person.wrap_key,
        "wrapped_key": person.wrapped_key,
    }


def unwrapped(link: Link, person: Person) -> bytes:
    """
    The data key of a person.

    Raises:
        StoreUnavailable: the key that wraps it was not given, or the row was altered.
    """
    key = link.keys.sealing_by(person.wrap_key)
    if key is None:
        raise StoreUnavailable(
            f"key {person.wrap_key} is not among the keys given; give it after the present one, until all is rotated"
        )
    data = bound("people", "wrapped_key", person.token, key.id)
    data_key = opened(key.suite, key.secret, _bytes(person.wrapped_key), data)
    if data_key is None or person.suite != key.suite:
        raise StoreUnavailable(f"the data key of person {person.token} was altered; restore the row from a backup")
    return data_key


def put(link: Link, person: Person, data_key: bytes, who: Identity) -> None:
    """Write fields of a person, and what they are found by, in the place of what was there."""
    taken = {"of": person.token, "names": [str(each) for each in who]}
    link.run(link.sql.unseal, taken)
    link.run(link.sql.unindex, taken)
    seal(link, person, data_key, who)


def seal(link: Link, person: Person, data_key: bytes, who: Identity) -> None:
    """Write fields of a person that are not there yet, and what they are found by."""
    rows = [
        {"token": person.token, "field_name": str(each), "blob_text": _seal(person, data_key, each, value)}
        for each, value in who.items()
    ]
    link.run(link.sql.seal, rows)
    index(link, person.token, who)


def index(link: Link, token: Token, who: Mapping[Field, Personal]) -> None:
    """Write what a person's fields are found by."""
    key = link.keys.indexing[0]
    rows = [
        {
            "token": token,
            "field_name": str(each),
            "index_key": key.id,
            "digest": _digest(key, each, search_key(each, value.plain)),
        }
        for each, value in who.items()
        if RULES[each].key is not None
    ]
    if rows:
        link.run(link.sql.index, rows)


def people_with(link: Link, of: Field, value: object) -> tuple[Token, ...]:
    """Everybody of whom exactly this was told, in the order of tokens."""
    wanted = search_key(of, value)
    digests = [_digest(key, of, wanted) for key in link.keys.indexing]
    return tuple(row.token for row in link.rows(link.sql.find, {"of": str(of), "digests": digests}))


def erase(link: Link, token: Token, at: datetime) -> None:
    """Destroy a person's data key, and with it all that it sealed; the row stays, and says when."""
    with _overwriting(link):
        link.run(link.sql.forget, {"of": token, "erased_us": micros(at)})
        link.run(link.sql.unseal_all, {"of": token})
        link.run(link.sql.unindex_all, {"of": token})


def _person(row: Row[Any] | None) -> Person:
    if row is None:
        raise Refusal("", "no_person", "nobody has this token here; take it from the case's complainant")
    if row.erased_us is not None:
        raise Refusal(
            "", "erased", f"the person was erased on {moment(row.erased_us):%Y-%m-%d}; nothing is left to read"
        )
    if row.suite not in set(Suite) or row.wrapped_key is None:
        raise StoreUnavailable(f"the row of person {row.token} was altered; restore it from a backup")
    return Person(
        token=row.token,
        suite=Suite(row.suite),
        generation=row.generation,
        wrap_key=row.wrap_key,
        wrapped_key=row.wrapped_key,
    )


@contextmanager
def _overwriting(link: Link) -> Generator[None, None, None]:
    """SQLite leaves what is deleted on its pages unless it is told to overwrite it."""
    if link.connection.dialect.name != "sqlite":
        yield
        return
    before = link.run(text("PRAGMA secure_delete")).scalar_one()
    link.run(text("PRAGMA secure_delete = ON"))
    try:
        yield
    finally:
        link.run(text(f"PRAGMA secure_delete = {int(before)}"))


def _data(person: Person, of: Field) -> bytes:
    """What a sealed value is bound to; in another place it does not open."""
    return bound("people_sealed", str(of), person.token, str(person.generation))


def _seal(person: Person, data_key: bytes, of: Field, value: Personal) -> str:
    return b64encode(sealed(person.suite, data_key, value.plain.encode(), _data(person, of))).decode()


def _bytes(text: str) -> bytes:
    """What Base64 stands for; nothing, which never opens, where somebody wrote something else."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _opened(person: Person, data_key: bytes, blobs: Mapping[str, str]) -> Identity:
    return Identity({each: _open(person, data_key, each, blobs[each]) for each in Field if each in blobs})


def _open(person: Person, data_key: bytes, of: Field, blob: str) -> Personal:
    plain = opened(person.suite, data_key, _bytes(blob), _data(person, of))
    if plain is None:
        raise StoreUnavailable(f"field {of} of person {person.token} was altered; restore the row from a backup")
    value = plain.decode()
    return Personal(value, RULES[of].mask(value))


def _digest(key: Key, of: Field, wanted: str) -> str:
    return digest(key.suite, key.secret, ("people_index", str(of), wanted))
