"""The values of a vault: keys that do, algorithms that are held to their standards, masks that stay on."""

import copy
import hashlib
import hmac
import json
import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData, inspect, text, update

from banbucheng.adapters.sql import sqlite_engine
from banbucheng.adapters.vault import Field, Key, Keys, Suite, Vault, create_vault, identity, vault_tables
from banbucheng.adapters.vault import _ciphers as ciphers
from banbucheng.errors import BadInput, StoreUnavailable

from ._vault import AT, CLERK, NAME, NUMBER, PHONE, PLANTED, key, keys, leaks, who

AES, SM, FIND = key("k1"), key("k2", Suite.SM), key("i1", index=True)
suites = st.sampled_from(Suite)


class TestKeys:
    """What the host gives."""

    def test_a_secret_is_not_printed(self) -> None:
        """A key prints its id and its suite, alone and among others."""
        assert "Key(id='k1', suite=<Suite.AES: 'aes-256-gcm'>)" == repr(AES)
        assert [] == [each for each in (AES, FIND) if repr(each.secret) in f"{keys()!r}{keys()}"]

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Keys(sealing=(), indexing=(FIND,)),
            lambda: Keys(sealing=(AES,), indexing=()),
            lambda: Keys(sealing=(AES,), indexing=(AES,)),
            lambda: Keys(sealing=(AES, AES), indexing=(FIND,)),
            lambda: Keys(sealing=(AES,), indexing=(attrs.evolve(FIND, secret=AES.secret),)),
            lambda: Keys(sealing=(attrs.evolve(AES, secret=AES.secret[:16]),), indexing=(FIND,)),
            lambda: Keys(sealing=(attrs.evolve(SM, secret=AES.secret),), indexing=(FIND,)),
            lambda: Keys(sealing=(AES,), indexing=(attrs.evolve(FIND, secret=FIND.secret[:16]),)),
            lambda: attrs.evolve(AES, secret=bytes(32)),
            lambda: attrs.evolve(AES, secret=b"0" * 32),
            lambda: attrs.evolve(AES, secret="0" * 32),
            lambda: attrs.evolve(AES, secret=None),
            lambda: attrs.evolve(AES, id=""),
            lambda: attrs.evolve(AES, id="K1"),
            lambda: attrs.evolve(AES, id="k 1"),
            lambda: attrs.evolve(AES, id="k" * 33),
            lambda: attrs.evolve(AES, id=None),
        ],
    )
    def test_keys_that_do_not_do_are_refused(self, make: Callable[[], object]) -> None:
        """Too few, twice the same, the wrong length, a pattern, no bytes: refused before anything is sealed."""
        with pytest.raises(BadInput) as refused:
            make()
        said = str(refused.value) + repr(refused.value)
        assert [] == [each for each in (AES, SM, FIND) if repr(each.secret)[2:20] in said or each.secret.hex() in said]


class TestAlgorithms:
    """Held to examples and to other implementations."""

    def test_sm4_gcm_is_that_of_the_standard(self) -> None:
        """RFC 8998, appendix A.1, and its SM3 beside it (GB/T 32905-2016, appendix A.1)."""
        ciphers.probe.cache_clear()
        ciphers.probe(Suite.SM)

    def test_a_build_without_sm4_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Distribution builds may lack SM4: probe at start, fail closed (storage-facts §4)."""

        def lacking(*_: object) -> bytes:
            raise UnsupportedAlgorithm("SM4")

        ciphers.probe.cache_clear()
        monkeypatch.setattr(ciphers, "_sm4", lacking)
        with pytest.raises(StoreUnavailable, match="no SM4-GCM"):
            keys(Suite.SM)
        assert keys(Suite.AES)

    def test_a_build_that_computes_something_else_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is sealed with what its own standard would not know again."""
        ciphers.probe.cache_clear()
        monkeypatch.setattr(ciphers, "_SM4_SEALED", bytes(80))
        with pytest.raises(StoreUnavailable, match="wrongly"):
            keys(Suite.SM)

    @given(suites, st.binary(max_size=100), st.binary(max_size=20))
    def test_what_is_sealed_opens(self, suite: Suite, plain: bytes, data: bytes) -> None:
        """And, taken apart by hand, is what the library of algorithms makes of the padded text."""
        secret = ciphers.new_key(suite)
        blob = ciphers.sealed(suite, secret, plain, data)
        algorithm = algorithms.AES(secret) if suite is Suite.AES else algorithms.SM4(secret)
        decryptor = Cipher(algorithm, modes.GCM(blob[:12], blob[-16:])).decryptor()
        decryptor.authenticate_additional_data(data)
        padded = decryptor.update(blob[12:-16]) + decryptor.finalize()

        assert plain == ciphers.opened(suite, secret, blob, data)
        assert padded.startswith(plain + b"\x80")
        assert 0 == len(padded) % 32

    @given(suites, st.binary(max_size=40), st.data())
    def test_one_bit_is_enough(self, suite: Suite, plain: bytes, data: st.DataObject) -> None:
        """Authenticated encryption: a change of any one bit, anywhere, is seen."""
        secret = ciphers.new_key(suite)
        blob = bytearray(ciphers.sealed(suite, secret, plain, b"data"))
        place = data.draw(st.integers(0, len(blob) * 8 - 1))
        blob[place // 8] ^= 1 << place % 8

        assert ciphers.opened(suite, secret, bytes(blob), b"data") is None

    @given(st.binary(max_size=40))
    def test_what_was_never_sealed_does_not_open(self, blob: bytes) -> None:
        """Whatever stands in a row: no crash."""
        assert [None, None] == [ciphers.opened(each, ciphers.new_key(each), blob, b"") for each in Suite]

    @given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
    def test_no_two_lists_of_texts_are_bound_alike(self, one: list[str], other: list[str]) -> None:
        """What a value is bound to cannot be moved from one text into the next."""
        assert (one == other) == (ciphers.bound(*one) == ciphers.bound(*other))

    @pytest.mark.parametrize(("suite", "name"), [(Suite.AES, "sha256"), (Suite.SM, "sm3")])
    def test_the_digest_is_an_hmac(self, suite: Suite, name: str) -> None:
        """HMAC (RFC 2104) over SHA-256, or SM3, as Python's own library has it."""
        if name not in hashlib.algorithms_available:
            pytest.skip(f"this Python has no {name}")
        expected = hmac.new(FIND.secret, ciphers.bound("phone", PHONE), name).hexdigest()

        assert expected == ciphers.digest(suite, FIND.secret, ("phone", PHONE))


class TestMasked:
    """Masked by default in every view, log and repr."""

    def test_nothing_that_prints_says_it(self, caplog: pytest.LogCaptureFixture) -> None:
        """repr, str, format, logging, attrs, a failed assertion: all of them see the mask."""
        told = who()
        caplog.set_level(logging.INFO)
        logging.getLogger("desk").info("%s %r %s", told, told, told[Field.PHONE])
        prints = [
            repr(told),
            str(told),
            f"{told[Field.NAME]:>20}",
            str(dict(told)),
            str(attrs.asdict(told)),
            caplog.text,
        ]
        prints += [str(list(told.values())), "%s" % told[Field.ID_NUMBER], repr(attrs.astuple(told))]  # noqa: UP031 - the old way prints too

        assert [] == [each for each in PLANTED if each in "".join(prints)]
        assert "138****8000" in repr(told)

    def test_it_does_not_travel(self) -> None:
        """Neither a queue that pickles nor a log that writes JSON carries it off; the error names no value."""
        for send in (pickle.dumps, json.dumps):
            with pytest.raises(TypeError) as refused:
                send({"who": dict(who())["name"]})  # type: ignore[index] # a field is its name
            assert [] == leaks(refused.value)

    def test_it_is_copied_and_compared(self) -> None:
        """It is a value all the same: equal to an equal one, and to no text."""
        told = who()

        assert told == who() == copy.deepcopy(told) == copy.copy(told)
        assert told != who(name="甲")
        assert 1 == len({told[Field.PHONE], copy.copy(who()[Field.PHONE])})
        assert told[Field.PHONE] != PHONE
        assert [NAME, PHONE, NUMBER] == [told[each].plain for each in (Field.NAME, Field.PHONE, Field.ID_NUMBER)]

    @pytest.mark.parametrize("name", ["phones", "13800138000", "Name", ""])
    def test_a_field_that_is_none_is_refused(self, name: str) -> None:
        """And is not repeated: it may be a value in the wrong place."""
        with pytest.raises(BadInput, match="give one of name") as refused:
            identity(**{name: "x"})  # type: ignore[misc] # it is the claim that this is refused
        assert [] == leaks(refused.value)

    @pytest.mark.parametrize("told", [{"name": NAME}, NAME, None, [("phone", PHONE)]])
    def test_what_is_no_identity_is_not_kept(self, told: object, tmp_path: Path) -> None:
        """Values that were not checked are refused, and not repeated."""
        engine = sqlite_engine(tmp_path / "people.db")
        with engine.connect() as connection:
            create_vault(connection)
            with pytest.raises(BadInput, match="give an identity") as refused:
                Vault(connection, keys()).keep(told, by=CLERK, at=AT)  # type: ignore[arg-type] # as above
        engine.dispose()
        assert [] == leaks(refused.value)


class TestTables:
    """The tables are the host's."""

    def test_names_fit_every_database(self) -> None:
        """Portable schema: identifiers of at most 30 characters under the longest prefix, explicit lengths."""
        tables = vault_tables(MetaData(), prefix="p" * 16, schema="window")
        names = [each.name for each in tables.every]
        names += [index.name for each in tables.every for index in each.indexes]
        names += [column.name for each in tables.every for column in each.columns]

        assert [] == [each for each in names if len(str(each)) > 30]
        assert {"window"} == {each.schema for each in tables.every}
        assert [] == [c for t in tables.every for c in t.columns if c.type.python_type is str and not c.type.length]

    @pytest.mark.parametrize("prefix", ["", "1a", "A_", "a-b", "p" * 17, 'x"; DROP TABLE a; --'])
    def test_a_prefix_that_is_none_is_refused(self, prefix: str) -> None:
        """Prefix names from configuration are no way to inject SQL."""
        with pytest.raises(BadInput):
            vault_tables(MetaData(), prefix=prefix)

    def test_making_them_twice_changes_nothing(self, tmp_path: Path) -> None:
        """And a schema that this library does not know is refused, as are tables of somebody else."""
        engine = sqlite_engine(tmp_path / "people.db")
        with engine.connect() as connection:
            create_vault(connection)
            token = Vault(connection, keys()).keep(who(), by=CLERK, at=AT)
            tables = create_vault(connection)
            assert (
                NAME
                == Vault(connection, keys()).reveal(token, [Field.NAME], by=CLERK, why="x", at=AT)[Field.NAME].plain
            )
            connection.execute(update(tables.schema).values(version=2))
            with pytest.raises(StoreUnavailable, match="version 2"):
                create_vault(connection)
            connection.rollback()
            assert [] == inspect(connection).get_table_names()
            connection.execute(text("CREATE TABLE bbc_people (id INTEGER)"))
            with pytest.raises(StoreUnavailable, match="bbc_people already"):
                create_vault(connection)
        engine.dispose()

    def test_keys_of_one_vault_are_of_no_use_in_another(self, tmp_path: Path) -> None:
        """Whoever copies rows into a vault of their own needs the key all the same."""
        engine = sqlite_engine(tmp_path / "people.db")
        with engine.connect() as connection:
            create_vault(connection)
            token = Vault(connection, keys()).keep(who(), by=CLERK, at=AT)
            connection.execute(text("DELETE FROM bbc_vault_keys"))
            other = Keys(sealing=(Key(id="k1", secret=bytes(range(32))),), indexing=(FIND,))
            with pytest.raises(StoreUnavailable, match="was altered"):
                Vault(connection, other).masked(token)
        engine.dispose()
