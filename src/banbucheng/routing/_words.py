"""Which words a text holds, found in one pass over it, with the standard library alone."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial

__all__ = ["Scan", "Scanner", "in_pairs"]

#: Takes a text and gives the numbers of the words that it holds; a number may come more than once.
Scan = Callable[[str], Collection[int]]
#: Takes words, each once and none empty, and gives what scans a text for them. A word counts wherever it stands, within
#: a longer word as well.
Scanner = Callable[[tuple[str, ...]], Scan]

#: The words that begin with a pair of characters: those that are no more than the pair, and the longer ones.
_Pair = tuple[tuple[int, ...], tuple[tuple[str, int], ...]]


def in_pairs(words: tuple[str, ...]) -> Scan:
    """
    A scan for words by their first two characters.

    One regular expression finds the pairs that may begin a word, a table has the words of each pair, and only those are
    looked for.
    """
    longer = [word for word in words if len(word) > 1]
    single = {word: number for number, word in enumerate(words) if len(word) == 1}
    if not longer:
        return partial(_singles, single)
    of_pair: dict[tuple[str, str], tuple[list[int], list[tuple[str, int]]]] = {}
    for number, word in enumerate(words):
        if len(word) > 1:
            whole, begun = of_pair.setdefault((word[0], word[1]), ([], []))
            if len(word) > len("ab"):
                begun.append((word, number))
            else:
                whole.append(number)
    pairs = {pair: (tuple(whole), tuple(begun)) for pair, (whole, begun) in of_pair.items()}
    found = re.compile(f"({_any({word[0] for word in longer})})(?=({_any({word[1] for word in longer})}))").findall
    scan = partial(_pairs, pairs, found)
    return partial(_both, single, scan) if single else scan


def _any(characters: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"


def _singles(single: Mapping[str, int], text: str) -> list[int]:
    return [number for word, number in single.items() if word in text]


def _pairs(
    pairs: Mapping[tuple[str, str], _Pair], found: Callable[[str], list[tuple[str, str]]], text: str
) -> list[int]:
    numbers: list[int] = []
    for pair in {*found(text)}:
        if pair in pairs:
            whole, begun = pairs[pair]
            numbers += whole
            for word, number in begun:
                if word in text:
                    numbers.append(number)
    return numbers


def _both(single: Mapping[str, int], scan: Callable[[str], list[int]], text: str) -> list[int]:
    return _singles(single, text) + scan(text)
