"""The words that a cell may use besides those of its grammar, in each language that the library speaks."""

from collections.abc import Mapping
from functools import cache

from attrs import field, frozen

from banbucheng.labels import LANGUAGES, words

__all__ = ["CellWords", "cell_words"]

#: What the words of the library name by their own section, by the fact that shows it.
_SECTIONS = {
    "channel": "channel",
    "demand": "demand_type",
    "applicant": "complainant_kind",
    "groups": "special_group",
    "severity": "severity",
    "weekday": "routes_weekday",
}


@frozen(kw_only=True)
class CellWords:
    """What analysts may write instead of the words and codes of the grammar."""

    #: What each word means: `any`, `all`, `none`, `yes` or `no`. The words are in lower case.
    grammar: Mapping[str, str]
    #: By fact, the code that each word stands for.
    codes: Mapping[str, Mapping[str, str]] = field(factory=dict[str, Mapping[str, str]])


@cache
def cell_words() -> CellWords:
    """The words of the library's own languages; a host adds those of its rulebook with `attrs.evolve`."""
    grammar: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {fact: {} for fact in _SECTIONS}
    for language in LANGUAGES:
        known = words(language)
        for meaning in ("any", "all", "none", "yes", "no"):
            grammar |= {each.lower(): meaning for each in known[f"cell.{meaning}"].split("|")}
        for fact, section in _SECTIONS.items():
            named = {name: each for name, each in known.items() if name.startswith(f"{section}.")}
            codes[fact] |= {said: name.removeprefix(f"{section}.") for name, said in named.items()}
    return CellWords(grammar=grammar, codes=codes)
