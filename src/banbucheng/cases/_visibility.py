"""Who sees a case: the windows it came to, the units it was sent to, and those above them."""

from banbucheng.cases._case import Case
from banbucheng.rulebook import Rulebook
from banbucheng.terms import RegionCode, StaffId

__all__ = ["sees", "sees_identity"]


def sees(case: Case, region: RegionCode, book: Rulebook) -> bool:
    """Whether a level sees a case: its own and what it received, and everything of the levels below it."""
    regions = {book.unit[unit].region for unit in (case.window, case.desk, case.responsible, *case.sent_to)}
    return any(_at_or_above(region, each, book) for each in regions)


def sees_identity(case: Case, staff: StaffId, unit: str) -> bool:
    """Whether somebody of a unit may learn who complained; whoever is complained about may not (recusal)."""
    return not {staff, unit} & case.complaint.against


def _at_or_above(region: RegionCode, other: RegionCode, book: Rulebook) -> bool:
    seen = {other}
    above: str = other
    while above and above != region:
        above = book.parents.get(RegionCode(above), "")
        if above in seen:
            return False
        seen.add(RegionCode(above))
    return above == region
