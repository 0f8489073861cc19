"""Issue 5, item 3: cells like `A|B`, `!A`, `440*`, `>=3`, `含:养老认证`; unknown value, wrong type, broken cell found."""

import pytest

from banbucheng.errors import BadInput
from banbucheng.routing import (
    Between,
    CellWords,
    Condition,
    Fact,
    FactKind,
    Flag,
    Mentions,
    OneOf,
    cell,
    condition,
    condition_of,
    listed,
    parts,
)

ITEM = Fact(name="item", kind=FactKind.PREFIX)
CAUSES = Fact(name="causes", kind=FactKind.CODES, values=("material", "policy"))
CHANNEL = Fact(name="channel", kind=FactKind.CODE, values=("window", "hotline", "online"))
HOUR = Fact(name="hour", kind=FactKind.NUMBER, least=0, most=23)
BALANCE = Fact(name="balance", kind=FactKind.NUMBER, least=-9, most=9)
FLAG = Fact(name="working_day", kind=FactKind.FLAG)
TEXT = Fact(name="text", kind=FactKind.TEXT)


def one_of(*codes: str, under: str = "", negated: bool = False) -> OneOf:
    """Codes, and beginnings of codes with a blank between."""
    return OneOf(frozenset(codes), frozenset(under.split()), negated)


def words(**lists: str) -> Mentions:
    """Words with a blank between."""
    return Mentions(**{name: frozenset(each.split()) for name, each in lists.items()})


@pytest.mark.parametrize(
    ("fact", "text", "meant"),
    [
        (CHANNEL, "window", one_of("window")),
        (CHANNEL, " window | hotline ", one_of("window", "hotline")),
        (CHANNEL, "window｜hotline", one_of("window", "hotline")),
        (CHANNEL, "!window|hotline", one_of("window", "hotline", negated=True)),
        (CHANNEL, "！window", one_of("window", negated=True)),
        (CHANNEL, "on*", one_of(under="on")),
        (CHANNEL, "窗口|12345热线", one_of("window", "hotline")),
        (CAUSES, "material", one_of("material")),
        (ITEM, "440*|A-1", one_of("A-1", under="440")),
        (ITEM, "*", OneOf(frozenset(), frozenset({""}))),
        (ITEM, r"a\|b", one_of("a|b")),
        (ITEM, r"\!a\*", one_of("!a*")),
        (ITEM, "\\ a\\ ", OneOf(frozenset({" a "}))),
        (HOUR, "5", Between(((5, 5),))),
        (HOUR, ">=3", Between(((3, None),))),
        (HOUR, "<3", Between(((None, 2),))),
        (HOUR, "≤ 3", Between(((None, 3),))),
        (HOUR, "８－１７", Between(((8, 17),))),
        (HOUR, "14~17|8-11", Between(((8, 11), (14, 17)))),
        (HOUR, "8-11|12-17", Between(((8, 17),))),
        (HOUR, "!5", Between(((0, 4), (6, 23)))),
        (HOUR, "!8-17", Between(((0, 7), (18, 23)))),
        (HOUR, "!>=8", Between(((0, 7),))),
        (BALANCE, "-5--3|-1", Between(((-5, -3), (-1, -1)))),
        (FLAG, "yes", Flag(value=True)),
        (FLAG, "FALSE", Flag(value=False)),
        (FLAG, "是", Flag(value=True)),
        (FLAG, "否", Flag(value=False)),
        (TEXT, "养老|社保", words(any="养老 社保")),
        (TEXT, "any:a|b;none:c", words(any="a b", none="c")),
        (TEXT, "all:a|b", words(all="a b")),
        (TEXT, "!a|b", words(none="a b")),
        (TEXT, "含:养老认证", words(any="养老认证")),
        (TEXT, "含：养老｜社保；不含：退休；全含：证", words(any="养老 社保", none="退休", all="证")),
        (TEXT, r"时间\：九点", words(any="时间：九点")),
    ],
)
def test_a_cell_is_read_as_analysts_write_it(fact: Fact, text: str, meant: Condition) -> None:
    """Codes, beginnings, numbers, flags and words, with full-width signs and in Chinese."""
    assert meant == condition(fact, text)


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        (CHANNEL, "", "leave the condition out"),
        (CHANNEL, "windw", "did you mean 'window'?"),
        (CHANNEL, "窗囗", "did you mean '窗口'?"),
        (CHANNEL, "xyz", "give one of window, hotline, online"),
        (CHANNEL, "wnd*", "no value begins so; did you mean"),
        (CHANNEL, "window,hotline", "separate codes by |"),
        (CHANNEL, "window、hotline", "separate codes by |"),
        (CHANNEL, "window|", "a code is missing"),
        (CHANNEL, "window|!hotline", "write one ! before all"),
        (CHANNEL, "!", "a code is missing"),
        (ITEM, "4*0", "* stands only at the end"),
        (ITEM, "4**", "* stands only at the end"),
        (ITEM, "4\\", "ends with a backslash"),
        (HOUR, "eight", "'eight' is not a number"),
        (HOUR, "8.5", "is not a number"),
        (HOUR, "17-8", "ends before it begins; write 8-17"),
        (HOUR, "24", "hour goes from 0 to 23"),
        (HOUR, "!0-23", "it holds for no number"),
        (HOUR, "8|", "is not a number"),
        (HOUR, "9" * 5000, "is not a number"),
        (FLAG, "maybe", "give yes or no"),
        (TEXT, "ayn:a", "did you mean 'any'?"),
        (TEXT, "any:", "a word is missing"),
        (TEXT, "a||b", "a word is missing"),
        (TEXT, "any:a;any:b", "any: stands twice"),
    ],
)
def test_a_broken_cell_says_what_is_wrong(fact: Fact, text: str, said: str) -> None:
    """Unknown value, wrong type, broken cell: found at load, with the nearest spelling."""
    with pytest.raises(BadInput) as error:
        condition(fact, text)

    assert said in str(error.value)
    assert fact.name == error.value.what


@pytest.mark.parametrize(
    ("fact", "value", "meant"),
    [
        (ITEM, ["A", "440*"], one_of("A", under="440")),
        (ITEM, "A|B", one_of("A", "B")),
        (CHANNEL, ["!window", "hotline"], one_of("window", "hotline", negated=True)),
        (HOUR, 5, Between(((5, 5),))),
        (HOUR, [8, "14-17"], Between(((8, 8), (14, 17)))),
        (FLAG, True, Flag(value=True)),
        (FLAG, "no", Flag(value=False)),
        (TEXT, ["养老", "社保"], words(any="养老 社保")),
    ],
)
def test_a_value_of_toml_says_the_same_as_a_cell(fact: Fact, value: object, meant: Condition) -> None:
    """TOML inside a rulebook: a list is its parts with a bar between, a number and a flag are themselves."""
    assert meant == condition_of(fact, value)


@pytest.mark.parametrize(
    ("fact", "value"), [(ITEM, 5), (ITEM, []), (HOUR, True), (HOUR, 1.5), (FLAG, 1), (TEXT, [1]), (TEXT, {"any": []})]
)
def test_a_value_of_the_wrong_type_is_refused(fact: Fact, value: object) -> None:
    """A number where a text should be found would never be found; it is told at once."""
    with pytest.raises(BadInput, match=fact.name):
        condition_of(fact, value)


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (one_of("B", "A", under="440"), "A|B|440*"),
        (one_of("a|b", "!c", negated=True), r"!\!c|a\|b"),
        (Between(((None, 3), (8, 17), (20, None))), "<=3|8-17|>=20"),
        # Stretches that touch are one, in whatever order somebody's program has given them.
        (Between(((5, 9), (1, 4))), "1-9"),
        (Between(((None, None),)), "*"),
        (words(none="c", any="b a"), "any:a|b;none:c"),
        (Flag(value=True), "yes"),
    ],
)
def test_a_condition_is_written_in_one_way(meant: Condition, text: str) -> None:
    """One meaning, one text: the digest of a table is taken over it."""
    assert text == cell(meant)


def test_a_host_adds_its_own_words() -> None:
    """A rulebook's names for its codes are words of its cells."""
    own = CellWords(grammar={}, codes={"channel": {"大厅": "window", "广场": "square"}})

    assert one_of("window") == condition(CHANNEL, "大厅", own)
    with pytest.raises(BadInput, match=r"give one of window, hotline, online$"):
        condition(CHANNEL, "广场", own)


def test_names_in_one_cell_keep_their_order() -> None:
    """The first assisting unit stays the first, and a bar in a name is a sign like another."""
    assert r"b|a\|c" == listed(["b", "a|c"])
    assert ("b", "a|c") == parts(r" b | a\|c ")
    assert () == parts("  ")
