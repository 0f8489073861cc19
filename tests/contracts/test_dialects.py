"""Databases that the suite has not run: their statements can at least be made, and take the plainest way."""

import pytest
from sqlalchemy import MetaData
from sqlalchemy.dialects import mysql, oracle, postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.schema import CreateIndex, CreateTable

from banbucheng.adapters.sql import tables
from banbucheng.adapters.sql._statements import statements


class Gauss(PGDialect_psycopg2):
    """A dialect that is PostgreSQL's under a name of its own, as openGauss has it."""

    name = "opengauss"
    supports_statement_cache = True


DIALECTS = [sqlite.dialect, postgresql.dialect, mysql.dialect, oracle.dialect, Gauss]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda each: each.name)
def test_every_statement_can_be_made(dialect: type) -> None:
    """Tables, indexes and statements compile; what is not known by name passes no row over and takes no short way."""
    made = tables(MetaData())
    for table in made.all:
        assert str(CreateTable(table).compile(dialect=dialect()))
        assert all(str(CreateIndex(index).compile(dialect=dialect())) for index in table.indexes)
    ready = statements(made, dialect())
    known = dialect.name in {"sqlite", "postgresql"}
    assert (known, known) == (ready.passes, ready.taken is None)
    assert (dialect.name == "postgresql") == bool(ready.changed)
