"""The page of a package: one file that any browser shows and prints, in Chinese with English beside it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, cast

from banbucheng.cases import Case
from banbucheng.codec import dump
from banbucheng.labels import word, words
from banbucheng.ledger import Entry, Proof, Seal

__all__ = ["page"]

_STYLE = """
body{font:16px/1.6 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;max-width:52em;margin:2em auto;padding:0 1em;color:#111}
h1{font-size:1.5em}h2{font-size:1.15em;border-bottom:1px solid #999;margin-top:2em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}
th{font-weight:normal;background:#f4f4f4;width:11em}i{font-style:normal;color:#555;font-size:.85em}
p{margin:.2em 0;white-space:pre-wrap;overflow-wrap:anywhere}code{font-size:.8em;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;font-size:11pt}tr{break-inside:avoid}thead{display:table-header-group}@page{margin:18mm}}
"""
#: What of an event is for people to read, in this order; everything is in `entries.jsonl`.
_FIELDS = (
    *("subject", "detail", "wish", "kind", "grade", "ground", "lead", "unit", "to", "leader", "into", "outcome"),
    *("account", "legal_basis", "text", "answer", "note", "minutes", "reason", "instead", "told", "explanation"),
    *("rating", "remark", "measure", "rung", "until"),
)
#: The codes of the library, by the field that holds one and the section of their words.
_SECTIONS = {"ground": ("decline_ground", "return_ground", "suspension_ground", "reopen_ground")}


def page(
    case: Case,
    entries: Sequence[Entry],
    *,
    names: Mapping[str, Mapping[str, str]],
    head: str,
    proof: tuple[Proof, Seal] | None,
    retention: str,
) -> str:
    """The whole page; whatever people wrote is escaped, and nothing in it runs or is fetched."""
    title = escape(f"{case.number} {case.complaint.subject}")
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
            *_facts(case, entries, names, retention),
            f"<h2>{_said('archive.complaint')}</h2>",
            *(f"<p>{escape(part)}</p>" for part in case.complaint.words.split("\n")),
            f"<h2>{_said('archive.life')}</h2>",
            *_life(entries, names),
            f"<h2>{_said('archive.evidence')}</h2>",
            *_evidence(len(entries), head, proof),
            "</body>\n</html>\n",
        ]
    )


def _facts(
    case: Case, entries: Sequence[Entry], names: Mapping[str, Mapping[str, str]], retention: str
) -> Iterator[str]:
    filed = entries[-1].at if type(entries[-1].event).__name__ == "Archived" else None
    yield "<table>"
    yield _row("archive.number", escape(case.number))
    yield _row("archive.status", _said(f"status.{case.status}"))
    yield _row("archive.window", _named("window", case.window, names))
    yield _row("archive.unit", _named("unit", case.responsible, names))
    yield _row("archive.registered", _moment(case.registered_at))
    for code, at in (("archive.ended", case.ended_at), ("archive.filed", filed)):
        if at is not None:
            yield _row(code, _moment(at))
    if case.resolutions:
        yield _row("archive.outcome", _said(f"outcome.{case.resolutions[-1].outcome}"))
    if retention:
        yield _row("archive.retention", escape(retention))
    yield "</table>"


def _life(entries: Sequence[Entry], names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    heads = "".join(f"<td>{_said(f'archive.{code}')}</td>" for code in ("seq", "when", "what", "by", "detail"))
    yield f"<table>\n<thead><tr>{heads}</tr></thead>"
    for entry in entries:
        found = dict[str, Any]()
        _collect(dump(entry.event), found)
        told = "".join(
            f"<p><i>{_said(f'archive.field.{name}')}</i> {_named(name, found[name], names)}</p>"
            for name in _FIELDS
            if found.get(name)
        )
        event = _said(f"event.{type(entry.event).__name__}")
        cells = (str(entry.seq), _moment(entry.at), event, escape(entry.by), told)
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</table>"


def _evidence(many: int, head: str, proof: tuple[Proof, Seal] | None) -> Iterator[str]:
    yield "<table>"
    yield _row("archive.entries", str(many))
    yield _row("archive.head", f"<code>{head}</code>")
    if proof is not None:
        yield _row("archive.sealed", f"{proof[1].day.isoformat()} · {proof[0].seq}")
        yield _row("archive.root", f"<code>{escape(proof[1].root)}</code>")
    yield "</table>"
    for lang in ("zh", "en"):
        yield f"<p>{escape(word('archive.how' if proof else 'archive.unsealed', lang))}</p>"


def _collect(plain: object, found: dict[str, Any]) -> None:
    """The first value of each field that is a plain text, however deep it lies."""
    if not isinstance(plain, dict):
        return
    fields = cast("dict[str, Any]", plain)
    for name, value in fields.items():
        if isinstance(value, str):
            found.setdefault(name, value)
    for value in fields.values():
        _collect(value, found)


def _row(code: str, value: str) -> str:
    return f"<tr><th>{_said(code)}</th><td>{value}</td></tr>"


def _said(code: str) -> str:
    """A code in both languages."""
    return f"{escape(word(code, 'zh'))} <i>{escape(word(code, 'en'))}</i>"


def _named(field: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a field holds: the host's name for the code, the library's word for it, or the text itself."""
    own = names.get(value)
    if own:
        return f"{escape(own.get('zh', value))} <i>{escape(own.get('en', ''))} {escape(value)}</i>"
    known = words("zh")
    code = next((f"{each}.{value}" for each in _SECTIONS.get(field, (field,)) if f"{each}.{value}" in known), "")
    return _said(code) if code else escape(value)


def _moment(at: datetime) -> str:
    return escape(at.isoformat(" ", "minutes"))
