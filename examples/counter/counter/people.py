"""Who may do what: the roles of the hall, and what each may see of a case."""

from enum import StrEnum

from attrs import frozen

from banbucheng import Case, Rulebook
from banbucheng.cases import sees, sees_identity
from banbucheng.routing import WINDOW
from banbucheng.terms import StaffId, UnitCode

__all__ = ["Role", "Staff", "knows", "may_read", "recused", "staff"]


class Role(StrEnum):
    """What somebody who signs in is; a citizen does not sign in, but shows a receipt."""

    CLERK = "clerk"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"


@frozen(kw_only=True)
class Staff:
    """Somebody who signed in. A real host takes this from its own accounts."""

    role: Role
    unit: UnitCode

    @property
    def id(self) -> StaffId:
        """Under which name it stands in the ledger."""
        return StaffId(f"{self.unit}.{self.role}")


def staff(role: str, unit: str, book: Rulebook) -> Staff | None:
    """The person of a role in a unit; None where the hall has no such person."""
    found = book.unit.get(UnitCode(unit))
    if role not in set(Role) or found is None:
        return None
    at_window = found.department == WINDOW
    fits = {
        Role.CLERK: at_window,
        Role.DEPARTMENT: not at_window,
        Role.SUPERVISOR: at_window and found.superior is None,
    }
    return Staff(role=Role(role), unit=found.code) if fits[Role(role)] else None


def recused(case: Case, who: Staff) -> bool:
    """Whether the complaint is about this person or unit, who then learns neither who complained nor of what."""
    return not sees_identity(case, who.id, who.unit)


def may_read(case: Case, who: Staff, book: Rulebook) -> bool:
    """A window and the supervisor see what is theirs and below; a department sees what was sent to it."""
    if who.role is not Role.DEPARTMENT:
        return sees(case, book.unit[who.unit].region, book)
    assisting = () if case.assignment is None else case.assignment.assisting
    return who.unit in {*case.sent_to, *assisting, *case.awaited} and not recused(case, who)


def knows(case: Case, who: Staff) -> bool:
    """Whether the person needs to reach the citizen, and may know who that is: the case's window, and who handles it."""
    at_it = {
        Role.CLERK: {case.window, case.desk},
        Role.DEPARTMENT: {case.responsible},
        Role.SUPERVISOR: set[UnitCode](),
    }
    return case.open and who.unit in at_it[who.role] and not recused(case, who)
