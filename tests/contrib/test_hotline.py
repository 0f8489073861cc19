"""The 12345-style integration, on real servers: duplicates and redeliveries are harmless, nothing is lost."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, sqlite_engine
from banbucheng.testing import sample_complaint

EXAMPLE = Path(__file__).parents[2] / "examples" / "hosts" / "hotline_12345.py"
TOLD = "I am Mr Secret of Rose Lane"


def example() -> ModuleType:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("hotline_12345", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


HOTLINE = example()


class Wire:
    """A carrier as both ends see it: what the hotline puts in, and what it gets out."""

    #: A carrier on a connection of its own; what the one before had not confirmed comes again.
    carrier: Callable[[], Any]
    put: Callable[[str], Any]
    got: Callable[[], list[tuple[str, str]]]


def memory() -> Iterator[Wire]:
    """In memory."""
    wire, carrier = Wire(), HOTLINE.MemoryCarrier()
    wire.carrier, wire.put, wire.got = lambda: carrier, carrier.waiting.append, lambda: list(carrier.sent)
    yield wire


def over_redis() -> Iterator[Wire]:
    """Over Redis Streams, on the server that is there."""
    redis = pytest.importorskip("redis", reason="NOT TESTED ON REDIS: the package redis is missing")
    client = redis.Redis(decode_responses=True)
    try:
        client.ping()
    except redis.ConnectionError:
        pytest.skip("NOT TESTED ON REDIS: no server at 127.0.0.1:6379")
    incoming, outgoing = f"test.orders.{uuid4()}", f"test.results.{uuid4()}"

    def carrier() -> Any:
        made = HOTLINE.RedisCarrier(client=client, incoming=incoming, outgoing=outgoing)
        made.open()
        return made

    wire = Wire()
    wire.carrier = carrier
    wire.put = lambda order: client.xadd(incoming, {"order": order})
    wire.got = lambda: [(each["id"], each["result"]) for _, each in client.xrange(outgoing)]
    yield wire
    client.delete(incoming, outgoing)
    client.close()


def over_rabbit() -> Iterator[Wire]:
    """Over RabbitMQ, on the server that is there."""
    pika = pytest.importorskip("pika", reason="NOT TESTED ON RABBITMQ: the package pika is missing")
    incoming, outgoing = f"test.orders.{uuid4()}", f"test.results.{uuid4()}"
    try:
        first = pika.BlockingConnection()
    except pika.exceptions.AMQPError:
        pytest.skip("NOT TESTED ON RABBITMQ: no server at 127.0.0.1:5672")
    opened = [first]

    def carrier() -> Any:
        if len(opened) > 1:
            opened.pop().close()
        opened.append(pika.BlockingConnection())
        channel = opened[-1].channel()
        made = HOTLINE.RabbitCarrier(
            channel=channel, properties=pika.BasicProperties, incoming=incoming, outgoing=outgoing
        )
        made.open()
        return made

    channel = first.channel()
    # What is put is there before it is looked for.
    channel.confirm_delivery()
    for queue in (incoming, outgoing):
        channel.queue_declare(queue, durable=True)
    kept: list[tuple[str, str]] = []

    def got() -> list[tuple[str, str]]:
        while (each := channel.basic_get(outgoing, auto_ack=True))[0] is not None:
            kept.append((each[1].message_id, each[2].decode()))
        return list(kept)

    wire = Wire()
    wire.carrier, wire.got = carrier, got
    wire.put = lambda order: channel.basic_publish("", incoming, order.encode())
    yield wire
    for queue in (incoming, outgoing):
        channel.queue_delete(queue)
    for each in reversed(opened):
        each.close()


@pytest.fixture(params=[memory, over_redis, over_rabbit], ids=["memory", "redis", "rabbitmq"])
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    """Each carrier."""
    yield from request.param()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The desk's database."""
    made = sqlite_engine(tmp_path / "desk.db")
    yield made
    made.dispose()


@pytest.fixture
def hotline(engine: Engine) -> Any:
    """A desk behind the hotline."""
    clock = SettableClock(sample_complaint().received_at)
    made = HOTLINE.Hotline(engine=engine, clock=clock, book=load_profile("meizhou"), calendar=china())
    made.open()
    return made


def order(number: str, **changes: object) -> str:
    """An order as the hotline writes it."""
    told = {"id": number, "told_at": "2025-03-05T09:00:00+08:00", "region": "441402", "subject": "no card"}
    return json.dumps({**told, "detail": TOLD, **changes}, ensure_ascii=False)


def registered(engine: Engine) -> list[str]:
    """The references of all cases, in order."""
    with engine.begin() as connection:
        return [case.complaint.reference for case in SqlStore(connection).cases()]


def test_an_order_that_comes_thrice_is_one_case(hotline: Any, wire: Wire, engine: Engine) -> None:
    """Duplicates are harmless: the same reference is never registered twice."""
    carrier = wire.carrier()
    for each in (order("A"), order("B"), order("A"), order("A")):
        wire.put(each)

    hotline.take_in(carrier)
    hotline.take_in(carrier)

    assert ["12345:A", "12345:B"] == registered(engine)


def test_an_order_that_was_kept_and_not_confirmed_comes_again(hotline: Any, wire: Wire, engine: Engine) -> None:
    """Redeliveries are harmless: the desk dies between its commit and its confirmation."""
    wire.put(order("A"))
    wire.put(order("B"))

    class Died(Exception):
        pass

    class Dying:
        def __init__(self, carrier: Any) -> None:
            self.carrier = carrier

        def orders(self) -> Iterator[Any]:
            def die() -> None:
                raise Died

            for each in self.carrier.orders():
                yield each._replace(done=die)

    with pytest.raises(Died):
        hotline.take_in(Dying(wire.carrier()))
    assert ["12345:A"] == registered(engine)

    hotline.take_in(wire.carrier())

    assert ["12345:A", "12345:B"] == registered(engine)


def test_results_go_out_once_each(hotline: Any, wire: Wire) -> None:
    """Whoever asks again from the kept place gets nothing again."""
    carrier = wire.carrier()
    wire.put(order("A"))
    hotline.take_in(carrier)
    hotline.hand_on(carrier)
    hotline.hand_on(carrier)

    assert ["441402-20250305-0001/1"] == [key for key, _ in wire.got()]
    assert {"order": "A", "event": "Registered", "outcome": None} == json.loads(wire.got()[0][1])["data"]


def test_a_result_that_is_sent_again_has_the_same_key(hotline: Any, wire: Wire) -> None:
    """The desk dies after it sent one of two and before it kept the place: both come, and a key tells the double."""
    carrier = wire.carrier()
    wire.put(order("A"))
    wire.put(order("B"))
    hotline.take_in(carrier)

    class Once:
        sent = 0

        def send(self, key: str, result: str) -> None:
            if self.sent:
                raise ConnectionError
            self.sent += 1
            carrier.send(key, result)

    with pytest.raises(ConnectionError):
        hotline.hand_on(Once())
    hotline.hand_on(carrier)

    one, two = "441402-20250305-0001/1", "441402-20250305-0002/1"
    assert [one, one, two] == [key for key, _ in wire.got()]
    assert 2 == len(dict(wire.got()))


def test_an_order_that_cannot_be_taken_is_answered_and_stops_nobody(hotline: Any, wire: Wire, engine: Engine) -> None:
    """What is wrong comes back by its number, with every fault's place; the order behind it goes its way."""
    carrier = wire.carrier()
    wire.put(order("bad", region=7, urgent=True))
    wire.put(order("far", region="999999"))
    wire.put("{not json")
    wire.put(order("A"))

    hotline.take_in(carrier)

    assert ["12345:A"] == registered(engine)
    said = [json.loads(text) for _, text in wire.got()]
    assert [("bad", "RulebookError"), ("far", "BadInput"), ("", "RulebookError")] == [
        (each["order"], each["error"]) for each in said
    ]
    assert 2 == len(said[0]["faults"])


def test_nothing_of_the_citizen_goes_out(hotline: Any, wire: Wire) -> None:
    """No names of citizens, no identities in any output, in errors neither."""
    carrier = wire.carrier()
    wire.put(order("A"))
    wire.put(order("bad", region=7))
    hotline.take_in(carrier)
    hotline.hand_on(carrier)

    assert 2 == len(wire.got())
    assert [] == [text for _, text in wire.got() if "Secret" in text or "no card" in text]


def test_it_starts_by_one_command() -> None:
    """`python examples/hosts/hotline_12345.py`: one order, delivered three times, has one result."""
    ran = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, check=True)  # noqa: S603 - our own Python

    assert (1, "") == (len(ran.stdout.splitlines()), ran.stderr)
