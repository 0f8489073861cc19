"""What a citizen tells the desk."""

from datetime import UTC, datetime

import pytest

from banbucheng.errors import BadInput
from banbucheng.intake import Complainant, Complaint, Decline, ServiceItem
from banbucheng.terms import Channel, ComplainantKind, DeclineGround, DemandType, RegionCode, SpecialGroup

from ._desk import complaint, moment


def test_a_complaint_is_what_was_told() -> None:
    """D8 A complaint may be anonymous: what, when, how and where are all that it takes, the rest has a default."""
    told = Complaint(
        subject="养老认证办不成",
        received_at=moment("2025-03-05 09:30"),
        channel=Channel.LETTER,
        region=RegionCode("441402"),
    )
    expected = (
        "",
        "",
        DemandType.HELP,
        Complainant(kind=ComplainantKind.PERSON, groups=frozenset(), token=""),
        None,
        0,
        "",
    )
    actual = (told.detail, told.wish, told.demand, told.complainant, told.item, told.visits, told.reference)
    assert expected == actual


def test_its_words_are_all_that_was_told() -> None:
    """The words of a complaint are its subject, detail and wish in that order, without what was left empty."""
    told = complaint(subject="认证", detail="刷脸失败三次", wish="上门办理")
    assert ("认证\n刷脸失败三次\n上门办理", "认证\n上门办理") == (
        told.words,
        complaint(subject="认证", wish="上门办理").words,
    )


def test_one_instant_is_one_complaint_whatever_the_zone() -> None:
    """T3 The same instant given in two zones is one and the same complaint."""
    in_utc = complaint(received_at=datetime(2025, 3, 5, 1, 30, tzinfo=UTC))
    assert complaint("2025-03-05 09:30") == in_utc


@pytest.mark.parametrize("bad", [datetime(2025, 3, 5, 9, 30), "2025-03-05T09:30:00+08:00", None])  # noqa: DTZ001
def test_a_moment_without_a_zone_is_refused(bad: object) -> None:
    """T3 Naive datetime: refused; so is what is no datetime at all."""
    with pytest.raises(BadInput) as caught:
        complaint(received_at=bad)
    assert ("received_at", bad) == (caught.value.what, caught.value.value)


@pytest.mark.parametrize("bad", ["", "   ", "\n", None, 7])
def test_a_complaint_says_something(bad: object) -> None:
    """A complaint without a word of what could not be done is refused, and the field is named."""
    with pytest.raises(BadInput) as caught:
        complaint(subject=bad)
    assert "subject" == caught.value.what


@pytest.mark.parametrize("bad", [-1, True, 2.0, "3"])
def test_visits_are_counted_in_whole_numbers(bad: object) -> None:
    """D11 Negative, bool, float: refused."""
    with pytest.raises(BadInput) as caught:
        complaint(visits=bad)
    assert ("visits", bad) == (caught.value.what, caught.value.value)


@pytest.mark.parametrize(("field", "bad"), [("channel", "window"), ("demand", "help"), ("channel", None)])
def test_codes_are_codes_and_no_texts(field: str, bad: object) -> None:
    """A text that looks like a code is not one: the host turns it into the code, where a wrong one is noticed."""
    with pytest.raises(TypeError):
        complaint(**{field: bad})


def test_a_complainant_is_a_person_or_an_organisation() -> None:
    """Who reports is a person or an organisation, with groups that are owed help; a text is neither."""
    who = Complainant(kind=ComplainantKind.ORGANISATION, groups=frozenset({SpecialGroup.PROXY}))
    with pytest.raises(TypeError):
        Complainant(kind="person")
    assert {"proxy"} == who.groups


def test_a_decline_names_the_way_to_go_instead() -> None:
    """A ground for not taking a matter on is owed 告知救济途径: without a way to go instead there is no decline."""
    with pytest.raises(BadInput) as caught:
        Decline(ground=DeclineGround.JUDICIAL, instead=" ")
    assert "instead" == caught.value.what


def test_values_are_frozen() -> None:
    """What was told is not changed afterwards."""
    with pytest.raises(AttributeError):
        complaint().subject = "something else"
    with pytest.raises(AttributeError):
        ServiceItem(code="440114").code = "1"
