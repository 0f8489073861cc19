"""A vault's way to the database: the host's connection, the tables and the keys; a driver's error comes out as ours."""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, CursorResult, Engine, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.sql.base import Executable

from banbucheng.adapters.vault._keys import INDEXING, Key, Keys, check_of
from banbucheng.adapters.vault._schema import VaultTables
from banbucheng.adapters.vault._statements import Statements, statements
from banbucheng.errors import StoreUnavailable

__all__ = ["Link", "transaction"]

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@frozen
class Link:
    """What the parts of a vault share."""

    connection: Connection
    t: VaultTables
    _keys: Keys | None
    _known: set[str] = field(factory=set[str])

    @property
    def sql(self) -> Statements:
        """What is run on the tables."""
        return statements(self.t)

    @property
    def keys(self) -> Keys:
        """
        The keys, each known to be the one that the vault was made with.

        Raises:
            StoreUnavailable: no keys were given, or one is not what it was under its id.
        """
        if self._keys is None:
            raise StoreUnavailable("this vault was opened without its keys; give `Keys` to keep, find or reveal")
        if not self._known:
            self._known.update(self._recognised(self._keys), {""})
        return self._keys

    def _recognised(self, keys: Keys) -> Collection[str]:
        """The ids that the vault knows, once it is sure that the keys under them are the same."""
        c, given = self.t.keys.c, keys.purposes
        known = {row.key_id: row for row in self.rows(select(c.key_id, c.purpose, c.check_digest))}
        for key_id, row in known.items():
            if key_id not in given and row.purpose == INDEXING:
                raise StoreUnavailable(
                    f"index key {key_id} is still in use and was not given: people would not be found; "
                    "give it after the present one, until `reindex` leaves nobody"
                )
            if key_id in given and (row.purpose, row.check_digest) != (given[key_id][0], check_of(given[key_id][1])):
                raise StoreUnavailable(
                    f"key {key_id} is not the key that this vault knows under that id; nothing was read or written"
                )
        return known

    def writes_with(self, *keys: Key) -> None:
        """Have the vault remember keys before it writes with them."""
        purposes = self.keys.purposes
        for key in keys:
            if key.id in self._known:
                continue
            row = {"key_id": key.id, "purpose": purposes[key.id][0], "check_digest": check_of(key)}
            try:
                with self.connection.begin_nested():
                    self.connection.execute(insert(self.t.keys), row)
            except IntegrityError:
                # Somebody else began to write with it at the same moment: see that it is the same key.
                self._known.clear()
                self._known.update(self._recognised(self.keys), {""})
            except SQLAlchemyError as error:
                raise _ours(error) from error
            self._known.add(key.id)

    def done_with(self, purpose: str, present: Key) -> None:
        """Have the vault forget the keys that nothing is written with any more."""
        c = self.t.keys.c
        self.run(delete(self.t.keys).where(c.purpose == purpose, c.key_id != present.id))

    def run(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """
        Run a statement in the host's transaction.

        Raises:
            StoreUnavailable: the driver failed; its own words may hold what was written, so only its class is told.
        """
        try:
            return self.connection.execute(statement, parameters)
        except SQLAlchemyError as error:
            raise _ours(error) from error

    def rows(self, query: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Every row of a query."""
        return self.run(query, parameters).all()


@contextmanager
def transaction(engine: Engine) -> Generator[Connection, None, None]:
    """
    A transaction of our own: on the disk when the block ends, undone when it raises.

    Raises:
        StoreUnavailable: the database cannot be reached, or could not keep it.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise _ours(error) from error


def _ours(error: SQLAlchemyError) -> StoreUnavailable:
    cause = getattr(error, "orig", None) or error
    return StoreUnavailable(f"the database failed on the vault: {type(cause).__name__}; nothing of it was kept")
