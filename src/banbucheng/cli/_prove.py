"""`banbucheng prove RULEBOOK`: every reachable state of a case, held to the laws of the window."""

import sys

import click
from rich.console import Console

from banbucheng.cli._shared import as_json_option, book_named, console, lang_option, print_json
from banbucheng.labels import phrase, word, words
from banbucheng.proof import Proof, Story, broken_at_once, prove

__all__ = ["command"]


@click.command("prove")
@click.argument("rulebooks", nargs=-1, required=True, metavar="RULEBOOK...")
@lang_option
@as_json_option
def command(rulebooks: tuple[str, ...], lang: str, *, as_json: bool) -> None:
    """Prove that rulebooks keep the laws of the window, or tell the shortest story that breaks one."""
    proofs = [prove(book_named(name)) for name in rulebooks]
    at_once = {name: broken_at_once(book_named(name)) for name in rulebooks}
    if as_json:
        print_json({"proofs": [_plain(proof) for proof in proofs]})
    else:
        out = console()
        for proof in proofs:
            _show(out, proof, lang)
        for name, faults in at_once.items():
            for fault in faults:
                out.print(f"{name}: {fault}", style="red", markup=False)
    if any(at_once.values()) or not all(proof.holds for proof in proofs):
        sys.exit(1)


def _plain(proof: Proof) -> dict[str, object]:
    return {
        "name": proof.name,
        "edition": proof.edition,
        "states": proof.states,
        "transitions": proof.transitions,
        "broken": {story.law: [[at.isoformat(), name] for at, name in story.steps] for story in proof.broken},
    }


def _show(out: Console, proof: Proof, lang: str) -> None:
    key = "prove.holds" if proof.holds else "prove.broken"
    said = phrase(key, lang, name=proof.name, edition=proof.edition, states=proof.states, steps=proof.transitions)
    out.print(said, style="bold green" if proof.holds else "bold red")
    for story in proof.broken:
        _tell(out, story, lang)


def _tell(out: Console, story: Story, lang: str) -> None:
    out.print(word(f"law.{story.law}", lang), style="bold")
    for at, name in story.steps:
        out.print(f"  {at:%Y-%m-%d %H:%M}  {_step(name, lang)}", markup=False)


def _step(name: str, lang: str) -> str:
    """The word for a command, or for the event that a step beside the main line is named by."""
    return words(lang).get(f"command.{name}") or word(f"event.{name}", lang)
