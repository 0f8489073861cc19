"""What each role can do with a case: who is offered it, what its form asks, and the command that it makes."""

from collections.abc import Callable, Mapping, Sequence

from attrs import field, frozen

from banbucheng import BadInput, Case, Desk, events
from banbucheng.cases import LIFECYCLE, Command, Event
from banbucheng.routing import WINDOW
from counter.people import Role, Staff
from counter.words import Words

__all__ = ["Action", "Asked", "Field", "Filled", "Option", "choice", "coded", "in_hand", "offered", "units_near"]

#: What a stopped clock does not stand in the way of.
_WHILE_STOPPED: frozenset[type[Event]] = frozenset(
    {events.Resumed, events.Withdrawn, events.NoticeGiven, events.Contacted}
)


@frozen
class Option:
    """One choice of a field."""

    value: str
    label: str


@frozen(kw_only=True)
class Field:
    """One question of a form; the label is the counter's word for its name."""

    name: str
    #: `text`, `area`, `choice` (one of), `ticks` (any of), `number`, `day`.
    kind: str = "area"
    options: Sequence[Option] = ()
    value: str = ""
    values: frozenset[str] = frozenset()
    required: bool = True


@frozen(kw_only=True)
class Asked:
    """What a form is made for: a case, a desk at a moment, and a reader."""

    case: Case
    desk: Desk
    who: Staff
    words: Words


@frozen(kw_only=True)
class Filled:
    """What came back, and who sent it."""

    asked: Asked
    values: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """
        The one value of a field that must be filled.

        Raises:
            BadInput: it is empty.
        """
        found = self.maybe(name)
        if not found:
            raise BadInput(name, "", self.asked.words.say("page.fill_in", field=self.asked.words.say(f"field.{name}")))
        return found

    def maybe(self, name: str) -> str:
        """The one value of a field, which may be empty."""
        return next(iter(self.values.get(name, ())), "").strip()

    def all(self, name: str) -> Sequence[str]:
        """Every value that was ticked."""
        return [each for each in self.values.get(name, ()) if each]


@frozen(kw_only=True)
class Action:
    """Something that can be done with a case."""

    #: How the address and the words name it.
    code: str
    #: The event whose row of the life cycle says whether it is possible.
    event: type[Event]
    roles: frozenset[Role]
    command: Callable[[Filled], Command]
    fields: Callable[[Asked], Sequence[Field]] = field(default=lambda _: ())
    #: Whether it makes sense now, beyond role and status.
    fits: Callable[[Asked], bool] = field(default=lambda _: True)
    #: Whether it is what one does next, and stands open on the page.
    main: bool = False


def offered(asked: Asked, actions: Sequence[Action]) -> list[Action]:
    """What somebody may do with a case now; the same list is asked again when the form comes back."""
    return [each for each in actions if _fits(each, asked)]


def _fits(action: Action, asked: Asked) -> bool:
    case, who = asked.case, asked.who
    return (
        who.role in action.roles
        and in_hand(case, who)
        and case.status in LIFECYCLE[action.event]
        and action.event.__name__ not in asked.desk.book.switched_off
        and (case.suspension is None or action.event in _WHILE_STOPPED)
        and action.fits(asked)
    )


def in_hand(case: Case, who: Staff) -> bool:
    """Whether the case is before this window, or with this department."""
    match who.role:
        case Role.CLERK:
            return who.unit in {case.desk, case.window}
        case Role.DEPARTMENT:
            return who.unit == case.responsible or who.unit in case.awaited
        case Role.SUPERVISOR:
            return True


def choice(name: str, options: Sequence[Option], *, value: str = "", required: bool = True) -> Field:
    """A field with one of some options."""
    return Field(name=name, kind="choice", options=options, value=value, required=required)


def coded(asked: Asked, section: str, codes: Sequence[str]) -> Sequence[Option]:
    """The library's codes of a section as options."""
    return [Option(code, asked.words.say(f"{section}.{code}")) for code in codes]


def units_near(asked: Asked) -> Sequence[Option]:
    """The units of the case's region and of the one above it, but for those complained about."""
    book, case = asked.desk.book, asked.case
    region = book.unit[case.window].region
    near = {region, book.parents.get(region)}
    units = [unit for unit in book.units if unit.region in near and unit.code not in case.complaint.against]
    ordered = sorted(units, key=lambda unit: unit.region != region)
    return [Option(unit.code, asked.words.named(unit.code)) for unit in ordered if unit.department != WINDOW]
