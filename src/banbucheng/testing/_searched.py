"""Searching the smallest example that breaks a law, outside of a test function of Hypothesis."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

__all__ = ["Broken", "report", "smallest"]

_T = TypeVar("_T")
#: The host's code may be slow, and its test may be one of Hypothesis itself.
_NO_CHECKS = [HealthCheck.too_slow, HealthCheck.nested_given, HealthCheck.filter_too_much]
#: Explaining a failure would take longer than finding it, and there is nothing to reuse.
_PHASES = [Phase.generate, Phase.shrink]


@frozen
class Broken:
    """A law that does not hold: its clause, and the smallest example that was found."""

    clause: str
    example: str


class _Found(AssertionError):
    """What is wrong with an example."""


def smallest(examples: st.SearchStrategy[_T], wrong: Callable[[_T], str], most: int, plain: Iterable[_T] = ()) -> str:
    """
    What is wrong with the smallest example of which something is wrong; empty where none of `most` was found.

    The `plain` ones are tried first, in their order: what goes wrong with one of them is easier to read than whatever
    else is small.
    """
    for example in plain:
        if said := wrong(example):
            return said

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=_PHASES,
        report_multiple_bugs=False,
        suppress_health_check=_NO_CHECKS,
    )
    @given(examples)
    def holds(example: _T) -> None:
        said = wrong(example)
        if said:
            raise _Found(said)

    try:
        holds()
    except _Found as found:
        return str(found)
    return ""


def report(of: str, broken: Sequence[Broken], looks_like: Sequence[str] = ()) -> str:
    """Everything that was found, the clause of each law above its example."""
    head = f"{len(broken)} law{'' if len(broken) == 1 else 's'} of {of} broken:"
    lines = [f"  {each.clause}\n    {each.example}" for each in broken]
    return "\n".join([head, *lines, *(f"It looks as if {each}." for each in looks_like)])
