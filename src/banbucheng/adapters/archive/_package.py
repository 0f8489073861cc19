"""What a package is made of, and its bytes: the same for the same case, wherever it is packed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from banbucheng.adapters.archive._page import page
from banbucheng.cases import Case
from banbucheng.codec import dump, from_json, to_json
from banbucheng.errors import BadInput, BrokenLedger, Refusal
from banbucheng.ledger import Entry, Line, Proof, Seal, first_flaw, replay
from banbucheng.terms import Status

__all__ = ["FORM", "contents", "package", "release"]

#: The form of a package; it counts up when a file is added or means something else.
FORM = "banbucheng-package/1"
#: The statuses in which nothing more is to come but the filing.
_OVER = frozenset({Status.CLOSED, Status.ARCHIVED})
#: The earliest that a zip can say.
_NEVER = (1980, 1, 1, 0, 0, 0)
#: Hosts often have names for codes; only those of the case go along.
Names = Mapping[str, Mapping[str, str]]


def package(
    lines: Iterable[Line],
    *,
    proof: tuple[Proof, Seal] | None = None,
    names: Names | None = None,
    retention: str = "",
) -> bytes:
    """
    A closed or archived case as one zip, whose bytes depend on nothing but what is given and the release.

    In it are `entries.jsonl` and `digests.txt` exactly as they are stored, `case.json`, `seal.json` where there is a
    proof, `case.html` to read and print, and `metadata.json` with the SHA-256 of each file. `lines` are the case's
    stored entries, `(number, seq, text, digest)` each; `names` the words by language for the codes in them;
    `retention` the term as the retention schedule says it.

    Raises:
        Refusal: the case is not closed.
        BrokenLedger: its entries do not hold together; a package would only hide that.
        BadInput: the proof is not of this case.
    """
    files = contents([tuple(line) for line in lines], proof, names or {}, retention)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in files.items():
            info = ZipInfo(name, _NEVER)
            # A file that its owner writes and all read, as Unix says it, on whatever machine it is packed.
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def contents(lines: Sequence[Line], proof: tuple[Proof, Seal] | None, names: Names, retention: str) -> dict[str, bytes]:
    """The files of a package by their names, in their order; raises as `package`."""
    case, entries = _read(lines)
    if case.status not in _OVER:
        raise Refusal(
            case.number, "archive", f"only a closed case is packed, and this one is {case.status}; close it first"
        )
    if proof is not None:
        _refuse_other(lines, *proof)
    files = {
        "case.json": to_json(case).encode(),
        "entries.jsonl": "".join(f"{line[2]}\n" for line in lines).encode(),
        "digests.txt": "".join(f"{line[3]}\n" for line in lines).encode(),
    }
    if proof is not None:
        files["seal.json"] = _json({"seal": dump(proof[1]), "proof": dump(proof[0])})
    used = _used(names, "\n".join(line[2] for line in lines))
    files["case.html"] = page(case, entries, names=used, head=lines[-1][3], proof=proof, retention=retention).encode()
    about = _about(case, entries, lines[-1][3], proof, retention)
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    return {**files, "metadata.json": _json({**about, "names": used, "files": listed})}


def release() -> str:
    """The release of the library that packs."""
    try:
        return version("banbucheng")
    except PackageNotFoundError:
        return ""


def _read(lines: Sequence[Line]) -> tuple[Case, Sequence[Entry]]:
    if not lines:
        raise BadInput("lines", 0, "give the stored entries of a case")
    number = str(lines[0][0])
    flaw = first_flaw(number, lines)
    if flaw is not None:
        raise BrokenLedger(number, flaw.entry, f"the stored record is {flaw.flaw}; `banbucheng verify` says more")
    if any("\n" in line[2] for line in lines):
        raise BadInput("lines", number, "the text of an entry is one line")
    entries = [from_json(Entry, line[2], name=number) for line in lines]
    return replay(entries), entries


def _refuse_other(lines: Sequence[Line], proof: Proof, seal: Seal) -> None:
    its = proof.seq in range(1, len(lines) + 1) and lines[proof.seq - 1][3] == proof.head
    if not its or (proof.number, proof.day, proof.algorithm) != (str(lines[0][0]), seal.day, seal.algorithm):
        raise BadInput("proof", f"{proof.number}, entry {proof.seq}", f"it is not one of {lines[0][0]} and this seal")


def _about(
    case: Case, entries: Sequence[Entry], head: str, proof: tuple[Proof, Seal] | None, retention: str
) -> dict[str, Any]:
    archived = case.status == Status.ARCHIVED
    return {
        "form": FORM,
        "number": case.number,
        "title": case.complaint.subject,
        "window": case.window,
        "unit": case.responsible,
        "status": case.status.value,
        "edition": case.edition,
        "registered_at": case.registered_at.isoformat(),
        "ended_at": None if case.ended_at is None else case.ended_at.isoformat(),
        "archived_at": entries[-1].at.isoformat() if archived else None,
        "retention": retention or None,
        "entries": len(entries),
        "head": head,
        "sealed": None
        if proof is None
        else {"day": proof[1].day.isoformat(), "root": proof[1].root, "entry": proof[0].seq},
        "software": {"name": "banbucheng", "version": release()},
    }


def _used(names: Names, text: str) -> dict[str, dict[str, str]]:
    """The names of the codes that the entries hold."""
    return {code: dict(names[code]) for code in sorted(names) if f'"{code}"' in text}


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
