"""A report as one page of HTML that stands alone: figures within, nothing loaded from elsewhere, good on A4."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from html import escape
from importlib.resources import files

from attrs import frozen

from banbucheng.adapters.report._svg import Bar, Dot, bars, columns, dots, heat
from banbucheng.labels import phrase, word
from banbucheng.ledger import Effect, Figures, Report, Share, interval, measures, median
from banbucheng.rulebook import Rulebook

__all__ = ["page"]

#: The limits that the article on Meizhou promises, in working days.
_LIMITS = (2, 5, 10)
#: What stands for no number, and between two of them: an en dash.
_NOTHING = "\u2013"
#: The measures that stand on the cards.
_CARDS = ("settled_on_the_spot", "within_the_cap", "satisfied", "solved")


def page(report: Report, book: Rulebook, *, zone: tzinfo, lang: str = "zh") -> str:
    """
    The report as one HTML document, the same text for the same report.

    `book` gives the names of units, kinds and causes; moments are those of the zone.
    """
    return "\n".join(_Page(report, book, zone, lang).whole()) + "\n"


@frozen
class _Page:
    report: Report
    book: Rulebook
    zone: tzinfo
    lang: str

    def whole(self) -> Iterator[str]:
        """Every part in order."""
        style = files("banbucheng.adapters.report").joinpath("page.css").read_text(encoding="utf-8")
        yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if self.lang == "zh" else self.lang}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{escape(self.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>"
        yield f"<header><h1>{escape(self.title)}</h1><p>{escape(self.basis)}</p></header>"
        for name, parts in (
            ("glance", self.glance()),
            ("trend", self.trend()),
            ("kinds", self.counted(self.report.by_kind)),
            ("causes", self.counted(self.report.by_cause)),
            ("days", self.days()),
            ("units", self.units()),
            ("passes", self.passes()),
            ("overdue", self.overdue()),
            ("spots", self.spots()),
            ("improvements", self.improvements()),
            ("measures", self.measures()),
        ):
            yield f"<section><h2>{escape(self.say(name))}</h2>"
            yield from parts
            yield "</section>"
        yield f"<footer>{escape(self.say('footer'))}</footer>\n</body>\n</html>"

    def say(self, code: str, **values: object) -> str:
        """A phrase of the report in its language."""
        return phrase(f"report.{code}", self.lang, **values)

    def named(self, code: str) -> str:
        """The name of a unit, kind or cause."""
        return self.book.names_of(code).get(self.lang) or word(code, self.lang)

    @property
    def title(self) -> str:
        """Whose report of which days."""
        report = self.report
        name = report.names.get(self.lang, report.name)
        return self.say("title", name=name, first=report.first, last=report.last)

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
            yield _card(self.percent(share), f"{by_code[code].names[self.lang]} {share.part}/{share.whole}")
        days, middle = whole.mean_days, median(whole.taken)
        said = _NOTHING if middle is None else f"{middle:g}"
        yield _card(_mean(days), self.say("mean_days", median=said))
        yield f"</div><p>{escape(self.say('left_out', **self.report.left_out))}</p>"

    def trend(self) -> Iterator[str]:
        """One bar a month."""
        given = [
            Bar(
                name=each,
                value=of.sums["formal"],
                said=f"{of.sums['formal']} · {self.percent(of.shares['within_the_cap'])}",
            )
            for each, of in self.report.by_month.items()
        ]
        yield from self.drawn(columns(given, self.say("trend")), given)

    def counted(self, by: Mapping[str, Figures]) -> Iterator[str]:
        """One bar for each kind or cause, the longest first."""
        given = [
            Bar(name=self.named(code), value=of.sums["formal"], said=str(of.sums["formal"]))
            for code, of in sorted(by.items(), key=lambda each: (-each[1].sums["formal"], each[0]))
            if of.sums["formal"]
        ]
        yield from self.drawn(bars(given, ""), given)

    def days(self) -> Iterator[str]:
        """The distribution of working days, all beyond eleven in one bar."""
        taken, last = self.report.whole.taken, _LIMITS[-1] + 1
        tail = sum(count for days, count in taken.items() if days >= last)
        counts = [*(taken.get(days, 0) for days in range(last)), tail]
        names = [*map(str, range(last)), f"{last} {self.say('more')}"]
        given = [
            Bar(name=name, value=count, said=str(count) if count else "", bad=n == last)
            for n, (name, count) in enumerate(zip(names, counts, strict=True))
        ]
        marks = {limit: self.say("mark", days=limit) for limit in _LIMITS}
        yield from self.drawn(columns(given, self.say("days"), marks), taken)
        yield f'<p class="note">{escape(self.say("days_note"))}</p>'

    def units(self) -> Iterator[str]:
        """One line for each unit with enough cases, the best first."""
        enough, few = list[tuple[str, Share]](), list[str]()
        for unit, of in self.report.by_unit.items():
            share = of.shares["within_the_cap"]
            if share.whole >= self.report.least:
                enough.append((self.named(unit), share))
            else:
                few.append(f"{self.named(unit)} {share.part}/{share.whole}")
        given = [
            Dot(name=name, value=share.part / share.whole, low=low, high=high, said=f"{share.part}/{share.whole}")
            for name, share in sorted(enough, key=lambda each: (-each[1].part / each[1].whole, each[0]))
            for low, high in (interval(share),)
        ]
        yield from self.drawn(dots(given, self.say("units")), given)
        said = self.say("units_note", least=self.report.least, few="; ".join(few) or self.say("none"))
        yield f'<p class="note">{escape(said)}</p>'

    def passes(self) -> Iterator[str]:
        """The matrix of who passed the ball to whom."""
        passes = self.report.passes
        units = sorted({unit for pair in passes for unit in pair})
        place = {unit: n for n, unit in enumerate(units)}
        cells = {
            (place[one], place[other]): (
                each.returned,
                f"{each.returned} ({each.refused})" if each.refused else str(each.returned),
            )
            for (one, other), each in passes.items()
        }
        yield from self.drawn(heat([self.named(unit) for unit in units], cells, self.say("passes")), units)
        if units:
            yield f'<p class="note">{escape(self.say("passes_note"))}</p>'

    def overdue(self) -> Iterator[str]:
        """The open cases past a limit."""
        rows = [
            (
                each.number,
                each.subject,
                self.named(each.unit),
                f"{word(f'milestone.{each.milestone}', self.lang)} {each.due_on}",
                str(each.working_days),
            )
            for each in self.report.overdue
        ]
        yield from self.table(("number", "subject", "unit", "due", "late"), rows)

    def spots(self) -> Iterator[str]:
        """The causes that come again and again."""
        rows = [
            (
                self.named(each.cause),
                self.named(each.unit),
                str(len(each.cases)),
                f"{self.say('stands_out' if each.stands_out else 'like_others')} (p = {each.chance:.3f})",
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
                self.named(each.owner),
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
            return _NOTHING
        values = {"before": found.before, "after": found.after, "expected": f"{found.expected:.1f}"}
        return self.say("expected", **values, verdict=self.say(found.verdict))

    def measures(self) -> Iterator[str]:
        """Every measure with its numerator, denominator and interval."""
        rows = list[tuple[str, ...]]()
        for each in measures():
            share = self.report.whole.shares[each.code]
            low, high = interval(share)
            sure = f"{low:.0%} {_NOTHING} {high:.0%}" if share.whole >= self.report.least else self.say("too_few")
            rows.append(
                (
                    each.names[self.lang],
                    each.meaning[self.lang],
                    str(share.part),
                    str(share.whole),
                    self.percent(share),
                    sure,
                )
            )
        yield from self.table(("measure", "meaning", "part", "whole", "share", "interval"), rows)

    def percent(self, share: Share) -> str:
        """A share in per cent; a dash of nothing."""
        return f"{share.part / share.whole:.1%}" if share.whole else _NOTHING

    def drawn(self, figure: str, of: Iterable[object]) -> Iterator[str]:
        """A figure, or the word for none."""
        yield f'<div class="wide">{figure}</div>' if any(True for _ in of) else f"<p>{escape(self.say('none'))}</p>"

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """A table, or the word for none."""
        if not rows:
            yield f"<p>{escape(self.say('none'))}</p>"
            return
        numbers = {n for n, head in enumerate(heads) if head in _NUMBERS}
        yield '<div class="wide"><table><thead><tr>'
        for n, head in enumerate(heads):
            yield f"<th{_class(n, numbers)}>{escape(self.say(head))}</th>"
        yield "</tr></thead><tbody>"
        for row in rows:
            yield (
                "<tr>" + "".join(f"<td{_class(n, numbers)}>{escape(each)}</td>" for n, each in enumerate(row)) + "</tr>"
            )
        yield "</tbody></table></div>"


_NUMBERS = frozenset({"late", "cases", "part", "whole", "share", "interval"})


def _class(n: int, numbers: set[int]) -> str:
    return ' class="number"' if n in numbers else ""


def _card(number: str, said: str) -> str:
    return f'<div class="card"><b>{escape(number)}</b><span>{escape(said)}</span></div>'


def _mean(days: Share) -> str:
    return f"{days.part / days.whole:.1f}" if days.whole else _NOTHING
