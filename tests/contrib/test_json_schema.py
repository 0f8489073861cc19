"""The JSON Schema of what the library writes: what the codec writes fits it, and what the codec refuses does not."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from enum import Enum
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from banbucheng.adapters.json_schema import DIALECT, definitions, json_schema, public_schema
from banbucheng.cases import Case, Command, Event, events
from banbucheng.codec import dump, load
from banbucheng.errors import BadInput, RulebookError
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry, Measure
from banbucheng.terms import Measure as Rung
from banbucheng.testing import sample_complaint, strategies
from banbucheng.worktime import TimeLimit

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def validator(kind: Any) -> Draft202012Validator:
    """A validator of a type that asserts formats."""
    return Draft202012Validator(json_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


def fits(kind: Any, plain: object) -> bool:
    """Whether plain data is well formed, by the schema."""
    return validator(kind).is_valid(plain)


def loads(kind: Any, plain: object) -> bool:
    """Whether the codec makes a value of it."""
    try:
        load(kind, plain)
    except RulebookError:
        return False
    return True


@pytest.mark.parametrize("kind", [Case, Complaint, Entry, Event, TimeLimit, *get_args(Command)], ids=str)
def test_a_schema_is_one(kind: Any) -> None:
    """JSON Schema 2020-12: what stands there is a schema by the dialect's own, and every reference leads somewhere."""
    made = json_schema(kind)

    Draft202012Validator.check_schema(made)

    assert made["$schema"] == DIALECT == Draft202012Validator.META_SCHEMA["$id"]
    assert {each.removeprefix("#/$defs/") for each in references(made)} <= made["$defs"].keys()


def references(plain: object) -> Iterator[str]:
    """Every `$ref` of a schema."""
    if isinstance(plain, dict):
        yield from ([plain["$ref"]] if "$ref" in plain else [])
        for each in plain.values():
            yield from references(each)
    elif isinstance(plain, list):
        for each in plain:
            yield from references(each)


def test_every_event_and_command_and_limit_is_public() -> None:
    """JSON Schema for all public values and events: none is left out, and each says in a sentence what it is."""
    found = public_schema()["$defs"]

    wanted = {f"events.{each.__name__}" for each in get_args(Event)}
    wanted |= {f"limits.{each.__name__}" for each in get_args(TimeLimit)}
    wanted |= {f"commands.{each.__name__}" for each in get_args(Command)}

    assert wanted | {"Case", "Entry", "Complaint", "Problem", "Deadline", "Status", "Seal"} <= found.keys()
    assert {f"events.{each}" for each in events.__all__ if each not in {"Deadlines", "Event"}} <= found.keys()
    assert [] == [name for name, each in found.items() if not each["description"].strip()]


def test_names_may_be_components_of_openapi() -> None:
    """OpenAPI 3.1, components object: all keys MUST match `^[a-zA-Z0-9._-]+$`; references point where they are asked to."""
    found = definitions((Case, Event, *get_args(Command)), at="#/components/schemas/")

    assert [] == [name for name in found if not re.fullmatch(r"[a-zA-Z0-9._-]+", name)]
    assert {each.removeprefix("#/components/schemas/") for each in references(found)} <= found.keys()


@FEW
@given(entries=strategies.histories())
def test_what_the_codec_writes_fits(entries: tuple[Entry, ...]) -> None:
    """Whatever a desk has recorded, the entry, its event and the case that it makes are as the schema says."""
    for entry in entries:
        validator(Entry).validate(dump(entry))
        validator(Event).validate(dump(entry.event, Event))


@FEW
@given(case=strategies.cases())
def test_a_case_that_the_codec_writes_fits(case: Case) -> None:
    """A case fits wherever it stands, and comes back out of JSON text as it went in."""
    plain = json.loads(json.dumps(dump(case)))

    validator(Case).validate(plain)
    assert case == load(Case, plain)


@FEW
@given(limit=strategies.limits())
def test_a_limit_that_the_codec_writes_fits(limit: TimeLimit) -> None:
    """A value of a union carries the name of its class under `_type`."""
    validator(TimeLimit).validate(dump(limit, TimeLimit))


def places(plain: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in plain data, the outermost first."""
    yield path
    if isinstance(plain, dict):
        for name, each in plain.items():
            yield from places(each, (*path, name))
    elif isinstance(plain, list):
        for number, each in enumerate(plain):
            yield from places(each, (*path, number))


def put(plain: Any, path: tuple[str | int, ...], value: object) -> Any:
    """The same data with another value at a place."""
    if not path:
        return value
    made = deepcopy(plain)
    at = made
    for each in path[:-1]:
        at = at[each]
    at[path[-1]] = value
    return made


JUNK = st.sampled_from([None, True, 7, -1, 1.5, "", "nonsense", [], ["x"], {}, {"_type": "Nothing"}, {"x": 1}])


@settings(FEW, max_examples=120)
@given(data=st.data(), entry=strategies.entries())
def test_schema_and_codec_agree_on_broken_data(data: st.DataObject, entry: Entry) -> None:
    """Put junk anywhere into an entry: what the schema lets through the codec reads, and what the codec refuses it refuses."""
    plain = dump(entry)
    path = data.draw(st.sampled_from(list(places(plain))))
    broken = put(plain, path, data.draw(JUNK))

    if fits(Entry, broken):
        assert loads(Entry, broken)
    elif loads(Entry, broken):
        # Whoever validates first must not lose what the desk would take.
        raise AssertionError(f"only the schema refuses {path}: {broken}")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"subject": None}, "a text is a text"),
        ({"subject": " "}, "say it in words"),
        ({"visits": -1}, "a whole number, 0 or more"),
        ({"visits": True}, "true is no number"),
        ({"visits": "3"}, "nothing is coerced"),
        ({"received_at": "2025-03-05T09:30:00"}, "a moment has a zone"),
        ({"received_at": "2025-02-30T09:30:00+08:00"}, "a day that there is"),
        ({"received_at": 1741138200}, "a number is no moment"),
        ({"channel": "pigeon"}, "a code of the vocabulary"),
        ({"against": "all"}, "a text is no list of its letters"),
        ({"attributes": {"rooms": 3}}, "facts are texts"),
        ({"item": {"name": "no code"}}, "an item has a code"),
        ({"complainant": {"phone": "1"}}, "a complainant has no phone"),
        ({"name": "x"}, "nothing unknown is passed over"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_broken_complaints_are_refused_by_both(change: dict[str, Any], why: str) -> None:
    """Nothing is coerced, nothing unknown is passed over: neither by the codec nor by the schema."""
    plain = dump(sample_complaint())
    assert fits(Complaint, plain), why

    broken = {**plain, **change}

    assert (False, False) == (fits(Complaint, broken), loads(Complaint, broken)), why


def test_a_field_with_a_default_may_be_left_out() -> None:
    """What has a default need not be sent; what has none must be."""
    least = {"subject": "x", "received_at": "2025-03-05T09:30:00Z", "channel": "window", "region": "441402"}

    assert (True, True) == (fits(Complaint, least), loads(Complaint, least))
    for name in least:
        less = {each: value for each, value in least.items() if each != name}
        assert (False, False) == (fits(Complaint, less), loads(Complaint, less))


def test_a_moment_without_a_zone_is_refused_where_formats_are_not_asserted() -> None:
    """JSON Schema 2020-12, 7.2.1: by default a format is only an annotation, so the pattern has to ask for the zone."""
    plain = dump(sample_complaint())
    lax = Draft202012Validator(json_schema(Complaint))

    assert lax.is_valid(plain)
    assert not lax.is_valid({**plain, "received_at": "2025-03-05T09:30:00"})


def test_the_codes_are_those_of_the_vocabulary() -> None:
    """A code of the schema is a code of `terms`, in its order."""
    found = public_schema()["$defs"]

    for name in ("Status", "Channel", "Milestone", "Outcome"):
        kind: type[Enum] = getattr(__import__("banbucheng.terms", fromlist=[name]), name)
        assert [each.value for each in kind] == found[name]["enum"]


@pytest.mark.parametrize("kind", [complex, object, list[int], 7], ids=str)
def test_a_type_that_the_codec_does_not_write_has_no_schema(kind: Any) -> None:
    """What cannot be described is refused with what to give instead."""
    with pytest.raises(BadInput, match=r"banbucheng\.codec"):
        json_schema(kind)


def test_two_classes_of_one_name_are_told_apart() -> None:
    """A reference leads to one class: two of the same name in one document are refused, and not mixed up."""
    with pytest.raises(BadInput, match=r"has a Measure too"):
        definitions((Rung, Measure))
