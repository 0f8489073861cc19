"""The kinds, causes and grades that a rulebook sorts problems by; they are data, and a city may bring its own."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from banbucheng.taxonomy._catalogue import Catalogue, Category
from banbucheng.terms import CauseCode, GradeCode, KindCode, Severity
from banbucheng.worktime import TimeLimit

__all__ = ["Cause", "Crosswalk", "Grade", "Kind", "Problem", "Suggestion", "Taxonomy"]


@frozen(kw_only=True)
class Kind:
    """One primary kind of "could not be done", such as the five of Meizhou."""

    code: KindCode
    #: Its name by language code (`zh`, `en`).
    names: Mapping[str, str]
    #: What the city's document says of it.
    descriptor: str = ""
    causes: frozenset[CauseCode] = frozenset()
    #: What helps, unless the clerk knows better.
    remedy: str = ""
    #: Words of a complaint that speak for this kind.
    words: tuple[str, ...] = ()
    source: str


@frozen(kw_only=True)
class Cause:
    """A tag for why it could not be done; a problem may have several."""

    code: CauseCode
    names: Mapping[str, str]
    words: tuple[str, ...] = ()
    source: str


@frozen(kw_only=True)
class Grade:
    """How hard a problem is; the rulebook gives each grade its limits."""

    code: GradeCode
    names: Mapping[str, str]
    #: Causes that make a problem of this grade, unless a person says otherwise.
    causes: frozenset[CauseCode] = frozenset()


@frozen(kw_only=True)
class Crosswalk:
    """What another place's or system's classification calls our kinds."""

    #: The other classification.
    scheme: str
    names: Mapping[str, str]
    #: For each kind, the other's terms that it may be; none where the other has nothing like it.
    terms: Mapping[KindCode, tuple[str, ...]]
    source: str


@frozen(kw_only=True)
class Problem:
    """What the desk makes of a complaint: exactly one kind and grade, any number of causes."""

    kind: KindCode
    grade: GradeCode
    causes: frozenset[CauseCode] = frozenset()
    severity: Severity = Severity.NORMAL
    #: Where the matter stands in the catalogue, from the widest class to the narrowest.
    category: tuple[str, ...] = ()
    #: The limit that a law gives the matter itself; where it is longer, it prevails (Weifang regulation art. 20).
    statutory: TimeLimit | None = None


@frozen(kw_only=True)
class Suggestion:
    """What the words of a complaint speak for; a person confirms or overrides it."""

    #: None where no word of any kind was found.
    kind: KindCode | None
    causes: frozenset[CauseCode]
    #: None where no cause found makes a grade.
    grade: GradeCode | None
    #: The class of the catalogue with most in the text; empty where none was found, or none clearly.
    category: tuple[str, ...] = ()
    #: The words found, by the code that they speak for; those of a category under its path, joined by `/`.
    evidence: Mapping[str, tuple[str, ...]]


def _catalogue(categories: Iterable[Category]) -> Catalogue:
    return categories if isinstance(categories, Catalogue) else Catalogue(categories=tuple(categories))


@frozen(kw_only=True)
class Taxonomy:
    """All kinds, causes and grades in use, under one edition."""

    edition: str
    kinds: tuple[Kind, ...]
    causes: tuple[Cause, ...]
    grades: tuple[Grade, ...]
    #: The classes of matters; a plain tuple of them makes a catalogue without a margin.
    catalogue: Catalogue = field(factory=Catalogue, converter=_catalogue)
    crosswalks: tuple[Crosswalk, ...] = ()

    def names(self, code: str) -> Mapping[str, str]:
        """The names of a kind, cause or grade by language; empty for a code that is none of them."""
        named: tuple[Kind | Cause | Grade, ...] = (*self.kinds, *self.causes, *self.grades)
        return next((each.names for each in named if each.code == code), dict[str, str]())

    def suggestion(self, text: str) -> Suggestion:
        """The kind and the class with most in the text (the earlier one on a tie), and every cause with anything."""
        worded: tuple[Kind | Cause, ...] = (*self.kinds, *self.causes)
        evidence = {
            str(each.code): found for each in worded if (found := tuple([word for word in each.words if word in text]))
        }
        kinds = [kind.code for kind in self.kinds if kind.code in evidence]
        causes = frozenset(cause.code for cause in self.causes if cause.code in evidence)
        ranking = self.catalogue.ranking(text)
        if ranking.suggested:
            words = ranking.candidates[0].evidence
            evidence["/".join(ranking.suggested)] = tuple(word for word, points in words.items() if points > 0)
        return Suggestion(
            category=ranking.suggested,
            kind=max(kinds, key=lambda code: len(evidence[code]), default=None),
            causes=causes,
            grade=next((grade.code for grade in self.grades if grade.causes & causes), None),
            evidence=evidence,
        )

    def holds(self, problem: Problem) -> bool:
        """Whether every code of the problem is one of this taxonomy."""
        return (
            any(kind.code == problem.kind for kind in self.kinds)
            and any(grade.code == problem.grade for grade in self.grades)
            and problem.causes <= {cause.code for cause in self.causes}
            and (not problem.category or any(each.path == problem.category for each in self.catalogue))
        )
