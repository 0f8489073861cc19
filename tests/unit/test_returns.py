"""When a unit may say that a matter is not its own."""

import pytest
from attrs import evolve

from banbucheng.returns import Return, ReturnPolicy
from banbucheng.terms import ReturnGround, UnitCode
from banbucheng.worktime import HalfWorkingDays, WorkingDays

from ._desk import MEIZHOU

POLICY = ReturnPolicy(sign=WorkingDays(1), window=WorkingDays(1), ruling=HalfWorkingDays(1), dispatches=3, source="S")


@pytest.mark.parametrize(
    ("sent_to", "belongs_to", "expected"),
    [
        ("A", "B", False),
        ("AB", "C", False),
        ("AB", "A", True),
        ("ABC", "D", True),
        ("ABC", "A", True),
        ("ABCD", "E", True),
        ("A", "A", True),
    ],
)
def test_when_a_return_is_a_dispute(sent_to: str, belongs_to: str, expected: bool) -> None:  # noqa: FBT001
    """R9 A -> B -> A counts as a bounce; third transfer -> arbitration by the window/coordination office."""
    assert expected == POLICY.disputed([UnitCode(each) for each in sent_to], UnitCode(belongs_to))


def test_one_dispatch_alone_leaves_no_second() -> None:
    """Under a policy of one dispatch every return is a dispute; under two the first is not."""
    one, two = (evolve(POLICY, dispatches=each) for each in (1, 2))
    units = [UnitCode("A")]
    assert (True, False) == (one.disputed(units, UnitCode("B")), two.disputed(units, UnitCode("B")))


def test_a_return_names_its_basis() -> None:
    """R10 Refusal needs a reason from the list: a return without the law or duty list that says so is none."""
    with pytest.raises(ValueError, match="basis"):
        Return(ground=ReturnGround.NOT_OUR_AREA, basis="", belongs_to=UnitCode("B"))


def test_meizhou_signs_and_returns_within_a_working_day() -> None:
    """R10 A return must come within 1 WD; R9 three dispatches at most (吕梁, domain §6.1)."""
    policy = MEIZHOU.returns
    assert (WorkingDays(1), WorkingDays(1), 3) == (policy.sign, policy.window, policy.dispatches)


def test_meizhou_rules_on_a_return_within_half_a_working_day() -> None:
    """退单: the desk accepts or refuses it in half a working day; only the citizen's limits bind the handling (吕梁)."""
    policy = MEIZHOU.returns
    assert (HalfWorkingDays(1), None, True) == (policy.ruling, policy.handle, policy.upper_leads)
