"""Conditions as a cell of a decision table writes them, and the conditions that cells say."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import assert_never

from banbucheng.errors import BadInput
from banbucheng.routing._cell_words import CellWords, cell_words
from banbucheng.routing._conditions import Between, Condition, Flag, Mentions, OneOf, Range
from banbucheng.routing._facts import Fact, FactKind

__all__ = ["cell", "condition", "condition_of", "listed", "nearest", "parts"]

#: The signs of the grammar, each with its full-width form, and the commas that people take for `|`.
_BAR, _COLON, _SEMICOLON, _NOT, _STAR = "|\uff5c", ":\uff1a", ";\uff1b", "!\uff01", "*\uff0a"
_COMMAS = f",\uff0c\u3001{_SEMICOLON}"
_SIGN = re.compile(rf"[\\{_BAR}{_COLON}{_NOT}{_STAR}{_COMMAS}]|^\s|\s$")
#: A stretch of a cell up to a sign: none of these characters is the sign, or a backslash stands before it.
_UP_TO = {signs: re.compile(rf"(?:\\.|[^\\{signs}])*", re.DOTALL) for signs in (_BAR, _COLON, _SEMICOLON)}
_TAKEN = re.compile(r"\\(.)", re.DOTALL)
_WHOLE = re.compile(r"(?:\\.|[^\\])*", re.DOTALL)
#: How numbers are also written: in full-width signs, with dashes of every length, with the signs of mathematics.
_NUMERALS = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys((0x7E, 0x2013, 0x2014, 0x2212, 0xFF0D, 0xFF5E), "-"),
    0xFF1C: "<",
    0xFF1D: "=",
    0xFF1E: ">",
    0x2264: "<=",
    0x2265: ">=",
}
_STRETCH = re.compile(r"(-?[0-9]{1,18})(?:\s*-\s*(-?[0-9]{1,18}))?")
_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(-?[0-9]{1,18})")
#: How many values an error lists.
_MOST = 12


def cell(condition: Condition) -> str:
    """The one way to write a condition: `A|B`, `!A`, `440*`, `8-17|>=20`, `any:a|b;none:c`, `yes`."""
    match condition:
        case OneOf():
            begun = (f"{_escaped(each)}*" for each in condition.under)
            return ("!" if condition.negated else "") + "|".join(
                (*sorted(map(_escaped, condition.codes)), *sorted(begun))
            )
        case Between(ranges=ranges):
            return "|".join(map(_range, _joined(ranges)))
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
    if "\\" in text and _WHOLE.fullmatch(text) is None:
        raise BadInput(fact.name, text, "it ends with a backslash that stands before nothing; write \\\\ for the sign")
    known = cell_words() if words is None else words
    match fact.kind:
        case FactKind.CODE | FactKind.CODES | FactKind.PREFIX:
            return _codes(fact, text, known)
        case FactKind.NUMBER:
            return _numbers(fact, text)
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
    several: Sequence[object] = value if isinstance(value, list | tuple) else (value,)
    types = (int, str) if fact.kind is FactKind.NUMBER else (str,)
    if not several or not all(type(each) in types for each in several):
        raise BadInput(fact.name, value, f"give {_SAID[fact.kind]}, in quotes")
    return condition(fact, "|".join(map(str, several)), words)


def listed(texts: Iterable[str]) -> str:
    """Several texts in one cell, in their order, as `parts` reads them."""
    return "|".join(map(_escaped, texts))


def parts(text: str) -> tuple[str, ...]:
    """The texts of a cell that lists some; empty where it is blank."""
    return tuple(map(_plain, _split(text, _BAR))) if text.strip() else ()


def nearest(said: str, known: Iterable[str]) -> str:
    """What to write instead of something that is not known: the nearest that is, or the first of them."""
    values = list(known)
    near = get_close_matches(said, values, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return f"give one of {', '.join(values[:_MOST])}{more}"


_SAID = {
    FactKind.CODE: "a code, such as A|B, !A or 440*",
    FactKind.CODES: "codes, such as A|B, !A or 440*",
    FactKind.PREFIX: "a code, such as A|B, !A or 440*",
    FactKind.NUMBER: "a whole number, such as 5, >=3, 8-17 or !5",
    FactKind.FLAG: "yes or no",
    FactKind.TEXT: "words of the text, such as any:a|b;none:c",
}


def _codes(fact: Fact, text: str, words: CellWords) -> OneOf:
    begun = text.lstrip()
    negated = begun[0] in _NOT
    codes: set[str] = set()
    under: set[str] = set()
    for part in _split(begun[1:] if negated else begun, _BAR):
        said = part.strip()
        if not said:
            raise BadInput(fact.name, text, "a code is missing at the beginning, at the end or between two |")
        if said[0] in _NOT:
            raise BadInput(fact.name, text, "write one ! before all of the codes, or \\! where a code begins so")
        if said[-1] in _STAR and _bare_at_end(said):
            under.add(_beginning(fact, text, said[:-1]))
        else:
            codes.add(_code(fact, text, part, words))
    return OneOf(frozenset(codes), frozenset(under), negated)


def _bare_at_end(text: str) -> bool:
    """Whether no backslash takes the last sign for what it is."""
    return (len(text) - 1 - len(text[:-1].rstrip("\\"))) % 2 == 0


def _beginning(fact: Fact, text: str, part: str) -> str:
    begin = _bare(fact, text, part)
    if fact.values and not any(each.startswith(begin) for each in fact.values):
        raise BadInput(fact.name, f"{begin}*", f"no value begins so; {nearest(begin, fact.values)}")
    return begin


def _bare(fact: Fact, text: str, part: str) -> str:
    """A code as it is meant, in which no sign of the grammar is left."""
    bare = _TAKEN.sub("", part)
    if any(sign in bare for sign in _STAR):
        raise BadInput(fact.name, text, "* stands only at the end, for whatever begins so; write \\* for the sign")
    if any(sign in bare for sign in _COMMAS):
        raise BadInput(fact.name, text, "separate codes by |; write \\ before a comma or semicolon that is part of one")
    return _plain(part)


def _code(fact: Fact, text: str, part: str, words: CellWords) -> str:
    code = _bare(fact, text, part)
    if not fact.values or code in fact.values:
        return code
    named = words.codes.get(fact.name, {})
    if named.get(code) in fact.values:
        return named[code]
    said = (each for each, meant in named.items() if meant in fact.values)
    raise BadInput(fact.name, code, nearest(code, (*fact.values, *said)))


def _numbers(fact: Fact, text: str) -> Between:
    plain = text.translate(_NUMERALS).strip()
    negated = plain[0] in _NOT
    found = [_stretch(fact, text, each.strip()) for each in _split(plain[1:] if negated else plain, _BAR)]
    ranges = _complement(fact, _joined(found)) if negated else _joined(found)
    if not ranges:
        raise BadInput(fact.name, text, f"it holds for no number; {fact.name} goes from {fact.least} to {fact.most}")
    return Between(ranges)


def _stretch(fact: Fact, text: str, part: str) -> Range:
    compared, between = _COMPARED.fullmatch(part), _STRETCH.fullmatch(part)
    found: Range
    if compared is not None:
        bound = int(compared[2])
        ways: dict[str, Range] = {
            ">=": (bound, None),
            ">": (bound + 1, None),
            "<=": (None, bound),
            "<": (None, bound - 1),
            "=": (bound, bound),
        }
        found = ways[compared[1]]
    elif between is not None:
        found = (int(between[1]), int(between[2] or between[1]))
    elif part in _STAR and part:
        found = (None, None)
    else:
        raise BadInput(fact.name, text, f"{part!r} is not a number; give {_SAID[FactKind.NUMBER]}")
    low, high = found
    if low is not None and high is not None and low > high:
        raise BadInput(fact.name, text, f"{part} ends before it begins; write {high}-{low}")
    if any(bound is not None and not fact.least <= bound <= fact.most for bound in found):
        raise BadInput(fact.name, text, f"{part} lies outside; {fact.name} goes from {fact.least} to {fact.most}")
    return found


def _joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same numbers in stretches that stand in order and do not touch."""
    found: list[Range] = []
    for low, high in sorted(ranges, key=lambda each: (each[0] is not None, each[0] or 0)):
        last = found[-1] if found else None
        if last is None or (last[1] is not None and low is not None and last[1] + 1 < low):
            found.append((low, high))
        elif last[1] is not None and (high is None or high > last[1]):
            found[-1] = (last[0], high)
    return tuple(found)


def _complement(fact: Fact, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Every other number that the fact can show."""
    found: list[Range] = []
    free = fact.least
    for low, high in ranges:
        if low is not None and free < low:
            found.append((free, low - 1))
        free = fact.most + 1 if high is None else high + 1
    return (*found, (free, fact.most)) if free <= fact.most else tuple(found)


def _flag(fact: Fact, text: str, words: CellWords) -> Flag:
    meaning = words.grammar.get(text.strip().lower())
    if meaning not in {"yes", "no"}:
        raise BadInput(fact.name, text, "give yes or no")
    return Flag(meaning == "yes")


def _mentions(fact: Fact, text: str, words: CellWords) -> Mentions:
    found: dict[str, frozenset[str]] = {}
    for section in _split(text, _SEMICOLON):
        meaning, said = _headed(fact, section, words)
        if meaning in found:
            raise BadInput(fact.name, text, f"{meaning}: stands twice; join the words by |")
        found[meaning] = frozenset(map(_plain, _split(said, _BAR)))
        if "" in found[meaning]:
            raise BadInput(fact.name, text, "a word is missing; give words joined by |, such as any:a|b")
    return Mentions(**found)


def _headed(fact: Fact, section: str, words: CellWords) -> tuple[str, str]:
    """What a section of words means, and its words; one without a head means any of them, after ! none of them."""
    head, *rest = _split(section, _COLON, 1)
    if not rest:
        begun = section.lstrip()
        return ("none", begun[1:]) if begun and begun[0] in _NOT else ("any", section)
    meaning = words.grammar.get(head.strip().lower())
    if meaning not in {"any", "all", "none"}:
        heads = [each for each, what in words.grammar.items() if what in {"any", "all", "none"}]
        said = f"{nearest(head.strip(), heads)}; or write \\: for a colon that is part of a word"
        raise BadInput(fact.name, f"{head.strip()}:", said)
    return meaning, rest[0]


def _range(stretch: Range) -> str:
    match stretch:
        case (None, None):
            return "*"
        case (None, high):
            return f"<={high}"
        case (low, None):
            return f">={low}"
        case (low, high):
            return str(low) if low == high else f"{low}-{high}"


def _split(text: str, signs: str, most: int = -1) -> list[str]:
    """The text split at a sign that no backslash stands before, at most so many times."""
    if "\\" not in text:
        return text.replace(signs[1], signs[0]).split(signs[0], most)
    up_to, found, start = _UP_TO[signs], [], 0
    while most < 0 or len(found) < most:
        match = up_to.match(text, start)
        end = start if match is None else match.end()
        if end == len(text) or text[end] not in signs:
            break
        found.append(text[start:end])
        start = end + 1
    return [*found, text[start:]]


def _plain(part: str) -> str:
    """A part as it is meant: without the blanks around it and the backslashes."""
    bare = part.strip()
    if "\\" not in bare:
        return bare
    begun = part.lstrip()
    if len(bare) < len(begun) and (len(bare) - len(bare.rstrip("\\"))) % 2:
        bare = begun[: len(bare) + 1]
    return _TAKEN.sub(r"\1", bare)


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda sign: f"\\{sign[0]}", text)
