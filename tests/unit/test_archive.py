"""The archive package of a closed case: what is in it, and that nothing in it can be changed unseen."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.adapters.archive import FORM, check_package, package
from banbucheng.cases import commands as c
from banbucheng.codec import to_json
from banbucheng.errors import BadInput, BrokenLedger, Refusal
from banbucheng.intake import Complainant
from banbucheng.ledger import Flaw, Leaf, Line, Proof, Seal, link, proved, sealed
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import Outcome, Rating

from ._desk import CLERK, UNIT, Bench, accept, complaint, moment

HOSTILE = '<script>alert("办不成")</script>&"\'><img src=x onerror=1>'
#: What the host knows the person by.
PERSON = Complainant(token="person-7f3a")  # noqa: S106 - it opens nothing
NAMES = {"441402-hrss": {"zh": "梅江区人力资源和社会保障局", "en": "<b>HR</b>"}, "not-used": {"zh": "无"}}


def stored(*, closed: bool = True) -> list[Line]:
    """The stored entries of a case, told in words that would like to be a program."""
    bench = Bench()
    told = complaint(subject=f"养老认证 {HOSTILE}", detail=HOSTILE, complainant=PERSON)
    number = bench.desk.register(told, by=CLERK).number
    steps = [
        accept("ordinary"),
        c.Assign(by=CLERK),
        c.Acknowledge(by=UNIT),
        c.Resolve(by=UNIT, resolution=Resolution(outcome=Outcome.DONE, account=HOSTILE)),
        c.Verify(by=CLERK),
        c.Reply(by=CLERK, reply=Reply(outcome=Outcome.DONE, text=HOSTILE)),
        c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED)),
        c.Close(by=CLERK),
        c.Archive(by=CLERK),
    ]
    for step in steps if closed else steps[:3]:
        bench.desk.do(number, step)
    lines, before = list[Line](), ""
    for entry in bench.store.entries(number):
        text = to_json(entry)
        before = link(before, text)
        lines.append((number, entry.seq, text, before))
    return lines


LINES = stored()
NUMBER = str(LINES[0][0])
DAY = date(2025, 3, 5)
LEAVES = [Leaf(NUMBER, len(LINES), LINES[-1][3]), *(Leaf(f"x-{n}", 1, "0" * 64) for n in range(6))]
SEAL = sealed(DAY, LEAVES, None)
PROOF = (proved(SEAL, LEAVES, NUMBER), SEAL)
PACKED = package(LINES, proof=PROOF, names=NAMES, retention="30年")


def opened(data: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Files as a zip, as somebody else would pack them."""
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files with a list that fits them, as somebody would write it who changed them."""
    about = json.loads(files["metadata.json"])
    for each in about["files"]:
        data = files[each["name"]]
        each.update(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    return {**files, "metadata.json": json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n"}


def test_a_package_holds() -> None:
    """What was packed is checked with nothing but itself."""
    checked = check_package(PACKED, roots=[SEAL.root])

    assert () == checked.findings
    assert (NUMBER, len(LINES), PROOF) == (checked.number, checked.entries, checked.proof)


def test_a_package_without_a_seal_holds_too() -> None:
    """And says that it has none; a root that was published is then not in it."""
    data = package(LINES)

    assert (None, ()) == (check_package(data).proof, check_package(data).findings)
    assert [Flaw.ROOT] == [each.flaw for each in check_package(data, roots=[SEAL.root]).findings]


def test_a_package_is_the_same_wherever_it_is_packed() -> None:
    """The same case gives the same bytes, without a date of packing or a compressor's whim."""
    assert PACKED == package(
        [list(line) for line in LINES], proof=PROOF, names=dict(reversed(NAMES.items())), retention="30年"
    )
    with ZipFile(BytesIO(PACKED)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {each.date_time for each in archive.infolist()}


def test_the_entries_are_exactly_as_stored() -> None:
    """One line for each text, one line for each digest."""
    files = opened(PACKED)

    assert [line[2] for line in LINES] == files["entries.jsonl"].decode().split("\n")[:-1]
    assert [line[3] for line in LINES] == files["digests.txt"].decode().split()


def test_the_metadata_say_what_an_archive_asks() -> None:
    """Number, title, unit, dates, term of retention, software, and the hash of every file beside."""
    files = opened(PACKED)
    about = json.loads(files["metadata.json"])

    assert (FORM, NUMBER, "30年", "archived") == (about["form"], about["number"], about["retention"], about["status"])
    assert "2025-03-05T09:30:00+08:00" == about["registered_at"]
    assert about["archived_at"]
    assert {"441402-hrss": NAMES["441402-hrss"]} == about["names"]
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "metadata.json"} == {
        each["name"]: each["sha256"] for each in about["files"]
    }


def test_the_page_runs_nothing_that_people_wrote() -> None:
    """Whatever was told is text: no tag of theirs, no script, nothing that is fetched."""

    class Tags(HTMLParser):
        """The tags of a page."""

        def __init__(self) -> None:
            super().__init__()
            self.seen = set[str]()
            self.attributes = set[str]()
            self.words = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.add(tag)
            self.attributes |= {name for name, _ in attrs}

        def handle_data(self, data: str) -> None:
            self.words += data

    html = opened(PACKED)["case.html"].decode()
    page = Tags()
    page.feed(html)

    assert not page.seen & {"script", "img", "b", "a", "link", "iframe"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content"}
    assert HOSTILE in page.words
    assert "登记 registered" in re.sub(r"\s+", " ", page.words)
    assert "梅江区人力资源和社会保障局" in html


def test_the_page_names_nobody() -> None:
    """What stands for the person is not for whoever reads the page."""
    assert b"person-7f3a" not in opened(PACKED)["case.html"]


def test_an_open_case_is_not_packed() -> None:
    """An archive is of what is over."""
    with pytest.raises(Refusal, match="close it first"):
        package(stored(closed=False))


def test_a_broken_record_is_not_packed() -> None:
    """A package would give a forged entry the looks of a filed one."""
    with pytest.raises(BrokenLedger, match="entry 3"):
        package([*LINES[:2], (NUMBER, 3, LINES[2][2] + " ", LINES[2][3]), *LINES[3:]])
    with pytest.raises(BadInput):
        package([])


def test_a_proof_of_something_else_is_not_packed() -> None:
    """The proof has to be of this case, of an entry of it, and of this seal."""
    for other in (evolve(PROOF[0], number="x"), evolve(PROOF[0], head="0" * 64), evolve(PROOF[0], seq=99)):
        with pytest.raises(BadInput, match="proof"):
            package(LINES, proof=(other, SEAL))
    with pytest.raises(BadInput, match="proof"):
        package(LINES, proof=(PROOF[0], evolve(SEAL, day=DAY + timedelta(1))))


@pytest.mark.parametrize("name", [*opened(PACKED)])
def test_every_changed_file_is_found(name: str) -> None:
    """Change one letter of any file, and it is found; also by who writes the list of hashes anew."""
    files = opened(PACKED)
    other = {
        **files,
        name: files[name].replace(b"2025", b"2024", 1) if b"2025" in files[name] else b"0" + files[name][1:],
    }

    assert check_package(zipped(other)).findings
    if name != "metadata.json":
        assert check_package(zipped(listed(other))).findings


@pytest.mark.parametrize("missing", ["seal.json", "case.html", "entries.jsonl"])
def test_a_missing_file_is_found(missing: str) -> None:
    """A package is whole or it is none."""
    files = opened(PACKED)
    del files[missing]
    data = zipped(files)

    if missing == "seal.json":
        assert [("seal.json", Flaw.FILE)] == [(each.what, each.flaw) for each in check_package(data).findings]
    else:
        with pytest.raises(BadInput, match=f"no {missing}"):
            check_package(data)


def test_a_case_that_was_written_anew_is_found_by_the_published_root() -> None:
    """Who forges all of it, chain, proof and list, cannot forge what was published."""
    lines, before = list[Line](), ""
    for number, seq, text, _ in LINES:
        other = text.replace("养老认证", "养老")
        before = link(before, other)
        lines.append((number, seq, other, before))
    leaves = [Leaf(NUMBER, len(lines), before)]
    seal = sealed(DAY, leaves, None)
    forged = package(lines, proof=(proved(seal, leaves, NUMBER), seal))

    assert () == check_package(forged).findings
    assert [Flaw.ROOT] == [each.flaw for each in check_package(forged, roots=[SEAL.root, SEAL.digest]).findings]


def test_a_proof_that_leads_nowhere_is_found() -> None:
    """The seal in the package is not the one that the proof leads to."""
    files = opened(PACKED)
    sides = json.loads(files["seal.json"])
    for change in ({"root": "0" * 64}, {"day": "2025-03-06"}, {"size": 9}):
        other = json.dumps({**sides, "seal": {**sides["seal"], **change}}).encode()
        findings = check_package(zipped(listed({**files, "seal.json": other}))).findings
        assert [Flaw.REWRITTEN] == [each.flaw for each in findings]


def test_a_proof_of_another_history_is_found() -> None:
    """The proof leads to its seal, and is of this case, but not of these entries."""
    leaves = [Leaf(NUMBER, len(LINES), "0" * 64)]
    seal = sealed(DAY, leaves, None)
    other = json.dumps({"seal": json.loads(to_json(seal)), "proof": json.loads(to_json(proved(seal, leaves, NUMBER)))})
    findings = check_package(zipped(listed({**opened(PACKED), "seal.json": other.encode()}))).findings

    assert [(Flaw.REWRITTEN, len(LINES))] == [(each.flaw, each.entry) for each in findings]


# What somebody hands in


def bomb() -> bytes:
    """A zip of a few kilobytes that unpacks to more than a package may have."""
    files = opened(PACKED)
    return zipped({**files, "case.html": b"0" * (65 * 2**20)})


def encrypted() -> bytes:
    """A zip that says that it is encrypted."""
    data = bytearray(PACKED)
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", PACKED)]:
        data[at + 8] |= 1
    return bytes(data)


def crowd() -> bytes:
    """A zip of very many files."""
    return zipped({**opened(PACKED), **{f"{n:05}": b"" for n in range(3000)}}, 0)


def twice() -> bytes:
    """A zip with a file twice."""
    out = BytesIO(PACKED)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(out, "a") as archive:
        archive.writestr(ZipInfo("case.html"), "other")
    return out.getvalue()


FOREIGN = {
    "nothing": b"",
    "text": b"hello",
    "half": PACKED[: len(PACKED) // 2],
    "cut": PACKED[:-1],
    "other zip": zipped({"a.txt": b"a"}),
    "other form": zipped({**opened(PACKED), "metadata.json": b'{"form": "banbucheng-package/9"}'}),
    "no metadata": zipped({**opened(PACKED), "metadata.json": b"["}),
    "deep metadata": zipped({**opened(PACKED), "metadata.json": b"[" * 100_000}),
    "more in it": zipped({**opened(PACKED), "../../etc/passwd": b"x"}),
    "bomb": bomb(),
    "encrypted": encrypted(),
    "crowd": crowd(),
    "twice": twice(),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_package_is_said(name: str, tmp_path: Path) -> None:
    """A corrupted, truncated, foreign or hostile zip gives one error of ours, from a file as from bytes."""
    file = tmp_path / "x.zip"
    file.write_bytes(FOREIGN[name])

    with pytest.raises(BadInput, match="package"):
        check_package(FOREIGN[name])
    with pytest.raises(BadInput, match=r"x\.zip"):
        check_package(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "no.zip", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            check_package(path)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_flipped_byte_goes_unseen(data: st.DataObject) -> None:
    """Flip any bits of any byte: the package is refused, or the flaw is found, or every file in it is as it was."""
    at = data.draw(st.integers(0, len(PACKED) - 1))
    other = bytearray(PACKED)
    other[at] ^= data.draw(st.integers(1, 255))
    try:
        checked = check_package(bytes(other))
    except BadInput:
        return

    assert checked.findings or opened(bytes(other)) == opened(PACKED)


@given(
    name=st.sampled_from([*opened(PACKED)]),
    junk=st.binary(max_size=200) | st.text().map(str.encode),
    at=st.floats(0, 1),
)
@settings(max_examples=150, deadline=None)
def test_junk_in_a_file_is_found(name: str, junk: bytes, at: float) -> None:
    """Anything at all in any file, with a list that fits: findings or a refusal, never a traceback."""
    files = opened(PACKED)
    place = int(at * len(files[name]))
    other = {**files, name: files[name][:place] + junk + files[name][place + len(junk) :]}
    try:
        checked = check_package(zipped(listed(other) if name != "metadata.json" else other))
    except BadInput:
        return

    assert checked.findings or other == files


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda of: (
        st.lists(of, max_size=3)
        | st.dictionaries(st.sampled_from(["form", "number", "files", "proof", "seal", "x"]), of, max_size=3)
    ),
    max_leaves=8,
)


@given(name=st.sampled_from(["metadata.json", "seal.json", "case.json", "entries.jsonl"]), value=json_values)
@settings(max_examples=150, deadline=None)
def test_other_json_is_found(name: str, value: object) -> None:
    """JSON that is well formed and means nothing."""
    data = json.dumps({"form": FORM, **value} if isinstance(value, dict) else value).encode()
    try:
        checked = check_package(zipped({**opened(PACKED), name: data}))
    except BadInput:
        return

    assert checked.findings


def test_a_forged_life_is_no_traceback() -> None:
    """Entries that no command decides on, linked well, replay to a finding."""
    lines, before = list[Line](), ""
    for number, seq, text, _ in [LINES[0], *LINES[5:]]:
        entry = {**json.loads(text), "seq": len(lines) + 1}
        other = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        before = link(before, other)
        lines.append((number, seq, other, before))
    files = opened(PACKED)
    files["entries.jsonl"] = "".join(f"{line[2]}\n" for line in lines).encode()
    files["digests.txt"] = "".join(f"{line[3]}\n" for line in lines).encode()

    assert Flaw.REPLAY in {each.flaw for each in check_package(zipped(listed(files))).findings}


def test_proof_and_seal_are_those_of_the_ledger() -> None:
    """The sample above is of the kind that a database gives."""
    assert isinstance(PROOF[0], Proof)
    assert isinstance(PROOF[1], Seal)
    assert moment("2025-03-05 09:30").date() == SEAL.day
