"""`banbucheng route`: check a table of routing rules, compare two on past cases, explain a case, change the form."""

from pathlib import Path

import click

from banbucheng.adapters.routes_file import routes_schema, write_routes
from banbucheng.cli._route_check import check
from banbucheng.cli._route_diff import diff
from banbucheng.cli._route_explain import explain
from banbucheng.cli._route_propose import propose
from banbucheng.cli._shared import as_json_option, console, lang_option, print_json, profile_option
from banbucheng.cli._tables import table_named
from banbucheng.labels import LANGUAGES, phrase

__all__ = ["command"]


@click.group("route")
def command() -> None:
    """Check routing rules, compare two tables of them on past cases, explain a case, change the form of a table."""


command.add_command(check)
command.add_command(diff)
command.add_command(explain)
command.add_command(propose)


@command.command("convert")
@click.argument("table")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--sheet", help="The sheet of a workbook; the only one with cells if none is given.")
@click.option("--headings", type=click.Choice(list(LANGUAGES)), help="Head the columns with words instead of names.")
@profile_option
@lang_option
@as_json_option
def convert(
    table: str, out: Path, sheet: str | None, headings: str | None, rulebook: str, lang: str, *, as_json: bool
) -> None:
    """Write a table, or the rules of a rulebook, in another form: .csv, .xlsx, .json or .toml."""
    _, routes = table_named(table, rulebook, sheet)
    write_routes(routes, out, lang=headings)
    if as_json:
        print_json({"file": str(out), "rules": len(routes.rules), "digest": routes.digest})
        return
    console().print(phrase("route.written", lang, path=out, rules=len(routes.rules), digest=routes.digest[:12]))


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of a table in JSON."""
    print_json(routes_schema())
