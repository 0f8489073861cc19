"""The rulebooks that ship, held to what is published of each place, and to saying what is not."""

import importlib.util
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from banbucheng.adapters.rulebook_file import load_profile, load_rulebook, profiles
from banbucheng.rulebook import Rulebook
from banbucheng.terms import GradeCode, Milestone

ROOT = Path(__file__).parents[2]

PLACES = ("beijing", "jiangsu", "jingan", "luquan", "lvliang", "shenzhen", "xuchang")

#: Every number that a place is known to promise: whose, the words of the source, grade, milestone, limit, source.
PUBLISHED = [
    ("meizhou", "现场办理解决", "on_the_spot", "closure", "0wd", "S2"),
    ("meizhou", "一般2个工作日内办结", "ordinary", "closure", "2wd", "S2"),
    ("meizhou", "复杂事项5个工作日内反馈", "complex", "feedback", "5wd", "S2"),
    ("meizhou", "最迟不超过10个工作日", "ordinary", "cap", "10wd", "S2"),
    ("meizhou", "最迟不超过10个工作日", "complex", "cap", "10wd", "S2"),
    ("beijing", "spot", "on_the_spot", "closure", "0wd", "S5"),
    ("beijing", "接到工作单后一般应在5个工作日内解决", "ordinary", "closure", "5wd", "S5"),
    ("jiangsu", "spot", "on_the_spot", "closure", "0wd", "S17"),
    ("jiangsu", "牵头协调，原则上应在15个工作日内形成办理意见并反馈", "complex", "closure", "15wd", "S17"),
    ("jingan", "可现场处置解决的当场回复", "on_the_spot", "closure", "0wd", "S32"),
    ("jingan", "简单事项3个工作日内反馈进展情况或办理结果", "ordinary", "feedback", "3wd", "S32"),
    ("jingan", "复杂事项5个工作日反馈", "complex", "feedback", "5wd", "S32"),
    ("jingan", "特别复杂的事项15个工作日内反馈", "especially_complex", "feedback", "15wd", "S32"),
    ("jingan", "办结回复后1个工作日内满意度回访", "desk", "follow_up", "1wd", "S32"),
    ("xuchang", "简单问题即转即办", "on_the_spot", "closure", "0wd", "S28"),
    ("xuchang", "一般问题承诺1个工作日内答复", "ordinary", "closure", "1wd", "S28"),
    ("xuchang", "“很难办”的事项7个工作日内答复", "hard", "closure", "7wd", "S28"),
    ("xuchang", "特别复杂的问题1个月内答复", "especially_complex", "closure", "1mo", "S28"),
    ("xuchang", "“办不了”的事项3个工作日内答复", "not_possible", "closure", "3wd", "S28"),
    ("xuchang", "“不给办”的3个工作日内解决完毕", "refused", "closure", "3wd", "S28"),
    ("luquan", "0.5小时内交股室负责人研判，能够当场协调解决的立即办理", "on_the_spot", "closure", "30wm", "S38"),
    ("luquan", "0.5小时内交股室负责人研判", "ordinary", "closure", "30wm", "S38"),
    ("shenzhen", "spot", "on_the_spot", "closure", "0wd", "S6"),
    ("shenzhen", "整改结果自办结之日起2个工作日内报备案", "desk", "rectification", "2wd", "S6"),
    ("shenzhen", "办结时限到期之日起4个工作日内回访", "desk", "follow_up", "4wd", "S6"),
    ("lvliang", "接诉、转办0.5个工作日内完成", "desk", "acceptance", "1hwd", "S42"),
    ("lvliang", "咨询类诉求3个工作日内办结", "consultation", "closure", "3wd", "S42"),
    ("lvliang", "一般诉求5个工作日内办结", "ordinary", "closure", "5wd", "S42"),
    ("lvliang", "紧急类诉求30分钟内响应", "urgent", "contact", "30min", "S42"),
    ("lvliang", "紧急类的办结依一般诉求", "urgent", "closure", "5wd", "S42"),
    ("lvliang", "处理周期长的事项最长不超180日", "long_cycle", "cap", "180d", "S42"),
]

#: What nobody knows of most places.
_MOST = {"fallback", "departments", "causes", "counting", "suspension", "replies", "bounds", "rules"}
#: What each borrows besides.
UNKNOWN = {
    "meizhou": set[str](),
    "beijing": _MOST
    | {"window", "unsorted", "kinds", "grades", "crosswalks", "returns", "extension", "ladder"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "follow_up", "rectification", "closing")},
    "jiangsu": _MOST
    | {"window", "unsorted", "kinds", "grades", "crosswalks", "returns", "extension", "ladder"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "follow_up", "rectification", "closing")},
    "jingan": _MOST
    | {"window", "returns", "extension", "ladder", "declines"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "rectification", "closing")},
    "luquan": _MOST
    | {"window", "unsorted", "kinds", "crosswalks", "returns", "extension", "declines"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "follow_up", "rectification", "closing")},
    "lvliang": _MOST
    | {"unsorted", "kinds", "crosswalks", "ladder", "declines"}
    | {f"limits.desk.{each}" for each in ("reply", "follow_up", "rectification", "closing")},
    "shenzhen": _MOST
    | {"window", "unsorted", "kinds", "crosswalks", "returns", "extension", "ladder"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "closing")},
    "xuchang": _MOST
    | {"window", "unsorted", "crosswalks", "returns", "extension", "ladder", "declines"}
    | {f"limits.desk.{each}" for each in ("acceptance", "reply", "follow_up", "rectification", "closing")},
}

#: The documents that are each place's own, with the marks of domain.md.
OWN = {
    "meizhou": {"S2": "B"},
    "beijing": {"S4": "B", "S5": "B", "S18": "A"},
    "jiangsu": {"S17": "B"},
    "jingan": {"S32": "B"},
    "luquan": {"S38": "B"},
    "lvliang": {"S42": "B"},
    "shenzhen": {"S6": "B"},
    "xuchang": {"S28": "B"},
}

REGIONS = {
    "meizhou": ("441400", 9),
    "beijing": ("110000", 17),
    "jiangsu": ("320000", 14),
    "jingan": ("310106", 1),
    "luquan": ("130110", 1),
    "lvliang": ("141100", 14),
    "shenzhen": ("440300", 10),
    "xuchang": ("411000", 1),
}


def raw(name: str) -> dict[str, Any]:
    """A file of the profiles as plain data."""
    return tomllib.loads(files("banbucheng.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def promised(book: Rulebook) -> Iterator[tuple[str, str, str, str]]:
    """Every promise of a rulebook: grade, milestone, limit, source."""
    owed = [("desk", each) for each in book.promises.desk]
    owed += [(str(grade), each) for grade, promises in book.promises.grades.items() for each in promises]
    for grade, each in owed:
        yield grade, str(each.milestone), str(each.limit), each.source


def page() -> ModuleType:
    """The script that writes the tables of the page on profiles."""
    path = ROOT / "docs" / "_ext" / "profiles.py"
    spec = importlib.util.spec_from_file_location("docs_profiles", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is published of each place


@pytest.mark.parametrize("line", PUBLISHED, ids=lambda line: f"{line[0]}: {line[1]}")
def test_a_published_limit_is_kept(line: tuple[str, str, str, str, str, str]) -> None:
    """Each number that a place published is in its rulebook, under the document that says so, as its own."""
    name, _, grade, milestone, limit, source = line
    book = load_profile(name)
    of = {(of, owed): (text, cited) for of, owed, text, cited in promised(book)}

    assert (limit, source) == of[grade, milestone]
    assert book.sources[source].own
    assert f"limits.{grade}.{milestone}" not in book.unknown


@pytest.mark.parametrize("name", profiles())
def test_nothing_more_is_ascribed_to_a_place(name: str) -> None:
    """A limit that rests on the place's own document is one of those published; there is no other."""
    book = load_profile(name)
    published = {tuple(line) for whose, _, *line in PUBLISHED if whose == name}
    # Each kind of Meizhou's matter is settled within the cap, so the file writes it three times.
    published |= {("on_the_spot", "cap", "10wd", "S2")} if name == "meizhou" else set()

    assert published == {each for each in promised(book) if book.sources[each[3]].own}


def test_luquan_climbs_by_half_hours_and_half_days() -> None:
    """0.5 h, 0.5 h, 0.5 WD, 1 WD, then the bureau meets; as distances from the first 0.5 h they add up."""
    book = load_profile("luquan")
    own = [rung for rung in book.ladder.rungs if book.sources[rung.source].own]

    assert [
        ("section", "0wm", "股室负责人"),
        ("consult", "30wm", "股室负责人"),
        ("deputy", "1hwd", "分管领导"),
        ("meeting", "3hwd", "局专题会议"),
    ] == [(rung.code, str(rung.offset), rung.to) for rung in own]
    assert [frozenset({Milestone.CLOSURE})] * 4 == [rung.milestones for rung in own]


def test_luquan_watches_every_milestone() -> None:
    """Its own ladder is about the closure; a borrowed rung watches what the desk owes besides."""
    ladder = load_profile("luquan").ladder
    owed = {promise.milestone for promise in load_profile("luquan").promises.desk} | {Milestone.CLOSURE}

    assert owed <= {milestone for rung in ladder.rungs for milestone in rung.milestones}


def test_lvliang_extends_three_times_by_three_days() -> None:
    """延期不超3次、每次不超3个工作日 (S42)."""
    policy = load_profile("lvliang").extension

    assert (3, "3wd", "S42") == (policy.most, str(policy.each), policy.source)


def test_lvliang_returns_within_a_day_or_keeps_it() -> None:
    """1个工作日内退单，未退单的单位为首办责任单位 (S42): silence is a signature when the window for returns ends."""
    policy = load_profile("lvliang").returns

    assert ("1wd", "1wd", "S42") == (str(policy.window), str(policy.sign), policy.source)


def test_xuchang_sorts_into_its_own_three_kinds() -> None:
    """办不了、很难办、不给办 are the kinds of Xuchang's document, and the last is followed up by 纪工委."""
    kinds = load_profile("xuchang").taxonomy.kinds

    assert [("办不了", "S28"), ("很难办", "S28"), ("不给办", "S28")] == [
        (each.names["zh"], each.source) for each in kinds
    ]
    assert "纪工委" in kinds[2].remedy


def test_jingan_sorts_into_its_own_three_kinds() -> None:
    """不能办、不好办、不知怎么办 are the kinds of Jing'an's window."""
    kinds = load_profile("jingan").taxonomy.kinds

    assert ["不能办", "不好办", "不知怎么办"] == [each.names["zh"] for each in kinds]


@pytest.mark.parametrize(
    ("name", "grounds"),
    [
        ("beijing", {"judicial": "S4", "petition": "S4", "against_policy": "S4"}),
        ("jiangsu", dict.fromkeys(("judicial", "petition", "civil_dispute", "out_of_scope"), "S17")),
        (
            "shenzhen",
            dict.fromkeys(("out_of_scope", "no_subject", "duplicate_open", "duplicate_closed", "judicial"), "S6"),
        ),
    ],
)
def test_a_place_declines_on_the_grounds_it_published(name: str, grounds: dict[str, str]) -> None:
    """不予受理: where a place's document names the grounds, they are its rulebook's, each with a way to go instead."""
    book = load_profile(name)
    found = {str(each.ground): each.source for each in book.declines}

    assert grounds == {ground: source for ground, source in found.items() if source != "S18"}
    assert all(each.instead for each in book.declines)


def test_beijing_takes_the_other_grounds_from_its_regulation() -> None:
    """What the window's definition does not name is declined as the city's hotline regulation has it (S18, A)."""
    book = load_profile("beijing")

    assert {
        "discipline",
        "government_information",
        "duplicate_open",
        "duplicate_closed",
        "secret_or_improper",
        "emergency",
    } == {str(each.ground) for each in book.declines if each.source == "S18"}


# Where each stands


def test_these_ship() -> None:
    """Meizhou, and seven more places; the norms are there to borrow from and are no rulebook."""
    assert tuple(sorted(("meizhou", *PLACES))) == profiles()


@pytest.mark.parametrize("name", profiles())
def test_a_profile_stands_where_its_place_is(name: str) -> None:
    """The first region is the place itself, by its code of GB/T 2260; the others lie in it."""
    book = load_profile(name)
    top = book.regions[0].code

    assert REGIONS[name] == (top, len(book.regions))
    assert {top} == {each.parent for each in book.regions[1:]} or len(book.regions) == 1
    assert len({each.code for each in book.regions}) == len(book.regions)
    assert all(each.code[:2] == top[:2] for each in book.regions)


@pytest.mark.parametrize("name", profiles())
def test_a_profile_is_called_what_its_file_is(name: str) -> None:
    """The name of a rulebook is the one it is loaded by; people read one in either language."""
    book = load_profile(name)

    assert name == book.name
    assert {"zh", "en"} == {language for language, said in book.names.items() if said}


# Own and borrowed


@pytest.mark.parametrize("name", profiles())
def test_own_documents_are_the_places_own(name: str) -> None:
    """A source is own only where the place itself issued it or it reports of that place, with the mark of domain.md."""
    sources = load_profile(name).sources

    assert OWN[name] == {key: source.mark for key, source in sources.items() if source.own}


@pytest.mark.parametrize("name", profiles())
def test_a_profile_names_what_it_borrows(name: str) -> None:
    """What nobody knows of a place is listed as unknown, and nothing else is; Meizhou's file is whole."""
    assert UNKNOWN[name] == set(load_profile(name).unknown)


@pytest.mark.parametrize("name", PLACES)
def test_what_is_unknown_is_what_the_file_does_not_give(name: str) -> None:
    """A part of the norms is either in the place's own file, or unknown and the same as in the norms."""
    own, norms = raw(name), raw("_norms")
    unknown = {each for each in load_profile(name).unknown if "." not in each}

    assert norms.keys() - own.keys() - {"sources"} == unknown


@pytest.mark.parametrize("name", PLACES)
def test_a_borrowed_part_never_rests_on_an_own_document(name: str) -> None:
    """Where the norms quote a place, that place has the part as its own and does not borrow itself back."""
    book, norms = load_profile(name), raw("_norms")
    borrowed = {key: sorted(_cited(norms[key])) for key in norms.keys() - {"sources", "limits"} if key in book.unknown}
    desk = {each: norms["limits"]["desk"][each]["source"] for each in norms["limits"]["desk"]}

    # The crosswalks name other places' classifications, and quote the document for its words only.
    assert {} == {key: cited for key, cited in borrowed.items() if any(book.sources[each].own for each in cited)}
    assert [] == [each for each, key in desk.items() if f"limits.desk.{each}" in book.unknown and book.sources[key].own]


def _cited(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["source"]] if isinstance(part.get("source"), str) else [])
        for inner in part.values():
            yield from _cited(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _cited(inner)


@pytest.mark.parametrize("name", PLACES)
def test_a_borrowed_limit_is_that_of_the_norms(name: str) -> None:
    """A grade of which a place gives no number has the norms' number with the norms' document."""
    book, norms = load_profile(name), raw("_norms")["limits"]
    known = {
        (grade, each, text["limit"], text["source"]) for grade, all_of in norms.items() for each, text in all_of.items()
    }
    # The norms know no matter that is especially complex; its end is their latest one.
    known |= {("especially_complex", "closure", "15wd", "S17")}

    assert set() == {each for each in promised(book) if not book.sources[each[3]].own} - known


def test_the_norms_are_nobodys_own() -> None:
    """None of the norms' documents is own, and each is used; what no document says is marked R."""
    norms = raw("_norms")
    cited = set(_cited({key: part for key, part in norms.items() if key != "sources"}))

    assert [] == [key for key, source in norms["sources"].items() if source["own"]]
    # S79 is the list that the codes of the regions are from; a region names no source.
    assert norms["sources"].keys() == cited | {"S79"}
    assert ["R"] == [key for key, source in norms["sources"].items() if source["mark"] == "R"]


def test_the_norms_hold_no_number_of_meizhou() -> None:
    """What the source article gives is Meizhou's alone: no limit of the norms rests on it."""
    norms = raw("_norms")

    assert [] == [key for key in norms.keys() - {"sources", "crosswalks"} if "S2" in set(_cited(norms[key]))]


@pytest.mark.parametrize("name", PLACES)
def test_a_place_gives_only_sources_that_its_file_uses(name: str) -> None:
    """A document that nothing rests on is not in the file."""
    own = raw(name)
    cited = set(_cited({key: part for key, part in own.items() if key != "sources"}))

    assert set() == own["sources"].keys() - cited


def test_the_norms_alone_are_no_rulebook() -> None:
    """A file may build on the norms, but nobody can take them for a city."""
    with pytest.raises(ValueError, match="norms"):
        load_profile("_norms")


def test_a_city_of_nothing_but_names_is_whole(tmp_path: Path) -> None:
    """A place of which only the name is known has a rulebook all the same, in which everything is unknown."""
    path = tmp_path / "nowhere.toml"
    path.write_text(
        'base = "norms"\nname = "nowhere"\nedition = "1"\nvalid_from = 2026-01-01\n'
        'names = { zh = "某市", en = "Nowhere" }\n'
        '[[regions]]\ncode = "999900"\nzh = "某市"\nen = "Nowhere"\n',
        encoding="utf-8",
    )

    book = load_rulebook(path)

    assert raw("_norms").keys() - {"sources"} == set(book.unknown)
    assert {GradeCode("on_the_spot"), GradeCode("ordinary"), GradeCode("complex")} == set(book.promises.grades)


# What the documentation says of them


def test_the_page_says_what_the_rulebooks_say() -> None:
    """The tables of docs/reference/profiles.md are those of the files; `python3 docs/_ext/profiles.py` writes them."""
    script = page()
    text = script.PAGE.read_text(encoding="utf-8")

    assert script.written(text) == text


def test_the_page_has_every_profile() -> None:
    """Each rulebook that ships has a section and a table on the page, and so have the norms."""
    text = page().PAGE.read_text(encoding="utf-8")

    assert [] == [each for each in profiles() if f"\n## {each}\n" not in text or f"% table: {each}\n" not in text]
    assert "% table: norms\n" in text
