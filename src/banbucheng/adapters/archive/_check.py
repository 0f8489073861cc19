"""A package that somebody hands in, checked with nothing else at hand; it may be anything at all."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from attrs import frozen

from banbucheng.adapters._replayed import replayed
from banbucheng.adapters.archive._package import FORM, contents, release
from banbucheng.cases import Case
from banbucheng.codec import from_json, load
from banbucheng.errors import BadInput, BanbuchengError, RulebookError
from banbucheng.ledger import Finding, Flaw, Line, Proof, Seal, check_proof, first_flaw

__all__ = ["Checked", "check_package"]

#: No case is nearly as long; what is longer is not read.
_MOST_BYTES = 64 * 2**20
_NEEDED = frozenset({"case.json", "entries.jsonl", "digests.txt", "case.html", "metadata.json"})
_KNOWN = _NEEDED | {"seal.json"}
_FLAG_ENCRYPTED = 1
#: The end of a zip with the longest comment; and the longest list of files, in bytes.
_LONGEST_END, _LONGEST_LIST = 66_000, 4_096


@frozen(kw_only=True)
class Checked:
    """What a package says, and every place where it does not hold together; no findings is well."""

    number: str
    title: str
    entries: int
    #: The proof that a seal covers it and that seal, as the package has them; compare the root with the published one.
    proof: tuple[Proof, Seal] | None
    #: The release that packed it; one of the same release is packed anew and compared to the byte.
    packed_by: str
    findings: tuple[Finding, ...]


def check_package(source: Path | bytes, *, roots: Iterable[str] = ()) -> Checked:
    """
    Whether the files of a package are those it lists, its entries chain and replay to its case, and its proof leads up.

    `roots` are roots, or digests of seals, that were published; the package's has to be among them, if any are given.

    Raises:
        BadInput: it is no such package: not a zip, cut short, too large, encrypted, or of another program.
    """
    name = str(source) if isinstance(source, Path) else "bytes"
    files = _files(source, name)
    about = _about(files["metadata.json"], name)
    number = str(about.get("number"))
    lines = _lines(files, number)
    findings = [*_unlisted(files, about)]
    chain = first_flaw(number, lines) or _unlike(number, lines, files["case.json"])
    findings += [chain] if chain else []
    proof, flaw = _proof(files.get("seal.json"), number, lines)
    findings += [flaw] if flaw else []
    expected = tuple(roots)
    if expected and (proof is None or not any(proof[1].is_the_one(each) for each in expected)):
        findings.append(Finding(flaw=Flaw.ROOT, number=number, what=", ".join(expected)))
    packed_by = _text(about.get("software"), "version")
    if not findings and packed_by == release():
        findings += _unlike_ours(files, about, lines, proof)
    return Checked(
        number=number,
        title=str(about.get("title")),
        entries=len(lines),
        proof=proof,
        packed_by=packed_by,
        findings=tuple(findings),
    )


def _refused(name: str, why: str) -> BadInput:
    return BadInput("package", name, f"{why}; ask for the package again where it came from")


def _files(source: Path | bytes, name: str) -> Mapping[str, bytes]:
    try:
        if isinstance(source, Path) and source.stat().st_size > _MOST_BYTES:
            raise _refused(name, f"it is longer than {_MOST_BYTES >> 20} MB, which no package is")
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise BadInput("package", name, f"it cannot be read: {error.strerror}") from error
    _refuse_long_list(data, name)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _unpacked(archive, name)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ) as error:
        if isinstance(error, BadInput):
            raise
        raise _refused(name, "it is not a zip, or was cut short or damaged") from error


def _refuse_long_list(data: bytes, name: str) -> None:
    """Refuse a zip of very many files before its list is read, by what the end of it says of its length."""
    end = data[-_LONGEST_END:]
    at = end.rfind(b"PK\x05\x06")
    if b"PK\x06\x07" in end or (at >= 0 and int.from_bytes(end[at + 12 : at + 16], "little") > _LONGEST_LIST):
        raise _refused(name, "it is a zip, but no package: it lists too many files")


def _unpacked(archive: ZipFile, name: str) -> Mapping[str, bytes]:
    members = archive.infolist()
    names = [each.filename for each in members]
    if missing := _NEEDED - set(names):
        raise _refused(name, f"it is a zip, but no package: it has no {min(missing)}")
    if len(set(names)) < len(names) or set(names) - _KNOWN:
        other = "a file twice" if len(set(names)) < len(names) else min(set(names) - _KNOWN)
        raise _refused(name, f"it holds what no package has: {other[:40]}")
    if any(
        each.flag_bits & _FLAG_ENCRYPTED or each.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for each in members
    ):
        raise _refused(name, "it is encrypted, or packed in a way that packages are not")
    files, left = dict[str, bytes](), _MOST_BYTES
    for member in members:
        # What a zip says of its size is a claim; what comes out is counted.
        with archive.open(member) as file:
            files[member.filename] = file.read(left + 1)
        left -= len(files[member.filename])
        if left < 0:
            raise _refused(name, f"it unpacks to more than {_MOST_BYTES >> 20} MB, which no package does")
    return files


def _about(data: bytes, name: str) -> Mapping[str, Any]:
    about = _json(data)
    if about is None or about.get("form") != FORM:
        form = "none" if about is None else repr(about.get("form"))
        raise _refused(name, f"its metadata.json is of the form {form[:40]}, and this release reads {FORM}")
    return about


def _json(data: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _text(table: object, name: str) -> str:
    value = cast("dict[str, Any]", table).get(name) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""


def _lines(files: Mapping[str, bytes], number: str) -> Sequence[Line]:
    """The entries with their digests; where one has none, it does not hold."""
    texts, digests = (
        files[name].decode(errors="replace").removesuffix("\n").split("\n") for name in ("entries.jsonl", "digests.txt")
    )
    pairs = zip_longest(texts, digests, fillvalue="")
    return [(number, seq, text, digest) for seq, (text, digest) in enumerate(pairs, start=1)]


def _unlisted(files: Mapping[str, bytes], about: Mapping[str, Any]) -> Sequence[Finding]:
    """The files that are not those of the list."""
    listed = about.get("files")
    hashes = {
        _text(each, "name"): _text(each, "sha256")
        for each in (cast("list[object]", listed) if isinstance(listed, list) else [])
    }
    names = sorted((set(files) | set(hashes)) - {"metadata.json"})
    return [
        Finding(flaw=Flaw.FILE, what=name)
        for name in names
        if name not in files or hashlib.sha256(files[name]).hexdigest() != hashes.get(name)
    ]


def _unlike(number: str, lines: Sequence[Line], data: bytes) -> Finding | None:
    """What the case says against the replay of its entries."""
    case = replayed(number, lines)
    if isinstance(case, Finding):
        return case
    try:
        same = case == from_json(Case, data.decode(errors="replace"), name="case.json")
    except (RulebookError, BadInput, RecursionError):
        same = False
    return None if same else Finding(number=number, flaw=Flaw.CASE, what="case.json")


def _proof(data: bytes | None, number: str, lines: Sequence[Line]) -> tuple[tuple[Proof, Seal] | None, Finding | None]:
    if data is None:
        return None, None
    unreadable = Finding(flaw=Flaw.FILE, what="seal.json")
    found = _json(data)
    if found is None:
        return None, unreadable
    try:
        proof, seal = load(Proof, found.get("proof")), load(Seal, found.get("seal"))
        leads = check_proof(proof, seal.root)
    except (RulebookError, BadInput, RecursionError):
        return None, unreadable
    its = proof.seq in range(1, len(lines) + 1) and lines[proof.seq - 1][3] == proof.head
    same = (number, seal.day, seal.size) == (proof.number, proof.day, proof.size)
    if leads and its and same:
        return (proof, seal), None
    return (proof, seal), Finding(flaw=Flaw.REWRITTEN, number=number, entry=proof.seq, day=seal.day)


def _unlike_ours(
    files: Mapping[str, bytes], about: Mapping[str, Any], lines: Sequence[Line], proof: tuple[Proof, Seal] | None
) -> Sequence[Finding]:
    """The files that this release, which packed them, would pack otherwise: what only people read is so checked too."""
    names = about.get("names")
    try:
        ours = contents(lines, proof, load(dict[str, dict[str, str]], names), _text(about, "retention"))
    except (BanbuchengError, RecursionError):
        return [Finding(flaw=Flaw.FILE, what="metadata.json")]
    return [Finding(flaw=Flaw.FILE, what=name) for name in files if files[name] != ours.get(name)]
