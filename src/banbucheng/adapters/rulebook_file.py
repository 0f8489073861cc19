"""Rulebooks as people write them: a TOML file into a `Rulebook`, or every fault in it at once."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

from attrs import evolve

from banbucheng.adapters._toml import Reader, read_toml
from banbucheng.adapters.catalogue_file import categories
from banbucheng.adapters.routes_file import fact_in, faults_of, known_of, read_routes, rules_of, words_of
from banbucheng.cases import REPEATABLE, Event
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.replies import ReplyPolicy
from banbucheng.returns import ReturnPolicy
from banbucheng.routing import (
    WINDOW,
    Policy,
    Predicate,
    Routes,
    Vocabulary,
    vocabulary_of,
)
from banbucheng.rulebook import BulletinPolicy, DeclineRule, LateReclassification, Region, Rulebook, Source, Unit
from banbucheng.sla import ExtensionPolicy, Promise, Promises, SuspensionPolicy
from banbucheng.supervision import Ladder, Rung
from banbucheng.taxonomy import Cause, Crosswalk, Grade, Kind, Problem, Taxonomy
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
from banbucheng.worktime import CountFrom, Ends, Months, NaturalDays, TimeLimit, WorkingDays, limit_from_text

__all__ = ["load_profile", "load_rulebook", "profiles", "rulebook"]

_T = TypeVar("_T")
_PROFILES = files("banbucheng.profiles")
#: What the name of a file begins with that is no rulebook of itself and is there to borrow from.
_BASE = "_"


def profiles() -> tuple[str, ...]:
    """The names of the rulebooks that ship."""
    names = (each.name for each in _PROFILES.iterdir())
    return tuple(sorted(each.removesuffix(".toml") for each in names if each.endswith(".toml") and each[0] != _BASE))


def load_profile(name: str) -> Rulebook:
    """
    A rulebook that ships, such as `meizhou`.

    Raises:
        BadInput: none of that name ships.
    """
    if name not in profiles():
        raise BadInput("profile", name, f"these ship: {', '.join(profiles())}")
    return load_rulebook(Path(str(_PROFILES.joinpath(f"{name}.toml"))))


def load_rulebook(path: Path | str, *, predicates: Mapping[str, Predicate] | None = None) -> Rulebook:
    """
    The rulebook that a file describes, with the table of routing rules beside it that it names, if it names one.

    `predicates` are the host's own, by the names that the rules ask for them.

    Raises:
        RulebookError: a file is wrong; every fault at once, each with its path in the file.
    """
    own, beside = read_toml(Path(path)), Path(path).parent
    base = own.get("base")
    if base is None:
        return rulebook(own, name=str(path), beside=beside, predicates=predicates)
    if base not in _bases():
        raise RulebookError(str(path), (Fault("base", f"{base!r} is none of {', '.join(_bases())}"),))
    data, borrowed = _over(read_toml(Path(str(_PROFILES.joinpath(f"{_BASE}{base}.toml")))), own)
    return evolve(rulebook(data, name=str(path), beside=beside, predicates=predicates), unknown=borrowed)


def _bases() -> tuple[str, ...]:
    return tuple(
        sorted(each.name[1:].removesuffix(".toml") for each in _PROFILES.iterdir() if each.name.startswith(_BASE))
    )


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """A city's own data over what it borrows, and the paths of what it borrows."""
    data = {**base, **{key: value for key, value in own.items() if key != "base"}}
    borrowed = [key for key in base if key not in own and key != "sources"]
    data["sources"] = {**base["sources"], **own.get("sources", {})}
    if "limits" in own:
        grades = own.get("grades", base["grades"])
        theirs = {name: table for name, table in base["limits"].items() if name == "desk" or name in grades}
        data["limits"] = {**theirs, **own["limits"], "desk": {**theirs["desk"], **own["limits"].get("desk", {})}}
        borrowed += [f"limits.{name}" for name in theirs if name != "desk" and name not in own["limits"]]
        borrowed += [f"limits.desk.{each}" for each in theirs["desk"] if each not in own["limits"].get("desk", {})]
    return data, tuple(borrowed)


def rulebook(
    data: Mapping[str, Any],
    *,
    name: str,
    beside: Path = Path(),
    predicates: Mapping[str, Predicate] | None = None,
) -> Rulebook:
    """
    The rulebook that plain data describes; `name` stands for the file in errors, `beside` is where its table of rules is.

    Raises:
        RulebookError: the data is wrong; every fault at once.
    """
    faults: list[Fault] = []
    top = Reader(data, "", faults)
    regions = tuple(_region(table) for table in top.listed("regions"))
    units = _units(top, regions)
    edition, sources = top.text("edition"), {key: _source(table) for key, table in top.named("sources")}
    counting = _counting(top.inner("counting"), sources)
    taxonomy = _taxonomy(top, edition)
    start = Routes(
        rules=(),
        fallback=top.text("fallback") or WINDOW,
        units=frozenset(each.code for each in units),
        vocabulary=_vocabulary(top, taxonomy, units),
        predicates=predicates or {},
    )
    parts: dict[str, Any] = {
        "name": top.text("name"),
        "edition": edition,
        "valid_from": top.day("valid_from"),
        "names": _done(top.inner("names"), Reader.names),
        "sources": sources,
        "regions": regions,
        "units": units,
        "taxonomy": taxonomy,
        "unsorted": _done(
            top.inner("unsorted"), lambda t: Problem(kind=KindCode(t.text("kind")), grade=GradeCode(t.text("grade")))
        ),
        "routes": _routes(top, start),
        "promises": _promises(top, counting),
        "returns": _done(top.inner("returns"), _returns),
        "extension": _done(top.inner("extension"), _extension),
        "suspension": _done(top.inner("suspension"), _suspension),
        "declines": tuple(_decline(ground, table) for ground, table in top.named("declines")),
        "ladder": Ladder(
            rungs=tuple(_rung(table) for table in top.listed("ladder")), rearms=top.flag("ladder_rearms", default=False)
        ),
        "replies": _done(top.inner("replies"), _replies),
        "valid_to": top.day("valid_to") if top.holds("valid_to") else None,
        "switched_off": frozenset(_switched_off(top)),
        "bounds": _done(top.inner("bounds"), _bounds),
        "late_reclassification": top.one_of("late_reclassification", LateReclassification)
        if top.holds("late_reclassification")
        else LateReclassification.DUE_TODAY,
        "bulletin": _done(top.inner("bulletin"), _bulletin) if top.holds("bulletin") else None,
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
    table = data.get("routing", {}).get("table")
    return _proved(book if table is None else _with_table(book, beside / table), name)


def _done(table: Reader, read: Callable[[Reader], _T]) -> _T:
    value = read(table)
    table.done()
    return value


def _source(t: Reader) -> Source:
    return _done(t, lambda t: Source(title=t.text("title"), own=t.flag("own"), mark=t.text("mark")))


def _region(t: Reader) -> Region:
    return _done(t, lambda t: Region(code=RegionCode(t.text("code")), names=t.names(), parent=t.text("parent", "")))


def _units(top: Reader, regions: tuple[Region, ...]) -> tuple[Unit, ...]:
    window = _done(top.inner("window"), Reader.names)
    units = [_unit(each, "", WINDOW, window, each.parent) for each in regions]
    for code, table in top.named("departments"):
        names, only = table.names(), table.texts("regions")
        closed = _closed_from(table)
        table.done()
        having = [each for each in regions if not only or each.code in only]
        codes = [each.code for each in having]
        units += [
            evolve(
                _unit(each, f"-{code}", code, names, f"{each.parent}-{code}" if each.parent in codes else each.code),
                closed_from=closed,
            )
            for each in having
        ]
    by_code = {each.code: each for each in regions}
    return (*units, *(_site(table, by_code) for table in top.listed("sites", needed=False)))


def _unit(region: Region, suffix: str, department: str, names: Mapping[str, str], superior: str) -> Unit:
    return Unit(
        code=UnitCode(f"{region.code}{suffix}"),
        names=_joined(region.names, names),
        region=region.code,
        department=department,
        superior=UnitCode(superior) if superior else None,
    )


def _site(t: Reader, regions: Mapping[RegionCode, Region]) -> Unit:
    region = RegionCode(t.text("region"))
    if region not in regions:
        t.nearest("region", region, list(regions))
    site = Unit(
        code=UnitCode(t.text("code")),
        names=t.names(),
        region=region,
        superior=UnitCode(region),
        closed_from=_closed_from(t),
    )
    t.done()
    return site


def _closed_from(t: Reader) -> date | None:
    return t.day("closed_from") if t.holds("closed_from") else None


def _joined(region: Mapping[str, str], department: Mapping[str, str]) -> dict[str, str]:
    return {"zh": region.get("zh", "") + department.get("zh", ""), "en": f"{region.get('en')} {department.get('en')}"}


def _taxonomy(top: Reader, edition: str) -> Taxonomy:
    causes = tuple(_cause(code, table) for code, table in top.named("causes"))
    kinds = list(top.table.get("kinds", {}))
    known = [each.code for each in causes]
    return Taxonomy(
        edition=edition,
        kinds=tuple(_kind(code, table, known) for code, table in top.named("kinds")),
        causes=causes,
        grades=tuple(_grade(code, table, known) for code, table in top.named("grades")),
        catalogue=categories(top),
        crosswalks=tuple(_crosswalk(key, table, kinds) for key, table in _optional(top, "crosswalks")),
    )


def _optional(top: Reader, key: str) -> Iterator[tuple[str, Reader]]:
    return top.named(key) if top.holds(key) else iter(())


def _crosswalk(scheme: str, t: Reader, kinds: list[str]) -> Crosswalk:
    terms = t.inner("terms")
    for kind in terms.table:
        if kind not in kinds:
            terms.nearest(kind, kind, kinds)
    found = {KindCode(kind): terms.texts(kind) for kind in kinds}
    terms.done()
    return _done(t, lambda t: Crosswalk(scheme=scheme, names=t.names(), terms=found, source=t.text("source")))


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


def _vocabulary(top: Reader, taxonomy: Taxonomy, units: tuple[Unit, ...]) -> Vocabulary:
    own = tuple(fact_in(table) for table in top.listed("facts", needed=False))
    regions = dict.fromkeys(each.region for each in units)
    windows = [each.code for each in units if each.department == WINDOW]
    return vocabulary_of(taxonomy, regions=regions, windows=windows, own=own)


def _routes(top: Reader, start: Routes) -> Routes:
    settings = top.inner("routing", needed=False)
    tiers = settings.texts("tiers") or start.tiers
    policy = settings.one_of("policy", Policy) if settings.holds("policy") else start.policy
    table = settings.text("table", "")
    settings.done()
    routes = evolve(start, tiers=tiers, policy=policy)
    return evolve(routes, rules=rules_of(top.listed("rules", needed=not table), known_of(routes)))


def _with_table(book: Rulebook, path: Path) -> Rulebook:
    """The rulebook with the rules of the table that it names besides its own."""
    words = words_of(book)
    try:
        found = read_routes(path, base=book.routes, words=words)
    except BadInput as error:
        raise RulebookError(str(path), (Fault("routing.table", str(error)),)) from error
    try:
        return evolve(book, routes=evolve(found, rules=(*book.routes.rules, *found.rules)))
    except RulebookError as error:
        raise RulebookError(str(path), error.faults) from None


def _proved(book: Rulebook, name: str) -> Rulebook:
    """The rulebook, if its routing rules hold together."""
    faults = faults_of(book)
    if faults:
        raise RulebookError(name, faults)
    return book


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
        ruling=t.limit("ruling"),
        handle=t.limit("handle") if t.holds("handle") else None,
        upper_leads=t.flag("upper_leads", default=True),
        dispatches=t.whole("dispatches", least=1),
        source=t.text("source"),
    )


def _replies(t: Reader) -> ReplyPolicy:
    return ReplyPolicy(
        reopenings=t.whole("reopenings"), reopen_within=t.limit("reopen_within"), source=t.text("source")
    )


def _bulletin(t: Reader) -> BulletinPolicy:
    return BulletinPolicy(name_units=t.flag("name_units"), source=t.text("source"))


def _bounds(t: Reader) -> dict[str, int]:
    known = [event.__name__ for event in REPEATABLE]
    t.text("source")
    for name in t.table:
        if name != "source" and name not in known:
            t.nearest(name, name, sorted(known))
    return {name: t.whole(name, least=1) for name in t.table if name != "source"}


def _switched_off(top: Reader) -> tuple[str, ...]:
    named, known = top.texts("switched_off"), [event.__name__ for event in get_args(Event)]
    for event in named:
        if event not in known:
            top.nearest("switched_off", event, known)
    return named


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
    offset, before = _offset(t, t.text("offset"))
    rung = Rung(
        code=t.text("code"),
        names=t.names(),
        offset=offset,
        before=before,
        measure=t.one_of("measure", Measure),
        milestones=frozenset(t.some_of("milestones", Milestone)),
        to=t.text("to"),
        up=t.whole("up", default=0),
        any_hour=t.flag("any_hour", default=False),
        source=t.text("source"),
    )
    t.done()
    return rung


def _offset(t: Reader, text: str) -> tuple[TimeLimit, bool]:
    """The distance from the end of a limit, and whether it lies before it."""
    try:
        limit = limit_from_text(text.lstrip("+-")) if text else WorkingDays(0)
    except BadInput as error:
        t.fault("offset", str(error))
        return WorkingDays(0), False
    before = text.startswith("-")
    if before and not isinstance(limit, WorkingDays):
        t.fault("offset", f"{text!r} lies before the end; only working days can, such as -1wd")
    return limit, before
