"""A catalogue of matters from a CSV file."""

import os
from pathlib import Path

import pytest
from attrs import evolve

from banbucheng.adapters.catalogue_file import load_catalogue
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.errors import RulebookError


def _file(folder: Path, text: str) -> Path:
    path = folder / "catalogue.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_row_is_a_class_with_its_path(tmp_path: Path) -> None:
    """A row is a class by its levels; its keywords are parted by `|`."""
    path = _file(tmp_path, "一级分类,二级分类,三级分类,关键词\n城乡建设,城乡规划,违章建筑,违建|加盖\n城乡建设,住房,,\n")
    expected = [(("城乡建设", "城乡规划", "违章建筑"), ("违建", "加盖")), (("城乡建设", "住房"), ())]
    assert expected == [(each.path, each.words) for each in load_catalogue(path)]


def test_a_complaint_is_suggested_the_class_it_names(tmp_path: Path) -> None:
    """The class with most in the text is suggested, with the words found as evidence."""
    path = _file(tmp_path, "一级分类,二级分类,关键词\n城乡建设,违章建筑,违建|加盖\n交通运输,出租车,打车\n")
    taxonomy = evolve(load_profile("meizhou").taxonomy, catalogue=load_catalogue(path))
    found = taxonomy.suggestion("楼上加盖违建没人管")
    assert (("城乡建设", "违章建筑"), ("违建", "加盖")) == (found.category, found.evidence["城乡建设/违章建筑"])


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    """A class twice, a level below an empty one, a row too long: all at once."""
    path = _file(tmp_path, "一级,二级\na,b\na,b\n,c\na,b,c\n")
    with pytest.raises(RulebookError) as caught:
        load_catalogue(path)
    assert ["line 3", "line 4", "line 5"] == [fault.where for fault in caught.value.faults]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""], ids=["no file", "not UTF-8", "empty"])
def test_what_is_no_catalogue_is_told_so(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, one that is not UTF-8 and an empty one are errors of ours."""
    path = tmp_path / "catalogue.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RulebookError):
        load_catalogue(path)


@pytest.mark.skipif("BANBUCHENG_CATALOGUE" not in os.environ, reason="BANBUCHENG_CATALOGUE names no catalogue")
def test_a_real_catalogue_loads() -> None:
    """A three-level catalogue in use loads whole, and each of its classes once."""
    found = load_catalogue(os.environ["BANBUCHENG_CATALOGUE"])
    assert len(found) == len({each.path for each in found}) > 500
