"""
A desk behind a 12345 hotline: orders come in as JSON, results go out as JSON, whatever carries them.

A carrier may deliver an order twice; it is registered once. A result may be sent twice; its key says so. Run it with
`python examples/hosts/hotline_12345.py`: an order is delivered three times by a carrier in memory. `RedisCarrier` and
`RabbitCarrier` do the same over Redis Streams and RabbitMQ, for whose clients the host has the packages redis and pika.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from attrs import field, frozen
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, insert, select, update

from banbucheng import BadInput, Channel, Complaint, Desk, Entry, Refusal, RulebookError, events
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.cloudevents import cloud_event
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, safe_sqlite, tables, unit_of_work
from banbucheng.codec import from_json
from banbucheng.ports import Clock
from banbucheng.rulebook import Rulebook
from banbucheng.terms import RegionCode, StaffId
from banbucheng.worktime import WorkCalendar

HOTLINE, SOURCE = StaffId("hotline-12345"), "https://window.example.cn/desk"
#: Before the order's own number, so that two systems may count alike.
PREFIX = "12345:"


@frozen(kw_only=True)
class Order:
    """What the hotline sends: no name, no telephone number. The operator keeps those and is asked for by `id`."""

    id: str
    told_at: datetime
    region: RegionCode
    subject: str
    detail: str = ""


class Delivery(NamedTuple):
    """An order, and what to call when it has been kept; one whose `done` is not called is delivered again."""

    text: str
    done: Callable[[], object]


class Carrier(Protocol):
    """What carries orders and results, each at least once."""

    def orders(self) -> Iterator[Delivery]:
        """The orders that wait."""
        ...

    def send(self, key: str, result: str) -> object:
        """Hand a result on, and come back when the carrier has it; a result that is sent again has the same key."""
        ...


@frozen
class MemoryCarrier:
    """For trying out."""

    waiting: list[str] = field(factory=list[str])
    sent: list[tuple[str, str]] = field(factory=list[tuple[str, str]])

    def orders(self) -> Iterator[Delivery]:
        """The orders that wait, the oldest first."""
        for text in tuple(self.waiting):
            yield Delivery(text, lambda text=text: self.waiting.remove(text))

    def send(self, key: str, result: str) -> None:
        """Keep a result."""
        self.sent.append((key, result))


@frozen(kw_only=True)
class RedisCarrier:
    """Over two streams of Redis; `client` is a `redis.Redis` with `decode_responses=True`."""

    client: Any
    incoming: str
    outgoing: str
    group: str = "banbucheng"

    def open(self) -> None:
        """Make the group of readers where there is none."""
        known = self.client.exists(self.incoming) and self.client.xinfo_groups(self.incoming)
        if not any(each["name"] == self.group for each in known or ()):
            self.client.xgroup_create(self.incoming, self.group, id="0", mkstream=True)

    def orders(self) -> Iterator[Delivery]:
        """First what was delivered and never confirmed, then what is new."""
        for since in ("0", ">"):
            found = self.client.xreadgroup(self.group, "desk", {self.incoming: since}, count=100)
            for place, fields in [each for _, entries in found or () for each in entries]:
                yield Delivery(fields["order"], lambda place=place: self.client.xack(self.incoming, self.group, place))

    def send(self, key: str, result: str) -> object:
        """Add a result to the stream."""
        return self.client.xadd(self.outgoing, {"id": key, "result": result})


@frozen(kw_only=True)
class RabbitCarrier:
    """Over two durable queues of RabbitMQ; `channel` is of pika's BlockingConnection, `properties` its class for them."""

    channel: Any
    properties: Callable[..., Any]
    incoming: str
    outgoing: str

    def open(self) -> None:
        """Declare the queues, and ask the server to confirm what it was given."""
        for queue in (self.incoming, self.outgoing):
            self.channel.queue_declare(queue, durable=True)
        self.channel.confirm_delivery()

    def orders(self) -> Iterator[Delivery]:
        """What waits; an order that is not confirmed comes again when the channel is closed."""
        while True:
            method, _, body = self.channel.basic_get(self.incoming)
            if method is None:
                return
            tag = method.delivery_tag
            yield Delivery(body.decode(errors="replace"), lambda tag=tag: self.channel.basic_ack(tag))

    def send(self, key: str, result: str) -> object:
        """Publish a result; an error is raised unless the server has it and a queue took it."""
        kept = self.properties(message_id=key, delivery_mode=2, content_type="application/cloudevents+json")
        return self.channel.basic_publish("", self.outgoing, result.encode(), kept, mandatory=True)


@frozen(kw_only=True)
class Hotline:
    """The desk on an engine, and how far its results were handed on."""

    engine: Engine
    clock: Clock
    book: Rulebook
    calendar: WorkCalendar
    place: Table = field(factory=lambda: Table("hotline_place", MetaData(), Column("after", String(200))))

    def open(self) -> None:
        """Make the tables."""
        with unit_of_work(self.engine) as connection:
            create(connection, tables(MetaData()))
            self.place.create(connection)
            connection.execute(insert(self.place).values(after=""))

    def desk(self, connection: Connection) -> Desk:
        """The desk in a transaction."""
        return Desk(store=SqlStore(connection), book=self.book, calendar=self.calendar, clock=self.clock)

    def take_in(self, carrier: Carrier) -> None:
        """Register what waits, and say of each order only then that it is kept; what cannot be taken is answered."""
        for text, done in carrier.orders():
            try:
                order = from_json(Order, text, name="order")
                with unit_of_work(self.engine) as connection:
                    self.desk(connection).register(_complaint(order), by=HOTLINE)
            except (BadInput, Refusal, RulebookError) as error:
                # The operator has the order; what it says of the citizen is not sent about.
                _refuse(carrier, text, error)
            done()

    def hand_on(self, carrier: Carrier) -> None:
        """Send what is new in the ledger, and keep the place behind it; after a failure the same is sent again."""
        with unit_of_work(self.engine) as connection:
            page = SqlStore(connection).entries_after(connection.execute(select(self.place.c.after)).scalar_one())
            results = [
                (entry, self.desk(connection).store.get(entry.number).complaint.reference) for entry in page.items
            ]
        for entry, reference in results:
            result = _result(entry, reference)
            carrier.send(result["id"], json.dumps(result, ensure_ascii=False))
        with unit_of_work(self.engine) as connection:
            connection.execute(update(self.place).values(after=page.after))


def _complaint(order: Order) -> Complaint:
    return Complaint(
        subject=order.subject,
        detail=order.detail,
        received_at=order.told_at,
        channel=Channel.HOTLINE,
        region=order.region,
        reference=PREFIX + order.id,
    )


def _result(entry: Entry, reference: str) -> dict[str, Any]:
    """An entry as a CloudEvent that names the order and what happened, and nothing that a citizen told."""
    outcome = str(entry.event.reply.outcome) if isinstance(entry.event, events.Replied | events.Settled) else None
    data = {"order": reference.removeprefix(PREFIX), "event": type(entry.event).__name__, "outcome": outcome}
    return {**cloud_event(entry, source=SOURCE), "data": data}


def _refuse(carrier: Carrier, text: str, error: Exception) -> None:
    try:
        found = json.loads(text)
        number = found.get("id") if isinstance(found, dict) else None
    except ValueError:
        number = None
    known = number if isinstance(number, str) else ""
    faults = [each.where for each in error.faults] if isinstance(error, RulebookError) else []
    said = {"order": known, "event": "Refused", "error": type(error).__name__, "faults": faults}
    carrier.send(f"refused/{known}", json.dumps(said, ensure_ascii=False))


def story() -> tuple[Hotline, MemoryCarrier]:
    """One order that is delivered three times, and its one case."""
    clock = SettableClock(datetime.fromisoformat("2025-03-05T09:30+08:00"))
    engine = safe_sqlite(create_engine("sqlite://"))
    hotline = Hotline(engine=engine, clock=clock, book=load_profile("meizhou"), calendar=china())
    hotline.open()
    order = {
        "id": "GD-7",
        "told_at": "2025-03-05T09:00:00+08:00",
        "region": "441402",
        "subject": "社保卡补办被要求重复证明",
    }
    carrier = MemoryCarrier([json.dumps(order)] * 3)
    hotline.take_in(carrier)
    hotline.hand_on(carrier)
    return hotline, carrier


if __name__ == "__main__":
    for shown, result in story()[1].sent:
        print(shown, result)
