"""What a bulletin says, part by part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo

from attrs import frozen

from banbucheng.adapters.report._bulletin import Bulletin, Part
from banbucheng.adapters.report._words import Words, month_before
from banbucheng.labels import phrase
from banbucheng.ledger import Effect, Figures, Improvement, Overdue, Report, Share, measures, month
from banbucheng.rulebook import Rulebook

__all__ = ["bulletin"]

#: The measures that the second and the third part give, each with that of the month before.
_TIME = ("settled_on_the_spot", "feedback_in_time", "closed_in_time", "within_the_cap")
_SERVICE = ("first_right", "returned", "responded", "followed_up", "satisfied", "solved", "bad_reviews_put_right")
#: How many cases, pairs or hot spots are told one by one; the rest is counted.
_TOLD = 10


def bulletin(
    report: Report, book: Rulebook, *, zone: tzinfo, lang: str = "zh", name_units: bool | None = None
) -> Bulletin:
    """
    The bulletin of a report, the same text for the same report.

    With `name_units` units are named where something is held against them, else it speaks of units without their names:
    whether a city does so is its own decision, which its rulebook says where nobody else does. Moments are those of the
    zone. The month before is compared as the entries of this report show it, and only where the period is one month.
    Subjects are left out, since citizens wrote them.
    """
    if name_units is None:
        name_units = book.bulletin is not None and book.bulletin.name_units
    return _Text(report, Words(book, lang), zone, name_units).whole()


@frozen
class _Text:
    report: Report
    words: Words
    zone: tzinfo
    name_units: bool

    def whole(self) -> Bulletin:
        """Every part in order."""
        report, issuer = self.report, self.report.names.get(self.words.lang, self.report.name)
        at = f"{report.as_of.astimezone(self.zone):%Y-%m-%d %H:%M}"
        editions = self.words.listed([*report.editions]) or self.words.say("none")
        parts = {
            "overall": self.overall(),
            "time": (*self.days(), *self.shares(_TIME)),
            "service": tuple(self.shares(_SERVICE)),
            "problems": (self.overdue(), self.passes(), self.spots()),
            "improvements": tuple(self.improvements()),
            "demands": tuple(self.numbered(self.demands())),
        }
        return Bulletin(
            title=self.say("title", name=issuer, period=self.period),
            salutation=self.say("salutation"),
            opening=self.say(
                "opening", name=issuer, period=self.period, as_of=at, editions=editions, calendar=report.calendar
            ),
            parts=tuple(Part(heading=self.say(code), paragraphs=tuple(each)) for code, each in parts.items()),
            issuer=self.say("issued_by", name=issuer),
            issued_on=self.day(report.as_of.astimezone(self.zone).date()),
            annex=self.say("annex"),
            heads=tuple(self.words.say(code) for code in ("measure", "part", "whole", "share")),
            lines=tuple(self.annex()),
        )

    def say(self, code: str, **values: object) -> str:
        """A phrase of the bulletin."""
        return phrase(f"bulletin.{code}", self.words.lang, **values)

    def day(self, on: date) -> str:
        """A day as documents write it."""
        return self.say("day", year=on.year, month=on.month, day=on.day)

    @property
    def one_month(self) -> bool:
        """Whether the period is a month, from its first day to its last."""
        return (self.report.first, self.report.last) == month(f"{self.report.first:%Y-%m}")

    @property
    def period(self) -> str:
        """The month, or the days."""
        first = self.report.first
        if self.one_month:
            return self.say("period_month", year=first.year, month=first.month)
        return self.say("period_days", first=self.day(first), last=self.day(self.report.last))

    @property
    def before(self) -> Figures | None:
        """The figures of the month before, if the period is a month and there are any."""
        return self.report.by_month.get(month_before(self.report.first)) if self.one_month else None

    def unit(self, code: str) -> str:
        """A unit by its name, or only as one."""
        return self.words.named(code) if self.name_units else self.say("unit_hidden")

    def overall(self) -> Iterator[str]:
        """What came in, of what kinds, for what causes."""
        report, sums = self.report, self.report.whole.sums
        counts = {"registered": sums["registered"], "formal": sums["formal"], **report.left_out}
        yield self.say("overall_text", period=self.period, **counts) + self.compared(sums["formal"])
        for code, by in (("kinds", report.by_kind), ("causes", report.by_cause)):
            counted = sorted(((of.sums["formal"], each) for each, of in by.items()), key=lambda e: (-e[0], e[1]))
            said = [self.say("counted", name=self.words.named(each), count=n) for n, each in counted if n]
            if said:
                yield self.say(f"overall_{code}", **{code: self.words.listed(said)})

    def compared(self, now: int) -> str:
        """How many formal cases more or fewer than in the month before."""
        if not self.one_month:
            return ""
        before = 0 if self.before is None else self.before.sums["formal"]
        if not before:
            return self.say("no_before")
        code = "same" if now == before else "more" if now > before else "fewer"
        return self.say(code, before=before, by=abs(now - before))

    def days(self) -> Iterator[str]:
        """How long answers took."""
        days = self.report.whole.mean_days
        if days.whole:
            mean, middle = f"{days.part / days.whole:.1f}", self.words.middle(self.report.whole)
            yield self.say("time_days", answered=days.whole, mean=mean, median=middle)
        else:
            yield self.say("time_none")

    def shares(self, codes: Sequence[str]) -> Iterator[str]:
        """Some measures, each with that of the month before."""
        names = {each.code: each.names[self.words.lang] for each in measures()}
        for code in codes:
            before = None if self.before is None else self.before.shares[code]
            said = self.share("share", self.report.whole.shares[code], name=names[code])
            gap = "" if self.words.lang == "zh" else " "
            yield said if before is None else f"{said}{gap}{self.share('share_before', before)}"

    def share(self, code: str, share: Share, **values: object) -> str:
        """A share with its numerator and denominator; a percentage only of enough."""
        if not share.whole:
            return self.say(f"{code}_none", **values)
        counts = {"part": share.part, "whole": share.whole}
        if share.whole < self.report.least:
            return self.say(f"{code}_few", **counts, **values)
        return self.say(code, **counts, percent=self.words.percent(share), **values)

    def overdue(self) -> str:
        """The cases past a limit, each by the first that it missed."""
        first: dict[str, Overdue] = {}
        for each in self.report.overdue:
            first.setdefault(each.number, each)
        if not first:
            return self.say("overdue_none")
        told = [
            self.say(
                "overdue_case" if self.name_units else "overdue_case_hidden",
                number=each.number,
                unit=self.unit(each.unit),
                milestone=self.words.word(f"milestone.{each.milestone}"),
                due=each.due_on,
                days=each.working_days,
            )
            for each in first.values()
        ]
        units = len({each.unit for each in first.values()})
        return self.say("overdue", cases=len(first), units=units, listed=self.told(told))

    def passes(self) -> str:
        """Who passed the ball, by name or by number."""
        passes = self.report.passes
        if not passes:
            return self.say("passes_none")
        worst = sorted(passes.items(), key=lambda each: (-each[1].returned, each[0]))
        told = [
            self.say(
                "passes_pair",
                one=self.unit(one),
                other=self.unit(other),
                returned=each.returned,
                refused=each.refused,
            )
            for (one, other), each in worst
        ]
        returned, refused = (sum(n) for n in zip(*((e.returned, e.refused) for e in passes.values()), strict=True))
        listed = f"{self.told(told)}{self.say('stop')}" if self.name_units else ""
        said = self.say("passes", returned=returned, refused=refused, pairs=len(passes), listed=listed)
        return said.rstrip()

    def spots(self) -> str:
        """The causes that meet at a unit, and whether that is more than chance."""
        told = [
            self.say(
                "spot",
                cause=self.words.named(each.cause),
                unit=self.unit(each.unit),
                cases=len(each.cases),
                said=self.say("spot_stands_out" if each.stands_out else "spot_like_others"),
            )
            for each in self.report.spots
        ]
        if not told:
            return self.say("spots_none")
        return self.say("spots", spots=len(told), listed=self.told(told))

    def told(self, told: list[str]) -> str:
        """The first few one by one, the rest as their number."""
        more = self.say("listed_more", more=len(told) - _TOLD) if len(told) > _TOLD else ""
        return self.words.listed(told[:_TOLD]) + more

    def improvements(self) -> Iterator[str]:
        """What was changed, by whom, until when, and whether it helped."""
        if not self.report.improvements:
            yield self.say("improvements_none")
        for n, (each, found) in enumerate(self.report.improvements, start=1):
            yield self.say(
                "improvement",
                n=n,
                problem=each.problem,
                measure=each.measure,
                owner=self.unit(each.owner),
                due=self.day(each.due_on),
                done=self.done(each),
                effect="" if found is None else self.effect(found),
            )

    def done(self, improvement: Improvement) -> str:
        """Whether an improvement is done, or late."""
        if improvement.done_on is not None:
            return self.say("done", on=self.day(improvement.done_on))
        return self.say("late" if self.is_late(improvement) else "not_done")

    def is_late(self, improvement: Improvement) -> bool:
        """Whether the day of an improvement has passed, and it is not done."""
        return improvement.done_on is None and improvement.due_on < self.report.as_of.astimezone(self.zone).date()

    def effect(self, found: Effect) -> str:
        """What an improvement has changed."""
        verdict = self.words.say(found.verdict)
        return self.say(
            "effect", before=found.before, after=found.after, expected=f"{found.expected:.1f}", verdict=verdict
        )

    def demands(self) -> Iterator[str]:
        """What is asked of the units, as far as the figures call for it."""
        cases = len({each.number for each in self.report.overdue})
        late = sum(self.is_late(each) for each, _ in self.report.improvements)
        if cases:
            yield self.say("demand_overdue", cases=cases)
        if self.report.passes:
            yield self.say("demand_passes")
        if self.report.spots:
            yield self.say("demand_spots")
        if late:
            yield self.say("demand_late", count=late)
        yield self.say("demand_all")

    def numbered(self, texts: Iterable[str]) -> Iterator[str]:
        """Paragraphs with their numerals."""
        for numeral, text in zip(self.say("numerals"), texts, strict=False):
            yield self.say("numbered", numeral=numeral, text=text)

    def annex(self) -> Iterator[tuple[str, ...]]:
        """Every measure."""
        shares: Mapping[str, Share] = self.report.whole.shares
        for each in measures():
            share = shares[each.code]
            few = share.whole < self.report.least
            said = self.say("too_few") if few else self.words.percent(share)
            yield each.names[self.words.lang], str(share.part), str(share.whole), said
