"""The questions that more than one menu asks: how it ended."""

from collections.abc import Sequence

from banbucheng import Outcome
from banbucheng.replies import Resolution
from banbucheng.terms import (
    StaffId,
)
from counter.actions import Asked, Field, Filled, choice, coded

__all__ = ["outcome_fields", "resolution"]


def outcome_fields(asked: Asked) -> Sequence[Field]:
    """How it ended, what was done, and what a "no" needs besides."""
    return (
        choice("outcome", coded(asked, "outcome", list(Outcome)), value=Outcome.DONE),
        Field(name="account"),
        Field(name="legal_basis", kind="text", required=False),
        Field(name="second_signer", kind="text", required=False),
    )


def resolution(filled: Filled) -> Resolution:
    """The resolution that was filled in."""
    signer = filled.maybe("second_signer")
    return Resolution(
        outcome=Outcome(filled.one("outcome")),
        account=filled.one("account"),
        legal_basis=filled.maybe("legal_basis"),
        second_signer=StaffId(signer) if signer else None,
    )
