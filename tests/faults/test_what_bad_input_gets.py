"""What a mistake of the host, the operator or an intruder gets: an error of ours that names it, and no password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text, update

from banbucheng.adapters.cells import cell, log_line
from banbucheng.adapters.sql import (
    SCHEMA_VERSION,
    SqlStore,
    create,
    sqlite_engine,
    store_engine,
    tables,
    unit_of_work,
    verify,
)
from banbucheng.adapters.vault import Key, Keys, Vault, create_vault, identity
from banbucheng.errors import BadInput, BanbuchengError, BrokenLedger, RulebookError, StoreUnavailable
from banbucheng.ledger import Flaw
from banbucheng.ports import CaseFilter
from tests.contracts._servers import Place
from tests.contracts._work import CLERK, RECEIVED, notice, registered

pytestmark = pytest.mark.faults

BACKENDS = ["sqlite", "postgresql", "mariadb"]
PASSWORD = "s3cret-Pass"  # noqa: S105 - it is to be looked for, and opens nothing
#: Texts that a parser behind us could obey.
INJECTIONS = (
    "'; DROP TABLE bbc_cases; --",
    "' OR '1'='1",
    '" OR 1=1 #',
    "\\'; SELECT pg_sleep(9); --",
    "%' UNION SELECT secret FROM t --",
    "_%",
    "%s %(name)s {0} :of ?",
    "$$; DELETE FROM bbc_entries; $$",
    "=cmd|'/C calc'!A0",
    "+SUM(1,1)",
    "@SUM(1)",
    "\t=1+1",
    "\uff1d1+1",
    "\u200b=1+1",
    "<script>alert(1)</script>",
    "a\r\n2025-03-05 ERROR forged line",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgrsql://clerk:{PASSWORD}@db/cases", "postgrsql://clerk:***@db/cases"),
        (f"postgresql+psycopgg://clerk:{PASSWORD}@db/cases", "clerk:***@db"),
        (f"postgresql+psycopg://clerk:{PASSWORD}@db:port/cases", "a URL of a database"),
        (f"clerk:{PASSWORD}@db/cases", "a URL of a database"),
    ],
)
def test_a_url_with_a_typo(url: str, said: str) -> None:
    """`BadInput` that shows it without the password."""
    with pytest.raises(BadInput) as refused:
        store_engine(url)
    assert said in str(refused.value)
    assert PASSWORD not in f"{refused.value} {refused.value!r}"


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "mysql+pymysql"])
def test_a_server_that_is_not_there(driver: str) -> None:
    """`StoreUnavailable`, the driver's error as its cause, and no password in either's words."""
    engine = store_engine(f"{driver}://clerk:{PASSWORD}@127.0.0.1:9/cases")
    with pytest.raises(StoreUnavailable) as refused, unit_of_work(engine):
        pass
    assert "127.0.0.1:9" in str(refused.value)
    seen: BaseException | None = refused.value
    assert seen.__cause__ is not None
    while seen is not None:
        assert PASSWORD not in str(seen)
        seen = seen.__cause__


def test_a_password_that_is_wrong(place_in: Callable[[str], Place]) -> None:
    """Refused by the server, in our words."""
    url = place_in("mariadb").engine.url.set(username="nobody-here", password=PASSWORD)
    with pytest.raises(StoreUnavailable) as refused, unit_of_work(store_engine(url)):
        pass
    assert "nobody-here" in str(refused.value)
    assert PASSWORD not in f"{refused.value} {refused.value!r} {refused.value.__cause__}"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_foreign_database(place_in: Callable[[str], Place], backend: str) -> None:
    """Without our tables it is left as it is, and the error says how to make them; another's table is not taken over."""
    place, strange = place_in(backend), tables(MetaData(), prefix="nobody_s_")
    with pytest.raises(StoreUnavailable, match=r"migrations\.upgrade"), unit_of_work(place.engine) as connection:
        SqlStore(connection, strange).get(registered(place.store(connection)))
    with place.engine.begin() as connection:
        connection.execute(text("CREATE TABLE nobody_s_cases (id INTEGER)"))
    try:
        with pytest.raises(StoreUnavailable, match="not ours"), unit_of_work(place.engine) as connection:
            create(connection, strange)
    finally:
        with place.engine.begin() as connection:
            connection.execute(text("DROP TABLE nobody_s_cases"))
    place.empty()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of another program is named, and stays as it is."""
    path = tmp_path / "letters.csv"
    path.write_bytes(b"id,came\n" * 500)
    with pytest.raises(StoreUnavailable) as refused, unit_of_work(sqlite_engine(path)) as connection:
        create(connection)
    assert "letters.csv" in str(refused.value)
    assert b"id,came\n" * 500 == path.read_bytes()


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, SCHEMA_VERSION - 1])
def test_a_schema_of_another_release(tmp_path: Path, version: int) -> None:
    """From the future: use a later release. From the past: the call that upgrades it. Nothing is written."""
    engine, schema = sqlite_engine(tmp_path / "cases.db"), tables(MetaData())
    with unit_of_work(engine) as connection:
        create(connection, schema)
        connection.execute(update(schema.schema).values(version=version))
    said = "use the release of banbucheng that made them" if version > SCHEMA_VERSION else r"migrations\.upgrade"
    with pytest.raises(StoreUnavailable, match=said), unit_of_work(sqlite_engine(tmp_path / "cases.db")) as connection:
        registered(SqlStore(connection, schema))


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_entry_edited_by_hand(place_in: Callable[[str], Place], backend: str) -> None:
    """It is read as it stands where it still can be, refused with its case where not, and `verify` names it either way."""
    place = place_in(backend)
    place.empty()
    e = place.tables.entries.c
    with place.engine.begin() as connection:
        number = registered(place.store(connection))
        notice(place.store(connection), number, "bring the household register")
        edited = connection.scalar(text(f"SELECT body FROM {place.tables.entries.name} WHERE seq = 2"))  # noqa: S608 - our own name
        changed = edited.replace("household", "tax")
        connection.execute(update(place.tables.entries).where(e.seq == 2).values(body=changed))
        found = verify(connection, place.tables).findings
        assert [(number, 2, Flaw.ALTERED)] == [(each.number, each.entry, each.flaw) for each in found]
        connection.execute(update(place.tables.entries).where(e.seq == 2).values(body='{"half'))
        assert [(2, Flaw.UNREADABLE)] == [(each.entry, each.flaw) for each in verify(connection, place.tables).findings]
        with pytest.raises((RulebookError, BrokenLedger), match=number):
            place.store(connection).entries(number)
    place.empty()


def test_a_key_that_is_wrong(tmp_path: Path) -> None:
    """Nothing is shown, nothing is changed, and the error says whose move it is, not what was there."""
    engine = sqlite_engine(tmp_path / "vault.db")

    def keys(seed: int) -> Keys:
        made = [
            Key(id=each, secret=bytes((seed + n) % 256 for n in range(32)))
            for each, seed in (("k", seed), ("i", seed + 100))
        ]
        return Keys(sealing=(made[0],), indexing=(made[1],))

    with unit_of_work(engine) as connection:
        create_vault(connection)
        token = Vault(connection, keys(1)).keep(identity(phone="13800138000"), by=CLERK, at=RECEIVED)
    with pytest.raises(BanbuchengError) as refused, unit_of_work(engine) as connection:
        Vault(connection, keys(2)).masked(token)
    assert "13800138000" not in str(refused.value)
    assert "key" in str(refused.value)
    with unit_of_work(engine) as connection:
        assert "138****8000" in Vault(connection, keys(1)).masked(token).values()


@pytest.mark.parametrize("backend", BACKENDS)
def test_injections(place_in: Callable[[str], Place], backend: str) -> None:
    """Each is kept as it is told, found by itself alone, and is a text in every column that can hold it."""
    place = place_in(backend)
    place.empty()
    with place.engine.begin() as connection:
        store = place.store(connection)
        told = {each: registered(store, subject=each, detail=each, reference=each) for each in INJECTIONS}
        assert len(INJECTIONS) == store.count(CaseFilter())
        for each, number in told.items():
            assert number == store.find(each)
            assert each == store.get(number).complaint.subject
            assert 0 == store.count(CaseFilter(complainant=each))
            assert 0 == store.count(CaseFilter(number=each))
            assert 0 == store.count(CaseFilter(kind=each))  # type: ignore[arg-type] # as a host would pass it on
            assert () == store.search(CaseFilter(unit=each)).items  # type: ignore[arg-type]
            with pytest.raises(BadInput):
                store.search(CaseFilter(), after=each)
            with pytest.raises(BadInput):
                tables(MetaData(), prefix=each)
        assert () == verify(connection, place.tables, whole=True).findings
    place.empty()


@pytest.mark.parametrize("injection", INJECTIONS)
def test_injections_on_the_way_out(injection: str) -> None:
    """A log takes it for one line of text; a spreadsheet for a text, not a formula."""
    assert 1 == len(log_line(injection).splitlines())
    assert "\x1b" not in log_line(injection)
    assert str(cell(injection)).lstrip("\u200b\t ")[:1] not in set("=+@\uff1d")
