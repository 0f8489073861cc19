"""The table of a made-up city hall in `examples/`: proved clean, and every mistake in its copy found."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve

from banbucheng.adapters.rulebook_file import load_rulebook
from banbucheng.routing import Facts
from banbucheng.rulebook import Rulebook
from banbucheng.terms import RegionCode

SCRIPT = Path(__file__).parents[2] / "examples" / "city_hall" / "prove.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script as a module."""
    spec = spec_from_file_location("city_hall_prove", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def book(script: ModuleType) -> Rulebook:
    """The rulebook of the city hall."""
    return load_rulebook(script.BOOK)


def test_the_city_hall_has_five_hundred_rules_and_nine_regions(book: Rulebook) -> None:
    """“a table of ≥ 500 rules for a made-up city hall (units, matters, nine regions)”."""
    assert (True, 9) == (len(book.routes.rules) >= 500, len(book.regions))
    tiers = {tier: sum(rule.tier == tier for rule in book.routes.rules) for tier in book.routes.tiers}
    assert {"override": 30, "emergency": 27, "specific": 302, "general": 226} == tiers


def test_the_table_is_proved_clean_and_every_mistake_is_found(script: ModuleType) -> None:
    """“proved clean; the same with ten planted mistakes, all ten found and no false alarm”: thirteen were planted."""
    shown = script.story()
    assert () == shown.clean
    planted = ("lead: 'civill'", "severity: 'dangr'", "hour: '晚上'", "valid_to: '2026-06-01'")
    said = list(map(str, shown.faults))
    assert len(said) == len(planted) + 1
    assert [] == [each for each in (*planted, "text: '含:个体户||摊位登记'") if sum(each in one for one in said) != 1]
    gaps = [each for each in shown.found if each.kind == "gap"]
    assert {
        ("dead.one", ("G117-net", "S11702")),
        ("dead.together", ("S131-open", "S13101", "S13102")),
        ("dead.contradiction", ("W10508",)),
        ("overlap.sure", ("S15302-again", "S15302-help")),
        ("closed_unit", ("S11901-old",)),
        ("unknown_grade", ("S12306",)),
        ("always_true.condition", ("S005",)),
    } == {(each.code, each.rules) for each in shown.found if each not in gaps}
    # The rule that was taken out is the one for what nothing else takes in Qinghe county.
    assert {"990123"} == {example.facts["region"] for each in gaps for example in each.examples}


@pytest.mark.parametrize(
    ("told", "rule", "lead"),
    [
        ({"item": "1140301", "visits": 0, "returns": 0}, "S11403", "990102-hrss"),
        ({"item": "1140301", "visits": 0, "returns": 2}, "S11403-joint", "990102-office"),
        ({"item": "1149999"}, "G114", "990102-hrss"),
        ({"text": "小区电梯困人两小时", "severity": "danger"}, "E002", "990102-market"),
        ({"text": "小区电梯年检没有做", "severity": "normal"}, "W13104", "990102-market"),
        ({"text": "公积金提取一直不到账", "severity": "normal"}, "W22101", "990100-fund"),
        ({"text": "有人喧哗", "severity": "danger", "working_day": True, "hour": 22}, "E102", "990102-duty"),
        ({"text": "说不清楚"}, "R990102", "990102"),
    ],
)
def test_a_matter_goes_where_a_reader_of_the_table_expects(book: Rulebook, told: Facts, rule: str, lead: str) -> None:
    """Read off the table by hand: the tier, then the narrower rule, then the rank."""
    found = book.routes.assignment({"region": "990102", **told}, RegionCode("990102"))
    assert (rule, lead) == (found.because.rule, found.lead)


def test_the_order_of_the_rows_does_not_matter(book: Rulebook) -> None:
    """“order of loading does not matter, precedence does”."""
    turned = evolve(book.routes, rules=book.routes.rules[::-1])
    assert (book.routes.digest, book.routes.order) == (turned.digest, turned.order)


def test_the_script_tells_what_it_found() -> None:
    """`python examples/city_hall/prove.py` prints something, complains of nothing and ends well."""
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-X", "utf8", str(SCRIPT)], capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    assert (0, "", "585 rules") == (done.returncode, done.stderr, done.stdout[:9])
