"""How each rule engine is given the rules of `routing.py` and asked; where one is not installed there is a note."""

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from banbucheng.routing import Between, Condition, Facts, Mentions, OneOf, Rule

__all__ = ["ENGINES", "Ask", "if_chain"]

#: Takes the facts of a case and gives the id of the rule that takes it, or None.
Ask = Callable[[Facts], str | None]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def if_chain(order: Sequence[Rule], names: Sequence[str]) -> Ask:
    """The rules as the chain of `if` that a programmer would write, one after the other."""
    lines = ["def ask(facts):", *(f"    {name} = facts[{name!r}]" for name in names)]
    for rule in order:
        tests = " and ".join(_python(name, each) for name, each in rule.when.items())
        lines += [f"    if {tests}:", f"        return {rule.id!r}"]
    space: dict[str, Any] = {}
    exec("\n".join(lines), space)  # noqa: S102 - the text was made by the lines before
    ask: Ask = space["ask"]
    return ask


def _python(name: str, condition: Condition) -> str:
    match condition:
        case OneOf(codes=codes, under=under) if under:
            return f"{name}.startswith({next(iter(under))!r})"
        case OneOf(codes=codes):
            return f"{name} == {next(iter(codes))!r}" if len(codes) == 1 else f"{name} in {tuple(sorted(codes))!r}"
        case Between(ranges=((low, high),)):
            return f"{low} <= {name} <= {high}"
        case Mentions(any=words):
            return f"{next(iter(words))!r} in {name}"
        case _:
            raise ValueError(condition)


def _zen(order: Sequence[Rule], names: Sequence[str]) -> Ask:
    """The fastest of its calls: a table that is loaded and compiled once, asked by its key."""
    zen = import_module("zen")
    inputs = [{"id": name, "name": name, "type": "expression", "field": name} for name in names]
    rows = [
        {
            "_id": rule.id,
            **{name: _cell(rule.when[name]) if name in rule.when else "" for name in names},
            "rule": _quoted(rule.id),
        }
        for rule in order
    ]
    output = [{"id": "rule", "name": "rule", "type": "expression", "field": "rule"}]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": output, "rules": rows}
    place = {"x": 0, "y": 0}
    model = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": content},
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "second", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }
    loaded = zen.ZenDecisionContent(json.dumps(model))
    evaluate = zen.ZenEngine({"loader": lambda _: loaded}).evaluate

    def ask(facts: Facts) -> str | None:
        found: Mapping[str, Any] = evaluate("table", facts)["result"] or {}
        return found.get("rule")

    return ask


def _cell(condition: Condition) -> str:
    match condition:
        case OneOf(codes=codes, under=under):
            return f"startsWith($, {_quoted(next(iter(under)))})" if under else ", ".join(map(_quoted, sorted(codes)))
        case Between(ranges=((low, high),)):
            return f"[{low}..{high}]"
        case Mentions(any=words):
            return f"contains($, {_quoted(next(iter(words)))})"
        case _:
            raise ValueError(condition)


def _rule_engine(order: Sequence[Rule], _: Sequence[str]) -> Ask:
    engine = import_module("rule_engine")
    rules = [
        (rule.id, engine.Rule(" and ".join(_expression(name, each) for name, each in rule.when.items())).matches)
        for rule in order
    ]

    def ask(facts: Facts) -> str | None:
        return next((name for name, matches in rules if matches(facts)), None)

    return ask


def _expression(name: str, condition: Condition) -> str:
    match condition:
        case OneOf(codes=codes, under=under) if under:
            return f"{name}.starts_with({_quoted(next(iter(under)))})"
        case OneOf(codes=codes):
            return f"{name} in [{', '.join(map(_quoted, sorted(codes)))}]"
        case Between(ranges=((low, high),)):
            return f"{name} >= {low} and {name} <= {high}"
        case Mentions(any=words):
            return f"{_quoted(next(iter(words)))} in {name}"
        case _:
            raise ValueError(condition)


def _business_rules(order: Sequence[Rule], names: Sequence[str]) -> Ask:
    engine = import_module("business_rules.engine")
    variables = import_module("business_rules.variables")
    actions = import_module("business_rules.actions")
    fields = import_module("business_rules.fields")

    def shown(name: str) -> Any:
        kind = variables.numeric_rule_variable if name == "hour" else variables.string_rule_variable

        def value(self: Any) -> Any:
            return self.facts[name]

        value.__name__ = name
        return kind()(value)

    def kept(self: Any, rule: str) -> None:
        self.taken = rule

    known = type("Known", (variables.BaseVariables,), {name: shown(name) for name in names})
    take = type("Take", (actions.BaseActions,), {"take": actions.rule_action(params={"rule": fields.FIELD_TEXT})(kept)})
    rules = [
        {
            "conditions": {"all": [each for name, asked in rule.when.items() for each in _venmo(name, asked)]},
            "actions": [{"name": "take", "params": {"rule": rule.id}}],
        }
        for rule in order
    ]

    def ask(facts: Facts) -> str | None:
        case, taken = known(), take()
        case.facts = facts
        taken.taken = None
        engine.run_all(rules, case, taken, stop_on_first_trigger=True)
        found: str | None = taken.taken
        return found

    return ask


def _venmo(name: str, condition: Condition) -> Sequence[Mapping[str, Any]]:
    def test(operator: str, value: object) -> Mapping[str, Any]:
        return {"name": name, "operator": operator, "value": value}

    match condition:
        case OneOf(codes=codes, under=under) if under:
            return [test("starts_with", next(iter(under)))]
        case OneOf(codes=codes):
            return [{"any": [test("equal_to", code) for code in sorted(codes)]}]
        case Between(ranges=((low, high),)):
            return [test("greater_than_or_equal_to", low), test("less_than_or_equal_to", high)]
        case Mentions(any=words):
            return [test("contains", next(iter(words)))]
        case _:
            raise ValueError(condition)


def _json_logic(order: Sequence[Rule], _: Sequence[str]) -> Ask:
    apply: Any = import_module("json_logic").jsonLogic
    rules = [(rule.id, {"and": [_logic(name, each) for name, each in rule.when.items()]}) for rule in order]

    def ask(facts: Facts) -> str | None:
        return next((name for name, logic in rules if apply(logic, facts)), None)

    return ask


def _logic(name: str, condition: Condition) -> Mapping[str, Any]:
    var = {"var": name}
    match condition:
        case OneOf(codes=codes, under=under) if under:
            begin = next(iter(under))
            return {"==": [{"substr": [var, 0, len(begin)]}, begin]}
        case OneOf(codes=codes):
            return {"in": [var, sorted(codes)]}
        case Between(ranges=((low, high),)):
            return {"<=": [low, var, high]}
        case Mentions(any=words):
            return {"in": [next(iter(words)), var]}
        case _:
            raise ValueError(condition)


#: By the name of the package: how its engine is made, and how many rules it is asked about at most on so many cases.
ENGINES: Mapping[str, Callable[[Sequence[Rule], Sequence[str]], Ask]] = {
    "zen-engine": _zen,
    "rule-engine": _rule_engine,
    "business-rules": _business_rules,
    "panzi-json-logic": _json_logic,
}
