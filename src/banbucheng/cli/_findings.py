"""What a look at the record found, as lines and as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from banbucheng.cli._shared import print_json
from banbucheng.labels import phrase
from banbucheng.ledger import Finding, Proof, Seal

__all__ = ["clean", "findings_as_lines", "findings_as_plain", "reported", "seal_as_plain", "sealed_as_lines"]


def clean(text: str) -> str:
    """A text that a file brought along, without what a terminal would obey."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def findings_as_lines(findings: Sequence[Finding], lang: str) -> list[str]:
    """A headline and a line for each finding."""
    if not findings:
        return [phrase("verify.holds", lang)]
    said = [
        phrase(
            f"flaw.{each.flaw}",
            lang,
            number=clean(each.number),
            entry=each.entry,
            day="" if each.day is None else each.day.isoformat(),
            what=clean(each.what),
        )
        for each in findings
    ]
    return [phrase("verify.broken", lang, count=len(said)), *(f"  {each.strip()}" for each in said)]


def findings_as_plain(findings: Iterable[Finding]) -> list[Mapping[str, Any]]:
    """The findings as JSON has them."""
    return [
        {
            "flaw": each.flaw.value,
            "number": each.number,
            "entry": each.entry,
            "day": None if each.day is None else each.day.isoformat(),
            "what": each.what,
        }
        for each in findings
    ]


def seal_as_plain(seal: Seal) -> Mapping[str, Any]:
    """A seal as JSON has it, with its digest."""
    return {
        "day": seal.day.isoformat(),
        "size": seal.size,
        "root": seal.root,
        "before": seal.before,
        "algorithm": seal.algorithm,
        "digest": seal.digest,
    }


def sealed_as_lines(proof: tuple[Proof, Seal] | None, lang: str, *, anchored: bool) -> list[str]:
    """What a package says of its seal, and what is left to do to believe it."""
    if proof is None:
        return [phrase("verify.unsealed", lang)]
    of, seal = proof
    line = phrase("verify.sealed", lang, entry=of.seq, day=seal.day.isoformat(), root=clean(seal.root))
    return [line, phrase("verify.anchored" if anchored else "verify.compare", lang)]


def reported(document: Mapping[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    """
    Print what was found, as one or the other.

    Raises:
        Exit: the record does not hold; with status 1.
    """
    if as_json:
        print_json(document)
    else:
        click.echo("\n".join(lines))
    if not document["holds"]:
        raise click.exceptions.Exit(1)
