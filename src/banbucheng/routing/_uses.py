"""What each rule is good for: the rules that can never take a case, and those that could be left out."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from banbucheng.routing._cover import Box, Spent
from banbucheng.routing._findings import Finding, FindingKind, Gravity
from banbucheng.routing._proving import Proving, found
from banbucheng.routing._space import AxisKind, Point, present_in
from banbucheng.routing._space_of import parts_of
from banbucheng.routing._witness import bits

__all__ = ["Use", "idle", "merged", "uses"]


@frozen
class Use:
    """A case that a rule takes, and one that would go elsewhere without it; None where there is none."""

    takes: Point | None
    needed: Point | None = None
    #: The question that was given up: `dead` or `redundant`; empty where none was.
    undecided: str = ""


def uses(proving: Proving, hints: Mapping[str, Point]) -> list[Use]:
    """What each rule is good for, by bit; a hint is a case that a rule was needed for before, which is tried first."""
    return [_use(proving, bit, hints.get(rule.id)) for bit, rule in enumerate(proving.space.rules)]


def _use(proving: Proving, bit: int, hint: Point | None) -> Use:
    space = proving.space
    earlier = space.sure >> (bit + 1) << (bit + 1)
    if hint is not None:
        hits = space.hits(hint)
        if hits >> bit & 1 and not hits & earlier and _matters(proving, bit, hits):
            return Use(hint, hint)
    try:
        takes = proving.search.free(space.parts[bit], earlier)
    except Spent:
        return Use(None, undecided="dead")
    if takes is None:
        return Use(None)
    if _matters(proving, bit, space.hits(takes)):
        return Use(takes, takes)
    try:
        return Use(takes, _needed(proving, bit))
    except Spent:
        return Use(takes, undecided="redundant")


def _matters(proving: Proving, bit: int, hits: int) -> bool:
    """Whether a case that a rule takes, and that these rules hold for, would hear something else, or might, without it."""
    spoken, own = proving.spoken, proving.spoken[bit]
    later = hits & ((1 << bit) - 1)
    while later:
        other = later.bit_length() - 1
        if spoken[other] != own:
            return True
        if proving.space.sure >> other & 1:
            return False
        later ^= 1 << other
    return spoken[-1] != own


def _needed(proving: Proving, bit: int) -> Point | None:
    """A case that a rule takes and that would go elsewhere without it: to the fallback, or to one of the rules after it."""
    space, spoken = proving.space, proving.spoken
    parts, below = space.parts[bit], (1 << bit) - 1
    same = proving.saying[spoken[bit]]
    others = space.sure & ~(1 << bit)
    # Where no rule that says the same holds besides, whatever comes next says something else.
    point = proving.search.free(parts, others & ~(below & ~same))
    if point is not None and _matters(proving, bit, space.hits(point)):
        return point
    # Else the first of those that say the same, case by case, until there is no other: what comes after them never answers.
    passed, last = others >> (bit + 1) << (bit + 1), bit
    while (point := proving.search.free(parts, passed)) is not None:
        hits = space.hits(point)
        if _matters(proving, bit, hits):
            return point
        after = (hits & space.sure & below).bit_length() - 1
        if after < 0:
            last = 0
            break
        last = min(last, after)
        passed |= 1 << after
    for other in bits((proving.touching(bit) & below & ~same) >> last << last):
        shared = [part for _, part in merged(proving, bit, other)]
        point = proving.search.free(shared, others >> (other + 1) << (other + 1))
        if point is not None:
            return point
    return None


def merged(proving: Proving, one: int, other: int) -> list[tuple[bool, Box]]:
    """The parts that two rules have in common, each with whether one of them brings all the words that it takes."""
    space, first = proving.space, len(proving.space.plain)
    together: list[tuple[bool, Box]] = []
    for mine in space.parts[one]:
        for theirs in space.parts[other]:
            box = dict(mine)
            for axis, kept in theirs.items():
                box[axis] = box.get(axis, space.whole[axis]) & kept
            if all(box.values()):
                together.append((_sure(proving, present_in(mine, first), present_in(theirs, first)), box))
    return together


def _sure(proving: Proving, mine: frozenset[int], theirs: frozenset[int]) -> bool:
    if mine <= theirs or theirs <= mine:
        return True
    axes = proving.space.axes
    sides = [{axes[n].fact: {m for m in side if axes[m].fact == axes[n].fact} for n in side} for side in (mine, theirs)]
    return all(
        sides[0][fact] <= sides[1][fact] or sides[1][fact] <= sides[0][fact]
        for fact in sides[0].keys() & sides[1].keys()
    )


def idle(proving: Proving, use: list[Use]) -> Iterator[Finding]:
    """The findings about rules that are dead, or could be left out."""
    for bit in range(len(use) - 1, -1, -1):
        rule, mine = proving.space.rules[bit], use[bit]
        if mine.undecided and not proving.gives(bit):
            yield proving.undecided(mine.undecided, (rule,))
        elif not proving.space.parts[bit]:
            yield _contradiction(proving, bit)
        elif proving.gives(bit):
            continue
        elif mine.takes is None:
            try:
                yield _dead(proving, bit)
            except Spent:
                yield proving.undecided("dead", (rule,))
        elif mine.needed is None:
            winner = [hits for _, hits in proving.history if hits.bit_length() - 1 == bit]
            share = {"cases": len(winner), "of": len(proving.cases)} if proving.cases else {}
            after = _after(proving, bit, mine.takes)
            yield found(
                FindingKind.REDUNDANT,
                Gravity.WARNING,
                "rule",
                (rule,),
                values={"instead": after},
                examples=(proving.example(mine.takes, bit),),
                **share,
            )


def _after(proving: Proving, bit: int, point: Point) -> str:
    """The rule that would take the case without this one."""
    left = proving.space.hits(point) & proving.space.sure & ((1 << bit) - 1)
    return proving.space.rules[left.bit_length() - 1].id if left else "fallback"


def _contradiction(proving: Proving, bit: int) -> Finding:
    space, rule, need = proving.space, proving.space.rules[bit], proving.space.needs[bit]
    empty = {space.axes[axis].fact: space.axes[axis].kind for axis, kept in need.among if not kept}
    if not empty:
        facts = {space.axes[axis].fact for axis, _ in need.among} & space.word_axes.keys()
        for fact in sorted(facts):
            own = [each for each in need.among if space.axes[each[0]].fact == fact]
            groups = [each for each in need.any_of if not each or space.axes[each[0]].fact == fact]
            if not parts_of(type(need)(tuple(own), tuple(groups)), space.whole, space.words):
                empty[fact] = AxisKind.WORD
    code = "never_in_force" if AxisKind.DAY in empty.values() else "contradiction"
    return found(FindingKind.DEAD, Gravity.ERROR, code, (rule,), values={"facts": ", ".join(sorted(empty))})


def _dead(proving: Proving, bit: int) -> Finding:
    """A dead rule, with the rules that take its cases, and a case that each of them takes."""
    taken = _shadow(proving, bit) or _shadows(proving, bit)
    order = sorted(taken, reverse=True)
    rules = proving.space.rules
    return found(
        FindingKind.DEAD,
        Gravity.ERROR,
        "one" if len(order) == 1 else "together",
        (rules[bit], *(rules[other] for other in order)),
        examples=tuple(proving.example(taken[other], other) for other in order),
        **proving.share(1 << bit),
    )


def _shadow(proving: Proving, bit: int) -> dict[int, Point]:
    """The one rule that shadows it alone and itself takes one of its cases, if there is one."""
    space = proving.space
    parts = space.parts[bit]
    whole = space.sure >> (bit + 1) << (bit + 1) & proving.touching(bit)
    for part in parts:
        whole = proving.search.covering(part, whole)
    for other in bits(whole):
        try:
            point = proving.search.free(parts, space.sure >> (other + 1) << (other + 1))
        except Spent:
            continue
        if point is not None:
            return {other: point}
    return {}


def _shadows(proving: Proving, bit: int) -> dict[int, Point]:
    """Rules that shadow it together, none of which could be spared, each with a case of its own."""
    space, parts = proving.space, proving.space.parts[bit]
    earlier = space.sure >> (bit + 1) << (bit + 1)
    taken: dict[int, Point] = {}
    mask = 0
    while (point := proving.search.free(parts, mask)) is not None:
        winner = (space.hits(point) & earlier).bit_length() - 1
        taken[winner] = point
        mask |= 1 << winner
    for other in sorted(taken):
        if proving.search.free(parts, mask & ~(1 << other)) is None:
            mask &= ~(1 << other)
            del taken[other]
    return taken
