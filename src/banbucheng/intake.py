"""What a citizen or company tells the desk, and why a matter may be declined (registration and acceptance)."""

from collections.abc import Mapping
from datetime import datetime

from attrs import Attribute, field, frozen
from attrs.validators import instance_of

from banbucheng.errors import BadInput
from banbucheng.terms import Channel, ComplainantKind, DeclineGround, DemandType, RegionCode, SpecialGroup

__all__ = ["Complainant", "Complaint", "Decline", "ServiceItem", "resemblance"]

#: From how much of two subjects in common on they are taken for alike.
_ALIKE = 0.5


def _aware(_: object, attribute: "Attribute[datetime]", value: datetime) -> None:
    if not _is(datetime, value) or value.tzinfo is None:
        raise BadInput(attribute.name, value, "give a datetime with its zone, such as 2025-03-05T09:30+08:00")


def _told(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not _is(str, value) or not value.strip():
        raise BadInput(attribute.name, value, "say it in words")


def _count(_: object, attribute: "Attribute[int]", value: int) -> None:
    if type(value) is not int or value < 0:
        raise BadInput(attribute.name, value, "give a whole number, 0 or more")


def _is(kind: type, value: object) -> bool:
    return isinstance(value, kind)


@frozen(kw_only=True)
class ServiceItem:
    """The government service that could not be had, as the catalogue of services names it."""

    code: str
    name: str = ""


@frozen(kw_only=True)
class Complainant:
    """Who reports the matter, as far as a ledger may know: never a name, a phone or an identity number."""

    kind: ComplainantKind = field(default=ComplainantKind.PERSON, validator=instance_of(ComplainantKind))
    groups: frozenset[SpecialGroup] = frozenset()
    #: The host's own reference to the person, opaque to the library.
    token: str = ""


@frozen(kw_only=True)
class Complaint:
    """The matter as it was told; nothing in it is the desk's opinion."""

    #: The matter in a few words.
    subject: str = field(validator=_told)
    #: The matter as it was told.
    detail: str = ""
    #: What the citizen hopes for.
    wish: str = ""
    received_at: datetime = field(validator=_aware)
    channel: Channel = field(validator=instance_of(Channel))
    demand: DemandType = field(default=DemandType.HELP, validator=instance_of(DemandType))
    #: Where it was told, by the code of GB/T 2260.
    region: RegionCode
    #: The window where it was told, where a region has several; empty for the region's own.
    site: str = ""
    complainant: Complainant = Complainant()
    item: ServiceItem | None = None
    #: How often the citizen had come already for the same matter.
    visits: int = field(default=0, validator=_count)
    #: The number that another system gave it; the same reference is never registered twice.
    reference: str = ""
    #: The units and the staff complained about; they neither handle the case nor learn who complained.
    against: frozenset[str] = frozenset()
    #: The number of an earlier case on the same matter that can no longer be reopened.
    follows: str = ""
    #: What the host knows besides and its routing rules ask about, by the name of the fact.
    attributes: Mapping[str, str] = field(factory=dict[str, str])

    @property
    def words(self) -> str:
        """All that was told, in one text."""
        return "\n".join(filter(None, (self.subject, self.detail, self.wish)))


@frozen(kw_only=True)
class Decline:
    """A ground for not taking a matter on, with the way to go instead that its citizen is owed."""

    ground: DeclineGround
    #: Where to go, in the words of the rulebook or of the clerk.
    instead: str = field(validator=_told)
    #: The case that this one repeats, where the ground is a duplicate.
    same_as: str = ""
    #: What the citizen was told of that case: its progress while it is open, its result when it is closed.
    told: str = ""


def resemblance(one: Complaint, other: Complaint) -> float:
    """
    How much two complaints look like one matter, from 0 to 1; 0 where they are of different regions or not alike.

    Two of the same service item are as alike as can be; else their subjects are compared, by pairs of characters.
    """
    if one.region != other.region:
        return 0.0
    if one.item is not None and other.item is not None and one.item.code == other.item.code:
        return 1.0
    ours, theirs = _pairs(one.subject), _pairs(other.subject)
    common = len(ours & theirs) / max(1, len(ours | theirs))
    return common if common >= _ALIKE else 0.0


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(each for each in text if each.isalnum())
    return frozenset(letters[n : n + 2] for n in range(len(letters) - 1))
