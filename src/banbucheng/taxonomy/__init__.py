"""The kinds, causes, grades and classes that a rulebook sorts problems by; they are data, and a city brings its own."""

from banbucheng.taxonomy._catalogue import Candidate, Catalogue, Category, Ranking
from banbucheng.taxonomy._evaluation import Evaluation, Judged, cross_validated, evaluated
from banbucheng.taxonomy._learned import Labelled, learned
from banbucheng.taxonomy._taxonomy import Cause, Crosswalk, Grade, Kind, Problem, Suggestion, Taxonomy

__all__ = [
    "Candidate",
    "Catalogue",
    "Category",
    "Cause",
    "Crosswalk",
    "Evaluation",
    "Grade",
    "Judged",
    "Kind",
    "Labelled",
    "Problem",
    "Ranking",
    "Suggestion",
    "Taxonomy",
    "cross_validated",
    "evaluated",
    "learned",
]
