"""What a case shows to the rules: the facts that every desk has, and the vocabulary that declares them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from banbucheng.intake import Complaint
from banbucheng.routing._facts import Fact, FactKind, Facts, FactValue, Vocabulary
from banbucheng.taxonomy import Problem, Taxonomy
from banbucheng.terms import Channel, ComplainantKind, DemandType, RegionCode, Severity, SpecialGroup, UnitCode

__all__ = ["WEEKDAYS", "Whereabouts", "facts_of", "vocabulary_of"]

#: The days of the week as rules name them, Monday first.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@frozen(kw_only=True)
class Whereabouts:
    """Where and when a matter is sent out, and how often it has come back."""

    window: UnitCode
    #: How far below the top region, which is 1.
    level: int
    #: The moment, in the zone of the desk.
    at: datetime
    #: Whether that day is a working day of the desk's calendar.
    working_day: bool
    #: How often it came back from a unit in this round, and how often the desk refused that.
    returns: int = 0
    refusals: int = 0


def vocabulary_of(
    taxonomy: Taxonomy, *, regions: Iterable[RegionCode], windows: Iterable[UnitCode], own: Iterable[Fact] = ()
) -> Vocabulary:
    """The facts that every desk has, with their values from the rulebook, and the host's own after them."""
    code, codes, prefix, number = FactKind.CODE, FactKind.CODES, FactKind.PREFIX, FactKind.NUMBER
    listed: tuple[tuple[str, FactKind, Iterable[str]], ...] = (
        ("kind", code, (each.code for each in taxonomy.kinds)),
        ("causes", codes, (each.code for each in taxonomy.causes)),
        ("region", code, regions),
        ("window", code, windows),
        ("channel", code, Channel),
        ("demand", code, DemandType),
        ("applicant", code, ComplainantKind),
        ("groups", codes, SpecialGroup),
        ("severity", code, Severity),
        ("weekday", code, WEEKDAYS),
    )
    return Vocabulary(
        facts=(
            *(Fact(name=name, kind=kind, values=tuple(map(str, values))) for name, kind, values in listed),
            Fact(name="category", kind=prefix, optional=True),
            Fact(name="item", kind=prefix, optional=True),
            Fact(name="text", kind=FactKind.TEXT),
            Fact(name="level", kind=number, least=1, most=9),
            Fact(name="hour", kind=number, least=0, most=23),
            Fact(name="visits", kind=number, most=1000),
            Fact(name="returns", kind=number, most=1000),
            Fact(name="refusals", kind=number, most=1000),
            Fact(name="working_day", kind=FactKind.FLAG),
            *own,
        )
    )


def facts_of(complaint: Complaint, problem: Problem, where: Whereabouts, vocabulary: Vocabulary) -> Facts:
    """All that the rules may ask of a matter, by the name of the fact; what the host added is read by its kind."""
    known = vocabulary.by_name
    own: Mapping[str, FactValue | None] = {
        name: _read(known[name], value) for name, value in complaint.attributes.items() if name in known
    }
    return {
        **own,
        "kind": problem.kind,
        "causes": frozenset(map(str, problem.causes)),
        "category": "".join(f"{step}/" for step in problem.category) or None,
        "item": None if complaint.item is None else complaint.item.code,
        "region": complaint.region,
        "level": where.level,
        "window": where.window,
        "channel": complaint.channel.value,
        "demand": complaint.demand.value,
        "applicant": complaint.complainant.kind.value,
        "groups": frozenset(each.value for each in complaint.complainant.groups),
        "severity": problem.severity.value,
        "text": complaint.words,
        "visits": complaint.visits,
        "returns": where.returns,
        "refusals": where.refusals,
        "weekday": WEEKDAYS[where.at.weekday()],
        "hour": where.at.hour,
        "working_day": where.working_day,
    }


def _read(fact: Fact, value: str) -> FactValue | None:
    match fact.kind:
        case FactKind.NUMBER:
            return int(value) if value.isascii() and value.lstrip("-").isdigit() else None
        case FactKind.FLAG:
            return {"true": True, "false": False}.get(value)
        case FactKind.CODES:
            return frozenset(value.split("|")) if value else frozenset()
        case FactKind.CODE | FactKind.PREFIX | FactKind.TEXT:
            return value
