"""Files of routing rules, written."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve

from banbucheng.adapters.routes_file._columns import names_for
from banbucheng.adapters.routes_file._csv import csv_bytes, csv_rows
from banbucheng.adapters.routes_file._document import document_of, routes_in
from banbucheng.adapters.routes_file._known import known_of
from banbucheng.adapters.routes_file._read import FORMS, json_of, workbooks
from banbucheng.adapters.routes_file._rows import Row, rows_of, rules_in
from banbucheng.adapters.routes_file._toml import as_toml
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.routing import Routes, Rule

__all__ = ["routes_bytes", "write_routes"]


def write_routes(routes: Routes, path: Path | str, *, lang: str | None = None) -> None:
    """
    Write a table of rules, in the form that the name of the file ends in; `read_routes` reads the same table from it.

    A CSV file or a workbook holds the rules alone. `lang` (`zh`, `en`) heads their columns with words, not names.

    Raises:
        BadInput: the form is not known or not installed, or cannot hold some text of the rules; nothing is written.
    """
    path = Path(path)
    path.write_bytes(routes_bytes(routes, path.suffix.lower(), lang=lang))


def routes_bytes(routes: Routes, form: str, *, lang: str | None = None) -> bytes:
    """The bytes of such a file, by its form: `.csv`, `.xlsx`, `.json` or `.toml`."""
    if form not in FORMS:
        raise BadInput("form", form, f"it is one of {', '.join(FORMS)}")
    faults: list[Fault] = []
    try:
        data, back = _document(routes, form) if form in {".json", ".toml"} else _sheet(routes, form, lang, faults)
    except UnicodeEncodeError as error:
        raise BadInput("text", error.object, "it holds half of a character, which no file can") from error
    if faults:
        raise RulebookError(f"a {form} file of these rules", tuple(faults))
    _refuse_loss(routes, back, form)
    return data


def _document(routes: Routes, form: str) -> tuple[bytes, Routes]:
    if form == ".json":
        data = (json.dumps(document_of(routes, typed=True), ensure_ascii=False, indent=2) + "\n").encode()
        return data, routes_in(json_of(data, form), name=form, base=None)
    text = as_toml(document_of(routes, typed=False))
    return text.encode(), routes_in(tomllib.loads(text), name=form, base=None)


def _sheet(routes: Routes, form: str, lang: str | None, faults: list[Fault]) -> tuple[bytes, Routes]:
    rows = list(rows_of(routes, lang))
    back: Iterable[Row]
    if form == ".csv":
        data = csv_bytes(rows)
        back = csv_rows(data, form)
    else:
        data = workbooks().xlsx_bytes(rows, title="rules", names=[name for name, _ in names_for(routes)])
        _, back = workbooks().xlsx_rows(data, form, None)
    return data, evolve(routes, rules=rules_in(form, back, known_of(routes), faults))


def _refuse_loss(routes: Routes, back: Routes, form: str) -> None:
    """Refuse to write what would be read otherwise, such as signs that the form cannot hold."""
    if routes.digest == back.digest:
        return
    changed = (
        rule
        for rule, again in zip(routes.rules, back.rules, strict=False)
        if _alone(rule, routes) != _alone(again, routes)
    )
    rule = next(changed, None)
    said = (
        f"a {form} file would say it otherwise; look for signs that are no text, and for conditions that hold nothing"
    )
    raise BadInput("rule", "" if rule is None else rule.id, said)


def _alone(rule: Rule, routes: Routes) -> str:
    return evolve(routes, rules=(rule,)).digest
