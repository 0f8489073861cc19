"""Points for words, learned from letters that people have sorted: how much oftener a piece of text stands in a class."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from attrs import Attribute, field, frozen

from banbucheng.errors import BadInput
from banbucheng.taxonomy._catalogue import Catalogue, Category

__all__ = ["Labelled", "learned"]

#: Fewer digits make a catalogue that a person can read, and no difference that shows.
_DIGITS = 3


def _named(_: object, __: "Attribute[tuple[str, ...]]", value: tuple[str, ...]) -> None:
    if not value or not all(value):
        raise BadInput("class of a letter", "/".join(value), "name it from the widest class down")


@frozen(kw_only=True)
class Labelled:
    """A letter that a person has sorted."""

    text: str
    #: The class, as far down as the person said.
    path: tuple[str, ...] = field(validator=_named)


def learned(
    letters: Iterable[Labelled],
    *,
    start: Catalogue | None = None,
    trust: float = 2.0,
    sizes: tuple[int, ...] = (1, 2),
    least: int = 2,
    margin: float = 2.0,
) -> Catalogue:
    """
    A catalogue whose points come from letters: pieces of one and two characters, no dictionary and no segmentation.

    The points of a piece for a class are the logarithm of how often it stands in letters of the class, with one letter
    added everywhere (Laplace), less the mean over the classes; so they sum to nought, and a piece that is everywhere
    alike has none. `bias` is the same for the number of letters. This is naive Bayes, written so that it can be read.

    `start` is a catalogue written by hand; its points, times `trust`, are added to those of the classes with the same
    path. Pieces in fewer than `least` letters, and those with signs in them, are left out.

    Raises:
        BadInput: there are fewer than two classes among the letters.
    """
    by_class: dict[tuple[str, ...], list[str]] = {}
    for letter in letters:
        by_class.setdefault(letter.path, []).append(letter.text)
    if len(by_class) <= 1:
        raise BadInput("classes of the letters", len(by_class), "give letters of two classes or more")
    counts = {path: _counted(texts, sizes) for path, texts in by_class.items()}
    overall = sum((counts[path] for path in counts), Counter[str]())
    pieces = sorted(piece for piece, count in overall.items() if count >= least)
    points = _points(counts, pieces)
    sizes_of = {path: log(len(texts)) for path, texts in by_class.items()}
    middle = sum(sizes_of.values()) / len(sizes_of)
    mine = {
        path: Category(path=path, weights=weights, bias=round(sizes_of[path] - middle, _DIGITS))
        for path, weights in points.items()
    }
    if start is not None:
        mine |= {each.path: _joined(each, trust, mine.get(each.path)) for each in start}
    return Catalogue(categories=tuple(mine[path] for path in sorted(mine)), margin=margin)


def _counted(texts: Sequence[str], sizes: tuple[int, ...]) -> Counter[str]:
    """In how many of the texts each piece stands."""
    return Counter(piece for text in texts for piece in _pieces(text, sizes))


def _pieces(text: str, sizes: tuple[int, ...]) -> Iterable[str]:
    whole = {text[at : at + size]: None for size in sizes for at in range(len(text) - size + 1)}
    return (piece for piece in whole if piece.isalnum())


def _points(
    counts: Mapping[tuple[str, ...], Counter[str]], pieces: Sequence[str]
) -> Mapping[tuple[str, ...], Mapping[str, float]]:
    totals = {path: sum(count[piece] for piece in pieces) + len(pieces) for path, count in counts.items()}
    found: dict[tuple[str, ...], dict[str, float]] = {path: {} for path in counts}
    for piece in pieces:
        logs = {path: log((count[piece] + 1) / totals[path]) for path, count in counts.items()}
        middle = sum(logs.values()) / len(logs)
        for path, each in logs.items():
            found[path][piece] = round(each - middle, _DIGITS)
    return found


def _joined(start: Category, trust: float, other: Category | None) -> Category:
    """A class written by hand, with what the letters add to it."""
    weights = {word: points * trust for word, points in start.points.items()}
    if other is None:
        return Category(path=start.path, weights=weights, bias=start.bias)
    for word, points in other.weights.items():
        weights[word] = weights.get(word, 0.0) + points
    return Category(path=start.path, weights=weights, bias=other.bias)
