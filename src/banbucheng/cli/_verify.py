"""`banbucheng verify`: whether a record, a package or a proof holds."""

from importlib import import_module
from pathlib import Path

import click

from banbucheng.adapters.archive import check_package
from banbucheng.cli._findings import (
    clean,
    findings_as_lines,
    findings_as_plain,
    reported,
    seal_as_plain,
    sealed_as_lines,
)
from banbucheng.cli._shared import as_json_option, lang_option
from banbucheng.codec import from_json
from banbucheng.errors import BadInput
from banbucheng.labels import phrase
from banbucheng.ledger import Proof, check_proof

__all__ = ["command"]

#: No proof is nearly as long.
_LONGEST_PROOF = 2**20


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="BANBUCHENG_DB",
    help="The SQLite file that holds the cases.  [default: banbucheng-demo.db]",
)
@click.option(
    "--root", "roots", multiple=True, help="The root or the digest of a seal, as it was published; it has to be here."
)
@click.option("--replay", is_flag=True, help="Replay every case too, and compare its whole row; takes longer.")
@lang_option
@as_json_option
def command(
    file: Path | None, database: Path | None, roots: tuple[str, ...], lang: str, *, replay: bool, as_json: bool
) -> None:
    """Check a database, an archive package or a proof, and name the first bad entry of each case; status 1 if any."""
    if file is None:
        import_module("banbucheng.cli._verify_store").verify_store(database, roots, lang, whole=replay, as_json=as_json)
    elif file.suffix == ".json":
        _proof(file, roots, lang, as_json=as_json)
    else:
        _package(file, roots, lang, as_json=as_json)


def _package(file: Path, roots: tuple[str, ...], lang: str, *, as_json: bool) -> None:
    found = check_package(file, roots=roots)
    document = {
        "holds": not found.findings,
        "number": found.number,
        "title": found.title,
        "entries": found.entries,
        "seal": None if found.proof is None else seal_as_plain(found.proof[1]),
        "packed_by": found.packed_by,
        "anchored": bool(roots) and not found.findings,
        "findings": findings_as_plain(found.findings),
    }
    headline = phrase(
        "verify.package",
        lang,
        number=clean(found.number),
        title=clean(found.title),
        entries=found.entries,
        version=clean(found.packed_by),
    )
    sealed = [] if found.findings else sealed_as_lines(found.proof, lang, anchored=bool(roots))
    reported(document, [headline, *findings_as_lines(found.findings, lang), *sealed], as_json=as_json)


def _proof(file: Path, roots: tuple[str, ...], lang: str, *, as_json: bool) -> None:
    """Whether a proof leads to one of the roots; without a root there is nothing that it could lead to."""
    if not roots:
        raise click.UsageError(phrase("verify.unanchored", lang))
    try:
        with file.open("rb") as opened:
            text = opened.read(_LONGEST_PROOF).decode()
        proof = from_json(Proof, text, name=str(file))
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("proof", str(file), "give the JSON that `banbucheng proof` printed") from error
    holds = any(check_proof(proof, root) for root in roots)
    said = phrase(
        "verify.proof" if holds else "verify.no_proof",
        lang,
        number=clean(proof.number),
        entry=proof.seq,
        day=proof.day.isoformat(),
    )
    reported(
        {"holds": holds, "number": proof.number, "entry": proof.seq, "day": proof.day.isoformat()},
        [said],
        as_json=as_json,
    )
