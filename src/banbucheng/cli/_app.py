"""The commands, each loaded when it is called; and what a user sees when something is wrong."""

from importlib import import_module
from typing import Any

import click

from banbucheng.errors import BanbuchengError

__all__ = ["app"]

_COMMANDS = (
    *("demo", "due", "calendar", "case", "ledger", "report", "check", "prove", "route", "suggest"),
    *("import", "verify", "seal", "proof", "archive", "retention"),
)

#: The extra that brings each package that a command may need.
_EXTRAS = {"alembic": "sql", "cryptography": "vault", "sqlalchemy": "sql", "stdnum": "vault"}


class _Commands(click.Group):
    """Commands by the name of their module; a fault of the user is told without a traceback, with status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        try:
            command: click.Command = import_module(f"banbucheng.cli._{cmd_name}").command
        except ModuleNotFoundError as missing:
            package = (missing.name or "").partition(".")[0]
            if package not in _EXTRAS:
                raise
            what = f"this command needs {package}: pip install 'banbucheng[{_EXTRAS[package]}]'"
            raise click.ClickException(what) from missing
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the whole of what they do; click would cut it off."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.told(ctx, name)) for name in self.list_commands(ctx)])

    def told(self, ctx: click.Context, name: str) -> str:
        """What a command does, or which package it waits for."""
        try:
            command = self.get_command(ctx, name)
        except click.ClickException as missing:
            return missing.message
        return "" if command is None else command.help or ""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BanbuchengError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    "banbucheng", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="banbucheng")
def app() -> None:
    """The window for matters that could not be done: cases, working-day deadlines, supervision, ledger."""
