"""What one fact can show, as far as the rules of a table tell it apart, and which of that meets a condition."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

from banbucheng.routing._conditions import Between, Condition, Flag, OneOf
from banbucheng.routing._facts import Fact, FactKind, FactValue
from banbucheng.routing._rule import Rule

__all__ = ["LAST", "OTHER", "Asked", "asked_of", "bits_of", "classes_of", "place_of"]

#: What makes a code that no rule names: a character that no catalogue uses.
OTHER = "~"
#: What stands behind every character in the order of codes.
LAST = chr(0x10FFFF)

#: By fact and condition, the places of the rules that ask it.
Asked = dict[str, dict[Condition, list[int]]]


def asked_of(rules: Sequence[Rule]) -> Asked:
    """What rules ask, each condition once."""
    found: Asked = {}
    for place, rule in enumerate(rules):
        for name, condition in rule.when.items():
            same = found.get(name)
            if same is None:
                same = found[name] = {}
            places = same.get(condition)
            if places is None:
                same[condition] = [place]
            else:
                places.append(place)
    return found


def classes_of(fact: Fact, asked: Collection[Condition]) -> tuple[FactValue, ...]:
    """
    One value for each class that no condition splits, in order.

    Where the codes are not listed, `440~` stands for a code under 440 that no rule names, and `~` for any other.
    """
    match fact.kind:
        case FactKind.FLAG:
            return (False, True)
        case FactKind.NUMBER:
            ranges = [stretch for each in asked if isinstance(each, Between) for stretch in each.ranges]
            starts = {low for low, _ in ranges if low is not None} | {
                high + 1 for _, high in ranges if high is not None
            }
            return tuple(sorted({fact.least} | {each for each in starts if fact.least <= each <= fact.most}))
        case FactKind.TEXT:
            return ()
        case FactKind.CODE | FactKind.CODES | FactKind.PREFIX:
            if fact.values:
                return tuple(sorted(fact.values))
            named = {code for each in asked if isinstance(each, OneOf) for code in each.codes}
            under = {f"{begin}{OTHER}" for each in asked if isinstance(each, OneOf) for begin in each.under}
            return tuple(sorted(named | under | {OTHER}))


def bits_of(condition: Condition, classes: tuple[FactValue, ...], places: Mapping[FactValue, int]) -> int:
    """The classes that meet a condition, one bit each; a set of codes is asked code by code, and negation left out."""
    bits = 0
    match condition:
        case OneOf():
            for code in condition.codes:
                if code in places:
                    bits |= 1 << places[code]
            for begin in condition.under:
                bits |= (1 << bisect_left(classes, f"{begin}{LAST}")) - (1 << bisect_left(classes, begin))
        case Between():
            for low, high in condition.ranges:
                first = 0 if low is None else bisect_left(classes, low)
                last = len(classes) if high is None else bisect_right(classes, high)
                bits |= (1 << last) - (1 << first) if last > first else 0
        case Flag():
            bits = 2 if condition.value else 1
        case _:
            pass
    return bits


def place_of(value: FactValue, places: Mapping[FactValue, int]) -> int | None:
    """The class that a value belongs to; None where it is of no class, such as a code that is not listed."""
    if isinstance(value, int) and not isinstance(value, bool):
        return max((place for each, place in places.items() if isinstance(each, int) and each <= value), default=0)
    if value in places or not isinstance(value, str):
        return places.get(value)
    others = (f"{value[:n]}{OTHER}" for n in range(len(value), -1, -1))
    return next((places[other] for other in others if other in places), None)
