"""A report as one page of HTML that stands alone: figures within, nothing loaded from elsewhere, good on A4."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from html import escape
from importlib.resources import files

from attrs import frozen

from banbucheng.adapters.report._drawings import PASSING, Drawing, drawings
from banbucheng.adapters.report._svg import svg
from banbucheng.adapters.report._words import NOTHING, Words
from banbucheng.ledger import Effect, Report, Share, interval, measures
from banbucheng.rulebook import Rulebook

__all__ = ["page"]

#: The measures that stand on the cards.
_CARDS = ("settled_on_the_spot", "within_the_cap", "satisfied", "solved")
#: The sections that are a figure, in order; on paper each stays on one page.
_FIGURES = ("trend", "kinds", "causes", "days", "units", "passes")
#: The figures whose note tells something even where there is nothing to draw.
_ALWAYS = frozenset({"units"})


def page(report: Report, book: Rulebook, *, zone: tzinfo, lang: str = "zh") -> str:
    """
    The report as one HTML document, the same text for the same report.

    `book` gives the names of units, kinds and causes; moments are those of the zone.
    """
    words = Words(book, lang)
    return "\n".join(_Page(report, words, zone, drawings(report, words)).whole()) + "\n"


@frozen
class _Page:
    report: Report
    words: Words
    zone: tzinfo
    drawn: Mapping[str, Drawing]

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.words.lang

    def whole(self) -> Iterator[str]:
        """Every part in order."""
        style = files("banbucheng.adapters.report").joinpath("page.css").read_text(encoding="utf-8")
        yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if self.lang == "zh" else self.lang}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{escape(self.words.title(self.report))}</title>\n<style>\n{style}</style>\n</head>\n<body>"
        yield f"<header><h1>{escape(self.words.title(self.report))}</h1><p>{escape(self.basis)}</p></header>"
        for name, parts in (
            ("glance", self.glance()),
            *((code, self.figure(code)) for code in _FIGURES),
            ("overdue", self.overdue()),
            ("spots", self.spots()),
            ("improvements", self.improvements()),
            ("measures", self.measures()),
        ):
            kept = ' class="figure"' if name in _FIGURES else ""
            yield f"<section{kept}><h2>{escape(self.say(name))}</h2>"
            yield from parts
            yield "</section>"
        yield f"<footer>{escape(self.say('footer'))}</footer>\n</body>\n</html>"

    def say(self, code: str, **values: object) -> str:
        """A phrase of the report in its language."""
        return self.words.say(code, **values)

    @property
    def basis(self) -> str:
        """What the figures rest on."""
        report = self.report
        at = f"{report.as_of.astimezone(self.zone):%Y-%m-%d %H:%M}"
        editions = ", ".join(report.editions) or self.say("none")
        return self.say("as_of", as_of=at, editions=editions, calendar=report.calendar)

    def glance(self) -> Iterator[str]:
        """The cards, and what is left out."""
        whole = self.report.whole
        yield f'<div class="cards">{_card(str(whole.sums["formal"]), self.say("formal"))}'
        by_code = {each.code: each for each in measures()}
        for code in _CARDS:
            share = whole.shares[code]
            yield _card(self.words.percent(share), f"{by_code[code].names[self.lang]} {share.part}/{share.whole}")
        yield _card(_mean(whole.mean_days), self.say("mean_days", median=self.words.middle(whole)))
        yield f"</div><p>{escape(self.say('left_out', **self.report.left_out))}</p>"

    def figure(self, code: str) -> Iterator[str]:
        """A figure, or the word for none, and what has to be said below it."""
        drawing = self.drawn.get(code)
        yield f"<p>{escape(self.say('none'))}</p>" if drawing is None else f'<div class="wide">{svg(drawing)}</div>'
        said = self.notes().get(code, "")
        if said and (drawing is not None or code in _ALWAYS):
            yield f'<p class="note">{escape(said)}</p>'

    def notes(self) -> Mapping[str, str]:
        """What stands below the figures."""
        few = [
            f"{self.words.named(unit)} {share.part}/{share.whole}"
            for unit, of in self.report.by_unit.items()
            for share in (of.shares["within_the_cap"],)
            if share.whole < max(self.report.least, 1)
        ]
        return {
            "trend": self.say("trend_note"),
            "days": self.say("days_note"),
            "units": self.say("units_note", least=self.report.least, few="; ".join(few) or self.say("none")),
            "passes": self.say("passes_note", most=PASSING),
        }

    def overdue(self) -> Iterator[str]:
        """The open cases past a limit."""
        rows = [
            (
                each.number,
                each.subject,
                self.words.named(each.unit),
                f"{self.words.word(f'milestone.{each.milestone}')} {each.due_on}",
                str(each.working_days),
            )
            for each in self.report.overdue
        ]
        yield from self.table(("number", "subject", "unit", "due", "late"), rows)

    def spots(self) -> Iterator[str]:
        """The causes that come again and again."""
        rows = [
            (
                self.words.named(each.cause),
                self.words.named(each.unit),
                str(len(each.cases)),
                self.words.chance(each.chance, stands_out=each.stands_out),
            )
            for each in self.report.spots
        ]
        yield from self.table(("cause", "unit", "cases", "chance"), rows)

    def improvements(self) -> Iterator[str]:
        """What was changed, and whether it helped."""
        rows = [
            (
                each.problem,
                each.measure,
                self.words.named(each.owner),
                str(each.due_on),
                self.say("open") if each.done_on is None else str(each.done_on),
                self.effect(found),
            )
            for each, found in self.report.improvements
        ]
        yield from self.table(("problem", "measure_taken", "owner", "due_on", "done_on", "effect"), rows)

    def effect(self, found: Effect | None) -> str:
        """What an improvement has changed, in words."""
        if found is None:
            return NOTHING
        values = {"before": found.before, "after": found.after, "expected": f"{found.expected:.1f}"}
        return self.say("expected", **values, verdict=self.say(found.verdict))

    def measures(self) -> Iterator[str]:
        """Every measure with its numerator, denominator and interval."""
        rows = list[tuple[str, ...]]()
        for each in measures():
            share = self.report.whole.shares[each.code]
            low, high = interval(share)
            sure = f"{low:.1%} {NOTHING} {high:.1%}" if share.whole >= self.report.least else self.say("too_few")
            rows.append(
                (
                    each.names[self.lang],
                    each.meaning[self.lang],
                    str(share.part),
                    str(share.whole),
                    self.words.percent(share),
                    sure,
                )
            )
        yield from self.table(("measure", "meaning", "part", "whole", "share", "interval"), rows)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """A table, or the word for none."""
        if not rows:
            yield f"<p>{escape(self.say('none'))}</p>"
            return
        yield '<div class="wide"><table><thead><tr>'
        for head in heads:
            yield f"<th{_class(head)}>{escape(self.say(head))}</th>"
        yield "</tr></thead><tbody>"
        for row in rows:
            cells = zip(heads, row, strict=True)
            yield f"<tr>{''.join(f'<td{_class(head)}>{escape(each)}</td>' for head, each in cells)}</tr>"
        yield "</tbody></table></div>"


#: The columns of numbers, and those whose cells are never broken over two lines.
_NUMBERS, _WHOLE = frozenset({"late", "cases", "part", "whole", "share", "interval"}), frozenset({"number", "due"})


def _class(head: str) -> str:
    return ' class="number"' if head in _NUMBERS else ' class="whole"' if head in _WHOLE else ""


def _card(number: str, said: str) -> str:
    return f'<div class="card"><b>{escape(number)}</b><span>{escape(said)}</span></div>'


def _mean(days: Share) -> str:
    return f"{days.part / days.whole:.1f}" if days.whole else NOTHING
