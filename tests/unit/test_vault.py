"""The vault, on each database: who complained is kept apart, found, shown as a mask, revealed on the record, erased."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, MetaData, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from banbucheng.adapters.vault import Field, Keys, Suite, Token, Vault, VaultTables, identity, revealed, vault_tables
from banbucheng.errors import BadInput, Refusal, StoreUnavailable

from ._vault import AT, BACKENDS, CLERK, NAME, NUMBER, PHONE, PLANTED, WHY, key, keys, leaks, open_tables, who

SAID = {"by": CLERK, "why": WHY, "at": AT}


@pytest.fixture(scope="module", params=BACKENDS)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, VaultTables]]:
    """A database with empty tables."""
    with open_tables(request.param, str(tmp_path_factory.mktemp("vault") / "people.db")) as opened:
        yield opened


@pytest.fixture
def connection(database: tuple[Engine, VaultTables]) -> Iterator[Connection]:
    """A transaction of the host, which is rolled back."""
    with database[0].connect() as opened:
        yield opened


@pytest.fixture
def tables(database: tuple[Engine, VaultTables]) -> VaultTables:
    """The tables, for a look behind the vault's back."""
    return database[1]


@pytest.fixture(params=Suite)
def given(request: pytest.FixtureRequest) -> Keys:
    """Keys of either suite."""
    return keys(request.param)


@pytest.fixture
def vault(connection: Connection, tables: VaultTables, given: Keys) -> Vault:
    """A vault in the host's transaction."""
    return Vault(connection, given, tables)


def everything(connection: Connection, tables: VaultTables) -> str:
    """Every column of every row of every table."""
    return "\n".join(str(row) for table in tables.every for row in connection.execute(select(table)))


def refused(code: str, call: object, *args: object, **named: object) -> None:
    """Hold a call to a refusal, which repeats nothing of the person."""
    with pytest.raises(Refusal) as error:
        call(*args, **named)  # type: ignore[operator]
    assert code == error.value.code
    assert [] == leaks(error.value)


class TestKept:
    """What is kept, and how it comes out again."""

    def test_a_person_is_an_opaque_token(self, vault: Vault) -> None:
        """Issue 7, identity apart: the token says nothing, and two of one person say nothing of each other."""
        one, other = vault.keep(who(), by=CLERK, at=AT), vault.keep(who(), by=CLERK, at=AT)

        assert one != other
        assert [32, 32] == [len(one), len(other)]

    def test_what_was_kept_is_revealed(self, vault: Vault) -> None:
        """Revealed only by an explicit call; what was never told is left out."""
        token = vault.keep(who(), by=CLERK, at=AT)

        found = vault.reveal(token, [Field.PHONE, Field.NAME, Field.PASSPORT], **SAID)

        assert {Field.NAME: NAME, Field.PHONE: PHONE} == {each: value.plain for each, value in found.items()}

    def test_a_revealing_is_recorded(self, vault: Vault) -> None:
        """Revealed only by an explicit call that is itself recorded with who and why, when and which; no values."""
        token = vault.keep(who(), by="window", at=AT)
        vault.reveal(token, [Field.PHONE, Field.NAME], **SAID)

        kept, seen = vault.accesses(token)

        assert ["kept", "window", 5] == [kept.deed, kept.by, len(kept.fields)]
        assert ["revealed", CLERK, WHY, AT] == [seen.deed, seen.by, seen.why, seen.at]
        assert (Field.NAME, Field.PHONE) == seen.fields

    def test_a_glance_is_masked(self, vault: Vault) -> None:
        """Masked by default in every view."""
        token = vault.keep(who(), by=CLERK, at=AT)

        glance = vault.masked(token)

        assert {"欧**", "138****8000", "**************0014", "***"} == set(glance.values())

    def test_no_value_is_in_any_table(self, vault: Vault, connection: Connection, tables: VaultTables) -> None:
        """S1: planted phone and ID found 0 times, in whatever column; nor what is revealed, found and changed."""
        token = vault.keep(who(), by=CLERK, at=AT)
        vault.reveal(token, list(Field), **SAID)
        vault.find(Field.PHONE, PHONE, **SAID)
        vault.change(token, identity(phone="13900139000"), **SAID)

        held = everything(connection, tables)

        assert [] == [each for each in (*PLANTED, "13900139000") if each in held]

    def test_a_change_leaves_the_other_fields(self, vault: Vault) -> None:
        """PIPL art. 46: who finds that their information is wrong has a right to have it corrected."""
        token = vault.keep(who(), by=CLERK, at=AT)
        vault.change(token, identity(phone="13900139000", passport="E12345678"), **SAID)

        found = vault.reveal(token, list(Field), **SAID)

        assert ["13900139000", NAME, "E12345678"] == [found[e].plain for e in (Field.PHONE, Field.NAME, Field.PASSPORT)]
        assert () == vault.find(Field.PHONE, PHONE, **SAID)
        assert (token,) == vault.find(Field.PHONE, "13900139000", **SAID)

    def test_lengths_do_not_show(self, vault: Vault, connection: Connection, tables: VaultTables) -> None:
        """A name of one character and one of four are sealed in as many signs."""
        one, other = vault.keep(identity(name="王"), by=CLERK, at=AT), vault.keep(identity(name=NAME), by=CLERK, at=AT)
        blobs = dict(connection.execute(select(tables.sealed.c.token, tables.sealed.c.blob_text)).all())  # type: ignore[arg-type]

        assert len(blobs[one]) == len(blobs[other])

    def test_a_rollback_takes_the_person_along(self, vault: Vault, connection: Connection, tables: VaultTables) -> None:
        """The host's rollback takes the case with it, and the person."""
        token = vault.keep(who(), by=CLERK, at=AT)
        connection.rollback()

        refused("no_person", vault.reveal, token, [Field.NAME], **SAID)
        assert "" == "".join(each for each in everything(connection, tables).splitlines() if token in each)


class TestFound:
    """The blind index."""

    def test_by_what_is_exact(self, vault: Vault) -> None:
        """Searchable by exact phone or ID number through a keyed blind index; however it was written."""
        token = vault.keep(who(), by=CLERK, at=AT)
        vault.keep(who(phone="13900139000", id_number="11010519491231002X"), by=CLERK, at=AT)

        assert (token,) == vault.find(Field.PHONE, "+86 138-0013-8000", **SAID)
        assert (token,) == vault.find(Field.ID_NUMBER, NUMBER, **SAID)
        assert () == vault.find(Field.PASSPORT, "138001380", **SAID)

    def test_everybody_who_told_it(self, vault: Vault) -> None:
        """D8: one person many complaints; a telephone that a family shares finds them all."""
        tokens = {vault.keep(who(name=name), by=CLERK, at=AT) for name in ("甲", "乙", "丙")}

        assert tuple(sorted(tokens)) == vault.find(Field.PHONE, PHONE, **SAID)

    def test_that_somebody_asked_is_recorded(self, vault: Vault) -> None:
        """Who finds a telephone here learns that its owner complained; so the question is on record, found or not."""
        token = vault.keep(who(), by=CLERK, at=AT)
        vault.find(Field.PHONE, PHONE, **SAID)
        vault.find(Field.PHONE, "13900139000", **SAID)

        asked = [(each.token, each.fields) for each in vault.accesses() if each.deed == "looked_for"]

        assert [(token, (Field.PHONE,)), (None, (Field.PHONE,))] == asked

    def test_the_same_digits_in_two_fields_look_different(
        self, vault: Vault, connection: Connection, tables: VaultTables
    ) -> None:
        """Blind index: field name in the input, so that a passport and a telephone of the same digits do not match."""
        vault.keep(identity(phone="12345678", passport="12345678"), by=CLERK, at=AT)

        assert 2 == connection.scalar(select(func.count(tables.index.c.digest.distinct())))

    def test_without_the_key_nothing_is_compared(
        self, vault: Vault, connection: Connection, tables: VaultTables
    ) -> None:
        """S2: un-keyed hashes impossible by construction: other keys, other digests."""
        vault.keep(who(), by=CLERK, at=AT)
        before = set(connection.scalars(select(tables.index.c.digest)))
        connection.rollback()
        other = Keys(sealing=(key("k1"),), indexing=(key("i2", index=True),))
        Vault(connection, other, tables).keep(who(), by=CLERK, at=AT)

        assert set() == before & set(connection.scalars(select(tables.index.c.digest)))

    @pytest.mark.parametrize("field", [Field.NAME, Field.ADDRESS, Field.ORGANISATION])
    def test_not_by_what_is_vague(self, vault: Vault, field: Field) -> None:
        """A name is no key: thousands share one."""
        with pytest.raises(BadInput, match="looked for"):
            vault.find(field, NAME, **SAID)


class TestErased:
    """Erasing is destroying the key."""

    def test_nothing_is_left_to_read(self, vault: Vault, connection: Connection, tables: VaultTables) -> None:
        """D5 Erasure: PII unreadable; the row that stays holds no key, and the index no digest."""
        token, other = vault.keep(who(), by=CLERK, at=AT), vault.keep(who(), by=CLERK, at=AT)
        vault.erase(token, **SAID)

        refused("erased", vault.reveal, token, [Field.NAME], **SAID)
        refused("erased", vault.masked, token)
        refused("erased", vault.change, token, who(), **SAID)
        refused("erased", vault.erase, token, **SAID)
        refused("erased", vault.hold, token, **SAID)
        assert (other,) == vault.find(Field.PHONE, PHONE, **SAID)
        row = connection.execute(select(tables.people).where(tables.people.c.token == token)).one()
        assert (None, None) == (row.wrapped_key, row.wrap_key)
        for table in (tables.sealed, tables.index):
            assert 0 == connection.scalar(select(func.count()).select_from(table).where(table.c.token == token))

    def test_it_is_recorded(self, vault: Vault) -> None:
        """`erase` is recorded, and so is what went before: by an opaque token."""
        token = vault.keep(who(), by=CLERK, at=AT)
        vault.erase(token, **SAID)

        assert ["kept", "erased"] == [each.deed for each in vault.accesses(token)]

    def test_not_while_a_hold_is_in_place(self, vault: Vault) -> None:
        """Legal hold (placed and lifted with who and why): one of two is enough to keep a person."""
        token = vault.keep(who(), by=CLERK, at=AT)
        court = vault.hold(token, by="leader", why="case (2025) 1402 of the court", at=AT)
        audit = vault.hold(token, by="leader", why="inspection", at=AT)

        refused("held", vault.erase, token, **SAID)
        vault.lift(court, by="leader", why="judged", at=AT)
        refused("held", vault.erase, token, **SAID)
        assert [(token, "leader", "inspection")] == [(h.token, h.placed_by, h.placed_why) for h in vault.holds()]
        vault.lift(audit, by="leader", why="over", at=AT)
        refused("not_held", vault.lift, audit, by="leader", why="over", at=AT)
        vault.erase(token, **SAID)
        assert ["kept", "held", "held", "lifted", "lifted", "erased"] == [each.deed for each in vault.accesses(token)]

    def test_without_keys(self, vault: Vault, connection: Connection, tables: VaultTables) -> None:
        """A nightly job that erases need not be able to read."""
        token = vault.keep(who(), by=CLERK, at=AT)
        blind = Vault(connection, tables=tables)

        with pytest.raises(StoreUnavailable, match="without its keys"):
            blind.reveal(token, [Field.NAME], **SAID)
        blind.erase(token, **SAID)

        refused("erased", vault.reveal, token, [Field.NAME], **SAID)


class TestKeys:
    """The host's keys."""

    @pytest.mark.parametrize("to", Suite)
    def test_rotation_goes_in_batches(
        self, vault: Vault, connection: Connection, tables: VaultTables, given: Keys, to: Suite
    ) -> None:
        """Key rotation: rewrap with a new key id while old ones are readable; resumable, in batches; to either suite."""
        tokens = [vault.keep(who(), by=CLERK, at=AT) for _ in range(5)]
        both = Keys(sealing=(key("k2", to), *given.sealing), indexing=given.indexing)

        first = Vault(connection, both, tables).rotate(limit=2, **SAID)
        halfway = Vault(connection, both, tables)
        assert [(2, 3), NAME] == [
            (first.done, first.left),
            halfway.reveal(tokens[0], [Field.NAME], **SAID)[Field.NAME].plain,
        ]
        erased = max(tokens)
        halfway.erase(erased, **SAID)
        rest = [halfway.rotate(limit=2, **SAID), halfway.rotate(limit=2, **SAID)]

        assert [(2, 0), (0, 0)] == [(each.done, each.left) for each in rest]
        alone = Vault(connection, Keys(sealing=(key("k2", to),), indexing=given.indexing), tables)
        assert {NAME} == {alone.reveal(t, [Field.NAME], **SAID)[Field.NAME].plain for t in tokens if t != erased}
        assert {to.value} == set(
            connection.scalars(select(tables.people.c.suite).where(tables.people.c.token != erased))
        )

    @pytest.mark.parametrize("to", Suite)
    def test_the_index_goes_over_in_batches(
        self, vault: Vault, connection: Connection, tables: VaultTables, given: Keys, to: Suite
    ) -> None:
        """S2: key rotation while serving, both key ids readable: who is found before is found during and after."""
        tokens = tuple(sorted(vault.keep(who(), by=CLERK, at=AT) for _ in range(5)))
        fresh = key("i2", to, index=True)
        both = Vault(connection, Keys(sealing=given.sealing, indexing=(fresh, *given.indexing)), tables)

        found = [both.find(Field.PHONE, PHONE, **SAID)]
        while both.reindex(limit=2, **SAID).left:
            found.append(both.find(Field.PHONE, PHONE, **SAID))
        alone = Vault(connection, Keys(sealing=given.sealing, indexing=(fresh,)), tables)

        assert [tokens] * 4 == [*found, alone.find(Field.PHONE, PHONE, **SAID)]

    def test_a_missing_index_key_is_told(
        self, vault: Vault, connection: Connection, tables: VaultTables, given: Keys
    ) -> None:
        """Without it people would silently not be found."""
        vault.keep(who(), by=CLERK, at=AT)
        lacking = Vault(connection, Keys(sealing=given.sealing, indexing=(key("i9", index=True),)), tables)

        with pytest.raises(StoreUnavailable, match="index key i1 is still in use"):
            lacking.find(Field.PHONE, PHONE, **SAID)

    def test_a_missing_sealing_key_is_told(
        self, vault: Vault, connection: Connection, tables: VaultTables, given: Keys
    ) -> None:
        """A wrong key: an error of ours that names it and says whose move it is."""
        token = vault.keep(who(), by=CLERK, at=AT)
        lacking = Vault(connection, Keys(sealing=(key("k9"),), indexing=given.indexing), tables)

        with pytest.raises(StoreUnavailable, match="key k1 is not among the keys given"):
            lacking.masked(token)

    @pytest.mark.parametrize("wrong", ["k1", "i1"])
    def test_another_key_under_the_same_id_is_told(
        self, vault: Vault, connection: Connection, tables: VaultTables, given: Keys, wrong: str
    ) -> None:
        """A wrong key writes nothing that the right one could not read."""
        vault.keep(who(), by=CLERK, at=AT)
        secret = secrets.token_bytes(32)
        changed = {
            "k1": lambda: Keys(sealing=(type(given.sealing[0])(id="k1", secret=secret),), indexing=given.indexing),
            "i1": lambda: Keys(sealing=given.sealing, indexing=(type(given.sealing[0])(id="i1", secret=secret),)),
        }[wrong]()

        with pytest.raises(StoreUnavailable, match=f"key {wrong} is not the key") as told:
            Vault(connection, changed, tables).keep(who(), by=CLERK, at=AT)
        assert secret.hex() not in repr(told.value) + str(told.value)


class TestAltered:
    """What a curious or careless administrator changes is seen."""

    @pytest.mark.parametrize(
        "way", ["flipped", "cut", "nonsense", "empty", "other field", "other person", "other key", "suite"]
    )
    def test_nothing_opens_in_another_place(
        self, vault: Vault, connection: Connection, tables: VaultTables, way: str
    ) -> None:
        """S1: AAD binding table, field, token and key: what was moved, swapped or edited is told, not read."""
        one, other = vault.keep(who(), by=CLERK, at=AT), vault.keep(who(name="甲乙"), by=CLERK, at=AT)
        s, p = tables.sealed, tables.people
        blob = connection.scalar(select(s.c.blob_text).where(s.c.token == one, s.c.field_name == "name"))
        assert blob is not None
        swapped = connection.scalar(select(s.c.blob_text).where(s.c.token == other, s.c.field_name == "name"))
        address = connection.scalar(select(s.c.blob_text).where(s.c.token == one, s.c.field_name == "address"))
        wrapped = connection.scalar(select(p.c.wrapped_key).where(p.c.token == other))
        flipped = blob[:20] + ("A" if blob[20] != "A" else "B") + blob[21:]
        texts = {
            "flipped": flipped,
            "cut": blob[:24],
            "nonsense": "%%%",
            "empty": "AAAA",
            "other field": address,
            "other person": swapped,
        }
        if way == "other key":
            connection.execute(update(p).where(p.c.token == one).values(wrapped_key=wrapped))
        elif way == "suite":
            was = connection.scalar(select(p.c.suite).where(p.c.token == one))
            connection.execute(update(p).where(p.c.token == one).values(suite=next(e for e in Suite if e != was).value))
        else:
            connection.execute(update(s).where(s.c.token == one, s.c.field_name == "name").values(blob_text=texts[way]))

        with pytest.raises(StoreUnavailable, match="was altered") as told:
            vault.reveal(one, [Field.NAME], **SAID)
        assert [] == leaks(told.value)


class TestSilent:
    """S4: 0 personal values in errors, their causes and their tracebacks, on each database."""

    def test_on_a_unique_violation(self, vault: Vault, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        """The driver's own words hold the row: DETAIL on PostgreSQL, Duplicate entry on MariaDB, the parameters."""
        monkeypatch.setattr(secrets, "token_hex", lambda n: "a" * 2 * n)
        vault.keep(who(), by=CLERK, at=AT)

        with pytest.raises(StoreUnavailable, match="the database failed on the vault") as told:
            vault.keep(who(), by=CLERK, at=AT)

        assert isinstance(told.value.__cause__, IntegrityError)
        assert [] == leaks(told.value)

    def test_on_a_table_that_is_not_there(self, connection: Connection, given: Keys) -> None:
        """Nor where nobody made the tables."""
        elsewhere = Vault(connection, given, vault_tables(MetaData(), prefix="none_"))

        with pytest.raises(StoreUnavailable, match="the database failed on the vault") as told:
            elsewhere.keep(who(), by=CLERK, at=AT)
        assert [] == leaks(told.value)

    @pytest.mark.parametrize("token", [PHONE, int(PHONE), NUMBER, "", "x" * 32, None, "a" * 32 + "\n", "\x00" * 32])
    def test_on_a_value_in_the_place_of_a_token(self, vault: Vault, token: object) -> None:
        """Type error: a telephone where a token should be reaches neither the database nor the error."""
        misplaced = Token(token)  # type: ignore[arg-type] # it is the claim that this is refused
        refused("no_person", vault.masked, misplaced)
        refused("no_person", vault.reveal, misplaced, [Field.NAME], **SAID)
        refused("no_person", vault.erase, misplaced, **SAID)
        refused("no_person", vault.hold, misplaced, **SAID)

    @pytest.mark.parametrize("fields", [[PHONE], PHONE, [], [NAME, Field.NAME], [13800138000]])
    def test_on_a_value_in_the_place_of_a_field(self, vault: Vault, fields: object) -> None:
        """Nor does one where a field should be."""
        token = vault.keep(who(), by=CLERK, at=AT)
        with pytest.raises(BadInput) as told:
            vault.reveal(token, fields, **SAID)  # type: ignore[arg-type] # it is the claim that this is refused
        assert [] == leaks(told.value)

    @pytest.mark.parametrize(
        ("by", "why"),
        [
            ("", WHY),
            (CLERK, ""),
            (CLERK, " "),
            (PHONE, WHY),
            (CLERK, f"{NAME} asked"),
            (CLERK, "a\nforged line"),
            (CLERK, "x" * 401),
            (CLERK, "half \ud800"),
            (CLERK, "nul \x00"),
            (CLERK, 13800138000),
        ],
        ids=ascii,
    )
    def test_on_a_reason_that_is_none(self, vault: Vault, by: str, why: str) -> None:
        """The record names who and why, in one line, and does not repeat what it is there to protect."""
        token = vault.keep(who(), by=CLERK, at=AT)
        with pytest.raises(BadInput) as told:
            vault.reveal(token, list(Field), by=by, why=why, at=AT)
        assert [] == leaks(told.value)
        assert ["kept"] == [each.deed for each in vault.accesses(token)]

    def test_a_moment_has_its_zone(self, vault: Vault) -> None:
        """R10: naive rejected."""
        with pytest.raises(BadInput, match="zone"):
            vault.keep(who(), by=CLERK, at=AT.replace(tzinfo=None))


class TestRecused:
    """D8: anonymous complaint; complaint about the window itself."""

    def test_who_is_complained_about_does_not_learn_who_complained(self, vault: Vault) -> None:
        """Regulation on Petitioning art. 30: accusation material does not reach the accused."""
        token = vault.keep(who(), by=CLERK, at=AT)

        refused("recused", vault.reveal, token, [Field.NAME], against={CLERK}, **SAID)
        assert NAME == vault.reveal(token, [Field.NAME], against={"clerk-2"}, **SAID)[Field.NAME].plain

    def test_who_says_nothing_has_no_token(self) -> None:
        """D8 Anonymous complaint: nobody is kept, and the complainant's token stays empty."""
        with pytest.raises(BadInput, match="anonymous"):
            identity(name="", phone="")


def test_what_is_revealed_alone_is_on_record_first(database: tuple[Engine, VaultTables]) -> None:
    """`revealed` commits the line before it returns, so that a rollback of the caller's does not take it along."""
    engine, tables = database
    with engine.begin() as connection:
        token = Vault(connection, keys(), tables).keep(who(), by=CLERK, at=AT)
    try:
        found = revealed(engine, keys(), token, [Field.NAME], tables=tables, **SAID)  # type: ignore[arg-type] # a mapping of three
        with engine.connect() as connection:
            deeds = [each.deed for each in Vault(connection, tables=tables).accesses(token)]
        assert [NAME, ["kept", "revealed"]] == [found[Field.NAME].plain, deeds]
    finally:
        with engine.begin() as connection:
            for table in tables.every[:-1]:
                connection.execute(delete(table))


def test_two_workers_share_a_rotation(database: tuple[Engine, VaultTables]) -> None:
    """Issue: a sweep in batches that two workers can share without doing a rung twice; so it is with keys."""
    engine, tables = database
    both = Keys(sealing=(key("k2"), key("k1")), indexing=keys().indexing)
    with engine.begin() as connection:
        for _ in range(24):
            Vault(connection, keys(), tables).keep(who(), by=CLERK, at=AT)

    def work() -> int:
        done, left = 0, 1
        while left:
            with engine.begin() as connection:
                step = Vault(connection, both, tables).rotate(limit=3, **SAID)
            done, left = done + step.done, step.left
        return done

    try:
        with ThreadPoolExecutor(3) as pool:
            shares = [each.result() for each in [pool.submit(work) for _ in range(3)]]
        assert 24 == sum(shares)
        with engine.connect() as connection:
            assert {"k2"} == set(connection.scalars(select(tables.people.c.wrap_key)))
    finally:
        with engine.begin() as connection:
            for table in tables.every[:-1]:
                connection.execute(delete(table))
