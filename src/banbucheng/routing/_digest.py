"""The digest of a table of rules: what it means, whatever form it came in."""

import json
from hashlib import sha256
from typing import Any

from banbucheng.routing._cells import cell
from banbucheng.routing._rule import Rule

__all__ = ["digest_of"]


def digest_of(rules: tuple[Rule, ...], tiers: tuple[str, ...], policy: str, fallback: str) -> str:
    """SHA-256, in hexadecimal, over the rules in the order of their ids and over how they are ranked."""
    plain = [policy, fallback, tiers, [_plain(rule) for rule in sorted(rules, key=lambda rule: rule.id)]]
    return sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _plain(rule: Rule) -> list[Any]:
    then = rule.then
    return [
        rule.id,
        rule.tier,
        rule.rank,
        sorted((name, cell(condition)) for name, condition in rule.when.items()),
        sorted(rule.predicates),
        [then.lead, then.assisting, then.grade, then.priority, sorted(then.tags)],
        [day and day.isoformat() for day in (rule.valid_from, rule.valid_to)],
        [rule.basis, rule.note, rule.approved_by],
    ]
