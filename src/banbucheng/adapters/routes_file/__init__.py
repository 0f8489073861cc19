"""Tables of routing rules in files: CSV and XLSX as analysts keep them, TOML, and JSON to hand on; one meaning."""

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import evolve

from banbucheng.adapters.routes_file._bytes import bytes_of
from banbucheng.adapters.routes_file._columns import COLUMNS, names_for
from banbucheng.adapters.routes_file._csv import csv_bytes, csv_rows
from banbucheng.adapters.routes_file._document import document_of, routes_in, rules_of
from banbucheng.adapters.routes_file._known import Known, known_of
from banbucheng.adapters.routes_file._rows import Row, rows_of, rules_in
from banbucheng.adapters.routes_file._schema import routes_schema
from banbucheng.adapters.routes_file._toml import as_toml
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.routing import CellWords, Routes, Rule
