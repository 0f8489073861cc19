"""Every finding of the proof has a sentence in both languages, with nothing left to fill in."""

import re
from datetime import date

import pytest

from banbucheng.labels import LANGUAGES, words
from banbucheng.routing import Finding, Routes, proved, told

from ._desk import MEIZHOU, routed_to

#: The codes of docs/reference/routing-findings.md, as its table lists them.
CODES = (
    *("unknown_unit", "closed_unit", "unknown_grade", "unknown_source", "unknown_fact", "wrong_condition"),
    *("unknown_value", "unknown_predicate", "unknown_tier", "duplicate_id", "wrong_dates"),
    *("dead.one", "dead.together", "dead.contradiction", "dead.never_in_force"),
    *("overlap.sure", "overlap.several", "overlap.predicate", "gap.region", "gap.more", "redundant.rule"),
    *("always_true.condition", "always_true.part"),
    *("undecided.dead", "undecided.redundant", "undecided.overlap", "undecided.overlap_more", "undecided.gap"),
)


def mistaken() -> tuple[Finding, ...]:
    """What the proof finds in a table with a mistake of many kinds."""
    rules = (
        routed_to("a", "tax", kinds=["unable"], tier="override"),
        routed_to("a", "fire", kinds=["unabel"], tier="overide", basis="S0"),
        routed_to("b", "tax", kinds=["unable"], items=["44"]),
        routed_to("c", "hrss", kinds=["refused"], tier="specific"),
        routed_to("d", "police", regions=["441402"], tier="specific"),
    )
    routes = Routes(rules=rules, fallback="window", units=MEIZHOU.routes.units, vocabulary=MEIZHOU.routes.vocabulary)
    units = {unit.code: date(2026, 1, 1) if "police" in unit.code else None for unit in MEIZHOU.units}
    return proved(routes, units=units, sources=MEIZHOU.sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    """Each finding in words, in Chinese and English (issue 4, 5)."""
    assert [] == [code for code in CODES if f"finding.{code}" not in words(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_told_in_words(language: str) -> None:
    """No code and no gap is left in what people read; the names of rules and the nearest spelling are."""
    found = mistaken()
    assert {"unknown_unit", "closed_unit", "unknown_value", "unknown_tier", "unknown_source", "duplicate_id"} <= {
        each.code for each in found
    }
    said = [told(each, language) for each in found]
    assert [] == [each for each in said if re.search(r"finding\.|[{}]", each)]
    assert any("unable" in each and "unabel" in each for each in said)
