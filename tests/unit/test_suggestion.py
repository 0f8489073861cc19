"""Suggesting the class of a letter: by words written by hand, by letters that people have sorted, and how good it is."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banbucheng.adapters.catalogue_file import load_catalogue, load_labelled, shipped_catalogue
from banbucheng.errors import BadInput, RulebookError
from banbucheng.taxonomy import (
    Catalogue,
    Category,
    Evaluation,
    Judged,
    Labelled,
    Ranking,
    cross_validated,
    evaluated,
    learned,
)

from ._cli import run

HOUSES, CARS, FIRMS = ("houses",), ("cars",), ("firms",)
#: The ambiguous words of the field: a house and a car are both made over, a household and a firm both struck off.
SMALL = Catalogue(
    categories=(
        Category(path=HOUSES, words=("过户", "房屋", "物业")),
        Category(path=CARS, words=("过户", "车辆", "驾驶证")),
        Category(path=FIRMS, words=("注销",), weights={"户口": -3.0, "公司": 2.5}),
    ),
    margin=1,
)
PATHS = [("a",), ("b",), ("c",)]


def suggested(text: str, catalogue: Catalogue = SMALL) -> tuple[str, ...]:
    """What is suggested for a text."""
    return catalogue.ranking(text).suggested


# Ranking


def test_the_points_of_the_words_found_add_up() -> None:
    """A word has as many points as characters where the catalogue says no other; each word once."""
    ranking = SMALL.ranking("公司要注销，注销不了")
    assert [(FIRMS, 4.5, {"公司": 2.5, "注销": 2.0})] == [
        (each.path, each.score, each.evidence) for each in ranking.candidates
    ]
    assert (4.5, FIRMS) == (ranking.lead, ranking.suggested)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("房屋过户", HOUSES), ("车辆过户", CARS), ("过户", ()), ("户口注销", ()), ("公司注销", FIRMS), ("天气", ())],
)
def test_an_ambiguous_word_alone_suggests_nothing(text: str, expected: tuple[str, ...]) -> None:
    """Ambiguous words need exclusions (过户: 房/车; 注销: 户口/公司); too small a lead suggests nothing."""
    assert expected == suggested(text)


def test_the_likeliest_stand_first_with_what_speaks_against_them() -> None:
    """At most three candidates, the one with most points first, each with its words, the weightiest first."""
    ranking = SMALL.ranking("注销户口后，驾驶证和车辆、房屋过户")
    expected = [
        (CARS, {"驾驶证": 3, "过户": 2, "车辆": 2}),
        (HOUSES, {"过户": 2, "房屋": 2}),
        (FIRMS, {"户口": -3.0, "注销": 2}),
    ]
    assert expected == [(each.path, each.evidence) for each in ranking.candidates]
    assert [7, 4, -1] == [each.score for each in ranking.candidates]
    assert 3 == ranking.lead


def test_a_class_without_words_found_counts_for_the_lead() -> None:
    """The lead is over every other class of the catalogue, those with only a bias too; they are no candidates."""
    catalogue = Catalogue(categories=(Category(path=HOUSES, words=("物业",)), Category(path=CARS, bias=1.5)))
    ranking = catalogue.ranking("物业")
    assert ([HOUSES], 0.5) == ([each.path for each in ranking.candidates], ranking.lead)


def test_words_only_against_a_class_suggest_nothing() -> None:
    """A class is suggested for points above nought."""
    ranking = SMALL.ranking("户口")
    assert ((), [-3.0]) == (ranking.suggested, [each.score for each in ranking.candidates])
    both = Catalogue(categories=(Category(path=HOUSES, weights={"x": -3}), Category(path=CARS, weights={"x": -1})))
    assert ((), 2) == (both.ranking("x").suggested, both.ranking("x").lead)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Category(path=HOUSES, words=("",)),
        lambda: Category(path=HOUSES, weights={"": 1.0}),
        lambda: Category(path=HOUSES, weights={"x": float("nan")}),
        lambda: Category(path=HOUSES, bias=float("inf")),
        lambda: Catalogue(margin=-1),
        lambda: Catalogue(margin=float("nan")),
        lambda: Labelled(text="x", path=()),
        lambda: Labelled(text="x", path=("a", "")),
    ],
)
def test_a_value_that_exists_is_valid(broken: Callable[[], object]) -> None:
    """An empty word would be found in every text, and a number that is none would be ahead of nothing."""
    with pytest.raises(BadInput):
        broken()


WORDS = st.text("abcd", min_size=1, max_size=3)
CATALOGUES = st.lists(st.dictionaries(WORDS, st.integers(-4, 4), max_size=6), min_size=1, max_size=5).map(
    lambda every: Catalogue(categories=tuple(Category(path=(str(n),), weights=each) for n, each in enumerate(every)))
)


@given(CATALOGUES, st.text("abcd", max_size=12))
def test_the_index_finds_what_a_plain_loop_finds(catalogue: Catalogue, text: str) -> None:
    """“a plain loop is the oracle: 100 % agreement”."""
    plain = {each.path: {word: points for word, points in each.points.items() if word in text} for each in catalogue}
    found = {path: words for path, words in plain.items() if words}
    ranked = sorted(found, key=lambda path: (-sum(found[path].values()), int(path[0])))
    ranking = catalogue.ranking(text)
    assert [(path, sum(found[path].values()), found[path]) for path in ranked[:3]] == [
        (each.path, each.score, each.evidence) for each in ranking.candidates
    ]
    if ranked:
        others = [sum(words.values()) for path, words in plain.items() if path != ranked[0]]
        assert sum(found[ranked[0]].values()) - max(others, default=0) == ranking.lead


def test_the_ranking_is_the_same_in_every_process() -> None:
    """The order in which points are added does not hang on the seed of Python's hashes, or the last digit would."""
    program = (
        "from banbucheng.taxonomy import Catalogue, Category\n"
        "points = {chr(97 + n): 0.1 * 3**n for n in range(20)}\n"
        "print(Catalogue(categories=(Category(path=('x',), weights=points),)).ranking('qwertyuiopasdfghjklzxcvbnm'))"
    )
    said = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert 1 == len(said)


# Learning


def test_points_are_the_logarithm_of_how_much_oftener() -> None:
    """With one letter added everywhere (Laplace): “x” in 2 of a, 0 of b, of 2 + 2 and 2 + 2 pieces counted: ±log 3 / 2."""
    letters = [
        Labelled(text=text, path=path) for text, path in (("x", ("a",)), ("x", ("a",)), ("y", ("b",)), ("y", ("b",)))
    ]
    a, b = learned(letters, sizes=(1,))
    assert pytest.approx(log(3) / 2, abs=0.001) == a.weights["x"]
    assert a.weights["x"] == -a.weights["y"] == -b.weights["x"] == b.weights["y"]
    assert (0.0, 0.0) == (a.bias, b.bias)


def test_a_piece_that_is_everywhere_alike_has_no_points() -> None:
    """“a piece that is everywhere alike has none”."""
    letters = [Labelled(text=f"z{each}", path=(each,)) for each in "aabb"]
    assert [0.0, 0.0] == [each.weights["z"] for each in learned(letters, sizes=(1,))]


def test_rare_pieces_and_signs_are_left_out() -> None:
    """Pieces in fewer than `least` letters, and those with signs in them, are left out."""
    letters = [Labelled(text=text, path=path) for text, path in (("xy!", ("a",)), ("xz!", ("b",)))]
    assert [{"x"}, {"x"}] == [set(each.weights) for each in learned(letters)]


def test_what_is_written_by_hand_is_kept() -> None:
    """The points of `start`, times `trust`, are added; a class that no letter is of stays."""
    start = Catalogue(categories=(Category(path=("a",), weights={"x": 1.0}), Category(path=("q",), words=("word",))))
    letters = [
        Labelled(text=text, path=path) for text, path in (("x", ("a",)), ("x", ("a",)), ("y", ("b",)), ("y", ("b",)))
    ]
    alone = {each.path: each.points for each in learned(letters, sizes=(1,))}
    joined = {each.path: each.points for each in learned(letters, sizes=(1,), start=start, trust=3.0)}
    assert pytest.approx(alone[("a",)]["x"] + 3.0) == joined[("a",)]["x"]
    assert (alone[("b",)], {"q": 3.0, "word": 12.0}) == (joined[("b",)], joined[("q",)])


def test_one_class_is_none() -> None:
    """There is nothing to tell apart."""
    with pytest.raises(BadInput):
        learned([Labelled(text="x", path=("a",))])


def test_the_order_of_the_letters_does_not_matter() -> None:
    """The same letters teach the same."""
    letters = [Labelled(text=f"{n % 3}x{n % 2}y", path=PATHS[n % 3]) for n in range(12)]
    assert learned(letters) == learned(letters[::-1])


# Evaluation


def judged(right: int, wrong: int) -> Evaluation:
    """So many letters suggested rightly and wrongly."""
    letters = [Labelled(text="x", path=("a",))] * right + [Labelled(text="x", path=("b",))] * wrong
    return evaluated(letters, Catalogue(categories=(Category(path=("a",), words=("x",)),)))


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3 (score)."""
    assert pytest.approx((low, high), abs=5e-5) == judged(right, of - right).interval


def test_shares_are_counted_as_they_say() -> None:
    """One right and clear, one wrong and clear, one right but too close, one without a word: 2/4, 2/4, 1/2; baseline 3/4."""
    letters = [
        Labelled(text="房屋", path=HOUSES),
        Labelled(text="车辆", path=HOUSES),
        Labelled(text="过户", path=HOUSES),
        Labelled(text="天气", path=FIRMS),
    ]
    found = evaluated(letters, SMALL)
    assert (0.5, 0.5, 0.5, 0.75) == (found.accuracy, found.coverage, found.precision, found.baseline)
    assert 0.5 == found.within_three
    assert {(HOUSES, HOUSES): 1, (HOUSES, CARS): 1, (HOUSES, ()): 1, (FIRMS, ()): 1} == found.confusion


def test_the_clearest_are_counted_first() -> None:
    """Precision at a coverage is that of the letters with the largest lead."""
    letters = [Labelled(text="房屋", path=CARS), Labelled(text="驾驶证", path=CARS)]
    found = evaluated(letters, SMALL)
    assert (1.0, 0.5) == (found.precision_at(0.5), found.precision_at(1))
    with pytest.raises(BadInput):
        found.precision_at(0)


def test_a_person_may_say_less_than_the_catalogue() -> None:
    """A class is right as far down as the person named it."""
    catalogue = Catalogue(categories=(Category(path=("a", "b"), words=("x",)),))
    assert 1.0 == evaluated([Labelled(text="x", path=("a",))], catalogue).accuracy
    assert 0.0 == evaluated([Labelled(text="x", path=("a", "c"))], catalogue).accuracy


def test_no_letter_is_judged_by_what_has_seen_it() -> None:
    """“each is judged by a catalogue that has not seen it”, nor a letter with the same text."""
    letters = [Labelled(text=f"x{n // 2}", path=PATHS[n % 3]) for n in range(40)]
    seen: list[frozenset[str]] = []

    def learn(those: Sequence[Labelled]) -> Catalogue:
        texts = frozenset(each.text for each in those)
        seen.append(texts)
        return Catalogue(categories=tuple(Category(path=("seen",), words=(each,)) for each in sorted(texts)))

    found = cross_validated(letters, folds=5, learn=learn)
    assert letters == [each.letter for each in found.judged]
    # A text that was seen would find itself; `x1` is also found in `x10`, so only whole words are asked.
    assert not [
        each.letter.text
        for each in found.judged
        for candidate in each.ranking.candidates
        if each.letter.text in candidate.evidence
    ]
    assert 5 == len(seen)


def test_each_class_is_dealt_evenly() -> None:
    """The letters are dealt into folds, each class evenly."""
    letters = [
        Labelled(text=f"{path[0]}{n}", path=path)
        for path, count in zip(PATHS, (50, 20, 10), strict=True)
        for n in range(count)
    ]
    left_out: list[int] = []

    def learn(those: Sequence[Labelled]) -> Catalogue:
        left_out.append(10 - sum(each.path == ("c",) for each in those))
        return Catalogue()

    cross_validated(letters, folds=10, learn=learn)
    assert [1] * 10 == left_out


def test_the_same_seed_deals_the_same() -> None:
    """Deterministic: the same letters and seed give the same evaluation, another seed another dealing."""
    letters = [
        Labelled(text=f"{'xyz'[n % 3]}{'pqrst'[n % 5]}{n % 7}", path=PATHS[n % 3 if n % 4 else 0]) for n in range(60)
    ]
    assert cross_validated(letters, seed=3) == cross_validated(letters, seed=3)
    assert cross_validated(letters, seed=3) != cross_validated(letters, seed=4)


@pytest.mark.parametrize("folds", [1, 4])
def test_there_are_as_many_folds_as_letters_allow(folds: int) -> None:
    """Fewer letters than folds, or fewer than two folds, cannot be."""
    with pytest.raises(BadInput):
        cross_validated([Labelled(text=each, path=(each,)) for each in "abc"], folds=folds)


def test_no_letters_measure_nothing() -> None:
    """Without letters there is no share of anything."""
    with pytest.raises(BadInput):
        evaluated([], SMALL)


def test_a_letter_without_candidates_is_wrong() -> None:
    """A letter without any counts as wrong."""
    nothing = Judged(letter=Labelled(text="", path=("a",)), ranking=Ranking(candidates=(), lead=0.0, suggested=()))
    assert not nothing.right(3)


# Files


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_catalogue_in_toml(tmp_path: Path) -> None:
    """A class has a path, words, points of words for which their length is not right, and a bias."""
    path = _file(
        tmp_path,
        "own.toml",
        'margin = 1.5\n[[catalogue]]\npath = ["a", "b"]\nwords = ["x"]\nbias = 2\n[catalogue.weights]\n"y" = -1\n'
        '[[catalogue]]\npath = ["c"]\n',
    )
    expected = Catalogue(
        categories=(Category(path=("a", "b"), words=("x",), weights={"y": -1.0}, bias=2.0), Category(path=("c",))),
        margin=1.5,
    )
    assert expected == load_catalogue(path)


def test_every_fault_of_a_catalogue_at_once(tmp_path: Path) -> None:
    """All faults at once, each with its place and the nearest word."""
    path = _file(
        tmp_path,
        "own.toml",
        'margin = "2"\n[[catalogue]]\npath = []\n[[catalogue]]\npath = ["a"]\nword = ["x"]\n[catalogue.weights]\n"y" = true\n'
        '[[catalogue]]\npath = ["a"]\n[[catalogue]]\npath = ["b"]\nwords = ["x", "x", "z"]\nweights = { z = 1, q = nan }\n'
        '[[catalogue]]\npath = ["d"]\nwords = [""]\n',
    )
    with pytest.raises(RulebookError) as caught:
        load_catalogue(path)
    expected = {
        "margin",
        "catalogue[1].path",
        "catalogue[2].word",
        "catalogue[2].weights.y",
        "catalogue[3].path",
        "catalogue[4].words",
        "catalogue[4].weights.q",
        "catalogue[5]",
    }
    assert expected == {fault.where for fault in caught.value.faults}
    assert "did you mean 'words'?" in str(caught.value)


def test_what_ships_is_seven_classes_with_words_of_their_own() -> None:
    """Item 9: keyword profiles per category (data); 七类."""
    found = shipped_catalogue()
    expected = ["城乡建设", "环境保护", "交通运输", "教育文体", "劳动和社会保障", "卫生计生", "商贸旅游"]
    assert expected == [each.path[-1] for each in found]
    assert all(len(each.words) > 50 for each in found)
    assert ("教育文体",) == found.ranking("学校不给办转学").suggested


def test_labelled_letters_from_a_file(tmp_path: Path) -> None:
    """A letter is its subject and its text; its class is named level by level; what else stands there is passed over."""
    path = _file(
        tmp_path, "l.csv", "编号,主题,内容,一级分类,二级分类\n1,停水,三天了,城乡建设,供水\n2,,班车,交通运输,\n"
    )
    expected = (
        Labelled(text="停水\n三天了", path=("城乡建设", "供水")),
        Labelled(text="班车", path=("交通运输",)),
    )
    assert expected == load_labelled(path)


@pytest.mark.parametrize(
    ("text", "wheres"),
    [
        ("主题,一级分类\n停水\n,城乡建设\n停水,\na,b,c\n", ["line 2", "line 3", "line 4", "line 5"]),
        ("主题,类\n停水,x\n", ["line 1"]),
        ("", ["line 1"]),
        ("主题,一级分类\n", ["line 2"]),
    ],
)
def test_every_fault_of_labelled_letters_at_once(tmp_path: Path, text: str, wheres: list[str]) -> None:
    """Every row that cannot be used is told with its line."""
    with pytest.raises(RulebookError) as caught:
        load_labelled(_file(tmp_path, "l.csv", text))
    assert wheres == [fault.where for fault in caught.value.faults]


# The command


@pytest.mark.parametrize(("lang", "said"), [("zh", "建议归入：城乡建设"), ("en", "suggested: 城乡建设")])
def test_the_command_suggests_in_both_languages(lang: str, said: str) -> None:
    """`banbucheng suggest TEXT` names the class with its words."""
    result = run("suggest", "小区物业不管停车费", "--lang", lang)
    assert (0, True, True) == (result.exit_code, said in result.stdout, "停车费 3" in result.stdout)
    assert "suggest." not in result.stdout


def test_the_command_prints_one_document(tmp_path: Path) -> None:
    """With --json the same as data, from a file too."""
    file = _file(tmp_path, "letter.txt", "小区物业不管停车费")
    found = json.loads(run("suggest", "--file", file, "--json").stdout)
    assert found == json.loads(run("suggest", "小区物业不管停车费", "--json").stdout)
    assert ["城乡建设"] == found["suggested"] == found["candidates"][0]["path"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_abstains(lang: str) -> None:
    """Without a word found a person chooses, and the command says so with status 0."""
    result = run("suggest", "xyz", "--lang", lang)
    assert (0, 1) == (result.exit_code, len(result.stdout.strip().splitlines()))


def test_the_command_measures(tmp_path: Path) -> None:
    """`--evaluate` tells accuracy, interval, coverage, precision and confusion of each way."""
    rows = [f"停水{n},城乡建设" for n in range(6)] + [f"班车{n},交通运输" for n in range(4)] + ["天气,城乡建设"]
    file = _file(tmp_path, "l.csv", "\n".join(["主题,一级分类", *rows]))
    found = json.loads(run("suggest", "--evaluate", file, "--folds", 4, "--json").stdout)
    hand = found["methods"]["by_hand"]
    assert (11, pytest.approx(7 / 11)) == (found["letters"], found["largest"])
    assert (pytest.approx(10 / 11), 1.0) == (hand["accuracy"], hand["precision"])
    assert {"labelled": ["城乡建设"], "suggested": [], "letters": 1} in found["confusion"]
    for lang in ("zh", "en"):
        told = run("suggest", "--evaluate", file, "--folds", 4, "--lang", lang)
        assert (0, True) == (told.exit_code, "90.9 %" in told.stdout and "suggest." not in told.stdout)


@pytest.mark.parametrize(
    "call", [("suggest",), ("suggest", "x", "--evaluate", "y"), ("suggest", "x", "--file", "y")], ids=str
)
def test_a_call_that_is_not_understood_ends_with_two(call: tuple[str, ...]) -> None:
    """One of a text, --file and --evaluate is needed."""
    assert 2 == run(*call).exit_code


@pytest.mark.parametrize("option", ["--file", "--evaluate"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, option: str) -> None:
    """No traceback for what a user can cause."""
    result = run("suggest", option, tmp_path / "none")
    assert (1, True) == (result.exit_code, "cannot be read" in result.output)


@pytest.mark.skipif("BANBUCHENG_LABELLED" not in os.environ, reason="BANBUCHENG_LABELLED names no labelled letters")
def test_the_figures_of_the_explanation() -> None:
    """docs/explanation/suggestion.md: 79.0 % by hand, 69.4 % learned, 82.3 % together, of 248 letters."""
    letters = load_labelled(os.environ["BANBUCHENG_LABELLED"])
    by_hand = shipped_catalogue()
    both = cross_validated(letters, learn=lambda those: learned(those, start=by_hand))
    found = (evaluated(letters, by_hand), cross_validated(letters), both)
    assert (248, [0.79, 0.694, 0.823]) == (len(letters), [round(each.accuracy, 3) for each in found])
