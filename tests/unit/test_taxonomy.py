"""Kinds, causes and grades."""

import pytest

from banbucheng.taxonomy import Cause, Grade, Kind, Problem, Suggestion, Taxonomy
from banbucheng.terms import CauseCode, GradeCode, KindCode, Severity

from ._desk import MEIZHOU


def kind(code: str, *words: str) -> Kind:
    """A kind with its words."""
    return Kind(code=KindCode(code), names={"en": f"the kind {code}"}, words=words, source="S")


def cause(code: str, *words: str) -> Cause:
    """A cause with its words."""
    return Cause(code=CauseCode(code), names={"en": f"the cause {code}"}, words=words, source="S")


def grade(code: str, *causes: str) -> Grade:
    """A grade with the causes that make it."""
    return Grade(code=GradeCode(code), names={"en": f"the grade {code}"}, causes=frozenset(map(CauseCode, causes)))


#: Two kinds, two causes and three grades, of which the harder ones come of causes.
SMALL = Taxonomy(
    edition="1",
    kinds=(kind("unable", "phone", "queue"), kind("refused", "rude", "slow", "queue")),
    causes=(cause("system", "error"), cause("duty", "ball", "error code 7")),
    grades=(grade("ordinary"), grade("complex", "duty"), grade("hard", "system", "duty")),
)


def test_the_five_kinds_of_meizhou() -> None:
    """梅州日报: 不敢办、不愿办、不会办、不好办、不给办, in this order (domain §1, §5)."""
    expected = ["不敢办", "不愿办", "不会办", "不好办", "不给办"]
    assert expected == [each.names["zh"] for each in MEIZHOU.taxonomy.kinds]


def test_the_kind_with_most_words_is_suggested() -> None:
    """The kind that most words speak for is suggested, with the words found as evidence."""
    expected = Suggestion(
        kind=KindCode("refused"),
        causes=frozenset(),
        grade=None,
        evidence={"unable": ("queue",), "refused": ("slow", "queue")},
    )
    assert expected == SMALL.suggestion("a slow queue")


def test_a_tie_goes_to_the_earlier_kind() -> None:
    """Where two kinds have as many words, the one that the taxonomy names first is suggested."""
    assert KindCode("unable") == SMALL.suggestion("rude on the phone").kind


def test_nothing_said_suggests_nothing() -> None:
    """Words that are in no list suggest no kind, no cause and no grade, and there is no evidence of any."""
    assert Suggestion(kind=None, causes=frozenset(), grade=None, evidence={}) == SMALL.suggestion("the weather")


def test_every_cause_found_is_suggested() -> None:
    """A complaint may have several causes; each word found speaks for its own."""
    found = SMALL.suggestion("error code 7")
    assert ({"system", "duty"}, ("error code 7",), ("error",)) == (
        found.causes,
        found.evidence["duty"],
        found.evidence["system"],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a ball", "complex"), ("an error", "hard"), ("error code 7", "complex"), ("the phone", None)],
)
def test_causes_make_the_grade(text: str, expected: str | None) -> None:
    """The first grade that one of the causes found makes is suggested; without such a cause there is none."""
    assert expected == SMALL.suggestion(text).grade


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("unable", "the kind unable"),
        ("system", "the cause system"),
        ("hard", "the grade hard"),
        ("nothing", None),
    ],
)
def test_names_are_found_by_code(code: str, expected: str | None) -> None:
    """The names of a kind, a cause or a grade are found by its code; a code that is none of them has none."""
    assert expected == SMALL.names(code).get("en")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Problem(kind=KindCode("unable"), grade=GradeCode("hard")), True),
        (Problem(kind=KindCode("unable"), grade=GradeCode("hard"), causes=frozenset({CauseCode("duty")})), True),
        (Problem(kind=KindCode("duty"), grade=GradeCode("hard")), False),
        (Problem(kind=KindCode("unable"), grade=GradeCode("unable")), False),
        (Problem(kind=KindCode("unable"), grade=GradeCode("hard"), causes=frozenset({CauseCode("x")})), False),
        (
            Problem(
                kind=KindCode("unable"), grade=GradeCode("hard"), causes=frozenset({CauseCode("duty"), CauseCode("x")})
            ),
            False,
        ),
    ],
)
def test_a_problem_is_of_the_taxonomy_or_not(problem: Problem, expected: bool) -> None:  # noqa: FBT001
    """A problem belongs to a taxonomy when its kind, its grade and all of its causes do, each in its own place."""
    assert expected == SMALL.holds(problem)


def test_a_problem_is_of_normal_severity_unless_somebody_says_more() -> None:
    """Severity is for a person to raise."""
    assert Severity.NORMAL == Problem(kind=KindCode("unable"), grade=GradeCode("hard")).severity
