"""The digest chain of a case, as the explanation of tampering writes it down."""

import hashlib
import json
from collections.abc import Iterator, Sequence

import pytest

from banbucheng.errors import BadInput
from banbucheng.labels import LANGUAGES, phrase
from banbucheng.ledger import ALGORITHMS, SHA256, SM3, Finding, Flaw, link, verified
from banbucheng.ledger._chain import hasher

Line = tuple[str, int, str, str]


def text(number: str, seq: int, said: str = "登记") -> str:
    """An entry's text, as short as one can be."""
    entry = {"number": number, "seq": seq, "at": "2025-03-05T09:30:00+08:00", "by": "clerk", "event": {"said": said}}
    return json.dumps(entry, ensure_ascii=False)


def case(number: str, length: int, algorithm: str = SHA256) -> list[Line]:
    """The lines of a case, linked."""
    lines, before = list[Line](), ""
    for seq in range(1, length + 1):
        before = link(before, text(number, seq), algorithm)
        lines.append((number, seq, text(number, seq), before))
    return lines


#: Three cases, as a store gives them.
LEDGER = [*case("A-1", 3), *case("A-2", 5), *case("A-3", 1)]


def found(lines: Sequence[Line]) -> list[tuple[str, int, Flaw]]:
    """What is found, shortly."""
    return [(each.number, each.entry, each.flaw) for each in verified(lines)]


def test_the_form_is_what_the_documents_say() -> None:
    """Form 1: SHA-256 over `banbucheng/1`, the digest before and the text, with line feeds between, in UTF-8."""
    first, second = '{"subject":"办不成"}', '{"seq":2}'
    digest = hashlib.sha256(b"banbucheng/1\n\n" + first.encode()).hexdigest()

    assert digest == link("", first)
    assert hashlib.sha256(b"banbucheng/1\n" + digest.encode() + b"\n" + second.encode()).hexdigest() == link(
        digest, second
    )


def test_the_form_never_changes() -> None:
    """A digest that was kept once is found again by every later release (computed with sha256sum)."""
    assert "28ef3a84938b124d2c30dec57bd71b748d920874902b50e9ad2cf51eb249e193" == link("", "a")


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "SHA256", ""])
def test_another_algorithm_is_refused_by_name(algorithm: str) -> None:
    """Only the two that the documents name are linked with."""
    with pytest.raises(BadInput, match="sha256, sm3"):
        link("", "a", algorithm)


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905-2016, A.1: the digest of `abc`; and ours is SM3 over the same form."""
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("the OpenSSL of this Python has no SM3")

    assert "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" == hashlib.new("sm3", b"abc").hexdigest()
    assert hashlib.new("sm3", b"banbucheng/1\n\na").hexdigest() == link("", "a", SM3)


def test_what_this_python_cannot_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build without SM3 says so, and says what to use instead."""

    def none(name: str, _: bytes) -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", none)
    hasher.cache_clear()
    with pytest.raises(BadInput, match="no sm3; use sha256"):
        link("", "a", SM3)
    hasher.cache_clear()


def test_half_of_a_pair_is_linked_all_the_same() -> None:
    """No database takes a lone surrogate; verifying one is no failure."""
    assert 64 == len(link("", "\ud800"))


def test_a_whole_ledger_holds() -> None:
    """Nothing was done, nothing is found; and nothing is found in nothing."""
    assert [] == found(LEDGER)
    assert [] == found([])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_ledger_may_change_over(algorithm: str) -> None:
    """A case that began under one algorithm goes on under another."""
    lines = case("A-1", 2, algorithm)
    before = lines[-1][3]
    for seq, one in ((3, SM3), (4, SHA256), (5, SHA256), (6, SM3)):
        before = link(before, text("A-1", seq), one)
        lines.append(("A-1", seq, text("A-1", seq), before))

    assert [] == found(lines)
    assert [("A-1", 5, Flaw.ALTERED)] == found([*lines[:4], (*lines[4][:3], "0" * 64), lines[5]])


def changes() -> Iterator[tuple[str, list[Line], tuple[str, int]]]:
    """Every alteration, deletion, insertion and reordering of the second case, with its first bad entry."""
    ours = LEDGER[3:8]

    def ledger(lines: Sequence[Line]) -> list[Line]:
        return [*LEDGER[:3], *lines, *LEDGER[8:]]

    for n, (number, seq, said, digest) in enumerate(ours):
        before, after = ours[:n], ours[n + 1 :]
        yield (
            f"text {seq}",
            ledger([*before, (number, seq, said.replace("登记", "结案"), digest), *after]),
            ("A-2", seq),
        )
        yield f"digest {seq}", ledger([*before, (number, seq, said, digest[::-1]), *after]), ("A-2", seq)
        relinked = link(ours[n - 1][3] if n else "", text("A-2", seq, "x"))
        if after:
            yield (
                f"relinked {seq}",
                ledger([*before, (number, seq, text("A-2", seq, "x"), relinked), *after]),
                ("A-2", seq + 1),
            )
            yield f"deleted {seq}", ledger([*before, *after]), ("A-2", seq)
            closed = [(number, one[1] - 1, one[2], one[3]) for one in after]
            yield f"deleted and renumbered {seq}", ledger([*before, *closed]), ("A-2", seq)
            swapped = [(number, seq, *after[0][2:]), (number, seq + 1, said, digest)]
            yield f"swapped {seq}", ledger([*before, *swapped, *after[1:]]), ("A-2", seq)
        yield f"not JSON {seq}", ledger([*before, (number, seq, said[:-1], digest), *after]), ("A-2", seq)
        yield f"doubled {seq}", ledger([*before, ours[n], *ours[n:]]), ("A-2", seq)
        later = [(number, one[1] + 1, one[2], one[3]) for one in ours[n:]]
        yield f"inserted {seq}", ledger([*before, (number, seq, text("A-2", seq, "x"), "f" * 64), *later]), ("A-2", seq)
        yield f"of another case {seq}", ledger([*before, (number, seq, LEDGER[0][2], digest), *after]), ("A-2", seq)


@pytest.mark.parametrize(("lines", "first"), [pytest.param(lines, first, id=name) for name, lines, first in changes()])
def test_every_change_is_found(lines: Sequence[Line], first: tuple[str, int]) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    assert [first] == [(number, entry) for number, entry, _ in found(lines)]


def test_every_broken_case_is_named() -> None:
    """One finding a case, of every case that is broken."""
    broken = [(number, seq, said + " ", digest) for number, seq, said, digest in LEDGER]

    assert [("A-1", 1), ("A-2", 1), ("A-3", 1)] == [(number, entry) for number, entry, _ in found(broken)]


def test_what_went_wrong_is_told_apart() -> None:
    """Each way has a name of its own."""
    one, two, three = LEDGER[:3]

    assert [("A-1", 2, Flaw.MISSING)] == found([one, three])
    assert [("A-1", 2, Flaw.ADDED)] == found([one, two, two, three])
    assert [("A-1", 1, Flaw.MOVED)] == found([("A-1", 1, *two[2:])])
    assert [("A-1", 1, Flaw.UNREADABLE)] == found([("A-1", 1, "[" * 100_000, "")])


def test_a_well_linked_entry_of_another_case_is_found() -> None:
    """Who knows the form can link anything; the text still says whose entry it is, and which."""
    foreign, later = text("A-2", 2), text("A-1", 3)
    one = LEDGER[0]

    assert [("A-1", 2, Flaw.MOVED)] == found([one, ("A-1", 2, foreign, link(one[3], foreign))])
    assert [("A-1", 2, Flaw.MOVED)] == found([one, ("A-1", 2, later, link(one[3], later))])


def test_columns_beside_are_held_against_the_text() -> None:
    """Who calls says how; the first line that disagrees is the finding."""
    lines = [(*line, "clerk" if line[1] != 2 else "boss") for line in LEDGER[:3]]

    seen = list(verified(lines, lambda said, line: "" if said.by == line[4] else "actor"))

    assert [Finding(number="A-1", entry=2, flaw=Flaw.COLUMN, what="actor")] == seen


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_has_a_sentence(flaw: Flaw, lang: str) -> None:
    """A finding can be said in either language."""
    said = phrase(f"flaw.{flaw}", lang, number="A-1", entry=7, day="2025-03-05", what="body")

    assert f"flaw.{flaw}" != said
