"""Rules compiled for fast decisions."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from banbucheng.routing._facts import Facts, Vocabulary
from banbucheng.routing._rule import Rule

__all__ = ["Index", "compiled"]


@frozen(kw_only=True)
class Index:
    """The rules of a table, ready to be asked."""

    rules: tuple[Rule, ...]

    def matches(self, facts: Facts, on: date | None = None) -> Iterator[Rule]:
        """The rules that hold for a matter, the first by precedence first; predicates are not asked."""
        return (rule for rule in self.rules if rule.fits(facts) and (on is None or rule.in_force_on(on)))


def compiled(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> Index:
    """The index over rules that stand by precedence."""
    del vocabulary
    return Index(rules=rules)
