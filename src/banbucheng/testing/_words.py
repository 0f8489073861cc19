"""The words of the kit, which are data."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["letter_columns", "spoken", "subjects"]


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files("banbucheng.testing").joinpath("words.toml").read_text(encoding="utf-8"))


def spoken(key: str) -> str:
    """A word of the kit by its key."""
    return str(_words()[key])


def subjects() -> tuple[str, ...]:
    """What citizens come about, in a few words each."""
    return tuple(str(each) for each in _words()["subjects"])


def letter_columns() -> Mapping[str, str]:
    """What the columns of letters are headed with, by their code."""
    return {str(code): str(said) for code, said in _words()["letter_columns"].items()}
