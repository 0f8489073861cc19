"""Rules that the ends of disputes suggest, with their evidence and what they would have changed."""

from datetime import date

import pytest

from banbucheng.cases import Case
from banbucheng.cases import commands as c
from banbucheng.errors import BadInput
from banbucheng.intake import ServiceItem
from banbucheng.ledger import Proposal, proposals, proposed_rule
from banbucheng.routing import Facts, OneOf
from banbucheng.rulebook import Rulebook

from ._desk import CLERK, HRSS, LEADER, MEDICAL, MEIZHOU, TAX, Bench, accept, returned

ON = date(2025, 4, 1)
ITEM = ServiceItem(code="440114")


def seen(case: Case) -> Facts:
    """What a case showed when it was sent out first."""
    return {"item": case.complaint.item and case.complaint.item.code, "text": case.complaint.words}


def disputed(bench: Bench, unit: str = TAX, item: ServiceItem | None = ITEM) -> Case:
    """A case that was sent to human resources, given back, given back again, and designated to a unit."""
    case = bench.do(bench.registered(item=item), accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK))
    return bench.do(case, returned(HRSS), c.Designate(by=CLERK, leader=LEADER, unit=unit, reason="by law"))


def proposed(bench: Bench, book: Rulebook = MEIZHOU, least: int = 2) -> list[Proposal]:
    """What a desk's cases suggest."""
    return list(proposals(bench.store.cases(), book, facts=seen, basis="R", on=ON, least=least))


def test_two_like_disputes_suggest_a_rule() -> None:
    """Issue 4, 7: designations become proposed dated rules with their evidence and measured effect on the ledger."""
    bench = Bench()
    cases = [disputed(bench), disputed(bench)]
    (found,) = proposed(bench)
    assert tuple(each.number for each in cases) == found.evidence
    rule = found.rule
    assert (ON, "R", "tax", {"item": OneOf(codes=frozenset({"440114"}))}) == (
        rule.valid_from,
        rule.basis,
        rule.then.lead,
        rule.when,
    )
    assert (2, 2) == (found.moved, found.spared)


def test_one_dispute_alone_suggests_none() -> None:
    """One case is an accident; `least` says from how many on it is not."""
    bench = Bench()
    disputed(bench)
    assert [] == proposed(bench)
    assert 1 == len(proposed(bench, least=1))


def test_what_was_decided_otherwise_speaks_against_it() -> None:
    """Evidence both ways: two to the tax bureau, one of the same item to another."""
    bench = Bench()
    disputed(bench), disputed(bench)
    other = disputed(bench, unit=MEDICAL)
    (found,) = proposed(bench)
    assert ((other.number,), 3, 2) == (found.against, found.moved, found.spared)


def test_an_accepted_return_is_evidence() -> None:
    """Issue 4, 7: accepted returns become proposed rules as well."""
    bench = Bench()
    for _ in range(2):
        bench.do(bench.registered(item=ITEM), accept(), c.Assign(by=CLERK), returned(MEDICAL), c.Assign(by=CLERK))
    assert ["medical"] == [each.rule.then.lead for each in proposed(bench)]


def test_without_a_likeness_there_is_no_rule() -> None:
    """Cases that have neither an item nor a category have nothing that tells the next like them."""
    bench = Bench()
    disputed(bench, item=None), disputed(bench, item=None)
    assert [] == proposed(bench)


def test_a_case_that_went_nowhere_suggests_nothing() -> None:
    """Bad input: a case that was sent to no unit."""
    with pytest.raises(BadInput):
        proposed_rule(Bench().registered(), MEIZHOU, when={}, basis="R", on=ON)
