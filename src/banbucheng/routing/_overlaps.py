"""Pairs of rules that can hold at once, of which no precedence picks one."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from banbucheng.routing._cover import PRESENT, Box, Spent
from banbucheng.routing._findings import Finding, FindingKind, Gravity
from banbucheng.routing._proving import Proving, found
from banbucheng.routing._rule import Policy
from banbucheng.routing._space import Point
from banbucheng.routing._uses import merged
from banbucheng.routing._witness import bits

__all__ = ["overlaps"]


def overlaps(proving: Proving) -> Iterator[Finding]:
    """
    Every pair of one tier with different outcomes where the order of the ids picks the answer of some case.

    Under the policy `unique` every pair that can hold at once.
    """
    rivals = _rivals(proving)
    pairs = listed = 0
    for one in range(len(proving.space.rules) - 1, -1, -1):
        others = rivals.get(one, 0)
        if not others:
            continue
        for other in bits(others & proving.touching(one)):
            if proving.policy is not Policy.UNIQUE and _within(proving, one, other):
                continue
            pairs += 1
            if pairs > proving.effort.pairs or listed >= proving.effort.overlaps:
                yield proving.undecided("overlap_more", listed=str(listed))
                return
            finding = _overlap(proving, one, other)
            if finding is not None:
                listed += finding.kind is FindingKind.OVERLAP
                yield finding


def _rivals(proving: Proving) -> Mapping[int, int]:
    """By rule, those after it that neither tier nor rank puts there, and that say something else."""
    rules, unique = proving.space.rules, proving.policy is Policy.UNIQUE
    if unique:
        return {bit: (1 << bit) - 1 for bit in range(len(rules))}
    tiers: dict[str, list[int]] = {}
    for bit, rule in enumerate(rules):
        tiers.setdefault(rule.tier, []).append(bit)
    found_: dict[int, int] = {}
    for places in tiers.values():
        ranks = [rules[bit].rank for bit in places]
        # From the last on, each must stand strictly above the next, or somebody is where only an id has put it.
        if all(after > before for after, before in pairwise(ranks)):
            continue
        up_to: dict[int, int] = {}
        reached = 0
        for rank, bit in sorted(zip(ranks, places, strict=True)):
            reached |= 1 << bit
            up_to[rank] = reached
        for bit in places:
            others = up_to[rules[bit].rank] & ((1 << bit) - 1)
            others &= ~proving.saying[proving.spoken[bit]]
            if others:
                found_[bit] = others
    return found_


def _within(proving: Proving, one: int, other: int) -> bool:
    """Whether the one rule is strictly narrower than the other."""
    return _inside(proving, one, other) and not _inside(proving, other, one)


def _inside(proving: Proving, one: int, other: int) -> bool:
    space, need = proving.space, proving.space.needs[other]
    if not set(space.rules[other].predicates) <= set(space.rules[one].predicates):
        return False
    return all(
        all(not part.get(axis, space.whole[axis]) & ~kept for axis, kept in need.among)
        and all(any(part.get(word) == PRESENT for word in group) for group in need.any_of)
        for part in space.parts[one]
    )


def _overlap(proving: Proving, one: int, other: int) -> Finding | None:
    space, unique = proving.space, proving.policy is Policy.UNIQUE
    rules = (space.rules[one], space.rules[other])
    earlier = 0 if unique else space.sure >> (one + 1) << (one + 1)
    together = merged(proving, one, other)
    try:
        sure = _first(proving, [part for alone, part in together if alone], earlier)
        point = sure or _first(proving, [part for alone, part in together if not alone], earlier)
    except Spent:
        return proving.undecided("overlap", rules)
    if point is None:
        return None
    if rules[0].predicates or rules[1].predicates:
        code = "predicate"
    elif sure is None:
        code = "several"
    else:
        code = "sure"
    gravity = Gravity.ERROR if unique or code == "sure" else Gravity.WARNING
    example = proving.example(point, one)
    return found(
        FindingKind.OVERLAP,
        gravity,
        code,
        rules,
        values={"leads": " / ".join(rule.then.lead for rule in rules)},
        examples=(example,),
        **proving.share(1 << one | 1 << other),
    )


def _first(proving: Proving, parts: list[Box], earlier: int) -> Point | None:
    return proving.search.free(parts, earlier) if parts else None
