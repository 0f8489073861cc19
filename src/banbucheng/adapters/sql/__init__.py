"""The store over SQL databases, through SQLAlchemy (extra `sql`)."""

from banbucheng.adapters.sql._engine import create, sqlite_engine, unit_of_work
from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables, tables
from banbucheng.adapters.sql._store import SqlStore

__all__ = ["SCHEMA_VERSION", "SqlStore", "Tables", "create", "sqlite_engine", "tables", "unit_of_work"]
