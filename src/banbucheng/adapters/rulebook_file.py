"""Rulebooks as people write them: a TOML file into a `Rulebook`, or every fault in it at once."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve

from banbucheng.adapters._toml import Reader, read_toml
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.replies import ReplyPolicy
from banbucheng.returns import ReturnPolicy
from banbucheng.routing import Route, Routes
from banbucheng.rulebook import DeclineRule, Region, Rulebook, Source, Unit
from banbucheng.sla import ExtensionPolicy, Promise, Promises, SuspensionPolicy
from banbucheng.supervision import Ladder, Rung
from banbucheng.taxonomy import Cause, Grade, Kind, Problem, Taxonomy
from banbucheng.terms import (
    CauseCode,
    DeclineGround,
    GradeCode,
    KindCode,
    Measure,
    Milestone,
    RegionCode,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import CountFrom, Ends, Months, NaturalDays, TimeLimit, WorkingDays

__all__ = ["load_profile", "load_rulebook", "profiles", "rulebook"]

_T = TypeVar("_T")
_PROFILES = files("banbucheng.profiles")


def profiles() -> tuple[str, ...]:
    """The names of the rulebooks that ship."""
    return tuple(sorted(each.name.removesuffix(".toml") for each in _PROFILES.iterdir() if each.name.endswith(".toml")))


def load_profile(name: str) -> Rulebook:
    """
    A rulebook that ships, such as `meizhou`.

    Raises:
        BadInput: none of that name ships.
    """
    if name not in profiles():
        raise BadInput("profile", name, f"these ship: {', '.join(profiles())}")
    return load_rulebook(Path(str(_PROFILES.joinpath(f"{name}.toml"))))


def load_rulebook(path: Path | str) -> Rulebook:
    """
    The rulebook that a file describes.

    Raises:
        RulebookError: the file is wrong; every fault at once, each with its path in the file.
    """
    return rulebook(read_toml(Path(path)), name=str(path))


def rulebook(data: Mapping[str, Any], *, name: str) -> Rulebook:
    """
    The rulebook that plain data describes; `name` stands for the file in errors.

    Raises:
        RulebookError: the data is wrong; every fault at once.
    """
    faults: list[Fault] = []
    top = Reader(data, "", faults)
    regions = tuple(_region(table) for table in top.listed("regions"))
    units = _units(top, regions)
    edition, sources = top.text("edition"), {key: _source(table) for key, table in top.named("sources")}
    counting = _counting(top.inner("counting"), sources)
    parts: dict[str, Any] = {
        "name": top.text("name"),
        "edition": edition,
        "valid_from": top.day("valid_from"),
        "names": _done(top.inner("names"), Reader.names),
        "sources": sources,
        "regions": regions,
        "units": units,
        "taxonomy": _taxonomy(top, edition),
        "unsorted": _done(
            top.inner("unsorted"), lambda t: Problem(kind=KindCode(t.text("kind")), grade=GradeCode(t.text("grade")))
        ),
        "routes": _routes(top, units),
        "promises": _promises(top, counting),
        "returns": _done(top.inner("returns"), _returns),
        "extension": _done(top.inner("extension"), _extension),
        "suspension": _done(top.inner("suspension"), _suspension),
        "declines": tuple(_decline(ground, table) for ground, table in top.named("declines")),
        "ladder": Ladder(rungs=tuple(_rung(table) for table in top.listed("ladder"))),
        "replies": _done(
            top.inner("replies"), lambda t: ReplyPolicy(reopenings=t.whole("reopenings"), source=t.text("source"))
        ),
    }
    top.done()
    if not regions:
        faults.append(Fault("regions", "name at least one; the first is the top one"))
        raise RulebookError(name, tuple(faults))
    try:
        book = Rulebook(**parts)
    except RulebookError as error:
        raise RulebookError(name, (*faults, *error.faults)) from None
    if faults:
        raise RulebookError(name, tuple(faults))
    return book


def _done(table: Reader, read: Callable[[Reader], _T]) -> _T:
    value = read(table)
    table.done()
    return value


def _source(t: Reader) -> Source:
    return _done(t, lambda t: Source(title=t.text("title"), own=t.flag("own"), mark=t.text("mark")))


def _region(t: Reader) -> Region:
    return _done(t, lambda t: Region(code=RegionCode(t.text("code")), names=t.names(), parent=t.text("parent", "")))


def _units(top: Reader, regions: tuple[Region, ...]) -> tuple[Unit, ...]:
    window = top.inner("window").names()
    units = [Unit(code=UnitCode(each.code), names=_joined(each.names, window), region=each.code) for each in regions]
    for code, table in top.named("departments"):
        names, only = table.names(), table.texts("regions")
        table.done()
        units += [
            Unit(code=UnitCode(f"{each.code}-{code}"), names=_joined(each.names, names), region=each.code)
            for each in regions
            if not only or each.code in only
        ]
    return tuple(units)


def _joined(region: Mapping[str, str], department: Mapping[str, str]) -> dict[str, str]:
    return {"zh": region.get("zh", "") + department.get("zh", ""), "en": f"{region.get('en')} {department.get('en')}"}


def _taxonomy(top: Reader, edition: str) -> Taxonomy:
    causes = tuple(_cause(code, table) for code, table in top.named("causes"))
    known = [each.code for each in causes]
    return Taxonomy(
        edition=edition,
        kinds=tuple(_kind(code, table, known) for code, table in top.named("kinds")),
        causes=causes,
        grades=tuple(_grade(code, table, known) for code, table in top.named("grades")),
    )


def _causes_of(t: Reader, known: list[CauseCode]) -> frozenset[CauseCode]:
    named = t.texts("causes")
    for cause in named:
        if cause not in known:
            t.nearest("causes", cause, known)
    return frozenset(CauseCode(cause) for cause in named)


def _grade(code: str, t: Reader, causes: list[CauseCode]) -> Grade:
    return _done(t, lambda t: Grade(code=GradeCode(code), names=t.names(), causes=_causes_of(t, causes)))


def _kind(code: str, t: Reader, causes: list[CauseCode]) -> Kind:
    kind = Kind(
        code=KindCode(code),
        names=t.names(),
        descriptor=t.text("descriptor", ""),
        causes=_causes_of(t, causes),
        remedy=t.text("remedy", ""),
        words=t.texts("words"),
        source=t.text("source"),
    )
    t.done()
    return kind


def _cause(code: str, t: Reader) -> Cause:
    return _done(
        t, lambda t: Cause(code=CauseCode(code), names=t.names(), words=t.texts("words"), source=t.text("source"))
    )


def _routes(top: Reader, units: tuple[Unit, ...]) -> Routes:
    return Routes(
        routes=tuple(_route(table) for table in top.listed("routes")),
        fallback=top.text("fallback") or "window",
        units=frozenset(each.code for each in units),
    )


def _route(t: Reader) -> Route:
    route = Route(
        id=t.text("id"),
        lead=t.text("lead"),
        assisting=t.texts("assisting"),
        kinds=frozenset(KindCode(each) for each in t.texts("kinds")),
        regions=frozenset(RegionCode(each) for each in t.texts("regions")),
        items=t.texts("items"),
        mentions=t.texts("mentions"),
        source=t.text("source"),
    )
    t.done()
    return route


def _counting(t: Reader, sources: Mapping[str, Source]) -> dict[str, Any]:
    rules = {"count_from": t.one_of("count_from", CountFrom), "ends": t.one_of("ends", Ends)}
    source = t.text("source")
    if source and source not in sources:
        t.fault("source", f"{source!r} is not in [sources]")
    t.done()
    return rules


def _promises(top: Reader, counting: dict[str, Any]) -> Promises:
    of = {
        grade: tuple(_promise(name, t, table, counting) for name, t in table.tables())
        for grade, table in top.named("limits")
    }
    desk = of.pop("desk", ())
    return Promises(desk=desk, grades={GradeCode(grade): promises for grade, promises in of.items()})


def _promise(name: str, t: Reader, outer: Reader, counting: dict[str, Any]) -> Promise:
    allowed = [str(each) for each in Milestone]
    if name not in allowed:
        outer.nearest(name, name, allowed)
    promise = Promise(
        milestone=Milestone(name) if name in allowed else Milestone.CLOSURE,
        limit=_counted(t.limit("limit"), counting),
        source=t.text("source"),
    )
    t.done()
    return promise


def _counted(limit: TimeLimit, counting: dict[str, Any]) -> TimeLimit:
    return evolve(limit, **counting) if isinstance(limit, WorkingDays | NaturalDays | Months) else limit


def _returns(t: Reader) -> ReturnPolicy:
    return ReturnPolicy(
        sign=t.limit("sign"),
        window=t.limit("window"),
        dispatches=t.whole("dispatches", least=1),
        source=t.text("source"),
    )


def _extension(t: Reader) -> ExtensionPolicy:
    return ExtensionPolicy(most=t.whole("most"), each=t.limit("each"), source=t.text("source"))


def _suspension(t: Reader) -> SuspensionPolicy:
    most = t.limit("most")
    if not isinstance(most, WorkingDays):
        t.fault("most", f"{most} is not a number of working days, such as 30wd")
        most = WorkingDays(1)
    return SuspensionPolicy(
        grounds=frozenset(t.some_of("grounds", SuspensionGround)), most=most, source=t.text("source")
    )


def _decline(ground: str, t: Reader) -> DeclineRule:
    allowed = [str(each) for each in DeclineGround]
    if ground not in allowed:
        t.nearest("", ground, allowed)
    rule = DeclineRule(
        ground=DeclineGround(ground) if ground in allowed else DeclineGround.OUT_OF_SCOPE,
        instead=t.text("instead"),
        source=t.text("source"),
    )
    t.done()
    return rule


def _rung(t: Reader) -> Rung:
    rung = Rung(
        code=t.text("code"),
        names=t.names(),
        offset=_offset(t, t.text("offset")),
        measure=t.one_of("measure", Measure),
        milestones=frozenset(t.some_of("milestones", Milestone)),
        to=t.text("to"),
        source=t.text("source"),
    )
    t.done()
    return rung


def _offset(t: Reader, text: str) -> int:
    number, sign = text.removesuffix("wd").lstrip("+-"), -1 if text.startswith("-") else 1
    if text and not (text.endswith("wd") and number.isdigit()):
        t.fault("offset", f"{text!r} is not a distance in working days, such as -1wd or +3wd")
        return 0
    return sign * int(number or 0)
