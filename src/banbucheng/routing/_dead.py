"""The rules that can never take a case, and those that could be left out."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from attrs import frozen

from banbucheng.routing._cover import Box, Spent
from banbucheng.routing._findings import Example, Finding, FindingKind, Gravity
from banbucheng.routing._reports import example, finding, undecided
from banbucheng.routing._rule import Outcome, Policy
from banbucheng.routing._space import Point, Space
from banbucheng.routing._witness import Search, bits

__all__ = ["Use", "dead", "said", "use"]


@frozen
class Use:
    """What a rule is good for: a case that it takes, and, if it could not be left out, one that would go elsewhere then."""

    #: None where the rule is dead.
    takes: Point | None
    needed: Point | None = None
    #: Whether the search was given up, and what for.
    undecided: str = ""


def said(outcome: Outcome, policy: Policy) -> Any:
    """What of an outcome depends on which rule comes first; what is collected from all rules does not."""
    if policy is Policy.COLLECT:
        return outcome.lead, outcome.grade, outcome.priority
    return outcome


def use(search: Search, bit: int, fallback: Outcome, policy: Policy) -> Use:
    """What a rule is good for, exactly."""
    space = search.space
    rule, parts = space.rules[bit], space.parts[bit]
    earlier = space.sure >> (bit + 1) << (bit + 1)
    try:
        takes = search.free(parts, earlier)
    except Spent:
        return Use(None, undecided="dead")
    if takes is None:
        return Use(None)
    own = said(rule.then, policy)
    same = [space.sure_and_same(bit, lambda other: said(other.then, policy) == own)]
    del same
    return Use(takes)
