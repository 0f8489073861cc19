"""Tables of routing rules in files: CSV and XLSX as analysts keep them, TOML, and JSON to hand on; one meaning."""

from banbucheng.adapters.routes_file._document import document_of, fact_in, routes_in, rules_of
from banbucheng.adapters.routes_file._known import Known, known_of
from banbucheng.adapters.routes_file._read import FORMS, read_routes
from banbucheng.adapters.routes_file._revised import faults_of, findings_of, revised, words_of
from banbucheng.adapters.routes_file._schema import routes_schema
from banbucheng.adapters.routes_file._write import routes_bytes, write_routes

__all__ = [
    "FORMS",
    "Known",
    "document_of",
    "fact_in",
    "faults_of",
    "findings_of",
    "known_of",
    "read_routes",
    "revised",
    "routes_bytes",
    "routes_in",
    "routes_schema",
    "rules_of",
    "words_of",
    "write_routes",
]
