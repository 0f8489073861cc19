"""The daily seal and its proofs, against the text of RFC 6962."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from banbucheng.codec import from_json, to_json
from banbucheng.errors import BadInput, RulebookError
from banbucheng.ledger import SM3, Finding, Flaw, Leaf, Proof, Seal, check_proof, link, proved, sealed, seals_hold

DAY = date(2025, 3, 5)


def leaves(size: int) -> list[Leaf]:
    """The heads of so many cases."""
    return [Leaf(f"441402-20250305-{n:04}", n % 7 + 1, link("", str(n))) for n in range(1, size + 1)]


def mth(data: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: the Merkle tree hash of a list."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1 << ((len(data) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word: the audit path of leaf m."""
    if len(data) == 1:
        return []
    k = 1 << ((len(data) - 1).bit_length() - 1)
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


#: The inputs and roots that the Certificate Transparency projects test with.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", CT_ROOTS)
def test_the_reference_is_right(size: int) -> None:
    """What the tests below compare with gives the roots that Certificate Transparency logs agree on."""
    assert CT_ROOTS[size] == mth([bytes.fromhex(each) for each in CT_LEAVES[:size]]).hex()


@pytest.mark.parametrize("size", [*range(18), 31, 32, 33, 100])
def test_roots_and_paths_are_those_of_the_rfc(size: int) -> None:
    """The root is MTH, and each proof is PATH, over `number`, `seq` and `head` with line feeds between."""
    ours = leaves(size)
    data = [f"{each.number}\n{each.seq}\n{each.head}".encode() for each in ours]
    seal = sealed(DAY, reversed(ours), None)

    assert mth(data).hex() == seal.root
    for m, leaf in enumerate(ours):
        proof = proved(seal, ours, leaf.number)
        assert [each.hex() for each in path(m, data)] == list(proof.path)
        assert check_proof(proof, seal.root)


def test_the_proof_of_one_among_100_000_is_544_bytes() -> None:
    """17 hashes of 32 bytes, whatever the other cases are."""
    ours = leaves(100_000)
    seal = sealed(DAY, ours, None)
    proof = proved(seal, ours, ours[77_777].number)

    assert 544 == sum(len(bytes.fromhex(each)) for each in proof.path)
    assert check_proof(proof, seal.root)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 12])
def test_a_proof_holds_for_nothing_else(size: int) -> None:
    """Change anything that is proved, or the way, and it no longer leads to the root."""
    ours = leaves(size)
    seal = sealed(DAY, ours, None)
    for leaf in ours:
        proof = proved(seal, ours, leaf.number)
        others = [
            evolve(proof, number=proof.number + "1"),
            evolve(proof, seq=proof.seq + 1),
            evolve(proof, head="0" * 64),
            evolve(proof, path=(*proof.path, "0" * 64)),
            evolve(proof, index=-1),
            evolve(proof, index=size),
            evolve(proof, path=("0" * 64,) * 65),
            evolve(proof, path=("00",) * len(proof.path or "x")),
            evolve(proof, path=("no hex",)),
        ]
        if proof.path:
            others += [evolve(proof, path=proof.path[1:]), evolve(proof, path=proof.path[:-1])]
            others += [evolve(proof, index=proof.index ^ 1), evolve(proof, path=("0" * 64, *proof.path[1:]))]
        assert [] == [other for other in others if check_proof(other, seal.root)]
        assert not check_proof(proof, "0" * 64)
        assert not check_proof(proof, "")


def test_a_node_cannot_pass_for_a_leaf() -> None:
    """RFC 6962, 2.1: the different prefixes of leaves and nodes "are required to give second preimage resistance"."""
    one, two = leaves(2)
    seal = sealed(DAY, [one, two], None)
    inner = hashlib.sha256(b"\x00" + one.data).digest() + hashlib.sha256(b"\x00" + two.data).digest()

    assert seal.root == hashlib.sha256(b"\x01" + inner).hexdigest()
    assert seal.root != hashlib.sha256(b"\x00" + inner).hexdigest()


def test_a_proof_travels_as_json() -> None:
    """What is printed for a citizen is read again as it was; what is not one is refused by name."""
    ours = leaves(9)
    proof = proved(sealed(DAY, ours, None), ours, ours[4].number)

    assert proof == from_json(Proof, to_json(proof))
    with pytest.raises(RulebookError):
        from_json(Proof, "{}")


def test_seals_are_a_chain_of_the_same_form() -> None:
    """A seal's text is `seal`, its day, size and root; the next seal names the digest over it and the one before."""
    first = sealed(DAY, leaves(2), None)
    second = sealed(DAY + timedelta(1), [], first)

    assert "" == first.before
    assert link("", f"seal\n2025-03-05\n2\n{first.root}") == second.before
    assert "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == second.root


def test_a_case_that_is_not_covered_is_not_proved() -> None:
    """No proof of what is not there."""
    with pytest.raises(BadInput, match="does not cover"):
        proved(sealed(DAY, leaves(2), None), leaves(2), "441402-20250305-0009")


def test_a_case_is_sealed_once_a_day() -> None:
    """Two leaves of one case would let two histories be proved."""
    one = leaves(1)[0]
    with pytest.raises(BadInput, match="once"):
        sealed(DAY, [one, evolve(one, seq=9)], None)


def test_days_are_sealed_in_order() -> None:
    """A day that is left out would be a day without a record."""
    with pytest.raises(BadInput, match="2025-03-06"):
        sealed(date(2025, 3, 7), [], sealed(DAY, [], None))


def week() -> tuple[list[Seal], list[tuple[date, Leaf]]]:
    """Five days, the third of them quiet, the fourth under SM3."""
    seals, kept = list[Seal](), list[tuple[date, Leaf]]()
    for n, size in enumerate((3, 1, 0, 4, 2)):
        day = DAY + timedelta(n)
        ours = [evolve(leaf, seq=leaf.seq + n) for leaf in leaves(size)]
        seals.append(sealed(day, ours, seals[-1] if seals else None, SM3 if n == 3 else "sha256"))
        kept += [(day, leaf) for leaf in ours]
    return seals, kept


def test_a_week_holds() -> None:
    """Nothing was done, nothing is found."""
    assert [] == list(seals_hold(*week()))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_change_to_a_seal_or_leaf_is_found(data: st.DataObject) -> None:
    """D4 Audit chain: alter, delete, reorder or insert any row -> detected, first bad entry named."""
    seals, kept = week()
    n = data.draw(st.integers(0, len(seals) - 1))
    m = data.draw(st.integers(0, len(kept) - 1))
    day, leaf = kept[m]
    seal = seals[n]
    other, first = data.draw(
        st.sampled_from(
            [
                ((seals[:n] + seals[n + 1 :], kept), seal.day),
                (([*seals[:n], evolve(seal, size=seal.size + 1), *seals[n + 1 :]], kept), seal.day),
                (([*seals[:n], evolve(seal, root="0" * 64), *seals[n + 1 :]], kept), seal.day),
                (([*seals[:n], evolve(seal, before="0" * 64), *seals[n + 1 :]], kept), seal.day),
                (([*seals[:n], evolve(seal, algorithm="md5"), *seals[n + 1 :]], kept), seal.day),
                ((seals, kept[:m] + kept[m + 1 :]), day),
                ((seals, [*kept[:m], (day, evolve(leaf, head="0" * 64)), *kept[m + 1 :]]), day),
                ((seals, [*kept[:m], (day, evolve(leaf, seq=99)), *kept[m + 1 :]]), day),
                ((seals, [*kept[:m], (day, evolve(leaf, number="x")), *kept[m + 1 :]]), day),
                ((seals, [*kept, (seals[-1].day + timedelta(1), leaf)]), seals[-1].day + timedelta(1)),
            ]
        )
    )
    findings = list(seals_hold(*other))

    assert findings
    assert first == min(each.day for each in findings if each.day)
    assert {each.flaw for each in findings} <= {Flaw.SEAL, Flaw.SEAL_CHAIN}


def test_a_removed_day_is_named() -> None:
    """A seal that is gone is named by its day, with the leaves that nothing covers."""
    seals, kept = week()

    assert Finding(day=DAY + timedelta(2), flaw=Flaw.SEAL_CHAIN) in list(seals_hold(seals[:2] + seals[3:], kept))
