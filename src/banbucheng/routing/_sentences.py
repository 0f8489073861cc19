"""An explanation, or a finding of the proof, in words."""

from collections.abc import Iterator, Sequence

from banbucheng.errors import BadInput
from banbucheng.labels import LANGUAGES, phrase, word, words
from banbucheng.routing._assignment import FALLBACK, Held
from banbucheng.routing._explain import Explanation, Miss, MissKind
from banbucheng.routing._findings import Finding

__all__ = ["sentences", "told"]


def told(finding: Finding, language: str) -> str:
    """What a finding of the proof says of its rules, in one sentence."""
    near = finding.values.get("near")
    values = {
        **finding.values,
        "rule": finding.rules[0] if finding.rules else FALLBACK,
        "by": ", ".join(finding.rules[1:]),
        "near": phrase("finding.near", language, near=near) if near else "",
    }
    return phrase(f"finding.{finding.code}", language, **values)


def sentences(explanation: Explanation, language: str) -> tuple[str, ...]:
    """
    Why a matter goes where it goes, a sentence each for what decided and for what nearly did.

    First comes the rule that took it with all that held, or that none did; then, with what was missed, the rules that
    would have taken it, those that missed by one thing as well, those that hold after it, and what failed on the way.

    Raises:
        BadInput: the library does not speak the language.
    """
    if language not in LANGUAGES:
        raise BadInput("language", language, f"the library speaks {', '.join(LANGUAGES)}")
    return tuple(_sentences(explanation, language))


def _sentences(told: Explanation, language: str) -> Iterator[str]:
    decision = told.decision
    if decision.rule is None:
        yield phrase("explanation.fallback", language, unit=decision.outcome.lead)
    elif told.held:
        held = word("explanation.and", language).join(_held(each, language) for each in told.held)
        yield phrase("explanation.took", language, rule=decision.rule.id, unit=decision.outcome.lead, held=held)
    else:
        yield phrase("explanation.took_all", language, rule=decision.rule.id, unit=decision.outcome.lead)
    for near in sorted(told.near, key=lambda each: not each.above):
        code = "explanation.would_take" if near.above else "explanation.near"
        unit = near.rule.then.lead
        yield phrase(code, language, rule=near.rule.id, unit=unit, missed=_missed(near.missed, language))
    for rule in told.runners_up:
        yield phrase("explanation.runner_up", language, rule=rule.id, unit=rule.then.lead)
    for fault in decision.faults:
        yield phrase("explanation.fault", language, fault=fault)


def _held(held: Held, language: str) -> str:
    saw = _saw(held.saw, language)
    return phrase("explanation.condition", language, fact=_fact(held.fact, language), wanted=held.wanted, saw=saw)


def _missed(missed: Miss, language: str) -> str:
    match missed.kind:
        case MissKind.CONDITION:
            fact, saw = _fact(missed.name, language), _saw(missed.saw, language)
            return phrase("explanation.condition", language, fact=fact, wanted=missed.wanted, saw=saw)
        case MissKind.VALIDITY:
            return phrase("explanation.validity", language, days=missed.wanted)
        case MissKind.PREDICATE:
            return phrase("explanation.predicate", language, name=missed.name)


def _saw(saw: Sequence[str] | None, language: str) -> str:
    if saw is None:
        return word("explanation.missing", language)
    return word("explanation.comma", language).join(saw) or word("explanation.nothing", language)


def _fact(name: str, language: str) -> str:
    return words(language).get(f"routes_fact.{name}", name).split("|")[0]
