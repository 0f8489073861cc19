"""
How fast a table of routing rules decides, beside rule engines and a chain of `if`: `python3 dev.py bench routing`.

The rules and the cases are made up, and the same on every run: 50 categories, 9 regions, 40 departments, 2,000 service
items, 200 words of which 30 contain another, two to four conditions a rule, the most specific rule first. All answers
are compared with those of a plain loop first; who answers one differently is not timed. Rounds are interleaved, so that
whatever else the machine does falls on all alike; figures are CPU time, the median of the rounds. Slow peers are asked
about fewer cases.

    --json        print one document and nothing else
    --rounds=N    how many rounds, by default 9
    --cases=N     how many cases, by default 10,000
"""

import argparse
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from random import Random
from statistics import mean, median
from typing import NamedTuple

from _rule_engines import ENGINES, Ask, if_chain

from banbucheng.adapters.words import native
from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    Facts,
    Mentions,
    OneOf,
    Outcome,
    Routes,
    Rule,
    Scanner,
    Vocabulary,
    explained,
    in_pairs,
)

OURS, NATIVE, CHAIN, ZEN = "banbucheng", "banbucheng, ahocorasick_rs", "if-chain", "zen-engine"
SIZES = (10, 100, 1_000, 10_000)
#: What is asked of all, in this order.
NAMES = ("category", "region", "department", "item", "applicant", "text", "hour", "weekday")
#: So many single answers a peer may be asked for in a round; slow ones are then asked about fewer cases.
_WORTH = {
    "rule-engine": 20_000,
    "business-rules": 40_000,
    "panzi-json-logic": 40_000,
    CHAIN: 3_000_000,
    ZEN: 10_000_000,
}
_LONG = 2_000

_CATEGORIES = tuple(f"c{n:02}" for n in range(50))
_REGIONS = tuple(f"4414{n:02}" for n in range(9))
_DEPARTMENTS = tuple(f"d{n:02}" for n in range(40))
_APPLICANTS = ("person", "company", "proxy", "office", "other")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How often a rule asks about each fact.
_ASKED = ("category", "item") * 5 + ("region", "department") * 4 + ("applicant",) * 2 + ("hour", "weekday")

_VALUES = {
    "category": _CATEGORIES,
    "region": _REGIONS,
    "department": _DEPARTMENTS,
    "applicant": _APPLICANTS,
    "weekday": _WEEKDAYS,
}
VOCABULARY = Vocabulary(
    facts=(
        *(Fact(name=name, kind=FactKind.CODE, values=values) for name, values in _VALUES.items()),
        Fact(name="item", kind=FactKind.PREFIX),
        Fact(name="text", kind=FactKind.TEXT),
        Fact(name="hour", kind=FactKind.NUMBER, most=23),
    )
)


class World(NamedTuple):
    """What rules and cases are made of."""

    chance: Random
    #: Characters as a text has them, a few of them often.
    characters: Sequence[str]
    often: Sequence[float]
    words: Sequence[str]
    items: Sequence[str]


def world(seed: int) -> World:
    """A world that is the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - the same questions on every run
    characters = [chr(0x4E00 + n) for n in range(1500)]
    words: dict[str, None] = {}
    while len(words) < 170:  # noqa: PLR2004 - as many as there are words that contain no other by design
        words["".join(chance.choices(characters[60:], k=chance.choice([2, 2, 3, 4])))] = None
    first = [*words]
    while len(words) < 200:  # noqa: PLR2004 - and 30 that contain one of them
        words[chance.choice(first) + chance.choice(characters)] = None
    items = [f"{n:04}{chance.randrange(100):02}" for n in sorted(chance.sample(range(10_000), 2_000))]
    return World(chance, characters, [1 / (n + 10) for n in range(1500)], [*words], items)


def rule(of: World, number: int) -> Rule:
    """A rule with two to four conditions, every second with a word."""
    chance, when = of.chance, dict[str, Condition]()
    conditions = chance.choice([2, 3, 4])
    worded = chance.random() < 0.5  # noqa: PLR2004 - every second
    while len(when) < conditions - worded:
        name = chance.choice(_ASKED)
        when[name] = _condition(of, name)
    # Words last, as a programmer would write them: whoever asks one condition after the other looks for them least.
    if worded:
        when["text"] = Mentions(any=frozenset({chance.choice(of.words)}))
    then = Outcome(lead=chance.choice(_DEPARTMENTS))
    return Rule(id=f"r{number:05}", tier="specific", rank=4 - len(when), when=when, then=then)


def _condition(of: World, name: str) -> Condition:
    if name == "item":
        return OneOf(under=frozenset({of.chance.choice(of.items)[: of.chance.choice([2, 3, 4])]}))
    if name == "hour":
        low = of.chance.randrange(22)
        return Between(((low, min(23, low + of.chance.randrange(2, 6))),))
    several = of.chance.choice([1, 2]) if name == "weekday" else 1
    return OneOf(frozenset(of.chance.sample(_VALUES[name], several)))


def case(of: World, length: int | None = None) -> dict[str, str | int]:
    """A case with a text of about 93 characters, 15 to 248, or of the length given."""
    chance = of.chance
    long = length or max(15, min(248, round(chance.gauss(93, 40))))
    text = "".join(chance.choices(of.characters, of.often, k=long))
    if chance.random() < 1 / 3:
        place = chance.randrange(long)
        text = text[:place] + chance.choice(of.words) + text[place:]
    facts: dict[str, str | int] = {name: chance.choice(values) for name, values in _VALUES.items()}
    return {**facts, "item": chance.choice(of.items), "hour": chance.randrange(24), "text": text[:long]}


def routes(rules: Sequence[Rule], scanner: Scanner) -> Routes:
    """A table of these rules."""
    return Routes(
        rules=tuple(rules),
        fallback="window",
        units=frozenset(),
        vocabulary=VOCABULARY,
        tiers=("specific",),
        scanner=scanner,
    )


class Timed(NamedTuple):
    """What one contestant took for one answer, in microseconds; or why he was not timed."""

    name: str
    micros: float | None
    note: str = ""


class Size(NamedTuple):
    """All that was measured for one number of rules."""

    rules: int
    #: Per cent of the cases that a rule takes, and the mean place of the first that does.
    hits: float
    depth: float
    differences: int
    compared: int
    timed: Sequence[Timed]
    long: Sequence[Timed]
    build_ms: float
    index_mb: float
    index_after_mb: float


def plain(order: Sequence[Rule], facts: Facts) -> str | None:
    """The oracle: each rule by precedence, each of its conditions, until one fits."""
    return next((each.id for each in order if each.fits(facts)), None)


def _ask(table: Routes) -> Ask:
    decide = table.decide

    def ask(facts: Facts) -> str | None:
        found = decide(facts).rule
        return None if found is None else found.id

    return ask


def measured(rules: Sequence[Rule], matters: Sequence[Facts], long: Sequence[Facts], rounds: int) -> Size:
    """Everything about one number of rules."""
    build, megabytes, after = _build(rules, matters)
    own, fast = routes(rules, in_pairs), routes(rules, native)
    order = own.order
    answers = [plain(order, facts) for facts in matters]
    asks: dict[str, Ask] = {OURS: _ask(own), NATIVE: _ask(fast), CHAIN: if_chain(order, NAMES)}
    notes: dict[str, str] = {}
    for name, make in ENGINES.items():
        try:
            asks[name] = make(order, NAMES)
        except ModuleNotFoundError:
            notes[name] = "skipped: not installed"
    differences = compared = 0
    for name, ask in [*asks.items()]:
        some = matters[: _enough(name, len(rules), len(matters))]
        wrong = sum(ask(facts) != expected for facts, expected in zip(some, answers, strict=False))
        differences, compared = differences + wrong, compared + len(some)
        if wrong:
            notes[name] = f"not timed: {wrong} of {len(some)} answers differ"
            del asks[name]
    # To be timed, ours are asked for the decision itself and no more, as the others are.
    runs: dict[str, Callable[[Facts], object]] = {**asks, OURS: own.decide, NATIVE: fast.decide}
    runs["the reasons too"] = lambda facts: explained(own, facts)
    place = {each.id: number for number, each in enumerate(order)}
    taken = [place[each] for each in answers if each is not None]
    return Size(
        rules=len(rules),
        hits=100 * len(taken) / len(answers),
        depth=(sum(taken) + len(rules) * (len(answers) - len(taken))) / len(answers),
        differences=differences,
        compared=compared,
        timed=[*_raced(runs, matters, len(rules), rounds), *(Timed(name, None, note) for name, note in notes.items())],
        long=_raced(
            {name: runs[name] for name in (OURS, NATIVE, CHAIN, ZEN) if name in runs}, long, len(rules), rounds
        ),
        build_ms=build,
        index_mb=megabytes,
        index_after_mb=after,
    )


def _enough(name: str, rules: int, cases: int) -> int:
    return min(cases, max(3, _WORTH[name] // rules)) if name in _WORTH else cases


def _raced(
    runs: Mapping[str, Callable[[Facts], object]], matters: Sequence[Facts], rules: int, rounds: int
) -> Sequence[Timed]:
    took: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, run in runs.items():
            enough = _enough(name, rules, len(matters) // rounds)
            # Each round has other cases, so that no answer is at hand because it was asked for just before.
            some = matters[number * (len(matters) // rounds) :][:enough]
            started = time.process_time()
            for facts in some:
                run(facts)
            took[name].append((time.process_time() - started) * 1e6 / len(some))
    return [Timed(name, median(figures)) for name, figures in took.items()]


def _build(rules: Sequence[Rule], matters: Sequence[Facts]) -> tuple[float, float, float]:
    """How long the ordering and the index take, in milliseconds, and what they hold, new and after all cases, in MB."""
    took: list[float] = []
    for _ in range(5):
        started = time.process_time()
        _ = routes(rules, in_pairs).index
        took.append((time.process_time() - started) * 1000)
    table = routes(rules, in_pairs)
    tracemalloc.start()
    _ = table.index
    new = tracemalloc.get_traced_memory()[0] / 1e6
    for facts in matters:
        table.decide(facts)
    after = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return median(took), new, after


class Goal(NamedTuple):
    """What was asked for, and what was measured."""

    name: str
    goal: float
    measured: float | None
    #: Whether it should be at least so much, and not at most.
    least: bool

    def __str__(self) -> str:
        if self.measured is None:
            return f"{self.name}: not measured"
        met = self.measured >= self.goal if self.least else self.measured <= self.goal
        side = "at least" if self.least else "at most"
        return f"{self.name}: {self.measured:.2f}, {side} {self.goal:g}: {'met' if met else 'NOT MET'}"


def goals(sizes: Mapping[int, Size]) -> Iterator[Goal]:
    """How the figures stand to what was asked for."""

    def micros(rules: int, name: str, *, long: bool = False) -> float | None:
        timed = sizes[rules].long if long else sizes[rules].timed
        return next((each.micros for each in timed if each.name == name), None)

    def ratio(slow: float | None, fast: float | None) -> float | None:
        return None if slow is None or fast is None else slow / fast

    for rules, most in ((10, 1), (100, 2), (1_000, 8), (10_000, 10)):
        yield Goal(f"a decision among {rules:,} rules, in us", most, micros(rules, OURS), least=False)
    for rules, least in ((1_000, 3.5), (10_000, 30)):
        faster = ratio(micros(rules, ZEN), micros(rules, OURS))
        yield Goal(f"times faster than zen-engine at {rules:,}", least, faster, least=True)
    faster = ratio(micros(10_000, ZEN), micros(10_000, NATIVE))
    yield Goal("times faster than zen-engine at 10,000, with ahocorasick_rs", 70, faster, least=True)
    for name in ("rule-engine", "business-rules", "panzi-json-logic"):
        faster = ratio(micros(1_000, name), micros(1_000, OURS))
        yield Goal(f"times faster than {name} at 1,000", 500, faster, least=True)
    growth = ratio(micros(10_000, OURS), micros(1_000, OURS))
    yield Goal("growth from 1,000 to 10,000 rules", 1.5, growth, least=False)
    chain = ratio(micros(1_000, OURS, long=True), micros(1_000, CHAIN, long=True))
    yield Goal(f"{_LONG:,} characters among 1,000 rules, beside the if-chain", 1, chain, least=False)
    for rules in (1_000, 10_000):
        share = ratio(micros(rules, "the reasons too"), micros(rules, OURS))
        yield Goal(f"the answer with its reasons, beside the answer, at {rules:,}", 3, share, least=False)
    yield Goal("order and index of 10,000 rules, in ms", 100, sizes[10_000].build_ms, least=False)
    yield Goal("index of 10,000 rules, in MB", 5, sizes[10_000].index_mb, least=False)
    yield Goal("the same after all cases, in MB", 5, sizes[10_000].index_after_mb, least=False)
    yield Goal("answers that differ", 0, float(sum(each.differences for each in sizes.values())), least=False)


def _shown(size: Size) -> Iterator[str]:
    yield (
        f"\n{size.rules:,} rules: {size.hits:.1f} % of the cases are taken, at a mean depth of {size.depth:,.0f};"
        f" {size.compared:,} answers compared, {size.differences} differ"
    )
    yield f"  order and index {size.build_ms:.1f} ms, {size.index_mb:.2f} MB, after all cases {size.index_after_mb:.2f} MB"
    for title, timed in (("letters of 93 characters", size.timed), (f"letters of {_LONG:,}", size.long)):
        base = timed[0].micros or 1.0
        yield f"  {title}"
        for each in timed:
            figures = each.note if each.micros is None else f"{each.micros:12.2f} us {each.micros / base:12.2f}x"
            yield f"    {each.name:32} {figures}"


def _versions() -> Mapping[str, str]:
    found = {"python": sys.version.split()[0]}
    for name in ("ahocorasick_rs", *ENGINES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def main() -> None:
    """Compare, time and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cases", type=int, default=10_000)
    options = parser.parse_args()
    of = world(7)
    rules = [rule(of, number) for number in range(max(SIZES))]
    matters = [case(of) for _ in range(options.cases)]
    long = [case(of, _LONG) for _ in range(options.cases // 20)]
    sizes: dict[int, Size] = {}
    if not options.json:
        print(" · ".join(f"{name} {number}" for name, number in _versions().items()))
        print(f"texts of {mean(len(str(each['text'])) for each in matters):.0f} characters in the mean")
    for count in SIZES:
        sizes[count] = measured(rules[:count], matters, long, max(options.rounds, 3))
        if not options.json:
            print("\n".join(_shown(sizes[count])), flush=True)
    if options.json:
        found = [{**each._asdict(), "timed": [one._asdict() for one in each.timed]} for each in sizes.values()]
        found = [{**each, "long": [one._asdict() for one in each["long"]]} for each in found]
        judged = [each._asdict() for each in goals(sizes)]
        print(json.dumps({"unit": "us", "versions": _versions(), "sizes": found, "goals": judged}, indent=1))
        return
    print("\n".join(["", *(f"-> {goal}" for goal in goals(sizes))]))


if __name__ == "__main__":
    main()
