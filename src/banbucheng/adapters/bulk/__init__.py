"""Last year's ledger into the store: CSV, workbooks and JSON Lines, by a mapping in TOML (extra `sql`; `xlsx`)."""

from banbucheng.adapters.bulk._import import Imported, Importer, Reject
from banbucheng.adapters.bulk._mapping import FIELDS, ImportMapping, load_mapping
from banbucheng.adapters.bulk._rejects import write_rejects
from banbucheng.adapters.bulk._rows import Row, rows_of

__all__ = [
    "FIELDS",
    "ImportMapping",
    "Imported",
    "Importer",
    "Reject",
    "Row",
    "load_mapping",
    "rows_of",
    "write_rejects",
]
