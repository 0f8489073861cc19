"""The database that `banbucheng verify` looks at; apart, for a package is checked where there is no SQLAlchemy."""

from pathlib import Path

from banbucheng.adapters.sql import verify
from banbucheng.cli._database import DEFAULT, opened
from banbucheng.cli._findings import findings_as_lines, findings_as_plain, reported, seal_as_plain
from banbucheng.labels import phrase

__all__ = ["verify_store"]


def verify_store(database: Path | None, roots: tuple[str, ...], lang: str, *, whole: bool, as_json: bool) -> None:
    """Look at all of it, and say what was found."""
    with opened(Path(DEFAULT) if database is None else database) as connection:
        found = verify(connection, whole=whole, roots=roots)
    last = found.seals[-1] if found.seals else None
    document = {
        "holds": not found.findings,
        "cases": found.cases,
        "entries": found.entries,
        "unsealed": found.unsealed,
        "seals": len(found.seals),
        "last": None if last is None else seal_as_plain(last),
        "replayed": whole,
        "findings": findings_as_plain(found.findings),
    }
    counts = {"cases": found.cases, "entries": found.entries, "seals": len(found.seals), "unsealed": found.unsealed}
    lines = [phrase("verify.counts", lang, **counts), *findings_as_lines(found.findings, lang)]
    if not whole:
        lines.append(phrase("verify.quick", lang))
    if last is not None:
        lines.append(phrase("verify.last", lang, day=last.day.isoformat(), digest=last.digest))
        lines.append(phrase("verify.anchored" if roots and not found.findings else "verify.compare", lang))
    reported(document, lines, as_json=as_json)
