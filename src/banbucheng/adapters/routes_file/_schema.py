"""The JSON Schema of the exchange form."""

from typing import Any

from banbucheng.routing import FactKind, Policy

__all__ = ["routes_schema"]

_TEXT: dict[str, Any] = {"type": "string"}
_NAME: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_NAMES: dict[str, Any] = {"type": "array", "items": _NAME}
_DAY: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_BOUND: dict[str, Any] = {"type": ["integer", "null"]}


def routes_schema() -> dict[str, Any]:
    """
    What a table of rules in JSON may be, by JSON Schema 2020-12.

    It says what is well formed. Whether a name is known, a value can be, and the rules fit is for `read_routes` to say.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Routing rules of banbucheng",
        **_object(
            {
                "$schema": _TEXT,
                "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "fallback": _NAME,
                "units": _NAMES,
                "routing": _object({"tiers": {**_NAMES, "minItems": 1}, "policy": {"enum": [*map(str, Policy)]}}),
                "facts": {"type": "array", "items": _fact()},
                "rules": {"type": "array", "items": _rule()},
            },
            "fallback",
            "facts",
            "rules",
        ),
        "$defs": {"condition": _condition()},
    }


def _object(properties: dict[str, Any], *needed: str) -> dict[str, Any]:
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(needed)} if needed else made


def _fact() -> dict[str, Any]:
    number = {"type": "integer"}
    kinds = {"enum": [*map(str, FactKind)]}
    bounds = {"least": number, "most": number}
    return _object(
        {"name": _NAME, "kind": kinds, "values": _NAMES, **bounds, "optional": {"type": "boolean"}}, "name", "kind"
    )


def _rule() -> dict[str, Any]:
    when = {"type": "object", "additionalProperties": {"$ref": "#/$defs/condition"}}
    texts = dict.fromkeys(("grade", "priority", "basis", "note", "approved_by"), _TEXT)
    names = dict.fromkeys(("predicates", "assisting", "tags"), _NAMES)
    own = {"id": _NAME, "tier": _NAME, "rank": {"type": "integer"}, "when": when, "lead": _NAME}
    return _object({**own, **names, **texts, "valid_from": _DAY, "valid_to": _DAY}, "id", "lead")


def _condition() -> dict[str, Any]:
    codes = _object({"one_of": _NAMES, "under": _TEXTS, "negated": {"type": "boolean"}})
    stretch = {"type": "array", "items": _BOUND, "minItems": 2, "maxItems": 2}
    words = _object({"any": _NAMES, "all": _NAMES, "none": _NAMES})
    return {
        "anyOf": [
            {**codes, "anyOf": [{"required": ["one_of"]}, {"required": ["under"]}]},
            _object({"between": {"type": "array", "items": stretch, "minItems": 1}}, "between"),
            {**words, "minProperties": 1},
            {"type": "boolean"},
            {"type": "integer"},
            # A cell, or a list of its parts, as a decision table writes them.
            _NAME,
            {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
        ]
    }
