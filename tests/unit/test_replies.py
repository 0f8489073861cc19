"""What is answered, who signs it, and what the citizen thinks."""

import pytest

from banbucheng.errors import BadInput
from banbucheng.replies import FollowUp, Objection, Reply, Resolution
from banbucheng.terms import Outcome, Rating, StaffId, UnitCode

BASIS, SECOND = "Household Registration Regulations art. 10", StaffId("head")


@pytest.mark.parametrize(("basis", "signer"), [("", None), (BASIS, None), ("", SECOND), (BASIS, StaffId(""))])
def test_nobody_says_no_alone(basis: str, signer: StaffId | None) -> None:
    """否定答复报告机制: "不能办" must have a legal basis and a second signer (domain §7)."""
    with pytest.raises(BadInput) as caught:
        Resolution(outcome=Outcome.NOT_LAWFUL, account="no record", legal_basis=basis, second_signer=signer)
    assert ("resolution", "not_lawful") == (caught.value.what, caught.value.value)


def test_a_no_with_basis_and_second_signer_stands() -> None:
    """With both, a lawful "no" is an outcome like any other."""
    no = Resolution(outcome=Outcome.NOT_LAWFUL, account="no record", legal_basis=BASIS, second_signer=SECOND)
    assert (BASIS, "head") == (no.legal_basis, no.second_signer)


def test_who_is_sent_elsewhere_is_told_where() -> None:
    """导入法定途径: a redirection without the legal procedure that is open instead is none; with it, one hand is enough."""
    with pytest.raises(BadInput) as caught:
        Resolution(outcome=Outcome.REDIRECTED, account="not ours")
    stands = Resolution(outcome=Outcome.REDIRECTED, account="not ours", legal_basis="Arbitration Law art. 5")
    assert ("redirected", None) == (caught.value.value, stands.second_signer)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in (Outcome.NOT_LAWFUL, Outcome.REDIRECTED)])
def test_other_outcomes_need_neither(outcome: Outcome) -> None:
    """Every outcome but the lawful "no" and the redirection stands by one hand and without a law."""
    assert ("", None) == (
        Resolution(outcome=outcome, account="done so").legal_basis,
        Resolution(outcome=outcome, account="done so").second_signer,
    )


def test_a_resolution_and_a_reply_say_something() -> None:
    """An empty account is no resolution, and an empty text no answer."""
    with pytest.raises(ValueError, match="account"):
        Resolution(outcome=Outcome.DONE, account="")
    with pytest.raises(ValueError, match="text"):
        Reply(outcome=Outcome.DONE, text="")


def test_two_of_five_ratings_are_bad() -> None:
    """Of the five national grades the last two, 不满意 and 非常不满意, are a bad review (国办发〔2019〕51号)."""
    assert [False, False, False, True, True] == [each.bad for each in Rating]


@pytest.mark.parametrize("rating", [None, *Rating])
def test_a_bad_review_is_one_that_was_given(rating: Rating | None) -> None:
    """A follow-up is a bad review where its rating is one of the last two; where nobody was reached it is none."""
    expected = rating in (Rating.DISSATISFIED, Rating.VERY_DISSATISFIED)
    assert expected == FollowUp(rating=rating).bad


def test_an_objection_has_its_reason() -> None:
    """申诉: a rating is objected to with a reason, and waits for its ruling."""
    with pytest.raises(ValueError, match="reason"):
        Objection(unit=UnitCode("441402-hrss"), reason="")
    assert None is Objection(unit=UnitCode("441402-hrss"), reason="another matter").upheld


def test_who_could_not_be_reached_gave_no_rating() -> None:
    """A follow-up in which nobody was reached has no rating, and none is made up."""
    assert None is FollowUp(rating=None, remark="three calls").rating
