"""A catalogue of matters: which class the words of a text speak for, with the evidence; a person confirms."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf, isfinite

from attrs import Attribute, field, frozen

from banbucheng.errors import BadInput

__all__ = ["Candidate", "Catalogue", "Category", "Ranking"]

#: How many classes a ranking names.
_MOST = 3


def _stand(_: object, attribute: "Attribute[tuple[str, ...]]", value: tuple[str, ...]) -> None:
    if not all(value):
        raise BadInput(attribute.name, "", "an empty word stands in every text; leave it out")


def _weigh(_: object, attribute: "Attribute[Mapping[str, float]]", value: Mapping[str, float]) -> None:
    for word, weight in value.items():
        if not word or not isfinite(weight):
            raise BadInput(attribute.name, f"{word} = {weight}", "give words, and a finite number for each")


def _finite(_: object, attribute: "Attribute[float]", value: float) -> None:
    if not isfinite(value):
        raise BadInput(attribute.name, value, "give a finite number")


def _not_below_nought(_: object, attribute: "Attribute[float]", value: float) -> None:
    if not 0 <= value < inf:
        raise BadInput(attribute.name, value, "give a number of points, 0 or more")


@frozen(kw_only=True)
class Category:
    """One class of the catalogue of matters, by its path from the widest class down."""

    path: tuple[str, ...]
    #: Words of a complaint that speak for it, besides its own name; each has as many points as characters.
    words: tuple[str, ...] = field(default=(), validator=_stand)
    #: Points of words for which that is not right; below 0 for a word that speaks against the class.
    weights: Mapping[str, float] = field(factory=dict[str, float], validator=_weigh)
    #: Points that it has before a word is read, such as for a class that most letters are of.
    bias: float = field(default=0.0, validator=_finite)

    @property
    def points(self) -> Mapping[str, float]:
        """The points of every word, its own name among them, in the order of the file."""
        own: dict[str, float] = {word: len(word) for word in (self.path[-1], *self.words) if word}
        return {**own, **self.weights}

    def found_in(self, text: str) -> tuple[str, ...]:
        """Its name and the words that speak for it, as far as the text holds them."""
        return tuple(word for word, points in self.points.items() if points > 0 and word in text)


@frozen(kw_only=True)
class Candidate:
    """A class that a text may be of."""

    path: tuple[str, ...]
    #: The sum of the points of the words found, and of the bias.
    score: float
    #: The words found with their points, the weightiest first; below 0 those that speak against.
    evidence: Mapping[str, float]


@frozen(kw_only=True)
class Ranking:
    """The classes that a text may be of, the likeliest first: a suggestion, which a person confirms or overrides."""

    #: At most three; none where no word of the catalogue was found.
    candidates: tuple[Candidate, ...]
    #: How many points the first is ahead of every other class of the catalogue.
    lead: float
    #: The path of the first, or empty: without a word for it, or with too small a lead, nothing is suggested.
    suggested: tuple[str, ...]


# Not slotted: the index is a cached property, which wants a __dict__.
@frozen(kw_only=True, slots=False)
class Catalogue:
    """The classes of matters in use, and how clear a text must be for one to be suggested."""

    categories: tuple[Category, ...] = ()
    #: The lead in points below which nothing is suggested.
    margin: float = field(default=0.0, validator=_not_below_nought)

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __len__(self) -> int:
        return len(self.categories)

    def ranking(self, text: str) -> Ranking:
        """
        The classes by the points of their words that the text holds, each word once; the earlier one on a tie.

        A class of which no word is found is never a candidate, whatever its bias.
        """
        index = self._index
        found = index.found_in(text)
        scores: dict[int, float] = {}
        biases = index.biases
        for word in found:
            for n, points in index.votes[word]:
                scores[n] = scores.get(n, biases[n]) + points
        ranked = sorted(scores, key=lambda n: (-scores[n], n))[:_MOST]
        if not ranked:
            return Ranking(candidates=(), lead=0.0, suggested=())
        best = scores[ranked[0]]
        others = [scores[ranked[1]]] if len(ranked) > 1 else []
        others += [biases[n] for n in index.by_bias if n not in scores][:1]
        lead = best - max(others, default=0.0)
        clear = best > 0 and lead >= self.margin
        return Ranking(
            candidates=tuple(
                Candidate(path=self.categories[n].path, score=scores[n], evidence=index.evidence(n, found))
                for n in ranked
            ),
            lead=lead,
            suggested=self.categories[ranked[0]].path if clear else (),
        )

    @cached_property
    def _index(self) -> "_Index":
        return _indexed(self.categories)


@frozen(kw_only=True)
class _Index:
    """The words of all classes by their first character, so that most are never looked for in a text."""

    #: By the first character of words: the second (the first again where there is none), and the word.
    starts: Mapping[str, tuple[tuple[str, str], ...]]
    first: frozenset[str]
    #: The classes by number that a word speaks for or against.
    votes: Mapping[str, tuple[tuple[int, float], ...]]
    #: The place of each word, so that the points are added in the same order in every process.
    places: Mapping[str, int]
    #: By the number of the class: the order of its words as evidence, with their points below nought.
    orders: tuple[Mapping[str, tuple[float, int]], ...]
    biases: tuple[float, ...]
    #: The numbers of the classes, the one with most bias first.
    by_bias: tuple[int, ...]

    def found_in(self, text: str) -> list[str]:
        """Every word that the text holds, once."""
        there, starts = frozenset(text), self.starts
        found = [word for one in self.first & there for two, word in starts[one] if two in there and word in text]
        found.sort(key=self.places.__getitem__)
        return found

    def evidence(self, n: int, found: list[str]) -> Mapping[str, float]:
        """The words found that speak for or against a class."""
        order = self.orders[n]
        here = sorted((word for word in found if word in order), key=order.__getitem__)
        return {word: -order[word][0] for word in here}


def _indexed(categories: tuple[Category, ...]) -> _Index:
    starts: dict[str, list[tuple[str, str]]] = {}
    votes: dict[str, list[tuple[int, float]]] = {}
    orders: list[Mapping[str, tuple[float, int]]] = []
    for n, category in enumerate(categories):
        points = category.points
        orders.append({word: (-each, place) for place, (word, each) in enumerate(points.items())})
        for word, each in points.items():
            votes.setdefault(word, []).append((n, each))
    for word in votes:
        starts.setdefault(word[0], []).append((word[1:2] or word, word))
    biases = tuple(each.bias for each in categories)
    return _Index(
        starts={one: tuple(words) for one, words in starts.items()},
        first=frozenset(starts),
        votes={word: tuple(each) for word, each in votes.items()},
        places={word: place for place, word in enumerate(votes)},
        orders=tuple(orders),
        biases=biases,
        by_bias=tuple(sorted(range(len(biases)), key=lambda n: -biases[n])),
    )
