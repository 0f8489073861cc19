"""Import of a ledger: what is good is kept, what is not is told by its line, and nothing is kept twice."""

import csv
import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select

from banbucheng.adapters.bulk import FIELDS, Imported, Importer, Reject, load_mapping, rows_of, write_rejects
from banbucheng.adapters.bulk._form import Form
from banbucheng.adapters.bulk._record import Unfit, record_of
from banbucheng.adapters.bulk._stencil import Drafter
from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, keep_drafts, sqlite_engine, unit_of_work, verify
from banbucheng.cases import Case, number_by_window_and_day
from banbucheng.errors import BadInput, Refusal, RulebookError, StaleCase
from banbucheng.ledger import replay
from banbucheng.terms import Channel, Outcome, Rating, StaffId, Status

from ._cli import plain, run

AT = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
MAPPING = """
system = "12345"

[columns]
id = "工单号"
received = "来件时间"
subject = "标题"
detail = "内容"
channel = "渠道"
region = "区划"
kind = "类别"
unit = "承办单位"
answered = "答复时间"
outcome = "办理结果"
rating = "满意度"
closed = "办结时间"

[values.channel]
"小程序" = "online"

[defaults]
channel = "hotline"
"""
HEADER = "工单号,来件时间,标题,内容,渠道,区划,类别,承办单位,答复时间,办理结果,满意度,办结时间\n"
CLOSED = "A1,2024-03-05 09:30,养老认证办不了,不会用智能手机,小程序,441402,,441402-hrss,2024-03-07 10:00,办成,满意,2024-03-08\n"
SETTLED = "A2,2024/3/5 9:30:15,过户,,窗口,,,,2024-03-05 11:00,done,,\n"
OPEN = "A3,2024年3月5日,公积金,,,441402,,441402-hrss,,,,\n"
BROKEN = "A4,2024-03-05 09:30,,,鸽子,999999,,,2024-03-04,办成,,\n"
SHORT = "A5,2024-03-05\n"
AGAIN = "A1,2024-03-05 09:30,再来一次,,,,,,,,,\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The mapping, as a file."""
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with our tables and nothing in them."""
    made = sqlite_engine(tmp_path / "cases.db")
    with unit_of_work(made) as connection:
        create(connection)
    yield made
    made.dispose()


def importer(mapping: Path, batch: int = 2) -> Importer:
    """An import under Meizhou's rules, in small batches."""
    return Importer(mapping=load_mapping(mapping), book=load_profile("meizhou"), calendar=china(), at=AT, batch=batch)


def taken(path: Path, mapping: Path, engine: Engine, batch: int = 2) -> tuple[Imported, Sequence[Reject]]:
    """How an import ends, and what it rejects."""
    rejects: list[Reject] = []
    steps = list(importer(mapping, batch).run(engine, rows_of(path), rejected=rejects.append))
    return steps[-1], rejects


def ledger(tmp_path: Path, *rows: str, name: str = "ledger.csv", encoding: str = "utf-8") -> Path:
    """A ledger of some rows."""
    path = tmp_path / name
    path.write_text(HEADER + "".join(rows), encoding=encoding)
    return path


def kept(engine: Engine) -> dict[str, Case]:
    """The cases, by the id of their row."""
    with engine.connect() as connection:
        cases = list(SqlStore(connection).cases())
    return {case.complaint.reference.removeprefix("12345:"): case for case in cases}


def test_rows_become_cases(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """A closed, a settled and an open matter, as their rows tell them."""
    through, rejects = taken(ledger(tmp_path, CLOSED, SETTLED, OPEN), mapping, engine)
    assert (Imported(rows=3, kept=3, known=0, rejected=0), []) == (through, rejects)
    cases = kept(engine)
    assert [Status.CLOSED, Status.REPLIED, Status.ASSIGNED] == [cases[each].status for each in ("A1", "A2", "A3")]
    closed = cases["A1"]
    assert ("441402", Channel.ONLINE, "441402-hrss") == (
        closed.complaint.region,
        closed.complaint.channel,
        closed.sent_to[-1],
    )
    assert "2024-03-05T09:30:00+08:00" == closed.registered_at.isoformat()
    assert "2024-03-08T23:59:59+08:00" == (closed.ended_at or AT).isoformat()
    assert closed.reply is not None
    assert closed.follow_up is not None
    assert (Outcome.DONE, Rating.SATISFIED) == (closed.reply.outcome, closed.follow_up.rating)
    assert "2024-03-05T00:00:00+08:00" == cases["A3"].registered_at.isoformat()
    assert Channel.HOTLINE == cases["A3"].complaint.channel


def test_what_is_imported_is_a_record_like_any_other(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """Entries replay to their case, chains verify, and numbers follow one another within a window's day."""
    taken(ledger(tmp_path, CLOSED, SETTLED, OPEN), mapping, engine)
    with engine.connect() as connection:
        store = SqlStore(connection)
        cases = list(store.cases())
        assert cases == [replay(store.entries(case.number)) for case in cases]
        assert () == verify(connection, whole=True).findings
        ours = sorted(case.number for case in cases if case.window == "441402")
    assert ["441402-20240305-0001", "441402-20240305-0002"] == ours


def test_bad_rows_are_told_and_good_ones_kept(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """Every reason of a row at once, by the line it begins on; a row that is cut short, and an id that stands twice."""
    through, rejects = taken(ledger(tmp_path, CLOSED, BROKEN, SHORT, OPEN, AGAIN), mapping, engine)
    assert Imported(rows=5, kept=2, known=0, rejected=3) == through
    assert [3, 4, 6] == [each.line for each in rejects]
    reasons = rejects[0].reasons
    assert ["answered", "region", "subject", "channel"] == [each.partition(":")[0] for each in reasons]
    assert "the header has 12" in rejects[1].reasons[0]
    assert ("id: it stands on line 2 already",) == tuple(rejects[2].reasons)


def test_nothing_is_imported_twice(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """The same file again changes nothing; a longer one adds what is new."""
    taken(ledger(tmp_path, CLOSED, OPEN), mapping, engine)
    before = kept(engine)
    again, _ = taken(ledger(tmp_path, CLOSED, OPEN), mapping, engine)
    assert (Imported(rows=2, kept=0, known=2), before) == (again, kept(engine))
    longer, _ = taken(ledger(tmp_path, CLOSED, SETTLED, OPEN), mapping, engine)
    assert Imported(rows=3, kept=1, known=2) == longer


def test_it_goes_on_where_it_was_cut_off(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """A batch that was told of is kept; the next run takes the rest, and ends as one that was not cut off."""
    rows = [CLOSED.replace("A1", f"B{n}") for n in range(10)]
    path = ledger(tmp_path, *rows)
    run_ = importer(mapping, 3).run(engine, rows_of(path))
    assert 3 == next(run_).kept
    run_.close()
    assert 3 == len(kept(engine))
    rest, _ = taken(path, mapping, engine)
    assert Imported(rows=10, kept=7, known=3) == rest
    assert sorted(f"B{n}" for n in range(10)) == sorted(kept(engine))


def test_a_batch_is_kept_whole_or_not_at_all(
    tmp_path: Path, mapping: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off within a batch: nothing of it is there, its numbers neither."""
    path = ledger(tmp_path, *(CLOSED.replace("A1", f"B{n}") for n in range(4)))

    def cut(connection: Connection, drafts: object, tables: object) -> None:
        keep_drafts(connection, drafts, tables)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr("banbucheng.adapters.bulk._import.keep_drafts", cut)
    with pytest.raises(KeyboardInterrupt):
        taken(path, mapping, engine, 4)
    monkeypatch.undo()
    assert {} == kept(engine)
    taken(path, mapping, engine, 4)
    assert "441402-20240305-0004" == max(case.number for case in kept(engine).values())


def test_two_who_import_one_file(
    tmp_path: Path, mapping: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another keeps the same rows between our look and our writing: the batch is tried again, and finds them known."""
    path, tries = ledger(tmp_path, CLOSED, OPEN), list[int]()

    def beaten(connection: Connection, drafts: object, tables: object) -> object:
        if not tries:
            tries.append(1)
            connection.rollback()
            monkeypatch.undo()
            taken(path, mapping, engine)
            raise StaleCase("441402-20240305-0001", 0)
        return keep_drafts(connection, drafts, tables)  # type: ignore[arg-type]

    monkeypatch.setattr("banbucheng.adapters.bulk._import.keep_drafts", beaten)
    through, _ = taken(path, mapping, engine)
    assert (Imported(rows=2, kept=0, known=2), 2) == (through, len(kept(engine)))


def test_a_reference_that_is_taken_stops_the_batch(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """`keep_drafts` writes all or nothing: one reference that is there already is `StaleCase`."""
    made: list[object] = []
    path = ledger(tmp_path, CLOSED, OPEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("banbucheng.adapters.bulk._import.keep_drafts", lambda _, drafts, __: made.extend(drafts) or [])
        taken(path, mapping, engine)
    with unit_of_work(engine) as connection:
        keep_drafts(connection, made[:1])  # type: ignore[arg-type]
    with pytest.raises(StaleCase), unit_of_work(engine) as connection:
        keep_drafts(connection, made)  # type: ignore[arg-type]
    assert ["A1"] == list(kept(engine))


def test_the_three_forms_of_file(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """A CSV in UTF-8 or GB 18030, JSON Lines and a workbook tell the same."""
    openpyxl = pytest.importorskip("openpyxl")
    path = ledger(tmp_path, CLOSED, SETTLED, OPEN)
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    lines = tmp_path / "ledger.jsonl"
    lines.write_text(
        "\n".join(json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:])
    )
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["B2"] = datetime(2024, 3, 5, 9, 30)  # noqa: DTZ001 - a workbook knows no zones
    book.save(tmp_path / "ledger.xlsx")
    taken(path, mapping, engine)
    first = kept(engine)
    for other in (
        lines,
        tmp_path / "ledger.xlsx",
        ledger(tmp_path, CLOSED, SETTLED, OPEN, encoding="gb18030", name="gb.csv"),
    ):
        again = sqlite_engine(tmp_path / f"{other.suffix}{other.stem}.db")
        with unit_of_work(again) as connection:
            create(connection)
        assert 3 == taken(other, mapping, again)[0].kept, other
        assert first == kept(again)
        again.dispose()


def test_rejects_can_be_mended_and_imported(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """The file of rejects holds the cells as they were, guarded, and with their reasons; mended, it is a ledger."""
    path = ledger(tmp_path, CLOSED, "A9,2024-03-05,\"=cmd|'/C calc'!A0\",,鸽子,,,,,,,\n")
    found = tmp_path / "rejects.csv"
    columns = load_mapping(mapping).columns.values()
    with write_rejects(found, columns) as write:
        list(importer(mapping).run(engine, rows_of(path), rejected=write))
    text = found.read_text(encoding="utf-8-sig")
    assert "\"'=cmd|" in text
    assert ["line", "reasons", *columns] == next(csv.reader(text.splitlines()))
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("鸽子", "窗口"), encoding="utf-8")
    assert 1 == taken(mended, mapping, engine)[0].kept
    assert "=cmd|'/C calc'!A0" == kept(engine)["A9"].complaint.subject


def test_no_rejects_no_file(tmp_path: Path) -> None:
    """Where every row is taken there is no file; one of the run before is gone."""
    path = tmp_path / "rejects.csv"
    path.write_text("of the run before")
    with write_rejects(path, ["id"]):
        pass
    assert not path.exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[columns]\nid = 'a'", "columns.received: is missing"),
        ("[columns]\nid = 'a'\nreceived = 'b'\nsubjct = 'c'", "did you mean 'subject'"),
        ("[values.chanel]\nx = 'online'", "did you mean 'channel'"),
        ("system = 5", "system"),
        ("colums = 1", "did you mean 'columns'"),
        ("[defaults]\noutcome = 3", "defaults.outcome: 3 is not a text"),
        ("= ", "TOML"),
    ],
)
def test_a_mapping_that_is_wrong(tmp_path: Path, line: str, fault: str) -> None:
    """Is refused with every fault, each with its path and the nearest word that there is."""
    path = tmp_path / "mapping.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load_mapping(path)
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"a,a\n1,2\n", "stands there twice"),
        ("a.csv", b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
        ("a.xlsx", b"PK\x03\x04 nothing", "is no workbook"),
        ("a.doc", b"", "give one that ends in"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    """An error of ours that names the file and says what to do."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises((RulebookError, BadInput)) as refused:
        list(rows_of(path))
    assert said in str(refused.value)
    assert name in str(refused.value)


def test_lines_of_json_that_are_none(tmp_path: Path) -> None:
    """Each is told by its line, and the others are read."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"a": \n[1]\n{"a": {"b": 1}}\n\n{"a": null, "b": 2.0}\n', encoding="utf-8")
    found = list(rows_of(path))
    assert [1, 2, 3, 4, 6] == [row.line for row in found]
    assert [False, True, True, True, False] == [bool(row.fault) for row in found]
    assert {"a": "", "b": "2"} == found[-1].cells


def changed(**cells: str) -> str:
    """The closed row with some cells changed."""
    names = HEADER.strip().split(",")
    row = dict(zip(names, CLOSED.strip().split(","), strict=True)) | cells
    return ",".join(row.values()) + "\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (changed(办理结果="依法不能办"), "give the legal basis and a second signer"),
        (changed(办理结果=""), "outcome: say how it ended"),
        (changed(满意度="不满意"), "a bad review is put right by reopening the case, or explained"),
        (changed(承办单位="火星局"), "it is not one unit of"),
        (changed(来件时间="2999-01-01"), "the calendar has working days from"),
        (changed(来件时间="2026-01-05 10:00", 答复时间="", 办结时间=""), "it has not happened yet"),
        (changed(来件时间="2024-02-30"), "give a moment such as"),
        (changed(工单号="x" * 80), "at most 64 characters"),
        (changed(类别="怪事"), "say in the mapping what it means: [values.kind]"),
    ],
)
def test_reasons(tmp_path: Path, mapping: Path, engine: Engine, row: str, reason: str) -> None:
    """What the rules do not allow is a reason against the row, in the words that say what to do."""
    _, rejects = taken(ledger(tmp_path, row), mapping, engine)
    assert [True] == [reason in "; ".join(each.reasons) for each in rejects], rejects


def test_texts_stay_texts(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """The sign that stands for the number while a draft has none may stand in a text, and stays there."""
    taken(ledger(tmp_path, changed(标题="\ufffc 办不了 '); DROP TABLE bbc_cases;--")), mapping, engine)
    case = kept(engine)["A1"]
    assert "\ufffc 办不了 '); DROP TABLE bbc_cases;--" == case.complaint.subject
    with engine.connect() as connection:
        assert () == verify(connection, whole=True).findings
        assert case == replay(SqlStore(connection).entries(case.number))


def test_every_field_can_be_mapped(tmp_path: Path, engine: Engine) -> None:
    """All of `FIELDS` in one row, each where it belongs."""
    cells = {
        "id": "Z1",
        "received": "2024-03-05 09:30",
        "subject": "s",
        "detail": "d",
        "wish": "w",
        "channel": "letter",
        "demand": "complaint",
        "region": "441402",
        "site": "",
        "who": "organisation",
        "groups": "elderly|proxy",
        "complainant": "token-1",
        "visits": "3",
        "item": "440101",
        "item_name": "n",
        "grade": "ordinary",
        "kind": "unable",
        "causes": "",
        "category": "",
        "severity": "urgent",
        "accepted": "2024-03-05 10:00",
        "unit": "441402-hrss",
        "answered": "2024-03-06 10:00",
        "outcome": "not_lawful",
        "answer": "no",
        "legal_basis": "art. 1",
        "second_signer": "chief",
        "rating": "dissatisfied",
        "remark": "r",
        "closed": "2024-03-07 10:00",
        "explanation": "e",
        "declined": "",
        "instead": "",
    }
    assert set(FIELDS) == set(cells)
    mapping, lines = tmp_path / "all.toml", tmp_path / "all.jsonl"
    columns = "\n".join(f'{field} = "{field}"' for field in FIELDS)
    mapping.write_text(f'system = "s"\n[columns]\n{columns}\n')
    declined = cells | {"id": "Z2", "declined": "civil_dispute", "instead": "court", "closed": "", "rating": ""}
    lines.write_text("\n".join(json.dumps(each) for each in (cells, declined)))
    through, rejects = taken(lines, mapping, engine)
    assert (2, []) == (through.kept, rejects)
    with engine.connect() as connection:
        one, other = SqlStore(connection).cases()
    told = one.complaint
    assert ("d", "w", 3, "token-1", "n") == (
        *(told.detail, told.wish, told.visits, told.complainant.token),
        told.item.name if told.item else "",
    )
    assert (Status.CLOSED, Status.DECLINED) == (one.status, other.status)
    assert one.resolutions[-1].second_signer == "chief"
    assert other.decline is not None
    assert "court" == other.decline.instead


def test_a_stencil_says_what_the_rules_say(tmp_path: Path, mapping: Path) -> None:
    """Row by row, to the letter: whatever the hour, the day, the unit, the outcome and the texts."""
    chance, rows = random.Random(7), list[str]()  # noqa: S311 - chance, no secret
    units = ["", "441402-hrss", "441402", "441403-hrss"]
    for n in range(300):
        at = datetime(2024, 1, 1, tzinfo=AT.tzinfo) + timedelta(minutes=chance.randrange(600_000))
        answered, closed = (at + timedelta(hours=chance.randrange(200) * each) for each in (1, 2))
        end = [f"{answered:%Y-%m-%d %H:%M:%S}", chance.choice(["办成", "部分办成"]), "", ""]
        if chance.random() < 0.7:
            end[2:] = [chance.choice(["满意", "不满意", ""]), f"{closed:%Y-%m-%d %H:%M}"]
        unit = chance.choice(units)
        told = chance.choice(["养老 \ue000subject\ue001", "不会用手机", "系统故障, 跑了三趟", '{""number"":""x""}'])
        head = [f"S{n}", f"{at:%Y-%m-%d %H:%M:%S}", f'"{told}"', told[:2], chance.choice(["窗口", "小程序"])]
        row = [*head, unit[:6] or "441402", chance.choice(["", "unable", "unwilling"]), unit]
        rows.append(",".join([*row, *(end if chance.random() < 0.8 else [""] * 4)]) + "\n")
    form = Form(mapping=load_mapping(mapping), book=load_profile("meizhou"), calendar=china(), at=AT)
    drafter = Drafter(form.book, form.calendar, StaffId("import"), number_by_window_and_day)
    compared = 0
    for row in rows_of(ledger(tmp_path, *rows)):
        with suppress(Unfit, Refusal):
            record = record_of(form, row.cells)
            rules, quick = drafter.by_rules(record), drafter.draft(record)
            assert rules.series == quick.series
            assert rules.case == quick.case
            assert [{**each, "digest": ""} for each in rules.entries] == [
                {**each, "digest": ""} for each in quick.entries
            ]
            compared += 1
    assert compared > 150
    assert [] == [shape for shape, made in drafter._known.items() if made is None]  # noqa: SLF001


def test_the_command(tmp_path: Path, mapping: Path) -> None:
    """`banbucheng import` says how it went, in words or as JSON; run again, it imports nothing."""
    path, database = ledger(tmp_path, CLOSED, OPEN, BROKEN), tmp_path / "cases.db"
    result = run("import", path, "--mapping", mapping, "--db", database, "--lang", "en")
    assert 0 == result.exit_code, result.output
    assert "3 rows read: 2 imported, 0 known already" in result.output
    assert "line 4: answered:" in result.output
    assert path.with_name("ledger.csv.rejects.csv").exists()
    found = plain("import", path, "--mapping", mapping, "--db", database)
    assert (3, 0, 2, 1) == (found["rows"], found["imported"], found["known"], found["rejected"])


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("postgresql+psycopg://clerk:s3cret@127.0.0.1:1/none", "postgresql+psycopg://clerk:***@127.0.0.1:1/none"),
        ("postgrsql://clerk:s3cret@db/none", "postgrsql://clerk:***@db/none"),
    ],
)
def test_a_url_with_a_typo(tmp_path: Path, mapping: Path, database: str, said: str) -> None:
    """An error of ours that names it and shows no password."""
    result = run("import", ledger(tmp_path, CLOSED), "--mapping", mapping, "--db", database)
    assert 1 == result.exit_code
    assert said in result.output
    assert "s3cret" not in result.output


def test_rows_are_read_one_at_a_time(tmp_path: Path, mapping: Path, engine: Engine) -> None:
    """No more than the batch that is written and the next are held: a file may be longer than memory."""
    seen: list[int] = []

    def counted(rows: Iterator[object]) -> Iterator[object]:
        for row in rows:
            seen.append(1)
            yield row

    path = ledger(tmp_path, *(OPEN.replace("A3", f"C{n}") for n in range(9)))
    steps: Callable[..., Iterator[Imported]] = importer(mapping, 3).run
    next(steps(engine, counted(rows_of(path))))
    assert 6 == len(seen)
    with engine.connect() as connection:
        assert 3 == connection.scalar(select(func.count()).select_from(SqlStore(connection)._joined.tables.cases))  # noqa: SLF001
