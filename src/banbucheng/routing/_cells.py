"""Conditions as a cell of a decision table writes them, and the conditions that cells say."""

from collections.abc import Sequence
from typing import TypeGuard, assert_never

from banbucheng.errors import BadInput
from banbucheng.routing._cell_numbers import NUMBERS, joined, numbers, written
from banbucheng.routing._cell_text import (
    BAR,
    COLON,
    COMMAS,
    NOT,
    SEMICOLON,
    STAR,
    bare,
    broken,
    escaped,
    listed,
    nearest,
    parts,
    plain,
    split,
)
from banbucheng.routing._cell_words import CellWords, cell_words
from banbucheng.routing._conditions import Between, Condition, Flag, Mentions, OneOf
from banbucheng.routing._facts import Fact, FactKind

__all__ = ["CellWords", "cell", "cell_words", "condition", "condition_of", "listed", "nearest", "parts"]

_SAID = {
    FactKind.CODE: "a code, such as A|B, !A or 440*",
    FactKind.CODES: "codes, such as A|B, !A or 440*",
    FactKind.PREFIX: "a code, such as A|B, !A or 440*",
    FactKind.NUMBER: NUMBERS,
    FactKind.FLAG: "yes or no",
    FactKind.TEXT: "words of the text, such as any:a|b;none:c",
}


def cell(condition: Condition) -> str:
    """The one way to write a condition: `A|B`, `!A`, `440*`, `8-17|>=20`, `any:a|b;none:c`, `yes`."""
    match condition:
        case OneOf():
            begun = (f"{escaped(each)}*" for each in condition.under)
            return ("!" if condition.negated else "") + "|".join(
                (*sorted(map(escaped, condition.codes)), *sorted(begun))
            )
        case Between(ranges=ranges):
            return "|".join(map(written, joined(ranges)))
        case Mentions():
            named = (("any", condition.any), ("all", condition.all), ("none", condition.none))
            return ";".join(f"{name}:{listed(sorted(words))}" for name, words in named if words)
        case Flag(value=value):
            return "yes" if value else "no"
    assert_never(condition)


def condition(fact: Fact, text: str, words: CellWords | None = None) -> Condition:
    """
    The condition that a cell says of a fact; `condition(fact, cell(each)) == each`.

    `A|B` one of these, `!A|B` none of these, `440*` whatever begins so; `5`, `>=3`, `<3`, `8-11|14-17` and `!5` of
    numbers; `yes` and `no`; words in a text as `a|b`, `any:a|b`, `all:a|b`, `none:a|b`, joined by `;`. A backslash
    takes the sign after it for what it is. `words` are other words for these; the library's own if left out.

    Raises:
        BadInput: the cell is blank or broken, or names a value that the fact cannot take.
    """
    if not text.strip():
        raise BadInput(fact.name, text, "leave the condition out where anything will do")
    if broken(text):
        raise BadInput(fact.name, text, "it ends with a backslash that stands before nothing; write \\\\ for the sign")
    known = cell_words() if words is None else words
    match fact.kind:
        case FactKind.CODE | FactKind.CODES | FactKind.PREFIX:
            return _codes(fact, text, known)
        case FactKind.NUMBER:
            return numbers(fact, text)
        case FactKind.FLAG:
            return _flag(fact, text, known)
        case FactKind.TEXT:
            return _mentions(fact, text, known)
    assert_never(fact.kind)


def condition_of(fact: Fact, value: object, words: CellWords | None = None) -> Condition:
    """
    The condition that a value of TOML or JSON says of a fact: a cell, a list of its parts, a number or a flag.

    `["A", "440*"]` is `A|440*`, `3` is `3` and `true` is `yes`.

    Raises:
        BadInput: the value is of another type, or the cell that it stands for is broken.
    """
    if isinstance(value, str):
        return condition(fact, value, words)
    if isinstance(value, bool) and fact.kind is FactKind.FLAG:
        return Flag(value)
    several = _several(value)
    types = (int, str) if fact.kind is FactKind.NUMBER else (str,)
    if not several or not all(type(each) in types for each in several):
        raise BadInput(fact.name, value, f"give {_SAID[fact.kind]}, in quotes")
    return condition(fact, "|".join(map(str, several)), words)


def _several(value: object) -> Sequence[object]:
    return value if _is_list(value) else (value,)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _codes(fact: Fact, text: str, words: CellWords) -> OneOf:
    begun = text.lstrip()
    negated = begun[0] in NOT
    codes: set[str] = set()
    under: set[str] = set()
    for part in split(begun[1:] if negated else begun, BAR):
        said = part.strip()
        if not said:
            raise BadInput(fact.name, text, "a code is missing at the beginning, at the end or between two |")
        if said[0] in NOT:
            raise BadInput(fact.name, text, "write one ! before all of the codes, or \\! where a code begins so")
        if said[-1] in STAR and _bare_at_end(said):
            under.add(_beginning(fact, text, said[:-1]))
        else:
            codes.add(_code(fact, text, part, words))
    return OneOf(frozenset(codes), frozenset(under), negated)


def _bare_at_end(text: str) -> bool:
    """Whether no backslash takes the last sign for what it is."""
    return (len(text) - 1 - len(text[:-1].rstrip("\\"))) % 2 == 0


def _beginning(fact: Fact, text: str, part: str) -> str:
    begin = _clean(fact, text, part)
    if fact.values and not any(each.startswith(begin) for each in fact.values):
        raise BadInput(fact.name, f"{begin}*", f"no value begins so; {nearest(begin, fact.values)}")
    return begin


def _clean(fact: Fact, text: str, part: str) -> str:
    """A code as it is meant, in which no sign of the grammar is left."""
    if (said := part.strip()).isalnum():
        return said
    free = bare(part)
    if any(sign in free for sign in STAR):
        raise BadInput(fact.name, text, "* stands only at the end, for whatever begins so; write \\* for the sign")
    if any(sign in free for sign in COMMAS):
        raise BadInput(fact.name, text, "separate codes by |; write \\ before a comma or semicolon that is part of one")
    return plain(part)


def _code(fact: Fact, text: str, part: str, words: CellWords) -> str:
    code = _clean(fact, text, part)
    if not fact.values or code in fact.values:
        return code
    named = words.codes.get(fact.name, {})
    if named.get(code) in fact.values:
        return named[code]
    said = (each for each, meant in named.items() if meant in fact.values)
    raise BadInput(fact.name, code, nearest(code, (*fact.values, *said), fact.values))


def _flag(fact: Fact, text: str, words: CellWords) -> Flag:
    meaning = words.grammar.get(text.strip().lower())
    if meaning not in {"yes", "no"}:
        raise BadInput(fact.name, text, "give yes or no")
    return Flag(meaning == "yes")


def _mentions(fact: Fact, text: str, words: CellWords) -> Mentions:
    found: dict[str, frozenset[str]] = {}
    for section in split(text, SEMICOLON):
        meaning, said = _headed(fact, section, words)
        if meaning in found:
            raise BadInput(fact.name, text, f"{meaning}: stands twice; join the words by |")
        found[meaning] = frozenset(map(plain, split(said, BAR)))
        if "" in found[meaning]:
            raise BadInput(fact.name, text, "a word is missing; give words joined by |, such as any:a|b")
    return Mentions(**found)


def _headed(fact: Fact, section: str, words: CellWords) -> tuple[str, str]:
    """What a section of words means, and its words; one without a head means any of them, after ! none of them."""
    head, *rest = split(section, COLON, 1)
    if not rest:
        begun = section.lstrip()
        return ("none", begun[1:]) if begun and begun[0] in NOT else ("any", section)
    meaning = words.grammar.get(head.strip().lower())
    if meaning not in {"any", "all", "none"}:
        heads = [each for each, what in words.grammar.items() if what in {"any", "all", "none"}]
        said = f"{nearest(head.strip(), heads)}; or write \\: for a colon that is part of a word"
        raise BadInput(fact.name, f"{head.strip()}:", said)
    return meaning, rest[0]
