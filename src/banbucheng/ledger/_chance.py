"""Whether counts say anything: tests that are exact for the few cases that a desk has."""

from collections.abc import Sequence
from math import exp, fsum, lgamma, log

__all__ = ["at_least", "at_most", "together"]


def at_least(seen: int, *, marked: int, drawn: int, of: int) -> float:
    """
    How likely `drawn` cases out of `of`, `marked` of them alike, hold at least `seen` of those by chance alone.

    The upper tail of the hypergeometric distribution, which is Fisher's exact test of one side (R. A. Fisher, Statistical
    Methods for Research Workers, § 21.02).
    """
    whole = _choose(of, drawn)
    return min(
        1.0,
        fsum(
            exp(_choose(marked, n) + _choose(of - marked, drawn - n) - whole) for n in _range(seen, marked, drawn, of)
        ),
    )


def _range(seen: int, marked: int, drawn: int, of: int) -> range:
    return range(max(seen, drawn + marked - of, 0), min(marked, drawn) + 1)


def at_most(seen: int, of: int, share: float) -> float:
    """How likely at most `seen` of `of` fall where a share of all falls, by chance alone: the lower tail of the binomial."""
    if not 0.0 < share < 1.0:
        return 1.0 if share <= 0.0 or seen >= of else 0.0
    return min(1.0, fsum(exp(_choose(of, n) + n * log(share) + (of - n) * log(1.0 - share)) for n in range(seen + 1)))


def together(chances: Sequence[float]) -> Sequence[float]:
    """
    The chances of many questions asked at once, each raised so that few of those that stay low are false.

    Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57, 1995: of the findings below 0.05, one in
    twenty is expected to be chance.
    """
    order = sorted(range(len(chances)), key=lambda n: chances[n], reverse=True)
    raised, least = [1.0] * len(chances), 1.0
    for place, n in enumerate(order):
        least = min(least, chances[n] * len(chances) / (len(chances) - place))
        raised[n] = least
    return raised


def _choose(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
