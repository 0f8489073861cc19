"""What a report says, in its language: its own phrases, and the names that the rulebook gives."""

from datetime import date

from attrs import frozen

from banbucheng.labels import phrase, word
from banbucheng.ledger import Figures, Report, Share, median
from banbucheng.rulebook import Rulebook

__all__ = ["NOTHING", "Words", "month_before"]

#: What stands for no number, and between two of them: an en dash.
NOTHING = "\u2013"


@frozen
class Words:
    """The words of one report: those of the library in a language, and a rulebook's names of units, kinds and causes."""

    book: Rulebook
    lang: str

    def say(self, code: str, **values: object) -> str:
        """A phrase of the report."""
        return phrase(f"report.{code}", self.lang, **values)

    def named(self, code: str) -> str:
        """The name of a unit, kind, cause or grade; the code where nobody named it."""
        return self.book.names_of(code).get(self.lang) or word(code, self.lang) if code else ""

    def word(self, code: str) -> str:
        """The library's word for a code."""
        return word(code, self.lang)

    def title(self, report: Report) -> str:
        """Whose report of which days."""
        name = report.names.get(self.lang, report.name)
        return self.say("title", name=name, first=report.first, last=report.last)

    def listed(self, parts: list[str]) -> str:
        """Some things, one after the other."""
        return self.say("and").join(parts)

    def percent(self, share: Share) -> str:
        """A share in per cent; a dash of nothing."""
        return f"{share.part / share.whole:.1%}" if share.whole else NOTHING

    def middle(self, of: Figures) -> str:
        """The median of the working days to the answer; a dash of none."""
        found = median(of.taken)
        return NOTHING if found is None else f"{found:g}"

    def chance(self, chance: float, *, stands_out: bool) -> str:
        """Whether something is more than chance, and how likely chance makes it."""
        said = self.say("stands_out" if stands_out else "like_others")
        return f"{said} (p < 0.001)" if chance < 0.001 else f"{said} (p = {chance:.3f})"  # noqa: PLR2004 - as many digits as are shown


def month_before(first: date) -> str:
    """The month before that of a day, `2026-09`."""
    months = first.year * 12 + first.month - 2
    return f"{months // 12:04}-{months % 12 + 1:02}"
