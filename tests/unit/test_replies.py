"""What is answered, who signs it, and what the citizen thinks."""

import pytest

from banbucheng.errors import BadInput
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import Outcome, Rating, StaffId

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


@pytest.mark.parametrize("outcome", [each for each in Outcome if each != Outcome.NOT_LAWFUL])
def test_other_outcomes_need_neither(outcome: Outcome) -> None:
    """Every outcome but the lawful "no" stands by one hand."""
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


def test_who_could_not_be_reached_gave_no_rating() -> None:
    """A follow-up in which nobody was reached has no rating, and none is made up."""
    assert None is FollowUp(rating=None, remark="three calls").rating
