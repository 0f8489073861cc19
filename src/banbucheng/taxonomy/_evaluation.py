"""How good suggestions are: measured on letters that people have sorted, never on those that were learned from."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from random import Random

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.taxonomy._catalogue import Catalogue, Ranking
from banbucheng.taxonomy._learned import Labelled, learned

__all__ = ["Evaluation", "Judged", "cross_validated", "evaluated"]

#: With fewer folds nothing would be left to learn from.
_LEAST_FOLDS = 2
#: The quantile of the normal distribution for an interval of 95 %.
_Z = 1.959964


@frozen(kw_only=True)
class Judged:
    """A letter with what was suggested for it."""

    letter: Labelled
    ranking: Ranking

    def right(self, place: int = 1) -> bool:
        """Whether one of the first `place` candidates is the class of the letter, as far down as that was named."""
        path = self.letter.path
        return any(each.path[: len(path)] == path for each in self.ranking.candidates[:place])


@frozen(kw_only=True)
class Evaluation:
    """How suggestions fared on letters; every share is between 0 and 1."""

    judged: tuple[Judged, ...]

    @property
    def accuracy(self) -> float:
        """The share of all letters whose first candidate is right; a letter without any counts as wrong."""
        return _share(sum(each.right() for each in self.judged), len(self.judged))

    @property
    def interval(self) -> tuple[float, float]:
        """
        The interval of 95 % of the accuracy (Wilson 1927, score interval).

        It says how much the number of letters leaves open, and nothing of letters from elsewhere.
        """
        n, p = len(self.judged), self.accuracy
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return middle - half, middle + half

    @property
    def within_three(self) -> float:
        """The share of all letters with the right class among the candidates."""
        return _share(sum(each.right(3) for each in self.judged), len(self.judged))

    @property
    def coverage(self) -> float:
        """The share of all letters for which something was suggested."""
        return _share(len(self._suggested), len(self.judged))

    @property
    def precision(self) -> float:
        """The share of the suggestions that are right."""
        return _share(sum(each.right() for each in self._suggested), len(self._suggested))

    @property
    def baseline(self) -> float:
        """The share that is right for whoever always says the largest class."""
        return _share(max(Counter(each.letter.path for each in self.judged).values()), len(self.judged))

    @property
    def confusion(self) -> Mapping[tuple[tuple[str, ...], tuple[str, ...]], int]:
        """How many letters of a class had which class suggested; the empty path where nothing was."""
        return Counter((each.letter.path, each.ranking.suggested) for each in self.judged)

    def precision_at(self, coverage: float) -> float:
        """
        The share of right ones among the clearest letters, as many as the coverage says.

        Raises:
            BadInput: the coverage is not above 0 and at most 1.
        """
        if not 0 < coverage <= 1:
            raise BadInput("coverage", coverage, "give a share above 0, at most 1")
        clearest = sorted(self.judged, key=lambda each: -each.ranking.lead)[
            : max(1, round(coverage * len(self.judged)))
        ]
        return _share(sum(each.right() for each in clearest), len(clearest))

    @property
    def _suggested(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if each.ranking.suggested)


def evaluated(letters: Sequence[Labelled], catalogue: Catalogue) -> Evaluation:
    """
    How a catalogue fares on letters. It must not have been learned from them; for that see `cross_validated`.

    Raises:
        BadInput: there are no letters.
    """
    if not letters:
        raise BadInput("letters", 0, "give some that people have sorted")
    return Evaluation(judged=tuple(Judged(letter=each, ranking=catalogue.ranking(each.text)) for each in letters))


def cross_validated(
    letters: Sequence[Labelled],
    *,
    folds: int = 10,
    seed: int = 1,
    learn: Callable[[Sequence[Labelled]], Catalogue] = learned,
) -> Evaluation:
    """
    How what is learned from letters fares on letters like them: each is judged by a catalogue that has not seen it.

    The letters are dealt into folds, each class evenly, the same way for the same seed; letters with the same text go
    into one fold. Letters of one writer about one thing may still lie in two, and make it look a little better.

    Raises:
        BadInput: there are fewer letters than folds, or fewer than two folds.
    """
    if not _LEAST_FOLDS <= folds <= len(letters):
        raise BadInput("folds", folds, f"give 2 or more, and no more than the {len(letters)} letters")
    judged: dict[int, Judged] = {}
    for fold in _dealt(letters, folds, seed):
        held = frozenset(fold)
        catalogue = learn([each for n, each in enumerate(letters) if n not in held])
        for n in fold:
            judged[n] = Judged(letter=letters[n], ranking=catalogue.ranking(letters[n].text))
    return Evaluation(judged=tuple(judged[n] for n in sorted(judged)))


def _dealt(letters: Sequence[Labelled], folds: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """The numbers of the letters in each fold."""
    alike: dict[str, list[int]] = {}
    for n, letter in enumerate(letters):
        alike.setdefault(letter.text, []).append(n)
    by_class: dict[tuple[str, ...], list[list[int]]] = {}
    for numbers in alike.values():
        by_class.setdefault(letters[numbers[0]].path, []).append(numbers)
    random = Random(seed)  # noqa: S311 - dealt the same way each time, and nothing is secret about it
    order: list[list[int]] = []
    for path in sorted(by_class):
        random.shuffle(by_class[path])
        order += by_class[path]
    dealt: list[list[int]] = [[] for _ in range(folds)]
    for place, numbers in enumerate(order):
        dealt[place % folds] += numbers
    return tuple(tuple(each) for each in dealt if each)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
