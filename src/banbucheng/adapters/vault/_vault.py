"""The vault: who complained, beside the ledger and never in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, MetaData

from banbucheng.adapters.vault import _holds, _people, _rotation
from banbucheng.adapters.vault._fields import Field
from banbucheng.adapters.vault._holds import Hold, HoldId
from banbucheng.adapters.vault._keys import Keys
from banbucheng.adapters.vault._link import Link, transaction
from banbucheng.adapters.vault._log import Access, Deed, Token, because, record, records
from banbucheng.adapters.vault._personal import Identity, Personal, field_named, personal
from banbucheng.adapters.vault._rotation import Rotation
from banbucheng.adapters.vault._schema import VaultTables, vault_tables
from banbucheng.errors import BadInput, Refusal

__all__ = ["Vault", "revealed"]

_DEFAULT = vault_tables(MetaData())


class Vault:
    """
    People on the host's connection, in the host's transaction; it never begins, commits or rolls back. Make one for each.

    Every deed needs `by`, `at` and, but for keeping, `why`, and is recorded. Without keys it can still hold, lift,
    erase and read the record, so that a nightly job need not have them.
    """

    def __init__(self, connection: Connection, keys: Keys | None = None, tables: VaultTables | None = None) -> None:
        """Join the connection's transaction; `tables` where the host gave a prefix or schema of its own."""
        self._link = Link(connection, _DEFAULT if tables is None else tables, keys)

    def keep(self, who: Identity, *, by: str, at: datetime, why: str = "registration") -> Token:
        """
        Keep somebody new, and give the token that stands for them in `Complainant.token`.

        Nobody is merged: of two who tell the same number, each has a token. Look with `find` first.
        """
        said = because(by, why, at, unsaid=_told(who))
        token = _people.add(self._link, who, at)
        record(self._link, Deed.KEPT, (token,), tuple(who), said)
        return token

    def change(self, token: Token, who: Identity, *, by: str, why: str, at: datetime) -> None:
        """
        Write fields of a person anew (PIPL art. 46: who finds an error may have it corrected); others stay.

        Raises:
            Refusal: nobody has this token, or the person was erased.
        """
        said = because(by, why, at, unsaid=_told(who))
        person = _people.known(self._link, token, lock=True)
        self._link.writes_with(self._link.keys.indexing[0])
        _people.put(self._link, person, _people.unwrapped(self._link, person), who)
        record(self._link, Deed.CHANGED, (token,), tuple(who), said)

    def find(self, field: Field, value: str, *, by: str, why: str, at: datetime) -> tuple[Token, ...]:
        """
        Everybody of whom exactly this telephone, email or number of a document was told, however it was written.

        That somebody asked is recorded, and who was found: it tells that this person complained.

        Raises:
            BadInput: the field cannot be looked for, or the value cannot be one of it.
        """
        of = field_named(field)
        said = because(by, why, at, unsaid=(personal(of, value),))
        found = _people.people_with(self._link, of, value)
        record(self._link, Deed.LOOKED_FOR, found or (None,), (of,), said)
        return found

    def masked(self, token: Token) -> Mapping[Field, str]:
        """
        What a glance at a person shows, `138****8000`: for lists and letters, and not recorded.

        Raises:
            Refusal: nobody has this token, or the person was erased.
        """
        who = _people.seen(self._link, token, tuple(Field))
        return {each: str(value) for each, value in who.items()}

    def reveal(
        self,
        token: Token,
        fields: Collection[Field],
        *,
        by: str,
        why: str,
        at: datetime,
        against: Collection[str] = (),
    ) -> Identity:
        """
        Some fields of a person, to be read; that they were is recorded in the same transaction.

        Commit before you show them, or use `revealed`: a rollback takes the record along. `against` is that of the
        complaint: who is complained about does not learn who complained (Regulation on Petitioning art. 30).

        Raises:
            Refusal: nobody has this token, the person was erased, or `by` is complained about.
            StoreUnavailable: the key is missing, or the row was altered.
        """
        if isinstance(fields, str) or not fields:
            raise BadInput("fields", "none, or a text", "name each field that is needed, and no others: [Field.PHONE]")
        wanted = tuple(field_named(each) for each in fields)
        said = because(by, why, at)
        if by in against:
            raise Refusal("", "recused", "who is complained about does not learn who complained")
        who = _people.seen(self._link, token, wanted)
        because(by, why, at, unsaid=tuple(who.values()))
        record(self._link, Deed.REVEALED, (token,), wanted, said)
        return who

    def erase(self, token: Token, *, by: str, why: str, at: datetime) -> None:
        """
        Destroy a person's key, and with it all that was kept of them (PIPL art. 47); the ledger is not touched.

        Raises:
            Refusal: nobody has this token, the person was erased before, or a hold is in place.
        """
        said = because(by, why, at)
        _people.known(self._link, token, lock=True)
        if holds := _holds.held(self._link, token):
            raise Refusal("", "held", f"a hold is in place since {holds[0].placed_at:%Y-%m-%d}; lift it first")
        _people.erase(self._link, token, at)
        record(self._link, Deed.ERASED, (token,), (), said)

    def hold(self, token: Token, *, by: str, why: str, at: datetime) -> HoldId:
        """
        See that a person is not erased, by request or by age, until the hold is lifted.

        Raises:
            Refusal: nobody has this token, or the person was erased.
        """
        said = because(by, why, at)
        placed = _holds.place(self._link, token, said)
        record(self._link, Deed.HELD, (token,), (), said)
        return placed

    def lift(self, hold: HoldId, *, by: str, why: str, at: datetime) -> None:
        """
        End a hold.

        Raises:
            Refusal: no such hold is in place.
        """
        said = because(by, why, at)
        record(self._link, Deed.LIFTED, (_holds.lift(self._link, hold, said),), (), said)

    def holds(self) -> Sequence[Hold]:
        """The holds in place, the oldest first."""
        return _holds.placed(self._link)

    def living(self) -> Iterator[tuple[Token, datetime]]:
        """Everybody who was not erased, in the order of tokens, with the moment they were kept."""
        return _people.living(self._link)

    def accesses(self, token: Token | None = None) -> Iterator[Access]:
        """What was done with one person's fields, or with everybody's, in order; no values."""
        return records(self._link, token)

    def rotate(self, *, by: str, why: str, at: datetime, limit: int = 500) -> Rotation:
        """
        Bring a batch of people under the present sealing key; call it, and commit, until nobody is left.

        Raises:
            StoreUnavailable: an earlier key is still needed and was not given.
        """
        said, rotation = because(by, why, at), _rotation.rotated(self._link, _some(limit))
        record(self._link, Deed.ROTATED, (None,) if rotation.done else (), (), said)
        return rotation

    def reindex(self, *, by: str, why: str, at: datetime, limit: int = 500) -> Rotation:
        """Make what a batch of people are found by anew, with the present index key; call it until nobody is left."""
        said, rotation = because(by, why, at), _rotation.reindexed(self._link, _some(limit))
        record(self._link, Deed.ROTATED, (None,) if rotation.done else (), (), said)
        return rotation


def revealed(
    engine: Engine,
    keys: Keys,
    token: Token,
    fields: Collection[Field],
    *,
    by: str,
    why: str,
    at: datetime,
    against: Collection[str] = (),
    tables: VaultTables | None = None,
) -> Identity:
    """
    `Vault.reveal` in a transaction of its own, whose record is on the disk before anything is returned.

    Raises:
        Refusal, StoreUnavailable: as `Vault.reveal`.
    """
    with transaction(engine) as connection:
        return Vault(connection, keys, tables).reveal(token, fields, by=by, why=why, at=at, against=against)


def _told(who: object) -> Collection[Personal]:
    """The values of an identity; what is none has not been checked, and is not repeated."""
    if not isinstance(who, Identity):
        raise BadInput("who", f"a {type(who).__name__}", "give an identity, made by `identity(name=..., phone=...)`")
    return tuple(who.values())


def _some(limit: int) -> int:
    if type(limit) is not int or limit < 1:
        raise BadInput("limit", limit, "give a whole number, 1 or more")
    return limit
