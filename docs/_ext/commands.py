"""Every command of the command line with its options, as the commands say themselves."""

import re
from collections.abc import Iterator
from importlib import import_module

import click

__all__ = ["tables"]


def tables() -> str:
    """A section for each command: how it is called, what it does, and its options."""
    app: click.Group = import_module("banbucheng.cli._app").app
    return "\n".join(_below("banbucheng", app, _context(app, "banbucheng")))


def _below(path: str, group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _below(f"{path} {name}", command, _context(command, name, context))
        elif command is not None:
            yield from _one(f"{path} {name}", command, _context(command, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    # A context made by hand does not take over what the command says of its own (`-h` beside `--help`).
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _one(path: str, command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"\n## {path}\n\n```text\n{path} {usage}\n```\n\n{_said(command.help)}\n"
    yield "| option | what it does |"
    yield "|---|---|"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            option, said = record
            yield f"| `{option.replace('|', ' or ')}` | {_said(said)} |"


def _said(text: str | None) -> str:
    # Two blanks before a default are click's; a bar would end the cell of a table.
    return re.sub(r"\s+", " ", text or "").strip().replace("|", "\\|")
