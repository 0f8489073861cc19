"""Every command of the command line with its options, as the commands say themselves."""

import re
from collections.abc import Iterator
from importlib import import_module

import click

__all__ = ["tables"]


def tables() -> str:
    """A section for each command: how it is called, what it does, and its options."""
    app: click.Group = import_module("banbucheng.cli._app").app
    return "\n".join(_of("banbucheng", app, click.Context(app, info_name="banbucheng"), level=2))


def _of(path: str, command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield from _one(path, command, context, level)
        return
    if level > 2:  # noqa: PLR2004 - below the program itself
        yield f"\n{'#' * level} {path}\n\n{_said(command.help)}\n"
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            yield from _of(f"{path} {name}", inner, click.Context(inner, info_name=name, parent=context), level + (level > 2))


def _one(path: str, command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"\n{'#' * level} {path}\n\n```text\n{path} {usage}\n```\n\n{_said(command.help)}\n"
    yield "| option | what it does |"
    yield "|---|---|"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            option, said = record
            yield f"| `{option.replace('|', ' or ')}` | {_said(said)} |"


def _said(text: str | None) -> str:
    # Two blanks before a default are click's; a bar would end the cell of a table.
    return re.sub(r"\s+", " ", text or "").strip().replace("|", "\\|")
