"""
Answers that were given under an idempotency key, kept in the transaction that they answer for (extra `sql`).

After the draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header): the same request
under the same key gets the same answer and is done once; another request under that key is refused.
"""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, String, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from banbucheng.errors import BadInput, Refusal

__all__ = ["Answer", "Answers", "answers_table"]

_LONGEST = 128


def answers_table(metadata: MetaData, *, prefix: str = "bbc_") -> Table:
    """The table of answers, defined on a metadata; the host creates it beside its own."""
    return Table(
        f"{prefix}answers",
        metadata,
        Column("staff", String(100), primary_key=True),
        Column("key", String(_LONGEST), primary_key=True),
        Column("request", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )


@frozen
class Answer:
    """What was answered: the status of HTTP and the JSON text."""

    status: int
    body: str


@frozen
class Answers:
    """The answers of one host, on a connection whose transaction the host owns."""

    connection: Connection
    table: Table

    def known(self, staff: str, key: str, request: str) -> Answer | None:
        """
        The answer that a request got before; `request` is a digest of all that it asked.

        Raises:
            BadInput: the key is no key, or was used for another request.
        """
        if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
            raise BadInput("Idempotency-Key", key, f"send 1 to {_LONGEST} printable characters of ASCII")
        c = self.table.c
        query = select(c.request, c.status, c.body).where(c.staff == staff, c.key == key)
        found = self.connection.execute(query).one_or_none()
        if found is None:
            return None
        if found.request != request:
            raise BadInput("Idempotency-Key", key, "it was used for another request; take a new one for each")
        return Answer(found.status, found.body)

    def keep(self, staff: str, key: str, request: str, answer: Answer, *, at: datetime) -> None:
        """
        Write down what was answered.

        Raises:
            Refusal: the same key is being answered elsewhere at this moment; undo the transaction and ask again.
        """
        row = {"staff": staff, "key": key, "request": request, "status": answer.status, "body": answer.body, "at": at}
        try:
            self.connection.execute(insert(self.table), row)
        except IntegrityError as error:
            raise Refusal("", "key_in_use", "a request under this key is being answered; ask again") from error

    def forget(self, before: datetime) -> int:
        """Drop what was answered before a moment; how many there were."""
        return self.connection.execute(delete(self.table).where(self.table.c.at < before)).rowcount
