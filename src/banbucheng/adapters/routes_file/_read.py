"""Files of routing rules, read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import evolve

from banbucheng.adapters._toml import read_toml
from banbucheng.adapters.routes_file._bytes import bytes_of
from banbucheng.adapters.routes_file._csv import csv_rows
from banbucheng.adapters.routes_file._document import routes_in
from banbucheng.adapters.routes_file._known import known_of
from banbucheng.adapters.routes_file._rows import rules_in
from banbucheng.adapters.routes_file._typed import is_object
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.routing import CellWords, Routes

__all__ = ["FORMS", "json_of", "read_routes", "workbooks"]

#: The forms of file, by what their names end in.
FORMS = (".csv", ".xlsx", ".json", ".toml")


def read_routes(
    path: Path | str, *, base: Routes | None = None, words: CellWords | None = None, sheet: str | None = None
) -> Routes:
    """
    The table of rules in a file, by what its name ends in: `.csv`, `.xlsx`, `.json` or `.toml`.

    A CSV file or a workbook holds rules alone: the facts, units, tiers, policy, fallback and predicates are those of
    `base`. A JSON or TOML file may say all of these but predicates, and what it leaves out is the base's; its facts
    must be facts of the base. `words` are what cells may say besides codes; `sheet` is the sheet of a workbook, which
    need not be named where only one has cells.

    Raises:
        RulebookError: the file is wrong; every fault at once, with file, sheet, row and column, or with its path.
        BadInput: the form is not known, needs an extra that is not installed, or needs a base.
    """
    path = Path(path)
    form = path.suffix.lower()
    if form == ".json":
        return routes_in(json_of(bytes_of(path), str(path)), name=str(path), base=base, words=words)
    if form == ".toml":
        bytes_of(path)
        return routes_in(read_toml(path), name=str(path), base=base, words=words)
    if form not in FORMS:
        raise BadInput("file of rules", str(path), f"its name ends in {', '.join(FORMS)}")
    if base is None:
        raise BadInput("file of rules", str(path), "give the rulebook too, which has the facts and the units")
    place, rows = _rows(path, form, sheet)
    faults: list[Fault] = []
    rules = rules_in(place, rows, known_of(base, words), faults)
    if faults:
        raise RulebookError(str(path), tuple(faults))
    return evolve(base, rules=rules)


def workbooks() -> ModuleType:
    """
    What reads and writes workbooks.

    Raises:
        BadInput: openpyxl or XlsxWriter is not installed.
    """
    try:
        return import_module("banbucheng.adapters.routes_file._xlsx")
    except ModuleNotFoundError as missing:
        raise BadInput("form", ".xlsx", "it needs an extra: pip install 'banbucheng[xlsx]'") from missing


def _rows(path: Path, form: str, sheet: str | None) -> tuple[str, Iterable[tuple[int, Sequence[str]]]]:
    if form == ".csv":
        return path.name, csv_rows(bytes_of(path), str(path))
    title, rows = workbooks().xlsx_rows(bytes_of(path), path.name, sheet)
    return f"{path.name} sheet {title}", rows


def json_of(data: bytes, name: str) -> Mapping[str, Any]:
    """
    A document in JSON.

    Raises:
        RulebookError: it is not UTF-8, no JSON, no object, or says something twice.
    """
    try:
        found: object = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise RulebookError(name, (Fault(f"byte {error.start}", "is not UTF-8; save the file as UTF-8"),)) from error
    except (ValueError, RecursionError) as error:
        raise RulebookError(name, (Fault("JSON", str(error)),)) from error
    if not is_object(found):
        raise RulebookError(name, (Fault("JSON", "is not an object with fallback, facts and rules"),))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice, as the second would take the place of the first unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(each for each in names if names.count(each) > 1)!r} stands twice in one object")
    return found
