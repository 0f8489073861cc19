"""The store over SQL databases, through SQLAlchemy (extra `sql`)."""

from banbucheng.adapters.sql._bulk import UNNUMBERED, Draft, draft, keep_drafts, known
from banbucheng.adapters.sql._create import create
from banbucheng.adapters.sql._engine import retried, safe_sqlite, sqlite_engine, store_engine, unit_of_work
from banbucheng.adapters.sql._errors import retryable
from banbucheng.adapters.sql._schema import SCHEMA_VERSION, Tables, tables
from banbucheng.adapters.sql._seals import lines, proof, seal, seals
from banbucheng.adapters.sql._store import SqlStore
from banbucheng.adapters.sql._verify import Verification, verify

__all__ = [
    "SCHEMA_VERSION",
    "UNNUMBERED",
    "Draft",
    "SqlStore",
    "Tables",
    "Verification",
    "create",
    "draft",
    "keep_drafts",
    "known",
    "lines",
    "proof",
    "retried",
    "retryable",
    "safe_sqlite",
    "seal",
    "seals",
    "sqlite_engine",
    "store_engine",
    "tables",
    "unit_of_work",
    "verify",
]
