"""
How long the proof of a table of routing rules takes.

Run it with `python benchmarks/routing_proof.py [rules ...]`. The tables are made up, as the shared benchmark of routing
has them: two to four conditions a rule over eight facts and a text with 200 words, the most specific rule first, and one
rule in a hundred planted dead, most of them only by several rules together. Times are of the process's CPU, the median
of several runs.
"""

import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time

from attrs import evolve

from banbucheng.routing import (
    Between,
    Condition,
    Fact,
    FactKind,
    FindingKind,
    Mentions,
    OneOf,
    Outcome,
    Routes,
    Rule,
    Vocabulary,
    proof_of,
    proved,
    reproved,
)
from banbucheng.terms import UnitCode

CATEGORIES = tuple(f"c{n:02}" for n in range(50))
REGIONS = tuple(f"4414{n:02}" for n in range(9))
DEPARTMENTS = tuple(f"d{n:02}" for n in range(40))
ITEMS = tuple(f"{n * 499 % 1_000_000:06}" for n in range(2_000))
APPLICANTS = ("person", "company", "group", "office", "other")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: 170 words, and 30 that contain one of them.
WORDS = (*(f"w{n:03}." for n in range(170)), *(f"longer w{n:03}." for n in range(30)))

VOCABULARY = Vocabulary(
    facts=(
        Fact(name="category", kind=FactKind.CODE, values=CATEGORIES),
        Fact(name="region", kind=FactKind.CODE, values=REGIONS),
        Fact(name="department", kind=FactKind.CODE, values=DEPARTMENTS),
        Fact(name="item", kind=FactKind.PREFIX),
        Fact(name="applicant", kind=FactKind.CODE, values=APPLICANTS),
        Fact(name="text", kind=FactKind.TEXT),
        Fact(name="hour", kind=FactKind.NUMBER, least=0, most=23),
        Fact(name="weekday", kind=FactKind.CODE, values=WEEKDAYS),
    )
)
#: Facts that a rule may ask about, each as often as it stands here.
_ASKED = (
    ("category",) * 5 + ("region",) * 4 + ("department",) * 4 + ("item",) * 5 + ("applicant",) * 2 + ("hour", "weekday")
)


def table(rules: int, seed: int = 0) -> Routes:
    """A table of about so many rules."""
    chance = Random(seed)  # noqa: S311 - a made-up table, not a secret
    made = [_rule(chance, n) for n in range(rules)]
    planted = [each for n in range(rules // 100) for each in _planted(chance, made, n)]
    every = [*made, *planted]
    # The most specific first; a rank for each, so that no two rules are on one rung.
    every.sort(key=lambda rule: (rule.rank, rule.id))
    ranked = tuple(evolve(rule, rank=n) for n, rule in enumerate(every))
    return Routes(
        rules=ranked,
        fallback="d00",
        units=frozenset(UnitCode(f"{region}-{each}") for region in REGIONS for each in DEPARTMENTS),
        vocabulary=VOCABULARY,
        tiers=("specific", "general"),
    )


def _rule(chance: Random, n: int) -> Rule:
    number = chance.choice((2, 3, 3, 4))
    when: dict[str, Condition] = {}
    if chance.random() < 0.5:  # noqa: PLR2004 - half of the rules, as in the shared benchmark
        when["text"] = Mentions(any=frozenset(chance.sample(WORDS, chance.choice((1, 1, 2)))))
    while len(when) < number:
        name = chance.choice(_ASKED)
        when[name] = _condition(chance, name)
    return _made(f"r{n}", when, chance.choice(DEPARTMENTS), _width(when))


def _condition(chance: Random, name: str) -> Condition:
    match name:
        case "item":
            code = chance.choice(ITEMS)
            return chance.choice((OneOf(frozenset({code})), OneOf(under=frozenset({code[: chance.choice((2, 3, 4))]}))))
        case "hour":
            low = chance.randrange(20)
            return Between(((low, low + chance.choice((2, 3))),))
        case _:
            values = next(fact.values for fact in VOCABULARY.facts if fact.name == name)
            return OneOf(frozenset(chance.sample(values, chance.choice((1, 1, 2)))))


def _width(when: dict[str, Condition]) -> int:
    return 1000 - 100 * len(when)


def _made(name: str, when: dict[str, Condition], lead: str, rank: int) -> Rule:
    return Rule(id=name, tier="general" if rank else "specific", when=when, then=Outcome(lead=lead), rank=rank)


def _planted(chance: Random, made: list[Rule], n: int) -> list[Rule]:
    """Rules of which one is dead: by one other, or by several that share out the regions, hours or applicants."""
    when = dict(chance.choice([rule for rule in made if len(rule.when) == 3]).when)  # noqa: PLR2004 - neither wide nor full
    way = n % 4
    if way == 0:
        more = when | {"weekday": OneOf(frozenset(WEEKDAYS[:3]))}
        return [_made(f"wide{n}", when, "d01", 0), _made(f"dead{n}", more, "d02", 1000)]
    free = [name for name in ("region", "applicant", "hour") if name not in when]
    if not free:
        return []
    name = free[n % len(free)]
    parts: tuple[Condition, ...]
    if name == "hour":
        parts = (Between(((None, 8),)), Between(((9, 17),)), Between(((18, None),)))
    else:
        values = REGIONS if name == "region" else APPLICANTS
        cut = 1 + len(values) // 2
        parts = (OneOf(frozenset(values[:cut])), OneOf(frozenset(values[cut:])))
    killers = [_made(f"part{n}.{m}", {**when, name: part}, "d01", 0) for m, part in enumerate(parts)]
    return [*killers, _made(f"dead{n}", when, "d02", 1000)]


def timed(work: Callable[[], object], times: int) -> float:
    """The median CPU time of some runs, in milliseconds."""
    spent: list[float] = []
    for _ in range(times):
        start = process_time()
        work()
        spent.append(process_time() - start)
    return 1000 * median(spent)


def main(sizes: list[int]) -> None:
    """Print what each size takes."""
    print("  rules  dead rules  all checks  after one edit: dead  dead / by several / undecided / redundant")
    for size in sizes:
        routes = table(size)
        _ = routes.order
        times = 5 if size <= 1_000 else 1  # noqa: PLR2004 - the larger ones take long enough
        proof = proof_of(routes)
        edited = evolve(routes, rules=(*routes.rules[1:], evolve(routes.rules[0], when={"hour": Between(((3, 4),))})))
        _ = edited.order
        kinds = [each.kind for each in proof.dead]
        together = sum(each.code == "dead.together" for each in proof.dead)
        print(
            f"{len(routes.rules):7}"
            f" {timed(lambda routes=routes: proof_of(routes).dead, times):8.1f} ms"
            f" {timed(lambda routes=routes: proved(routes), times):8.1f} ms"
            f" {timed(lambda proof=proof, edited=edited: reproved(proof, edited).dead, times):14.1f} ms"
            f" {kinds.count(FindingKind.DEAD):8} / {together} / {kinds.count(FindingKind.UNDECIDED)}"
            f" / {kinds.count(FindingKind.REDUNDANT)}"
        )


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100, 1_000, 10_000])
