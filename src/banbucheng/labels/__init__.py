"""
The words for the codes, in each language that the library speaks.

Code holds no prose: a clerk's Chinese and a developer's English are data, one file a language.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["LANGUAGES", "phrase", "word", "words"]

#: The languages that every code has a word in, by the name of their file.
LANGUAGES = {"zh": "zh_CN", "en": "en"}


@cache
def words(language: str) -> Mapping[str, str]:
    """
    Every word of a language, by its dotted code (`"status.assigned"`).

    Raises:
        KeyError: the language is not one of `LANGUAGES`.
    """
    text = files(__name__).joinpath(f"{LANGUAGES[language]}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(text)))


def word(code: str, language: str) -> str:
    """The word for a code, or the code itself where the language has none for it."""
    return words(language).get(code, code)


def phrase(code: str, language: str, **values: object) -> str:
    """A sentence of the language with its gaps (`{name}`) filled."""
    return word(code, language).format(**values)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, str):
            yield path, value
        else:
            yield from _flat(path, value)
