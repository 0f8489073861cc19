"""The words of the pages: the counter's own from `words/`, the library's for its codes, the rulebook's for its names."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path

from attrs import frozen

from banbucheng import BadInput, BanbuchengError, Refusal, Rulebook, StaleCase
from banbucheng.labels import LANGUAGES, word
from banbucheng.worktime import Deadline, TimeLimit, limit_in_words

__all__ = ["LANGUAGES", "Words"]

_HERE = Path(__file__).parent / "words"


@cache
def _own(language: str) -> Mapping[str, str]:
    tables = tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{code}": said for table, words in tables.items() for code, said in words.items()}


@frozen(kw_only=True)
class Words:
    """How one reader is spoken to: language, rulebook, and zone."""

    lang: str
    book: Rulebook
    zone: tzinfo

    def say(self, code: str, /, **values: object) -> str:
        """A phrase of the counter, or the library's word for a code."""
        return _own(self.lang).get(code, word(code, self.lang)).format(**values)

    def named(self, code: str) -> str:
        """The rulebook's name of a unit, kind, cause, grade or rung; the code where nobody named it."""
        return self.book.names_of(code).get(self.lang) or code

    def hand(self, by: str) -> str:
        """Who did something, as a page says it: unit and role of somebody who signed in, or the host's own name."""
        unit, _, role = by.partition(".")
        return f"{self.named(unit)} · {self.say(f'role.{role}')}" if role else self.say(f"role.{by}")

    def moment(self, at: datetime) -> str:
        """A moment, local and to the minute."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def day(self, on: date) -> str:
        """A day with its weekday."""
        return f"{on.isoformat()} {self.say(f'weekday.{on.weekday()}')}"

    def until(self, deadline: Deadline) -> str:
        """When a deadline is up: its last day, with the time where that lies within the day."""
        local = deadline.at.astimezone(self.zone)
        return f"{self.day(deadline.on)} {local:%H:%M}" if local.date() == deadline.on else self.day(deadline.on)

    def limit(self, limit: TimeLimit) -> str:
        """A limit as a clerk says it."""
        return limit_in_words(limit, self.lang)

    def fault(self, error: BanbuchengError) -> str:
        """Why something was refused: in Chinese by its code, in English in the library's own words."""
        match error:
            case Refusal(code=code, reason=reason) if self.lang == "zh":
                return _own("zh").get(f"refusal.{code}", reason)
            case Refusal(reason=reason):
                return reason
            case StaleCase():
                return self.say("page.stale")
            case BadInput(what=what, allowed=allowed):
                return _own(self.lang).get(f"input.{what}", f"{what}: {allowed}")
            case _:
                return str(error)
