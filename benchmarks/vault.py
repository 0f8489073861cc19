"""
What the vault costs: sealing a field, keeping, finding, showing and erasing a person, and turning the keys.

Run it with `python benchmarks/vault.py [people]`; the database is SQLite in memory, so that what is measured is ours. Ratios are to the
same rows written in plain text by the same driver.
"""

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from banbucheng.adapters.cells import cell, log_line
from banbucheng.adapters.vault import Field, Identity, Key, Keys, Suite, Token, Vault, create_vault, identity
from banbucheng.adapters.vault._ciphers import digest, opened, sealed

AT = datetime(2025, 3, 5, tzinfo=UTC)
MANY = 100_000
#: What was measured, in microseconds.
FIGURES: dict[str, float] = {}


def best(run: Callable[[], object], times: int = MANY, rounds: int = 5) -> float:
    """The microseconds of one call, in the best round."""
    found: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(times):
            run()
        found.append((perf_counter() - start) / times * 1e6)
    return min(found)


def people(number: int) -> Iterator[Identity]:
    """So many people, each with a telephone of their own."""
    for n in range(number):
        yield identity(name="张三", phone=f"139{n:08}", address="梅江区幸福里三号")


def told(name: str, us: float) -> None:
    """Keep a figure, and print it where a person reads."""
    FIGURES[name] = us
    if "--json" not in sys.argv:
        print(f"{name:60}{us:10.3f} us", flush=True)


def each(name: str, run: Callable[[], object], number: int) -> None:
    """Print what each of so many cost."""
    start = perf_counter()
    run()
    told(name, (perf_counter() - start) / number * 1e6)


def sealing(suite: Suite) -> None:
    """One field at a time, in microseconds."""
    key = secrets.token_bytes(32 if suite is Suite.AES else 16)
    plain, data = b"13800138000", b"people_sealed phone token 1"
    blob = sealed(suite, key, plain, data)
    told(f"{suite.value}: seal a field", best(lambda: sealed(suite, key, plain, data)))
    told(f"{suite.value}: open a field", best(lambda: opened(suite, key, blob, data)))
    told(f"{suite.value}: digest a field", best(lambda: digest(suite, key, ("phone", "13800138000"))))


def guarding(cell_text: str, guard: Callable[[str], object]) -> None:
    """A column of like cells, in microseconds each."""
    column = [cell_text] * MANY
    told(f"{guard.__name__} of {cell_text!a}", best(lambda: [guard(each) for each in column], 1) / MANY)


def vault_of(connection: Connection, suite: Suite, *ids: str) -> Vault:
    """A vault whose sealing keys have these ids, the first of them present."""
    length = 32 if suite is Suite.AES else 16
    sealing = tuple(
        Key(id=each, secret=(each * 40).encode()[:2] + bytes(range(length - 2)), suite=suite) for each in ids
    )
    return Vault(connection, Keys(sealing=sealing, indexing=(Key(id="i", secret=bytes(range(100, 132)), suite=suite),)))


def in_a_database(suite: Suite, number: int) -> None:
    """People in a database, from keeping to erasing."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    known, said = list(people(number)), {"by": "bench", "why": "benchmark", "at": AT}
    with engine.connect() as connection:
        create_vault(connection)
        connection.execute(text("CREATE TABLE plain (token TEXT PRIMARY KEY, name TEXT, phone TEXT, address TEXT)"))
        vault, tokens = vault_of(connection, suite, "k1"), list[Token]()
        each(
            f"{suite.value}: plain rows, the same driver",
            lambda: [
                connection.execute(
                    text("INSERT INTO plain VALUES (:t, :n, :p, :a)"),
                    {"t": secrets.token_hex(16), "n": "a", "p": "b", "a": "c"},
                )
                for _ in known
            ],
            number,
        )
        each(f"{suite.value}: keep", lambda: tokens.extend(vault.keep(who, by="bench", at=AT) for who in known), number)
        some = tokens[:: max(1, number // 1000)][:1000]
        each(
            f"{suite.value}: find by telephone, recorded",
            lambda: [vault.find(Field.PHONE, known[n % number][Field.PHONE].plain, **said) for n in range(1000)],
            1000,
        )
        each(f"{suite.value}: masked", lambda: [vault.masked(token) for token in some], len(some))
        each(
            f"{suite.value}: reveal, recorded",
            lambda: [vault.reveal(token, [Field.PHONE], **said) for token in some],
            len(some),
        )
        turned = vault_of(connection, suite, "k2", "k1")
        each(f"{suite.value}: rotate", lambda: turned.rotate(limit=number, **said), number)
        each(f"{suite.value}: erase", lambda: [turned.erase(token, **said) for token in some], len(some))
    engine.dispose()


if __name__ == "__main__":
    for text_told in ("\u4e8c\u624b\u623f\u8fc7\u6237", "441402-20250305-0001", "=1+cmd", "\u3000=1+cmd"):
        guarding(text_told, cell)
    guarding("\u529e\u4e0d\u6210", log_line)
    for suite in Suite:
        sealing(suite)
        in_a_database(suite, next((int(word) for word in sys.argv[1:] if word.isdigit()), 5_000))
    if "--json" in sys.argv:
        print(json.dumps(FIGURES, ensure_ascii=False))
