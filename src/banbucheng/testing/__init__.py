"""What a host tests with: the contract of a store, a clock that is set by hand, samples (extra `testing`)."""

from banbucheng.adapters.clock import SettableClock
from banbucheng.testing._contract import StoreContract
from banbucheng.testing._samples import sample_complaint, sample_desk, sample_problem

__all__ = ["SettableClock", "StoreContract", "sample_complaint", "sample_desk", "sample_problem"]
