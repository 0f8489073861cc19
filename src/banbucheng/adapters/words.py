"""
Words found in texts by native code (extra `routing-fast`, which is ahocorasick_rs), for tables of routing rules.

Whoever has it installed gives it to a table as its `scanner`; it makes no difference but in time.
"""

from functools import partial

from ahocorasick_rs import AhoCorasick, Implementation

from banbucheng.routing import Scan, in_pairs

__all__ = ["native"]

#: A full automaton is the fastest, and for more words than these takes more room than it is worth.
_MANY = 2_000


def native(words: tuple[str, ...]) -> Scan:
    """A scan for words in one pass over the text, whatever their number."""
    own = in_pairs(words)
    if not words or any(map(_unpaired, words)):
        return own
    kind = Implementation.DFA if len(words) <= _MANY else Implementation.ContiguousNFA
    return partial(_scan, AhoCorasick(words, implementation=kind, store_patterns=False), own)


def _scan(automaton: AhoCorasick, own: Scan, text: str) -> list[int]:
    try:
        return [number for number, _, _ in automaton.find_matches_as_indexes(text, overlapping=True)]
    except UnicodeEncodeError:
        # Half a surrogate pair, which some programs let through, is no character that native code takes.
        return [*own(text)]


def _unpaired(word: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in word)
