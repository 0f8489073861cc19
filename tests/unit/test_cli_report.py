"""`banbucheng report`, and `banbucheng ledger` with filters, groups and forms."""

import csv
import io
import json
import re
from collections import Counter
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from banbucheng.labels import word
from banbucheng.ledger import DIMENSIONS, Share, interval, measures

from ._cli import SAMPLE_ENDS, plain, run

#: A change that is to spare like matters, as a file lists it.
CHANGE = """
[[improvements]]
problem = "papers asked for one by one"
cause = "material"
unit = "441402-hrss"
evidence = ["441402-20251009-0001"]
owner = "441402-hrss"
kind = "guide"
measure = "one list of papers"
due_on = 2025-10-20
"""
# openpyxl carries no types that strict checkers take.
_openpyxl = import_module("openpyxl")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample in it."""
    path = tmp_path_factory.mktemp("demo") / "sample.db"
    assert 0 == run("demo", "--db", path, "--json").exit_code
    return path


def refused(result: Result, status: int, *said: str) -> None:
    """A call that ends with a status, with one message that says what and what to do."""
    assert status == result.exit_code, result.output
    assert [] == [each for each in said if each not in result.output]
    assert "Traceback" not in result.output


def rows(database: Path, *options: object) -> list[dict[str, str]]:
    """The cases that `ledger` writes as CSV, by the headings in English."""
    result = run("ledger", "--db", database, "--as-of", SAMPLE_ENDS, "--lang", "en", "--format", "csv", *options)
    assert 0 == result.exit_code, result.output
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


# The report


@pytest.mark.parametrize("form", ["html", "xlsx", "csv", "md", "docx"])
def test_a_report_is_written_in_the_form_of_its_name(database: Path, tmp_path: Path, form: str) -> None:
    """Issue 7, 9: `banbucheng report --month 2026-10 --out report.html`, and the same for the other forms."""
    for name in ("a", "b"):
        result = run("report", "--db", database, "--month", "2025-10", "--out", tmp_path / f"{name}.{form}")
        assert 0 == result.exit_code, result.output
        assert f"{name}.{form}" in result.stdout
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()
    starts = {"html": b"<!DOCTYPE", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "md": b"# ", "docx": b"PK"}
    assert (tmp_path / f"a.{form}").read_bytes().startswith(starts[form])


def test_units_are_named_where_one_says_so(database: Path, tmp_path: Path) -> None:
    """`--name-units` names them in the bulletin; without it, it does not."""
    texts = []
    for options in ([], ["--name-units"]):
        run("report", "--db", database, "--month", "2025-10", "--out", tmp_path / "a.md", *options)
        texts.append((tmp_path / "a.md").read_text(encoding="utf-8"))
    assert texts[0] != texts[1]


def test_the_rulebook_names_units_where_nobody_says_otherwise(database: Path, tmp_path: Path) -> None:
    """Issue 7, 7: `[bulletin] name_units` is what the options default to."""
    shipped = files("banbucheng.profiles").joinpath("meizhou.toml").read_text(encoding="utf-8")
    book, out = tmp_path / "rules.toml", tmp_path / "a.md"
    book.write_text(f'{shipped}\n[bulletin]\nname_units = true\nsource = "R"\n', encoding="utf-8")
    texts = []
    for options in ([], ["--name-units"], ["--rulebook", book], ["--rulebook", book, "--no-name-units"]):
        assert 0 == run("report", "--db", database, "--month", "2025-10", "--out", out, *options).exit_code
        texts.append(out.read_text(encoding="utf-8"))
    assert [texts[0], texts[1]] == [texts[3], texts[2]]
    assert texts[0] != texts[1]


def test_improvements_are_reported_from_a_file(database: Path, tmp_path: Path) -> None:
    """Issue 7, 6 to 8: the improvements that came of hot spots are in the page and the bulletin; half a year back counts."""
    changes = tmp_path / "changes.toml"
    changes.write_text(f"{CHANGE}done_on = 2025-10-15\n\n{CHANGE.replace('list', 'lesson')}", encoding="utf-8")
    for form in ("html", "md"):
        out = tmp_path / f"a.{form}"
        result = run("report", "--db", database, "--month", "2025-10", "--out", out, "--improvements", changes)
        assert 0 == result.exit_code, result.output
        text = out.read_text(encoding="utf-8")
        assert [1, 1] == [text.count(f"one {word} of papers") for word in ("list", "lesson")]


def test_every_fault_of_the_improvements_is_named(database: Path, tmp_path: Path) -> None:
    """Bad input: each fault with its place, all at once, and nothing is written."""
    changes, out = tmp_path / "changes.toml", tmp_path / "a.html"
    changes.write_text(
        '[[improvements]]\nproblem = ""\ncause = "materiel"\nunit = "nobody"\nevidence = []\nkind = "guides"\n'
        'measure = "x"\ndue_on = "soon"\nowns = 1\n',
        encoding="utf-8",
    )
    asked = ("report", "--db", database, "--month", "2025-10", "--out", out, "--improvements")
    places = ("problem", "cause", "unit", "evidence", "owner", "kind", "due_on", "owns")
    result = run(*asked, changes)
    refused(result, 1, *(f"improvements[1].{place}" for place in places), "did you mean 'material'", "'guide'")
    assert 1 == result.output.count("improvements[1].evidence")
    refused(run(*asked, tmp_path / "none.toml"), 2, "none.toml")
    changes.write_text("", encoding="utf-8")
    refused(run(*asked, changes), 1, "improvements: is missing")
    assert not out.exists()


def test_a_report_is_refused_before_the_work(database: Path, tmp_path: Path) -> None:
    """Bad input: no file, another form, no folder, no month."""
    report = ("report", "--db", database, "--month", "2025-10")
    refused(run(*report), 1, "--out", "--figures")
    refused(run(*report, "--out", tmp_path / "a.pdf"), 1, ".html, .xlsx, .csv, .md, .docx")
    refused(run(*report, "--out", tmp_path / "none" / "a.html"), 1, "no folder")
    refused(run("report", "--db", database, "--month", "2025-13", "--out", tmp_path / "a.html"), 1, "2026-10")
    refused(run(*report, "--figures", tmp_path / "p", "--font", tmp_path / "none.ttf"), 1, "none.ttf")
    (tmp_path / "a.html").mkdir()
    refused(run(*report, "--out", tmp_path / "a.html"), 2)


def test_the_demo_writes_a_report(tmp_path: Path) -> None:
    """Issue 7, shown by: `banbucheng demo --letters F --report out.html`, of all letters."""
    result = run("demo", "--db", tmp_path / "a.db", "--report", tmp_path / "out.html", "--lang", "en")
    assert 0 == result.exit_code, result.output
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "2025-11" in text
    assert text.startswith("<!DOCTYPE html>")
    refused(run("demo", "--db", tmp_path / "b.db", "--report", tmp_path / "out.pdf"), 1, ".html")
    assert not (tmp_path / "b.db").exists()


# The ledger: which cases


def test_without_a_question_the_ledger_is_what_it_was(database: Path) -> None:
    """What is printed without filters, groups and forms is the whole at a glance, and so is `--format table`."""
    asked = ("ledger", "--db", database, "--as-of", SAMPLE_ENDS)
    assert run(*asked).stdout == run(*asked, "--format", "table").stdout
    assert plain(*asked) == json.loads(run(*asked, "--format", "json").stdout)
    assert 60 == plain(*asked)["registered"] == len(rows(database))


@pytest.mark.parametrize("option", ["unit", "kind", "region", "window", "channel", "status"])
def test_each_filter_splits_the_cases(database: Path, option: str) -> None:
    """By every value that occurs, the cases picked add up to all, and a value given as a code or a name picks the same."""
    every = rows(database)
    column = word(f"row.{option}", "en")
    values = Counter(row[column] for row in every)
    assert {value: len(rows(database, f"--{option}", value)) for value in values if value} == {
        value: count for value, count in values.items() if value
    }
    two = [value for value in values if value][:2]
    picked = rows(database, *(part for value in two for part in (f"--{option}", value)))
    assert sum(values[value] for value in two) == len(picked)


def test_a_cause_is_one_of_several(database: Path) -> None:
    """A case with two causes is picked by either."""
    every = rows(database)
    causes = Counter(cause for row in every for cause in row["causes"].split(", ") if cause)
    assert {cause: len(rows(database, "--cause", cause)) for cause in causes} == dict(causes)


def test_months_and_days_pick_by_the_day_of_receipt(database: Path) -> None:
    """A month, and the days from one through another, are by the day on which the complaint was received."""
    every = rows(database)
    october = [row["number"] for row in every if row["received on"].startswith("2025-10")]
    assert october == [row["number"] for row in rows(database, "--month", "2025-10")]
    assert october == [row["number"] for row in rows(database, "--from", "2025-10-01", "--to", "2025-10-31")]
    one = [row["number"] for row in every if row["received on"] == "2025-10-20"]
    both = rows(database, "--month", "2025-10", "--from", "2025-10-20", "--to", "2025-10-20")
    assert one == [row["number"] for row in both]
    assert one


def test_filters_hold_for_the_figures_too(database: Path) -> None:
    """The figures at a glance are of the cases picked, and `registered` counts the same as the lines of CSV."""
    asked = ("--month", "2025-10", "--channel", "hotline")
    found = plain("ledger", "--db", database, "--as-of", SAMPLE_ENDS, *asked)
    assert len(rows(database, *asked)) == found["registered"] < 60


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unit", "nobody"], "no such code or name"),
        (["--month", "2025-13"], "2026-10"),
        (["--from", "2025-10-02", "--to", "2025-10-01"], "no day lies in it"),
        (["--by", "weather"], "group by"),
        (["--format", "xlsx"], "--out"),
        (["--out", "a.pdf"], ".csv, .xlsx"),
        (["--out", "a.csv", "--format", "xlsx"], "--format says xlsx"),
        (["--out", "no-such-folder/a.csv"], "no folder"),
    ],
)
def test_what_cannot_be_asked_is_refused(database: Path, options: list[str], said: str) -> None:
    """Bad input: what, and what is allowed instead."""
    refused(run("ledger", "--db", database, *options), 1, said)


def test_a_day_that_is_none_is_not_understood(database: Path) -> None:
    """A call that is not understood ends with status 2."""
    refused(run("ledger", "--db", database, "--from", "October"), 2, "2025-03-05")


# The ledger: groups and forms


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_groups(database: Path, dimension: str) -> None:
    """Groupings by any of the dimensions: a table in both languages, and the cases add up but for several causes."""
    asked = ("ledger", "--db", database, "--as-of", SAMPLE_ENDS, "--by", dimension)
    for lang in ("zh", "en"):
        text = run(*asked, "--lang", lang).stdout
        assert word(f"row.{dimension}", lang)[:4] in text
        assert [] == re.findall(r"\b(?:row|ledger|report)\.[a-z_]+", text)
    groups = plain(*asked)["groups"]
    assert 60 == sum(each["registered"] for each in groups) or dimension == "causes"


def test_groups_as_json_have_every_measure(database: Path) -> None:
    """Always numerator and denominator, with the interval; two dimensions cross."""
    found = plain("ledger", "--db", database, "--as-of", SAMPLE_ENDS, "--by", "kind,month")
    assert ["kind", "month"] == found["by"]
    shares = [(code, each) for group in found["groups"] for code, each in group["shares"].items()]
    assert {each.code for each in measures()} == {code for code, _ in shares}
    assert [] == [
        each for _, each in shares if (each["low"], each["high"]) != interval(Share(each["part"], each["whole"]))
    ]


def test_a_cause_may_be_asked_for_in_the_singular(database: Path) -> None:
    """`--by cause` is `--by causes`, as the filter is called `--cause`."""
    asked = ("ledger", "--db", database, "--as-of", SAMPLE_ENDS, "--by")
    assert plain(*asked, "cause") == plain(*asked, "causes")


@pytest.mark.parametrize("by", [(), ("--by", "unit")])
def test_files_hold_what_stdout_holds(database: Path, tmp_path: Path, by: tuple[str, ...]) -> None:
    """CSV on stdout is the CSV of the file without its mark, and the workbook has as many lines."""
    asked = ("ledger", "--db", database, "--as-of", SAMPLE_ENDS, *by)
    for form in ("csv", "xlsx"):
        assert 0 == run(*asked, "--out", tmp_path / f"a.{form}").exit_code
    said = run(*asked, "--format", "csv").stdout_bytes
    assert b"\xef\xbb\xbf" + said == (tmp_path / "a.csv").read_bytes()
    lines = len(list(csv.reader(io.StringIO(said.decode(), newline=""))))
    book: Any = _openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert lines == book.worksheets[0].max_row


def test_no_case_fits(database: Path) -> None:
    """Nothing is picked: headings and no line, and figures of nothing."""
    asked = ("--month", "2001-01")
    assert [] == rows(database, *asked)
    assert 0 == plain("ledger", "--db", database, "--as-of", SAMPLE_ENDS, *asked)["registered"]
    assert 0 == run("ledger", "--db", database, "--by", "kind", *asked).exit_code
