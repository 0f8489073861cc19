"""The index of a table, its precedence, and the explanation of a decision, on tables small enough to read."""

from collections.abc import Mapping
from datetime import date
from unittest.mock import patch

import pytest

from banbucheng.errors import BadInput
from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Facts,
    FactValue,
    Flag,
    Mentions,
    MissKind,
    OneOf,
    Outcome,
    Predicate,
    Routes,
    Rule,
    Vocabulary,
    _explain,
    explained,
    in_pairs,
    sentences,
    tried,
)

VOCABULARY = Vocabulary(
    facts=(
        Fact(name="kind", kind=FactKind.CODE, values=("a", "b", "c")),
        Fact(name="causes", kind=FactKind.CODES),
        Fact(name="item", kind=FactKind.PREFIX),
        Fact(name="hour", kind=FactKind.NUMBER),
        Fact(name="working_day", kind=FactKind.FLAG),
        Fact(name="text", kind=FactKind.TEXT),
    )
)


def one_of(*codes: str, negated: bool = False) -> OneOf:
    """These codes; what ends in a star is a beginning."""
    begins = frozenset(each[:-1] for each in codes if each.endswith("*"))
    return OneOf(frozenset(each for each in codes if not each.endswith("*")), begins, negated)


def says(*words: str, all_of: str = "", none: str = "") -> Mentions:
    """Any of these words; all of those, and none of those, divided by spaces."""
    return Mentions(frozenset(words), frozenset(all_of.split()), frozenset(none.split()))


def rule(
    name: str, rank: int = 0, *predicates: str, days: tuple[date | None, date | None] = (None, None), **when: Condition
) -> Rule:
    """A rule of that name that sends to the unit of that name."""
    return Rule(
        id=name,
        tier="one",
        rank=rank,
        when=when,
        predicates=predicates,
        then=Outcome(lead=name),
        valid_from=days[0],
        valid_to=days[1],
    )


def table(*rules: Rule, predicates: Mapping[str, Predicate] | None = None) -> Routes:
    """A table of these rules."""
    return Routes(
        rules=rules,
        fallback="window",
        units=frozenset(),
        vocabulary=VOCABULARY,
        tiers=("one",),
        predicates=predicates or {},
    )


def taken(condition: Condition, fact: str, value: FactValue | None) -> bool:
    """Whether a rule with that condition alone takes a case that shows that."""
    asked = table(rule("r", **{fact: condition}))
    return asked.decide({fact: value}).rule is not None


@pytest.mark.parametrize(
    ("condition", "fact", "value", "expected"),
    [
        (one_of("a", "b"), "kind", "b", True),
        (one_of("a", "b"), "kind", "c", False),
        (one_of("a", negated=True), "kind", "c", True),
        (one_of("a", negated=True), "kind", "a", False),
        (one_of("a", negated=True), "kind", None, False),
        (one_of("a"), "causes", frozenset({"a", "z"}), True),
        (one_of("a", negated=True), "causes", frozenset({"a", "z"}), False),
        (one_of("a", negated=True), "causes", frozenset(), True),
        (one_of("a"), "causes", frozenset(), False),
        (one_of("440*"), "item", "440114", True),
        (one_of("440*"), "item", "440", True),
        (one_of("440*"), "item", "44", False),
        (one_of("440*", "44", negated=True), "item", "44", False),
        (Between(((8, 11), (14, 17))), "hour", 11, True),
        (Between(((8, 11), (14, 17))), "hour", 12, False),
        (Between(((8, 11), (14, 17))), "hour", 14, True),
        (Between(((20, None),)), "hour", 23, True),
        (Between(((None, 5),)), "hour", 6, False),
        (Between(((9, 8),)), "hour", 8, False),
        (Between(((0, 1),)), "hour", True, False),
        (Flag(value=True), "working_day", True, True),
        (Flag(value=True), "working_day", 1, False),
        (Flag(value=False), "working_day", None, False),
        (says("社保", "医保"), "text", "我的医保卡", True),
        (says("社保", none="养老"), "text", "社保养老认证", False),
        (says(all_of="社保 认证"), "text", "社保认证", True),
        (says(all_of="社保 认证"), "text", "社保", False),
        (says("卡", all_of="社保"), "text", "社保", False),
        (says(none="卡"), "text", "社保", True),
        (says(none="卡"), "text", "社保卡", False),
        (says(none="卡"), "text", None, False),
        (says(""), "text", "", True),
        (Mentions(none=frozenset({""})), "text", "x", False),
        (says("卡"), "text", frozenset({"卡"}), False),
    ],
)
def test_a_condition_alone(condition: Condition, fact: str, value: FactValue | None, expected: bool) -> None:  # noqa: FBT001
    """R5 A rule on a missing field is no match, and no error; what is of another kind is as good as missing."""
    assert expected is taken(condition, fact, value)


def test_words_of_a_long_table_are_found_by_one_scan() -> None:
    """A word counts within a longer word; many rules are scanned for at once, and the first by precedence wins."""
    many = [rule(f"r{n:03}", n, text=says(chr(0x4E00 + n) + "件")) for n in range(200)]
    asked = table(*many, rule("late", 900, text=says("养老认证", all_of="社保")), rule("later", 901, text=says("养老")))
    told = [{"text": text} for text in ("社保养老认证" * 9, "养老认证", chr(0x4E00 + 77) + "件养老", "社保", "无")]
    assert ["late", "later", "r077", "window", "window"] == [asked.decide(facts).outcome.lead for facts in told]


def test_a_word_that_may_not_stand_there_strikes_the_rule_out() -> None:
    """“mentions any/all/none”: among many rules too, and whether the first or all of those that hold are asked for."""
    many = [rule(f"r{n:03}", n + 2, text=says(chr(0x4E00 + n) + "件")) for n in range(200)]
    asked = table(rule("strict", 0, text=says("社保", none="养老 卡")), rule("plain", 1, text=says("社保")), *many)
    told = [{"text": text} for text in ("社保", "社保卡", "社保" + "".join(chr(0x4E00 + n) + "件" for n in range(99)))]
    assert ["strict", "plain", "strict"] == [asked.decide(facts).outcome.lead for facts in told]
    assert [["plain"], [], ["plain", "r000", "r001"]] == [
        [each.id for each in explained(asked, facts).runners_up] for facts in told
    ]


def test_yes_is_no_number_even_when_one_was_asked_before() -> None:
    """To a dict True is 1; to a rule it is not."""
    asked = table(rule("r", hour=Between(((1, 1),))), rule("f", working_day=Flag(value=True)))
    told: list[Facts] = [{"hour": 1}, {"hour": True}, {"working_day": True}, {"working_day": 1}]
    assert ["r", "window", "f", "window"] == [asked.decide(facts).outcome.lead for facts in told]
    assert ["r", "window", "f", "window"] == [explained(asked, facts).decision.outcome.lead for facts in told]


def test_many_stretches_of_numbers() -> None:
    """The index and a naive first-match loop agree: here on 300 stretches, one number at a time."""
    asked = table(*(rule(f"r{n:03}", n, hour=Between(((n * 7 % 211, n * 7 % 211 + n % 13),))) for n in range(300)))
    expected = [next((each.id for each in asked.order if each.fits({"hour": n})), "window") for n in range(-1, 230)]
    assert expected == [asked.decide({"hour": n}).outcome.lead for n in range(-1, 230)]


def test_a_rule_is_asked_on_its_days_alone() -> None:
    """R8 Validity: a rule holds from its first day through its last, and a decision as of a day asks for them."""
    asked = table(rule("year", 0, days=(date(2025, 1, 1), date(2025, 12, 31))), rule("always", 1))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    found = [asked.decide({}, day).outcome.lead for day in days]
    assert ["always", "year", "year", "always"] == found
    assert "year" == asked.decide({}).outcome.lead


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({"kind": one_of("a")}, {"kind": one_of("a", "b")}),
        ({"kind": one_of("a")}, {"kind": one_of("b", negated=True)}),
        ({"kind": one_of("b", "c", negated=True)}, {"kind": one_of("b", negated=True)}),
        ({"item": one_of("4401*")}, {"item": one_of("44*")}),
        ({"item": one_of("44*")}, {"item": one_of("55", negated=True)}),
        ({"causes": one_of("a")}, {"causes": one_of("a", "b")}),
        ({"hour": Between(((9, 10),))}, {"hour": Between(((8, 11), (14, 17)))}),
        ({"text": says("养老认证")}, {"text": says("养老")}),
        ({"text": says("养老", none="卡")}, {"text": says("养老")}),
        ({"text": says("社保卡", "社保证")}, {"text": says(all_of="社保")}),
        ({"kind": one_of("a"), "hour": Between(((9, 10),))}, {"kind": one_of("a")}),
        ({"kind": one_of("a")}, {}),
    ],
)
def test_the_narrower_rule_comes_first(narrow: Mapping[str, Condition], wide: Mapping[str, Condition]) -> None:
    """“the strictly narrower rule wins, then an explicit rank”: even against the rank."""
    asked = table(rule("wide", 0, **wide), rule("narrow", 9, **narrow))
    assert ["narrow", "wide"] == [each.id for each in asked.order]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"causes": one_of("a")}, {"causes": one_of("b", negated=True)}),
        ({"hour": Between(((9, 15),))}, {"hour": Between(((8, 11), (14, 17)))}),
        ({"text": says("养老")}, {"text": says("社保")}),
        ({"kind": one_of("a")}, {"kind": one_of("b")}),
    ],
)
def test_neither_is_narrower(one: Mapping[str, Condition], other: Mapping[str, Condition]) -> None:
    """Of codes shown together one may be within and another without; then the rank decides."""
    orders = [table(rule("x", 0, **one), rule("y", 1, **other)), table(rule("x", 1, **one), rule("y", 0, **other))]
    assert [["x", "y"], ["y", "x"]] == [[each.id for each in asked.order] for asked in orders]


FACTS: Facts = {"kind": "a", "hour": 9, "text": "社保卡丢了"}


def example() -> Routes:
    """A table in which each rule misses by something else."""

    def fails(_: Facts) -> bool:
        raise ZeroDivisionError

    return table(
        rule("night", 0, kind=one_of("a"), hour=Between(((20, 23),))),
        rule("pension", 1, text=says("养老"), kind=one_of("a")),
        rule("item", 2, item=one_of("44*")),
        rule("hosted", 3, "no", hour=Between(((9, 9),))),
        rule("broken", 4, "fails", hour=Between(((9, 9),))),
        rule("card", 5, text=says("社保卡", "医保卡")),
        rule("old", 6, days=(None, date(2025, 12, 31)), kind=one_of("a")),
        rule("general", 7, kind=one_of("a", "b")),
        predicates={"no": lambda _: False, "fails": fails},
    )


def test_an_explanation_says_what_held_and_what_nearly_did() -> None:
    """“the conditions that held with the values they saw, … near misses …, and what would have changed the answer”."""
    told = explained(example(), FACTS, date(2026, 1, 5), most=9)
    assert "card" == (told.decision.rule and told.decision.rule.id)
    assert [("text", "any:医保卡|社保卡", ("社保卡",))] == [(each.fact, each.wanted, each.saw) for each in told.held]
    assert ["general"] == [each.id for each in told.runners_up]
    assert [
        ("night", MissKind.CONDITION, "hour", "20-23", ("9",), True),
        ("pension", MissKind.CONDITION, "text", "any:养老", (), True),
        ("item", MissKind.CONDITION, "item", "44*", None, True),
        ("hosted", MissKind.PREDICATE, "no", "", (), True),
        ("broken", MissKind.PREDICATE, "fails", "", told.decision.faults, True),
        ("old", MissKind.VALIDITY, "", "..2025-12-31", None, False),
    ] == sorted(
        (
            (near.rule.id, near.missed.kind, near.missed.name, near.missed.wanted, near.missed.saw, near.above)
            for near in told.near
        ),
        key=lambda each: ["night", "pension", "item", "hosted", "broken", "old"].index(each[0]),
    )
    assert {"night", "pension", "item"} == {each.rule.id for each in told.changes}


@pytest.mark.parametrize("first", [1, 2, 5, 8])
def test_near_misses_are_the_same_wherever_the_table_is_cut(first: int) -> None:
    """“asked for, the near misses (which rules failed on one condition)”: however many rules are looked at first."""
    with patch.object(_explain, "_FIRST", first):
        cut = explained(example(), FACTS, date(2026, 1, 5), most=4).near
    whole = explained(example(), FACTS, date(2026, 1, 5), most=9).near
    assert [(each.rule.id, each.missed, each.above) for each in whole[:4]] == [
        (each.rule.id, each.missed, each.above) for each in cut
    ]


@pytest.mark.parametrize("miss", ["night", "pension", "item"])
def test_what_would_change_the_answer_does(miss: str) -> None:
    """Had the one fact been what the near miss wanted, the answer would have been another."""
    better = {"night": {"hour": 21}, "pension": {"text": "社保卡丢了，养老"}, "item": {"item": "4401"}}[miss]
    assert miss == example().decide({**FACTS, **better}, date(2026, 1, 5)).outcome.lead


def test_every_rule_tried_is_listed() -> None:
    """R6 Explanation lists every rule tried and why not."""
    found = {
        each.rule.id: [miss.name for miss in each.missed] for each in tried(example(), {"kind": "b"}, date(2026, 1, 5))
    }
    assert {
        "night": ["hour", "kind"],
        "pension": ["kind", "text"],
        "item": ["item"],
        "hosted": ["hour", "no"],
        "broken": ["hour", "fails"],
        "card": ["text"],
        "old": ["", "kind"],
        "general": [],
    } == found


def test_an_explanation_can_be_read() -> None:
    """“in words, in Chinese and English”."""
    told = explained(example(), FACTS, date(2026, 1, 5), most=3)
    assert "card takes it for card: text asked for any:医保卡|社保卡, seen 社保卡" == sentences(told, "en")[0]
    assert "规则 card 承接，派给 card：内容要求 any:医保卡|社保卡，实际 社保卡" == sentences(told, "zh")[0]
    nobody = explained(example(), {}, date(2026, 1, 5))
    assert "没有规则承接，派给兜底单位 window" == sentences(nobody, "zh")[0]
    assert any("seen missing" in each for each in sentences(nobody, "en"))
    with pytest.raises(BadInput):
        sentences(told, "fr")


def test_words_that_begin_alike_are_told_apart() -> None:
    """Every word is found wherever it stands: within another, across another, one character or many."""
    known = ("社保", "社保卡", "保卡", "卡", "社", "养老")
    assert {0, 1, 2, 3, 4} == {*in_pairs(known)("社社保卡")}
    assert set() == {*in_pairs(known)("老养")}
    assert {0} == {*in_pairs(("卡",))("一卡")}
    assert [] == [*in_pairs(())("社保")]


def test_an_empty_table_sends_everything_to_the_fallback() -> None:
    """R2 No rule matches: fallback unit, never None."""
    told = explained(table(), FACTS)
    assert ("window", (), ()) == (told.decision.outcome.lead, told.near, told.runners_up)
