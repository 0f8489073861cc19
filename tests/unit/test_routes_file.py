"""Issue 5, item 3: tables in files. Every mistake is found at load, all at once, with file, sheet, row and column."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from attrs import evolve

from banbucheng.adapters.routes_file import read_routes, routes_bytes, routes_schema, write_routes
from banbucheng.errors import BadInput, RulebookError
from banbucheng.routing import (
    Between,
    Fact,
    FactKind,
    Flag,
    Mentions,
    OneOf,
    Outcome,
    Policy,
    Routes,
    Rule,
    Vocabulary,
)
from banbucheng.terms import GradeCode, UnitCode

FACTS = (
    Fact(name="channel", kind=FactKind.CODE, values=("window", "hotline")),
    Fact(name="item", kind=FactKind.PREFIX),
    Fact(name="hour", kind=FactKind.NUMBER, most=23),
    Fact(name="working_day", kind=FactKind.FLAG),
    Fact(name="text", kind=FactKind.TEXT),
)
UNITS = frozenset(map(UnitCode, ["441400", "441400-hrss", "441400-tax", "tribunal"]))
EMPTY = Routes(rules=(), fallback="window", units=UNITS, vocabulary=Vocabulary(facts=FACTS), policy=Policy.COLLECT)
RULES = (
    Rule(
        id="pension",
        tier="specific",
        rank=3,
        when={"text": Mentions(any=frozenset({"养老"})), "hour": Between(((8, 17),)), "working_day": Flag(value=True)},
        then=Outcome(lead="hrss", assisting=("tax", "tribunal"), grade=GradeCode("complex"), tags=("老", "b")),
        basis="R",
        note="第一行\n第二行, “引”",
        approved_by="王",
    ),
    Rule(
        id="rest",
        tier="general",
        when={"item": OneOf(frozenset({"007"}), frozenset({"440"}))},
        then=Outcome(lead="window"),
    ),
)
TABLE = evolve(EMPTY, rules=RULES)
STAR = "* stands only at the end, for whatever begins so; write \\* for the sign"
NUMBER = "'late' is not a number; give a whole number, such as 5, >=3, 8-17 or !5"
FORMS = (".csv", ".xlsx", ".json", ".toml")


def faults(read: Callable[[], object]) -> Sequence[str]:
    """What is wrong with a file, a line each."""
    with pytest.raises(RulebookError) as error:
        read()
    return [str(each) for each in error.value.faults]


def csv_of(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path = folder / "routes.csv"
    path.write_bytes(text.encode(encoding))
    return path


def wrong(folder: Path, *rows: str, header: str = "id,tier,channel,item,hour,lead") -> Sequence[str]:
    """What is wrong with the rows of a CSV file."""
    path = csv_of(folder, "\n".join([header, *rows]))
    return faults(lambda: read_routes(path, base=EMPTY))


# One meaning


@pytest.mark.parametrize("form", FORMS)
def test_each_form_says_the_same(form: str, tmp_path: Path) -> None:
    """Three ways to write it, one meaning: round-trips lose nothing and keep one content hash."""
    path = tmp_path / f"rules{form}"
    write_routes(TABLE, path)

    assert TABLE == read_routes(path, base=EMPTY)
    assert TABLE.digest == read_routes(path, base=EMPTY).digest


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "other"},
        {"tier": "general"},
        {"rank": 4},
        {"when": {}},
        {"predicates": ("open",)},
        {"then": evolve(RULES[0].then, lead="tax")},
        {"then": evolve(RULES[0].then, assisting=("tribunal", "tax"))},
        {"then": evolve(RULES[0].then, grade=None)},
        {"then": evolve(RULES[0].then, priority="high")},
        {"then": evolve(RULES[0].then, tags=())},
        {"valid_from": date(2026, 1, 1)},
        {"valid_to": date(2026, 1, 1)},
        {"basis": "S"},
        {"note": ""},
        {"approved_by": ""},
    ],
    ids=str,
)
def test_whatever_a_rule_says_is_in_the_digest(changed: dict[str, Any]) -> None:
    """One content hash, which every decision carries: it is another as soon as anything of a rule is."""
    assert TABLE.digest != evolve(TABLE, rules=(evolve(RULES[0], **changed), RULES[1])).digest


def test_the_digest_is_of_the_meaning() -> None:
    """The order of rules, of tags and of a list's codes says nothing; how the table ranks does."""
    then = evolve(RULES[0].then, tags=RULES[0].then.tags[::-1])

    assert TABLE.digest == evolve(TABLE, rules=(RULES[1], evolve(RULES[0], then=then, place="elsewhere"))).digest
    for changed in ({"tiers": TABLE.tiers[::-1]}, {"policy": Policy.FIRST}, {"fallback": "tribunal"}):
        assert TABLE.digest != evolve(TABLE, **changed).digest


def test_a_rule_knows_where_it_is_written(tmp_path: Path) -> None:
    """An answer, and a finding of the proof, can say file, sheet and row."""
    for form in FORMS:
        write_routes(TABLE, tmp_path / f"rules{form}")

    places = [read_routes(tmp_path / f"rules{form}", base=EMPTY).rules[1].place for form in FORMS]

    assert ["rules.csv row 3", "rules.xlsx sheet rules row 3", "rules[2]", "rules[2]"] == places


def test_analysts_write_chinese(tmp_path: Path) -> None:
    """Header words in Chinese are taken, as are the words for the values; blank is any, and an empty row is none."""
    text = (
        "规则编号,优先层,渠道,时段,工作日,内容,牵头单位,协办单位,生效日期\n"
        "a,specific,窗口,8-17,是,含：养老；不含：退休,hrss,tax|tribunal,2026/1/5\n"
        ",,,,,,,,\n"
        "b,,,,,,窗口？,,\n"
    )
    path = csv_of(tmp_path, text.replace("窗口？", "window"), "gb18030")

    one, two = read_routes(path, base=EMPTY).rules

    assert {
        "channel": OneOf(frozenset({"window"})),
        "hour": Between(((8, 17),)),
        "working_day": Flag(value=True),
        "text": Mentions(any=frozenset({"养老"}), none=frozenset({"退休"})),
    } == one.when
    assert ("tax", "tribunal") == one.then.assisting
    assert "2026-01-05" == str(one.valid_from)
    assert ("general", {}, "routes.csv row 4") == (two.tier, two.when, two.place)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_is_headed_in_either_language(lang: str, tmp_path: Path) -> None:
    """The words of a header are read as they were written."""
    write_routes(TABLE, tmp_path / "a.csv", lang=lang)

    assert {"zh": "编号", "en": "id"}[lang] in (tmp_path / "a.csv").read_text("utf-8-sig").split(",")
    assert TABLE == read_routes(tmp_path / "a.csv", base=EMPTY)


# Mistakes


def test_every_mistake_is_found_at_once(tmp_path: Path) -> None:
    """Unknown name, wrong value, wrong type, broken cell: all at once, with file, row, column and nearest spelling."""
    found = wrong(
        tmp_path,
        "a,specific,windw,,,hrss",
        "b,speciffic,,,,hrs",
        "a,general,,4*0,late,",
        ",general,,,25,tax",
    )

    assert [
        "routes.csv row 2 column channel: 'windw' cannot be used; did you mean 'window'?",
        "routes.csv row 3 column tier: 'speciffic' cannot be used; did you mean 'specific'?",
        "routes.csv row 3 column lead: 'hrs' cannot be used; did you mean 'hrss'?",
        f"routes.csv row 4 column item: '4*0' cannot be used; {STAR}",
        f"routes.csv row 4 column hour: 'late' cannot be used; {NUMBER}",
        "routes.csv row 4 column lead: '' cannot be used; every rule needs it",
        "routes.csv row 4 column id: 'a' cannot be used; it stands in row 2 already; give each rule its own",
        "routes.csv row 5 column hour: '25' cannot be used; 25 lies outside; hour goes from 0 to 23",
        "routes.csv row 5 column id: '' cannot be used; every rule needs it",
    ] == found


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,lead,chanel", "routes.csv row 1 column chanel: is not known; did you mean 'channel'?"),
        ("id,lead,渠到", "routes.csv row 1 column 渠到: is not known; did you mean '渠道'?"),
        ("id,lead,channel,渠道", "routes.csv row 1 column 渠道: stands there twice, as 'channel' too"),
        ("id,channel", "routes.csv row 1 column lead: is missing"),
        ("lead", "routes.csv row 1 column id: is missing"),
        ("id;lead", "row 1: is not separated by commas; save the file as CSV, comma separated"),
    ],
)
def test_a_header_is_known_whole(header: str, said: str, tmp_path: Path) -> None:
    """A column that is not known would be a condition that is not asked."""
    assert said in wrong(tmp_path, header=header)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("rank", "first", "give a whole number; the smaller wins"),
        ("valid_from", "2026-02-30", "give a day such as 2026-01-31"),
        ("valid_from", "5.1.26", "give a day such as 2026-01-31"),
        ("assisting", "hrss|taxes", "'taxes' cannot be used; did you mean 'tax'?"),
        ("tags", "a||b", "a name is missing beside a |"),
    ],
)
def test_the_rest_of_a_row_is_checked_too(column: str, cell: str, said: str, tmp_path: Path) -> None:
    """Ranks, days and lists, each named by its column."""
    (fault,) = wrong(tmp_path, f"a,hrss,{cell}", header=f"id,lead,{column}")

    assert fault.startswith(f"routes.csv row 2 column {column}: ")
    assert said in fault


def test_a_last_day_before_the_first_is_a_fault(tmp_path: Path) -> None:
    """It would switch the rule off for good."""
    (fault,) = wrong(tmp_path, "a,hrss,2026-01-02,2026-01-01", header="id,lead,valid_from,valid_to")

    assert "valid_to: '2026-01-01' cannot be used; it lies before 2026-01-02" in fault


def test_a_row_that_is_cut_off_is_no_wider_rule(tmp_path: Path) -> None:
    """A cell that is missing is not blank: blank means anything."""
    assert ["routes.csv row 2: has 2 cells, the header has 6; quote a text that holds a comma"] == wrong(
        tmp_path, "a,b"
    )


def test_a_predicate_is_one_of_the_hosts(tmp_path: Path) -> None:
    """Unknown name: nothing in a data file can run code, and what it names has to be there."""
    path = csv_of(tmp_path, "id,lead,predicates\na,hrss,is_holliday\n")
    base = evolve(EMPTY, predicates={"is_holiday": lambda _: True})

    assert ["routes.csv row 2 column predicates: 'is_holliday' cannot be used; did you mean 'is_holiday'?"] == faults(
        lambda: read_routes(path, base=base)
    )


# Files


def test_a_quote_that_is_not_closed_swallows_no_rule(tmp_path: Path) -> None:
    """Broken files never go live and never switch a rule off silently."""
    (fault,) = wrong(tmp_path, '"a,general,,,,hrss', "b,general,,,,hrss")

    assert "look for a quote that is not closed" in fault


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("id,lead\n养,x\n".encode("utf-16"), "file: is UTF-16 text; save it as CSV UTF-8"),
        (b"id,lead\n\x80\xff,x\n", "file: is neither UTF-8 nor GB 18030; save it as CSV UTF-8"),
        ("编号,牵头单位\n养老金待遇资格认证,x".encode()[:-3] + b"\n", "is not UTF-8, though the rest is"),
        (b"", "routes.csv row 1 column id: is missing"),
    ],
)
def test_bytes_that_are_no_table_are_told(data: bytes, said: str, tmp_path: Path) -> None:
    """Wrong encodings, damaged and empty files: one sentence, and no words read wrongly."""
    (tmp_path / "routes.csv").write_bytes(data)

    assert any(said in each for each in faults(lambda: read_routes(tmp_path / "routes.csv", base=EMPTY)))


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path: Path) -> None:
    """It is not read into memory first."""
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(40_000_000)

    assert ["file: cannot be read: No such file or directory"] == faults(
        lambda: read_routes(tmp_path / "no.csv", base=EMPTY)
    )
    assert ["file: has 40,000,000 bytes; a table of rules has 32,000,000 at most"] == faults(
        lambda: read_routes(large, base=EMPTY)
    )


@pytest.mark.parametrize("note", ["=1+1", "'=1+1", "@x", "+86", "-", "'quoted'", "''"])
def test_no_cell_is_a_formula(note: str, tmp_path: Path) -> None:
    """A spreadsheet that opens the file runs nothing, and the text comes back as it was."""
    path = tmp_path / "a.csv"
    write_routes(evolve(TABLE, rules=(evolve(RULES[1], note=note),)), path)

    cell = path.read_text("utf-8-sig").splitlines()[1].rpartition(",")[2]

    assert note == read_routes(path, base=EMPTY).rules[0].note
    assert cell[0] not in "=+-@"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rule",
    [
        evolve(RULES[1], note="half \ud83d of a character"),
        evolve(RULES[1], when={"item": OneOf()}),
        evolve(RULES[1], then=Outcome(lead="")),
    ],
    ids=["surrogate", "nothing", "no lead"],
)
def test_what_a_file_cannot_say_is_not_written(form: str, rule: Rule, tmp_path: Path) -> None:
    """Round-trips lose nothing: a condition that names nothing would come back as a blank, which is anything."""
    path = tmp_path / f"a{form}"

    with pytest.raises((BadInput, RulebookError)):
        write_routes(evolve(TABLE, rules=(rule,)), path)

    assert not path.exists()


# Workbooks


def workbook(folder: Path, *rows: Sequence[object]) -> tuple[Path, openpyxl.Workbook]:
    """A workbook with a header and rows, and where to save it."""
    book = openpyxl.Workbook()
    book.active.title = "规则"
    for row in (("id", "lead", "item", "hour", "working_day", "valid_from"), *rows):
        book.active.append(row)
    return folder / "a.xlsx", book


def test_a_workbook_is_read_as_it_looks(tmp_path: Path) -> None:
    """Numbers, flags and days that the spreadsheet has made of what was typed are taken for what they show."""
    path, book = workbook(tmp_path, ("a", "hrss", 441400, 8.0, True, datetime(2026, 1, 5)), (None,) * 6)  # noqa: DTZ001 - as a spreadsheet has it
    book.save(path)

    (rule,) = read_routes(path, base=EMPTY).rules

    assert {
        "item": OneOf(frozenset({"441400"})),
        "hour": Between(((8, 8),)),
        "working_day": Flag(value=True),
    } == rule.when
    assert "2026-01-05" == str(rule.valid_from)


def test_a_workbook_with_what_is_no_rule_is_refused(tmp_path: Path) -> None:
    """Formulas, merged cells, errors and texts that were taken for days: every one, with sheet, row and column."""
    path, book = workbook(tmp_path, ("a", "=B3", 1.5, "#N/A", None, None), ("b", "hrss", None, None, None, None))
    book.active["D2"].data_type = "e"
    book.active.merge_cells("C2:C3")
    book.save(path)
    dated, other = workbook(tmp_path, ("a", "hrss", datetime(2026, 8, 17), None, None, None))  # noqa: DTZ001 - as a spreadsheet has it

    assert [
        "a.xlsx sheet 规则: C2:C3 is merged; unmerge it and fill in each of its cells",
        "a.xlsx sheet 规则 row 2 column B: =B3 is a formula; paste it as a value",
        "a.xlsx sheet 规则 row 2 column C: 1.5 is neither text, whole number nor day; format the column as text",
        "a.xlsx sheet 规则 row 2 column D: #N/A is an error of the spreadsheet; give a value",
    ] == faults(lambda: read_routes(path, base=EMPTY))
    other.save(dated)
    (fault,) = faults(lambda: read_routes(dated, base=EMPTY))
    assert "row 2 column item: '2026-08-17' cannot be used; the spreadsheet took it for a day" in fault


def test_one_sheet_is_read(tmp_path: Path) -> None:
    """Where several sheets have cells, somebody says which one; the others are not passed over unseen."""
    path, book = workbook(tmp_path, ("a", "hrss"))
    other = book.create_sheet("旧")
    other.append(("x", "y"))
    book.save(path)

    assert 1 == len(read_routes(path, base=EMPTY, sheet="规则").rules)
    assert ["file: name the sheet of the rules; those with cells are 规则, 旧"] == faults(
        lambda: read_routes(path, base=EMPTY)
    )
    assert ["sheet 新: is not there; there are 规则, 旧"] == faults(lambda: read_routes(path, base=EMPTY, sheet="新"))


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    """An older form, or a file that has been cut off."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(routes_bytes(TABLE, ".xlsx")[:500])

    (fault,) = faults(lambda: read_routes(path, base=EMPTY))

    assert fault.startswith("file: is no workbook that can be read; save it as .xlsx without a password")


# Documents


def test_the_exchange_form_keeps_to_its_schema(tmp_path: Path) -> None:
    """JSON with a published schema as the exchange form; it carries the vocabulary, tiers, policy and fallback."""
    document = json.loads(routes_bytes(TABLE, ".json"))
    jsonschema.Draft202012Validator.check_schema(routes_schema())

    jsonschema.validate(document, routes_schema())

    assert {"fallback", "facts", "units", "routing", "rules", "digest"} == document.keys()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "rules": [{"id": "a", "leed": "x"}]}, routes_schema())
    path = tmp_path / "a.json"
    path.write_bytes(routes_bytes(TABLE, ".json"))
    assert TABLE == read_routes(path)


def document(folder: Path, **changed: object) -> Path:
    """A document in JSON, in which something is changed."""
    path = folder / "a.json"
    path.write_text(json.dumps({**json.loads(routes_bytes(TABLE, ".json")), **changed}), "utf-8")
    return path


def test_a_document_that_was_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    """The digest in the file is that of its rules, or somebody has changed them."""
    (fault,) = faults(lambda: read_routes(document(tmp_path, fallback="tribunal")))

    assert fault.startswith("digest: is ")


def test_every_mistake_of_a_document_is_found_at_once(tmp_path: Path) -> None:
    """With its path in the document."""
    rules = [
        {"id": "a", "lead": "hrs", "tier": "genral", "when": {"chanel": "window", "hour": {"between": [[8, 30]]}}},
        {"id": "a", "leed": "hrss", "lead": "tax", "when": {"text": {"any": [1]}, "working_day": 1}},
        {"id": "c", "lead": "tax", "when": {"item": {"one_of": []}}, "valid_from": "soon", "rank": "1"},
    ]

    found = faults(lambda: read_routes(document(tmp_path, rules=rules, extra=1)))

    assert {
        "rules[1].lead",
        "rules[1].tier",
        "rules[1].when.chanel",
        "rules[1].when.hour",
        "rules[2].leed",
        "rules[2].id",
        "rules[2].when.text",
        "rules[2].when.working_day",
        "rules[3].when.item",
        "rules[3].valid_from",
        "rules[3].rank",
        "extra",
    } == {each.partition(":")[0] for each in found}


def test_a_table_asks_only_what_the_desk_shows(tmp_path: Path) -> None:
    """A fact of the document that the base has not is a condition that never holds."""
    base = evolve(EMPTY, vocabulary=Vocabulary(facts=FACTS[:-1]))

    (first, *_) = faults(lambda: read_routes(document(tmp_path), base=base))

    assert first.startswith("facts: 'text' is none of channel, item, hour, working_day")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON: "),
        ("[]", "JSON: is not an object"),
        ('{"rules": [], "rules": []}', "JSON: 'rules' stands twice in one object"),
        ("[" * 100_000, "JSON: "),
    ],
)
def test_what_is_no_document_is_told(text: str, said: str, tmp_path: Path) -> None:
    """A name that stands twice would let the second take the place of the first unseen."""
    path = tmp_path / "a.json"
    path.write_text(text)

    assert faults(lambda: read_routes(path))[0].startswith(said)


def test_a_form_that_is_not_known_is_told(tmp_path: Path) -> None:
    """The name of the file says its form; a sheet needs the rulebook that it belongs to."""
    with pytest.raises(BadInput, match=r"its name ends in \.csv"):
        read_routes(tmp_path / "a.xls", base=EMPTY)
    with pytest.raises(BadInput, match="give the rulebook too"):
        read_routes(tmp_path / "a.csv")
    with pytest.raises(BadInput, match=r"it is one of \.csv"):
        routes_bytes(TABLE, ".ods")
