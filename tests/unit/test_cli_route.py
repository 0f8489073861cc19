"""Issue 5, items 4 to 6: `banbucheng route check`, `diff`, `explain`, `convert` and `schema`."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from rich.cells import cell_len

from banbucheng.adapters.routes_file import read_routes
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, create, sqlite_engine, unit_of_work
from banbucheng.cases.commands import Assign, Designate
from banbucheng.intake import ServiceItem

from ._cli import plain, run
from ._desk import CLERK, HRSS, LEADER, MEDICAL, TAX, Bench, accept, returned

#: A letter of the sample that tells of 养老认证, and one that no rule takes, in the district whose window got them.
LETTERS = """\
编号,来信时间,主题,区划
1,2025-03-05 09:12,养老认证办不了,441402
2,2025-03-05 10:30,公积金提取没人受理,441402
3,2025-03-06 09:00,天气不好,441402
4,2025-03-06 09:00,养老金停发,441403
"""
MEIZHOU = load_profile("meizhou").routes


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A file of four letters."""
    path = tmp_path / "letters.csv"
    path.write_text(LETTERS, "utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Meizhou's rules as a CSV file."""
    path = tmp_path / "rules.csv"
    assert 0 == run("route", "convert", "meizhou", path).exit_code
    return path


def changed(table: Path, old: str, new: str) -> Path:
    """The same table with something changed."""
    path = table.with_name("new.csv")
    text = table.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


# convert, schema


@pytest.mark.parametrize("form", [".csv", ".xlsx", ".json", ".toml"])
def test_a_table_is_written_in_another_form(form: str, tmp_path: Path) -> None:
    """Three ways to write it, one meaning: the digest stays."""
    path = tmp_path / f"rules{form}"

    found = plain("route", "convert", "meizhou", path)

    assert {"file": str(path), "rules": len(MEIZHOU.rules), "digest": MEIZHOU.digest} == found
    assert MEIZHOU.digest == read_routes(path, base=MEIZHOU).digest
    again = plain("route", "convert", path, tmp_path / "back.json", "--headings", "zh")
    assert MEIZHOU.digest == again["digest"]


def test_the_columns_are_headed_in_chinese_for_analysts(tmp_path: Path) -> None:
    """`--headings zh` writes the words that a data bureau uses."""
    run("route", "convert", "meizhou", tmp_path / "a.csv", "--headings", "zh")

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert ["编号", "优先层"] == next(csv.reader(file))[:2]


def test_the_schema_is_printed(tmp_path: Path) -> None:
    """JSON with a published schema as the exchange form."""
    run("route", "convert", "meizhou", tmp_path / "a.json")
    schema = json.loads(run("route", "schema").stdout)

    jsonschema.validate(json.loads((tmp_path / "a.json").read_text("utf-8")), schema)


# diff


def test_a_change_shows_what_goes_elsewhere(table: Path, letters: Path) -> None:
    """Counts per pair of units, the list, and the effect on load per unit: two letters of 养老 move to the tax bureau."""
    new = changed(table, ",hrss,", ",tax,")

    found = plain("route", "diff", table, new, "--letters", letters)

    assert (4, 0, []) == (found["cases"], found["unread"], found["altered"])
    assert [
        {"from": "441402-hrss", "to": "441402-tax", "cases": 1},
        {"from": "441403-hrss", "to": "441403-tax", "cases": 1},
    ] == sorted(found["pairs"], key=lambda pair: pair["from"])
    assert ["1", "4"] == [each["case"] for each in found["moved"]]
    assert {"old": 0, "new": 1} == found["load"]["441402-tax"]
    assert {"old": 1, "new": 0} == found["load"]["441402-hrss"]
    assert {"old": 1, "new": 1} == found["load"]["441402-fund"]
    assert (MEIZHOU.digest, read_routes(new, base=MEIZHOU).digest) == (found["old"], found["new"])


def test_the_same_rules_move_nothing(table: Path, letters: Path) -> None:
    """A rulebook and its table in a file answer alike."""
    found = plain("route", "diff", "meizhou", table, "--letters", letters)

    assert ([], [], []) == (found["moved"], found["pairs"], found["altered"])


def test_past_cases_come_from_a_ledger(table: Path, letters: Path, tmp_path: Path) -> None:
    """The ledger's cases are asked as they stood when they were sent out; letters say the same before they are."""
    run("demo", "--letters", letters, "--db", tmp_path / "a.db", "--as-of", "2025-03-14")
    new = changed(table, ",hrss,", ",tax,")

    from_ledger = plain("route", "diff", table, new, "--ledger", tmp_path / "a.db")
    from_letters = plain("route", "diff", table, new, "--letters", letters)

    assert from_letters["load"] == from_ledger["load"]
    assert ["441402-20250305-0001", "441403-20250306-0001"] == [each["case"] for each in from_ledger["moved"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_difference_is_shown_and_drawn(language: str, table: Path, letters: Path, tmp_path: Path) -> None:
    """The effect on load per unit as a picture: bars in the terminal, and a drawing that is whole XML."""
    new, svg = changed(table, ",hrss,", ",tax,"), tmp_path / "load.svg"

    result = run("route", "diff", table, new, "--letters", letters, "--svg", svg, "--lang", language)

    assert 0 == result.exit_code, result.output
    assert "▓" in result.stdout
    assert "route." not in result.stdout
    assert [] == [line for line in result.stdout.splitlines() if cell_len(line) > 100 and str(svg) not in line]
    root = ET.fromstring(svg.read_text("utf-8"))  # noqa: S314 - our own drawing
    texts = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any({"zh": "税务局", "en": "Tax"}[language] in each for each in texts)
    assert "0 → 1 (+1)" in texts
    bars = [each.get("width") for each in root.iter("{http://www.w3.org/2000/svg}rect") if each.get("height") == "12"]
    # Four units change by one case each; the fund and the window keep theirs.
    assert [("400.0", "0.0"), ("400.0", "0.0"), ("0.0", "400.0"), ("0.0", "400.0")] == sorted(
        [(old, new) for old, new in zip(bars[::2], bars[1::2], strict=True) if old != new], reverse=True
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give the past cases: --ledger DB or --letters CSV"),
        (["--ledger", "no.db"], "no.db: there is no such file"),
        (["--ledger", "a.db", "--letters", "b.csv"], "give a ledger or letters, not both"),
    ],
)
def test_past_cases_have_to_be_given(arguments: list[str], said: str, table: Path) -> None:
    """One or the other; told in one sentence."""
    result = run("route", "diff", table, table, *arguments)

    assert result.exit_code
    assert said in result.output


# check


def test_a_sound_rulebook_has_no_error() -> None:
    """The Meizhou table is proved clean of errors."""
    found = plain("route", "check", "meizhou")

    assert (len(MEIZHOU.rules), MEIZHOU.digest) == (found["rules"], found["digest"])
    assert [] == [each for each in found["findings"] if each["gravity"] == "error"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_dead_rule_is_shown_with_what_kills_it(language: str, table: Path) -> None:
    """Rules that can never fire, with a concrete example case; an error ends with status 1."""
    text = table.read_text("utf-8-sig").splitlines()
    name = next(csv.reader([text[1]]))[0]
    twin = text[1].replace(name, "twin", 1).replace(",hrss,", ",tax,")
    table.write_text("\n".join([*text, twin]), "utf-8")

    found = run("route", "check", table, "--lang", language)
    document = json.loads(run("route", "check", table, "--json").stdout)

    assert 1 == found.exit_code
    assert f"rules.csv row {len(text) + 1}" in found.stdout
    assert "finding." not in found.stdout
    assert any("twin" in each["rules"] for each in document["findings"] if each["gravity"] == "error")


def test_a_mistake_in_a_table_is_told_with_its_place(table: Path) -> None:
    """Every mistake at once, with file, row and column, and no traceback."""
    result = run("route", "check", changed(table, ",hrss,", ",hrs,"))

    assert 1 == result.exit_code
    assert "new.csv row 2 column lead: 'hrs' cannot be used; did you mean 'hrss'?" in result.output


@pytest.mark.parametrize("name", ["no-such.csv", "no-such", "letters.txt"])
def test_a_table_that_is_not_there_is_told(name: str) -> None:
    """With the forms that a table has, and the rulebooks that ship."""
    result = run("route", "check", name)

    assert 1 == result.exit_code
    assert ".csv, .xlsx, .json, .toml" in result.output


# explain


@pytest.fixture
def database(letters: Path, tmp_path: Path) -> Path:
    """The four letters as cases."""
    run("demo", "--letters", letters, "--db", tmp_path / "a.db", "--as-of", "2025-03-14")
    return tmp_path / "a.db"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_case_tells_why_it_went_where_it_went(language: str, database: Path) -> None:
    """The rule, the conditions that held and the values they saw, in words, in Chinese and English."""
    result = run("route", "explain", "441402-20250305-0001", "--db", database, "--lang", language)

    assert 0 == result.exit_code, result.output
    assert "养老认证" in result.stdout
    assert "pension-certification" in result.stdout
    assert "route." not in result.stdout


def test_an_explanation_is_data_too(database: Path) -> None:
    """A host shows it in its own way; every decision carries the digest of its table."""
    found = plain("route", "explain", "441402-20250305-0001", "--db", database)

    assert ("441402-hrss", "pension-certification", MEIZHOU.digest) == tuple(
        found["went"][key] for key in ("lead", "rule", "table")
    )
    (held,) = found["went"]["held"]
    assert ("text", ["养老认证"]) == (held["fact"], held["saw"])
    # Every other rule of this table asks for words alone, so each has missed by that one condition.
    assert {("condition", "text", False)} == {(each["kind"], each["name"], each["above"]) for each in found["near"]}


def test_a_case_is_asked_under_rules_to_come(table: Path, database: Path) -> None:
    """`--rules` shows where other rules would send it, beside where it went."""
    new = changed(table, ",hrss,", ",tax,")

    found = plain("route", "explain", "441402-20250305-0001", "--db", database, "--rules", new)

    assert ("441402-hrss", "441402-tax") == (found["went"]["lead"], found["would"]["lead"])


def test_a_case_that_is_not_there_is_told(database: Path) -> None:
    """One sentence and status 1."""
    result = run("route", "explain", "441402-20250305-0009", "--db", database)

    assert 1 == result.exit_code
    assert "no case has the number" in result.output


# propose


def test_disputes_propose_rules_for_a_person_to_accept(tmp_path: Path) -> None:
    """Issue 4, 7: designations become proposed dated rules, with their evidence and measured effect on the ledger."""
    path, out = tmp_path / "cases.db", tmp_path / "proposed.csv"
    item = ServiceItem(code="440114")
    with unit_of_work(sqlite_engine(path)) as connection:
        create(connection)
        bench = Bench(store=SqlStore(connection))
        for _ in range(2):
            case = bench.do(
                bench.registered(item=item), accept(), Assign(by=CLERK), returned(MEDICAL), Assign(by=CLERK)
            )
            bench.do(case, returned(HRSS), Designate(by=CLERK, leader=LEADER, unit=TAX, reason="by law"))
    (found,) = plain("route", "propose", "--ledger", path, "--basis", "R", "--from", "2025-04-01", "--out", out)[
        "proposals"
    ]
    assert ({"item": "440114"}, "tax", 2, 0, 2, 2) == (
        found["when"],
        found["lead"],
        len(found["evidence"]),
        len(found["against"]),
        found["moved"],
        found["spared"],
    )
    assert [found["id"]] == [each.id for each in read_routes(out, base=MEIZHOU).rules]
    shown = run("route", "propose", "--ledger", path, "--basis", "R", "--from", "2025-04-01", "--lang", "en").output
    assert "2 : 0" in shown


def test_a_proposal_names_a_source_that_there_is(tmp_path: Path) -> None:
    """Bad input: what, and what is allowed."""
    wrong = run("route", "propose", "--ledger", tmp_path / "none.db", "--basis", "the mayor")
    assert 1 == wrong.exit_code
    assert "name one of the sources" in wrong.output
