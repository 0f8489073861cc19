"""What no parser wants: bytes that are nearly right. Every one ends in a value, or in an error of ours."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banbucheng.adapters._places import read_place
from banbucheng.adapters.archive import check_package, package
from banbucheng.adapters.bulk import load_mapping, rows_of
from banbucheng.adapters.bulk._form import Form
from banbucheng.adapters.bulk._record import Unfit, record_of
from banbucheng.adapters.catalogue_file import load_catalogue
from banbucheng.adapters.china import china, load_notices
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile, load_rulebook
from banbucheng.cases import Case, commands
from banbucheng.cli._letters import read_letters
from banbucheng.codec import from_json, to_json
from banbucheng.errors import BanbuchengError
from banbucheng.ledger import Entry, link, verified
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import Outcome, Rating
from banbucheng.testing import sample_complaint, sample_desk, sample_problem
from banbucheng.worktime import limit_from_text

from .conftest import FULL

pytestmark = pytest.mark.faults

#: No parser takes longer for a page of text.
PATIENCE = 10.0
AT = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
HOSTILE = (
    b"\x00 \xff\xfe \xef\xbb\xbf \r \n \t \" ' , ; : [ ] { } = # \\ / - + . 0 9 e inf nan true null "
    b"\xe5 \xe5\x8a\x9e \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x80\xae 99999999999999999999 1e999 2025-02-29 0000-00-00 "
    b"9999-12-31T23:59:59+23:59 0wd -1wd 99999999wd [[[[ {{{{ \"\"\" ''' __class__ $ref ../../etc/passwd %s {0} ${x} "
    b"'; DROP TABLE bbc_cases;-- =cmd|'/C calc'!A0 <script>alert(1)</script> \x1b[2J"
).split(b" ")


def times(number: int) -> settings:
    """So many inputs in the long form, and a hundredth of them in the short one."""
    many = number if FULL else max(30, number // 100)
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def nearly(draw: st.DrawFn, samples: Callable[[], list[bytes]]) -> bytes:
    """A sample with pieces put in, cut out, repeated and moved; now and then nothing but noise."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=200))
    data = bytearray(draw(st.sampled_from(samples())))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(1, len(data) - 1)))
        length = draw(st.integers(0, 40))
        match draw(st.integers(0, 5)):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = draw(st.sampled_from(HOSTILE))
            case 2:
                data[at : at + length] = draw(st.sampled_from(HOSTILE))
            case 3:
                data[at:at] = bytes(data[at : at + length]) * draw(st.sampled_from((1, 2, 50)))
            case 4:
                other = draw(st.integers(0, max(1, len(data) - 1)))
                data[at : at + length] = data[other : other + length]
            case _:
                data[at : at + 1] = draw(st.binary(max_size=3))
    return bytes(data)


def ends_well(parse: Callable[[], object]) -> None:
    """In a value or an error of ours that has something to say, and soon."""
    began = time.perf_counter()
    try:
        parse()
    except (BanbuchengError, Unfit) as error:
        said = str(error)
    else:
        said = "a value"
    assert said
    assert time.perf_counter() - began < PATIENCE


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the inputs, one after the other."""
    return tmp_path_factory.mktemp("bad")


def written(folder: Path, name: str, data: bytes) -> Path:
    """The input as a file."""
    path = folder / name
    path.write_bytes(data)
    return path


@cache
def profiles() -> list[bytes]:
    """The rulebooks that ship and borrow; they are short, and what they borrow is checked with them."""
    folder = files("banbucheng.profiles")
    return [folder.joinpath(f"{each}.toml").read_bytes() for each in ("luquan", "jiangsu", "lvliang", "meizhou")]


@cache
def lives() -> list[list[Entry]]:
    """The entries of a few cases."""
    store = MemoryStore()
    desk = sample_desk(store)
    case = desk.register(sample_complaint(detail='= 1+1\n"quoted"', reference="x:1"), by="clerk")
    done = Resolution(outcome=Outcome.DONE, account="done")
    for command in (
        commands.Accept(by="clerk", problem=sample_problem()),
        commands.Assign(by="clerk"),
        commands.Resolve(by="unit", resolution=done),
        commands.Verify(by="clerk"),
        commands.Reply(by="clerk", reply=Reply(outcome=Outcome.DONE, text="done")),
        commands.FollowUp(by="clerk", follow_up=FollowUp(rating=Rating.SATISFIED)),
        commands.Close(by="clerk"),
    ):
        case = desk.do(case.number, command)
    return [list(store.entries(case.number))]


@cache
def entries() -> list[bytes]:
    """The entries, as JSON."""
    return [to_json(entry).encode() for entry in lives()[0]]


@cache
def cases() -> list[bytes]:
    """Their case, as JSON."""
    desk = sample_desk(MemoryStore())
    return [to_json(desk.register(sample_complaint(), by="clerk")).encode()]


@cache
def packages() -> list[bytes]:
    """A package of a closed case."""
    lines, before = [], ""
    for entry in lives()[0]:
        text = to_json(entry)
        before = link(before, text)
        lines.append((entry.number, entry.seq, text, before))
    return [package(lines)]


@cache
def letters() -> list[bytes]:
    """Some rows of the letters that ship."""
    rows = files("banbucheng.profiles").joinpath("letters.csv").read_bytes().splitlines(keepends=True)
    return [b"".join(rows[:6]), "".join(row.decode() for row in rows[:4]).encode("gb18030")]


@cache
def notices() -> list[bytes]:
    """A file of notices."""
    text = files("banbucheng.adapters.china").joinpath("notices.toml").read_text(encoding="utf-8")
    last = text.rfind("[[notice")
    return [text[last:].encode() if last >= 0 else text.encode()]


MAPPING = b"""
system = "12345"
[columns]
id = "id"
received = "came"
subject = "subject"
detail = "detail"
channel = "channel"
region = "region"
kind = "kind"
unit = "unit"
answered = "answered"
outcome = "outcome"
rating = "rating"
visits = "visits"
groups = "groups"
closed = "closed"
[values.channel]
web = "online"
[defaults]
outcome = "done"
"""
ROWS = (
    b"id,came,subject,detail,channel,region,kind,unit,answered,outcome,rating,visits,groups,closed\n"
    b"1,2024-03-05 09:30,pension,no smartphone,web,441402,unable,441402-hrss,2024-03-06 10:00,done,satisfied,3,elderly,2024-03-07\n"
    b'2,2024/3/5,transfer,"a, b\n c",window,,unwilling,,2024-03-06,partly_done,,,,\n'
    b"3,2024-03-05T09:30:00+08:00,fund,,hotline,441403,,,,,,0,,\n"
)
LINES = (
    b'{"id": 1, "came": "2024-03-05 09:30", "subject": "pension", "visits": 3, "rating": null, "channel": "web"}\n'
    b'{"id": "2", "came": "2024-03-05", "subject": "transfer", "answered": "2024-03-06", "outcome": "done"}\n'
)


@given(data=nearly(profiles))
@times(6_000)
def test_rulebooks(here: Path, data: bytes) -> None:
    """A rulebook in TOML."""
    ends_well(lambda: load_rulebook(written(here, "book.toml", data)))


@given(data=nearly(letters))
@times(12_000)
def test_letters(here: Path, data: bytes) -> None:
    """Letters in CSV."""
    path = written(here, "letters.csv", data)
    ends_well(lambda: read_letters(path, book=load_profile_once(), calendar=china()))


@cache
def load_profile_once() -> object:
    """Meizhou's rulebook."""
    return load_profile("meizhou")


@given(data=nearly(notices))
@times(12_000)
def test_notices(here: Path, data: bytes) -> None:
    """Notices in TOML, and the calendar over them."""
    path = written(here, "notices.toml", data)
    ends_well(lambda: china(notices=load_notices(path).notices))


@given(data=nearly(entries))
@times(25_000)
def test_entries(data: bytes) -> None:
    """An entry in JSON, and the chain over it."""
    text = data.decode(errors="surrogateescape")
    ends_well(lambda: from_json(Entry, text))
    ends_well(lambda: list(verified([("n", 1, text, "d")])))


@given(data=nearly(cases))
@times(8_000)
def test_cases(data: bytes) -> None:
    """A case in JSON."""
    ends_well(lambda: from_json(Case, data.decode(errors="replace")))


@given(data=nearly(packages))
@times(6_000)
def test_packages(data: bytes) -> None:
    """An archive package, as bytes."""
    ends_well(lambda: check_package(data))


@given(data=st.data())
@times(6_000)
def test_packages_of_forgers(data: st.DataObject) -> None:
    """A package whose files were changed, and whose list was made to fit."""
    with zipfile.ZipFile(io.BytesIO(packages()[0])) as archive:
        inner = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(inner)))
    inner[name] = data.draw(nearly(lambda: [inner[name]]))
    if name != "metadata.json":
        about = json.loads(inner["metadata.json"])
        for each in about["files"]:
            each["sha256"] = sha256(inner[each["name"]]).hexdigest()
        inner["metadata.json"] = json.dumps(about).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in inner.items():
            archive.writestr(each, content)
    ends_well(lambda: check_package(out.getvalue()))


@given(data=nearly(lambda: [MAPPING]))
@times(10_000)
def test_mappings(here: Path, data: bytes) -> None:
    """A mapping of an import, in TOML."""
    ends_well(lambda: load_mapping(written(here, "mapping.toml", data)))


def imported(path: Path, mapping: Path) -> None:
    """Read every row as far as a record."""
    form = Form(mapping=load_mapping(mapping), book=load_profile_once(), calendar=china(), at=AT)  # type: ignore[arg-type]
    for row in rows_of(path):
        with suppress(Unfit):
            record_of(form, row.cells)


@pytest.fixture(scope="module")
def mapping(here: Path) -> Path:
    """The mapping, as it should be."""
    return written(here, "good.toml", MAPPING)


@given(data=nearly(lambda: [ROWS, ROWS.replace(b"pension", "养老".encode("gb18030"))]))
@times(10_000)
def test_imports_of_csv(here: Path, mapping: Path, data: bytes) -> None:
    """Rows to import, in CSV."""
    ends_well(lambda: imported(written(here, "rows.csv", data), mapping))


@given(data=nearly(lambda: [LINES]))
@times(10_000)
def test_imports_of_json(here: Path, mapping: Path, data: bytes) -> None:
    """Rows to import, in JSON Lines."""
    ends_well(lambda: imported(written(here, "rows.jsonl", data), mapping))


@cache
def workbooks() -> list[bytes]:
    """A workbook."""
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in ROWS.decode().splitlines():
        book.active.append(line.split(","))
    book.save(out)
    return [out.getvalue()]


@given(data=st.data())
@times(1_500)
@pytest.mark.filterwarnings("ignore")
def test_imports_of_workbooks(here: Path, mapping: Path, data: st.DataObject) -> None:
    """Rows to import, in a workbook: its bytes, or the XML in it."""
    if data.draw(st.booleans()):
        found = data.draw(nearly(workbooks))
    else:
        with zipfile.ZipFile(io.BytesIO(workbooks()[0])) as archive:
            inner = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(inner)))
        inner[name] = data.draw(nearly(lambda: [inner[name]]))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for each, content in inner.items():
                archive.writestr(each, content)
        found = out.getvalue()
    ends_well(lambda: imported(written(here, "rows.xlsx", found), mapping))


@given(data=nearly(lambda: [b"code,name\n1,a\n", "大类,小类\n人社,养老\n".encode()]))
@times(4_000)
def test_catalogues(here: Path, data: bytes) -> None:
    """A catalogue of matters."""
    ends_well(lambda: load_catalogue(written(here, "catalogue.csv", data)))


@given(
    data=nearly(lambda: [b"2wd", b"30d", b"4wh", b"1m", b"eob"]),
    place=nearly(lambda: [b"p12.34", b"p-1.441402-20250305-0001"]),
)
@times(6_000)
def test_short_forms(data: bytes, place: bytes) -> None:
    """A limit in its short form, and the place of a page."""
    ends_well(lambda: limit_from_text(data.decode(errors="replace")))
    ends_well(lambda: read_place(place.decode(errors="replace")))
