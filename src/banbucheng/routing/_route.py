"""Routes: who answers for what, and why."""

from attrs import Attribute, field, frozen

from banbucheng.errors import BadInput
from banbucheng.intake import Complaint
from banbucheng.taxonomy import Problem
from banbucheng.terms import KindCode, RegionCode, UnitCode

__all__ = ["FALLBACK", "WINDOW", "Assignment", "Because", "Route", "Routes"]

#: The id that stands for "no route took it".
FALLBACK = "fallback"
#: The name by which a rule means the window of the region; its unit has the region's own code.
WINDOW = "window"


@frozen(kw_only=True)
class Route:
    """
    One rule: where all its conditions hold, its department leads. A condition left empty holds for everything.

    `lead` and `assisting` name departments, which each region has one of, or units outright.
    """

    id: str
    lead: str
    assisting: tuple[str, ...] = ()
    kinds: frozenset[KindCode] = frozenset()
    regions: frozenset[RegionCode] = frozenset()
    #: Prefixes of the service item's code.
    items: tuple[str, ...] = ()
    #: Words of which the complaint mentions at least one.
    mentions: tuple[str, ...] = ()
    source: str

    def fits(self, complaint: Complaint, problem: Problem) -> bool:
        """Whether every condition holds."""
        return (
            (not self.kinds or problem.kind in self.kinds)
            and (not self.regions or complaint.region in self.regions)
            and (not self.items or (complaint.item is not None and complaint.item.code.startswith(self.items)))
            and (not self.mentions or bool(self.mentioned(complaint)))
        )

    def mentioned(self, complaint: Complaint) -> tuple[str, ...]:
        """The words of the rule that the complaint holds."""
        words = complaint.words
        return tuple([word for word in self.mentions if word in words])


@frozen(kw_only=True)
class Because:
    """Why an assignment came out as it did."""

    #: The id of the route that took it, `fallback`, or `override` where a person decided.
    route: str
    #: What the route saw: the words found, or the person's reason.
    seen: tuple[str, ...] = ()
    source: str = ""


@frozen(kw_only=True)
class Assignment:
    """The unit that answers (lead), those that assist it, and why."""

    lead: UnitCode
    assisting: tuple[UnitCode, ...] = ()
    because: Because


def _named(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not value:
        raise BadInput(attribute.name, value, "name the unit that takes what no route names")


@frozen(kw_only=True)
class Routes:
    """Routes in the order of precedence, the first that fits wins; what none takes goes to the fallback."""

    routes: tuple[Route, ...]
    #: The department or unit that takes what no route names; there is always an answer.
    fallback: str = field(validator=_named)
    #: Every unit that there is; a region's department is `{region}-{department}`.
    units: frozenset[UnitCode]

    def assignment(self, complaint: Complaint, problem: Problem, region: RegionCode) -> Assignment:
        """Who answers for the complaint in the region whose window has it, never nobody."""
        for route in self.routes:
            if route.fits(complaint, problem):
                return Assignment(
                    lead=self.unit(route.lead, region),
                    assisting=tuple(self.unit(each, region) for each in route.assisting),
                    because=Because(route=route.id, seen=route.mentioned(complaint), source=route.source),
                )
        return Assignment(lead=self.unit(self.fallback, region), because=Because(route=FALLBACK))

    def unit(self, named: str, region: RegionCode) -> UnitCode:
        """The unit that a rule names: itself, or the region's own department of that name."""
        if named == WINDOW:
            return UnitCode(region)
        return UnitCode(named) if named in self.units else UnitCode(f"{region}-{named}")
