"""Numbers of documents: what is taken, what is refused, and under which form each is found."""

from datetime import date, timedelta
from string import ascii_uppercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from banbucheng.adapters.vault import Field, identity
from banbucheng.adapters.vault._numbers import credit_code, digits_of_phone, id_number
from banbucheng.errors import BadInput

#: The examples that GB 11643-1999 itself gives, and one that `python-stdnum` gives.
IDS = ["440524188001010014", "11010519491231002X", "360426199101010071"]
#: GB 32100-2015 itself, a bank that `python-stdnum` gives, and a made-up rural collective, whose codes begin with N2.
CODES = ["91350100M000100Y43", "91110000600037341L", "N2441402MF0000000R"]

days = st.integers(0, 40_000).map(lambda each: date(1920, 1, 1) + timedelta(each))


def checked(seventeen: str) -> str:
    """Seventeen digits with their check digit, by the words of GB 11643: weights 2^(18-i) mod 11, table 1 0 X 9 … 2."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


def signed(seventeen: str) -> str:
    """Seventeen signs with their check sign, by the words of GB 32100: weights 3^(i-1) mod 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(each) * pow(3, n, 31) for n, each in enumerate(seventeen))
    return seventeen + alphabet[-total % 31]


@pytest.mark.parametrize("number", IDS)
def test_the_standards_own_identity_numbers_are_taken(number: str) -> None:
    """S7: both standards' examples accepted, no rejection on region table; 440524 is a region that was abolished."""
    assert number == id_number(number)
    assert number == checked(number[:17])


def test_the_library_alone_would_reject_one_of_them() -> None:
    """The trap of storage-facts §4: `cn.ric` rejects 440524188001010014; when this fails, the way around it can go."""
    assert not ric.is_valid("440524188001010014")


@pytest.mark.parametrize("code", CODES)
def test_credit_codes_are_taken(code: str) -> None:
    """S7: GB 32100-2015; the first two signs may be letters, which `uscc.validate` rejects."""
    assert code == credit_code(code)
    assert code == signed(code[:17])


def test_the_library_alone_would_reject_a_rural_collective() -> None:
    """When this fails, the form need not be checked by hand any more."""
    assert not uscc.is_valid(CODES[2])


@pytest.mark.parametrize(
    ("taken", "right", "alphabet"),
    [
        (id_number, IDS[0], digits + "X"),
        (id_number, IDS[1], digits + "X"),
        (credit_code, CODES[0], digits + ascii_uppercase),
        (credit_code, CODES[2], digits + ascii_uppercase),
    ],
)
def test_every_error_in_one_sign_is_caught(taken: object, right: str, alphabet: str) -> None:
    """S7: 100 % of single-digit errors caught, at each of the 18 places."""
    wrong = {right[:n] + each + right[n + 1 :] for n in range(18) for each in alphabet} - {right}

    assert [] == [each for each in wrong if taken(each) is not None]  # type: ignore[operator]


@given(days, st.integers(110000, 829999), st.integers(0, 999))
def test_every_number_the_standard_makes_is_taken(born: date, region: int, order: int) -> None:
    """GB 11643-1999: region, date of birth, order code, check digit; any region there ever was."""
    number = checked(f"{region}{born:%Y%m%d}{order:03}")

    assert number == id_number(number)


@given(st.text(digits, min_size=17, max_size=17))
def test_no_number_without_a_date_of_birth_is_taken(text: str) -> None:
    """GB 11643-1999: digits 7 to 14 are a date of the calendar, whatever the check digit says."""
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        assert id_number(checked(text)) is None
    else:
        assume(text[0] != "0")
        assert id_number(checked(text)) is not None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
    ],
)
def test_a_number_is_kept_in_one_form(written: str, kept: str) -> None:
    """Half-width, upper case, without what people put between the digits."""
    assert kept == identity(id_number=written)[Field.ID_NUMBER].plain


@pytest.mark.parametrize(
    ("written", "found_by"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("（86）138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0753-2222222", "07532222222"),
        ("+86 753 2222222", "07532222222"),
        ("(0753) 222 2222", "07532222222"),
        ("0753-2222222转801", "07532222222801"),
        ("+852 9123 4567", "85291234567"),
        ("12345", "12345"),
    ],
)
def test_a_telephone_is_found_however_it_was_written(written: str, found_by: str) -> None:
    """A blind index compares nothing but equal digits: the value is normalised before (storage-facts §4)."""
    assert written.strip()[:1] == identity(phone=written)[Field.PHONE].plain[:1] or "（" in written or "１" in written
    assert found_by == digits_of_phone(identity(phone=written)[Field.PHONE].plain)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "张三丰", "张**"),
        ("name", "张", "***"),
        ("organisation", "梅州某某有限公司", "梅**"),
        ("phone", "138 0013 8000", "138****8000"),
        ("phone", "12345", "***45"),
        ("email", "a@example.org", "***"),
        ("address", "梅江区幸福里3号", "***"),
        ("id_number", "440524188001010014", "**************0014"),
        ("old_id_number", "440524800101001", "***********1001"),
        ("passport", "E12345678", "*****5678"),
        ("passport", "AB123", "***23"),
        ("hk_macao_permit", "H1234567800", "*****5678"),
        ("taiwan_permit", "0123456701(B)", "*******701B"),
        ("taiwan_permit", "01234567", "****4567"),
        ("foreigner_card", "CAN110076021234", "***********1234"),
        ("foreigner_card", checked("91112419900101001"), "**************" + checked("91112419900101001")[-4:]),
        ("credit_code", "91350100M000100Y43", "**************0Y43"),
    ],
)
def test_each_field_is_taken_and_shown_as_a_mask(field: str, value: str, shown: str) -> None:
    """Every kind of document is a field of its own; a glance shows enough to compare, and no more."""
    who = identity(**{field: value})  # type: ignore[misc] # the names are those of the fields

    assert shown == str(who[Field(field)]) == f"{who[Field(field)]}"
    assert f"<{shown}>" == repr(who[Field(field)])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "a\nb\x00"),
        ("name", "half \ud800"),
        ("name", "x" * 301),
        ("phone", "call me"),
        ("phone", "1234"),
        ("phone", "1" * 21),
        ("email", "nobody"),
        ("id_number", "440524188001010015"),
        ("id_number", "440524188013010010"),
        ("id_number", "440524800101001"),
        ("old_id_number", "440524801301001"),
        ("old_id_number", "440524188001010014"),
        ("passport", "E 1"),
        ("hk_macao_permit", "X12345678"),
        ("taiwan_permit", "1234567"),
        ("foreigner_card", "81000019900101001X"),
        ("credit_code", "91350100M000100Y44"),
        ("credit_code", "9135O100M000100Y43"),
    ],
)
def test_what_cannot_be_is_refused_without_being_repeated(field: str, value: str) -> None:
    """S4: 0 personal values in an error; it says which field, how long the text was, and what is allowed."""
    with pytest.raises(BadInput) as refused:
        identity(**{field: value})  # type: ignore[misc] # the names are those of the fields

    assert not value.strip() or value not in str(refused.value)
    assert field in str(refused.value) or value == ""


@pytest.mark.parametrize("value", [13800138000, 13800138000.0, None, b"13800138000", ["13800138000"], True])
def test_what_is_no_text_is_refused_without_being_repeated(value: object) -> None:
    """S4: 0 personal values in an error on a type error."""
    with pytest.raises(BadInput) as refused:
        identity(phone=value)  # type: ignore[typeddict-item] # it is the claim that this is refused

    assert "13800138000" not in str(refused.value) + repr(refused.value)
    assert type(value).__name__ in str(refused.value)
