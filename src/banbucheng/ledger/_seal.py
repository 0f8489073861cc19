"""
The daily seal: one number, the root of a Merkle tree, that stands for the heads of all cases that moved.

Trees are those of RFC 6962, section 2.1: a leaf is hashed behind a byte 0, a node behind a byte 1, and the left side of
a node is the largest power of two that leaves something for the right.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from attrs import frozen

from banbucheng.errors import BadInput
from banbucheng.ledger._chain import SHA256, Finding, Flaw, hasher, link

__all__ = ["Leaf", "Proof", "Seal", "check_proof", "follows", "proved", "sealed", "seals_hold"]

_DAY = timedelta(days=1)
#: More levels than a tree of all cases there will ever be.
_DEEPEST = 64
_HASH_BYTES = 32


@frozen(order=True)
class Leaf:
    """A case at the end of a day: its number, its last entry, and the digest of that."""

    number: str
    seq: int
    head: str

    @property
    def data(self) -> bytes:
        """The bytes that are sealed: the three in UTF-8 with line feeds between."""
        return f"{self.number}\n{self.seq}\n{self.head}".encode("utf-8", "surrogatepass")


@frozen(kw_only=True)
class Seal:
    """The seal of one day over all cases that moved since the one before; a link of a chain of its own."""

    #: The day, by the local calendar of the window.
    day: date
    #: How many cases it covers.
    size: int
    #: The root of the tree in hex; the hash of nothing where no case moved.
    root: str
    #: The digest of the seal of the day before; empty for the first.
    before: str
    algorithm: str = SHA256

    @property
    def digest(self) -> str:
        """The digest that the next seal links, of the form of `link`; its text is `seal`, day, size, root on a line each."""
        return link(self.before, f"seal\n{self.day.isoformat()}\n{self.size}\n{self.root}", self.algorithm)

    def is_the_one(self, published: str) -> bool:
        """Whether what was published is its digest, or its root; that of a quiet day is that of every quiet day."""
        return published.strip().lower() in {self.digest, self.root if self.size else self.digest}


@frozen(kw_only=True)
class Proof:
    """
    That a day's seal covers a case: what it takes to come from its head to the root, and nothing of other cases.

    In JSON through `banbucheng.codec`; the path of one case among 100,000 is 17 hashes, 544 bytes.
    """

    day: date
    number: str
    #: The last entry that the seal covers.
    seq: int
    #: The digest of that entry.
    head: str
    #: The place of the leaf, from 0, among `size`.
    index: int
    size: int
    #: The hashes beside the way up, from the leaf's neighbour on, in hex.
    path: tuple[str, ...]
    algorithm: str = SHA256


def sealed(day: date, leaves: Iterable[Leaf], before: Seal | None, algorithm: str = SHA256) -> Seal:
    """
    The seal of a day over its leaves, in any order, linked to the seal of the day before.

    Raises:
        BadInput: the day does not follow that of the seal before, a case stands twice, or the algorithm as in `link`.
    """
    if before is not None and day - before.day != _DAY:
        raise BadInput("day", day.isoformat(), f"the next to seal is {before.day + _DAY}; each day is sealed once")
    ordered = sorted(leaves)
    if len({leaf.number for leaf in ordered}) < len(ordered):
        raise BadInput("leaves", day.isoformat(), "give each case once, as it was last")
    last = "" if before is None else before.digest
    return Seal(day=day, size=len(ordered), root=_root(ordered, algorithm), before=last, algorithm=algorithm)


def proved(seal: Seal, leaves: Iterable[Leaf], number: str) -> Proof:
    """
    The proof that a seal covers a case; `leaves` are all of the seal's.

    Raises:
        BadInput: the seal does not cover the case.
    """
    ordered = sorted(leaves)
    index = next((n for n, leaf in enumerate(ordered) if leaf.number == number), -1)
    if index < 0:
        raise BadInput("number", number, f"the seal of {seal.day} does not cover it")
    path, place = list[str](), index
    for level in _levels(ordered, seal.algorithm):
        beside = place ^ 1
        if beside < len(level):
            path.append(level[beside].hex())
        place //= 2
    leaf = ordered[index]
    return Proof(
        day=seal.day,
        number=number,
        seq=leaf.seq,
        head=leaf.head,
        index=index,
        size=len(ordered),
        path=tuple(path),
        algorithm=seal.algorithm,
    )


def check_proof(proof: Proof, root: str) -> bool:
    """
    Whether the proof leads to the root, as it was published; needs nothing else, and no network.

    It is the check of RFC 9162, section 2.1.3.2. A proof that makes no sense does not lead there.

    Raises:
        BadInput: the proof is of an algorithm that this Python cannot do, as `link`.
    """
    made = hasher(proof.algorithm)
    try:
        path = [bytes.fromhex(each) for each in proof.path]
    except ValueError:
        return False
    if not 0 <= proof.index < proof.size or len(path) > _DEEPEST or any(len(each) != _HASH_BYTES for each in path):
        return False
    place, last = proof.index, proof.size - 1
    here = made(b"\0" + Leaf(proof.number, proof.seq, proof.head).data).digest()
    for beside in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            here = made(b"\1" + beside + here).digest()
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            here = made(b"\1" + here + beside).digest()
        place, last = place // 2, last // 2
    return last == 0 and here.hex() == root.strip().lower()


def seals_hold(seals: Iterable[Seal], leaves: Iterable[tuple[date, Leaf]]) -> Iterator[Finding]:
    """
    The days whose seal is not that of its leaves, or does not follow the one before; nothing where all hold.

    Seals and leaves are in the order of their days. Leaves that no seal covers are a flaw of their day.
    """
    waiting = groupby(leaves, lambda each: each[0])
    day, group = next(waiting, (None, iter(())))
    before: Seal | None = None
    for seal in seals:
        while day is not None and day < seal.day:
            yield Finding(day=day, flaw=Flaw.SEAL)
            day, group = next(waiting, (None, iter(())))
        if not follows(seal, before):
            missing = before is not None and seal.day - before.day > _DAY
            yield Finding(day=before.day + _DAY if before and missing else seal.day, flaw=Flaw.SEAL_CHAIN)
        ours = list[Leaf]()
        if day == seal.day:
            ours = sorted(leaf for _, leaf in group)
            day, group = next(waiting, (None, iter(())))
        if not _covers(seal, ours):
            yield Finding(day=seal.day, flaw=Flaw.SEAL)
        before = seal
    while day is not None:
        yield Finding(day=day, flaw=Flaw.SEAL)
        day, group = next(waiting, (None, iter(())))


def follows(seal: Seal, before: Seal | None) -> bool:
    """Whether a seal is of the next day and links the one before it; the first links nothing."""
    try:
        return seal.before == "" if before is None else (seal.day - before.day, seal.before) == (_DAY, before.digest)
    except BadInput:
        return False


def _covers(seal: Seal, ordered: Sequence[Leaf]) -> bool:
    try:
        return (seal.size, seal.root) == (len(ordered), _root(ordered, seal.algorithm))
    except BadInput:
        return False


def _root(ordered: Sequence[Leaf], algorithm: str) -> str:
    if not ordered:
        return hasher(algorithm)(b"").hexdigest()
    *_, top = _levels(ordered, algorithm)
    return top[0].hex()


def _levels(ordered: Sequence[Leaf], algorithm: str) -> Iterator[list[bytes]]:
    """The levels of the tree from the leaves up to the root; one that has no neighbour goes up as it is."""
    made = hasher(algorithm)
    level = [made(b"\0" + leaf.data).digest() for leaf in ordered]
    while len(level) > 1:
        yield level
        pairs = zip(level[::2], level[1::2], strict=False)
        up = [made(b"\1" + left + right).digest() for left, right in pairs]
        level = [*up, level[-1]] if len(level) % 2 else up
    yield level
