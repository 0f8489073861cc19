"""
What is written on documents, checked and brought into one form.

The check digits are those of `python-stdnum`. Its tables of regions are not asked: they reject codes that were valid
when the card was issued, 440524 among them, from the very example in GB 11643-1999.
"""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

__all__ = [
    "credit_code",
    "digits_of_phone",
    "foreigner_card",
    "hk_macao_permit",
    "id_number",
    "old_id_number",
    "passport",
    "phone",
    "taiwan_permit",
]

_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
#: The signs that people write between the digits of a number, and before an extension (U+8F6C: "turn to").
_BETWEEN = re.compile(r"[\s().\-_/*#x\u2010-\u2015\u8f6c]")
_ABROAD = re.compile(r"(?:\+|00)86|86(?=1[3-9][0-9]{9}$)")


def _compact(text: str) -> str:
    """Half-width, upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text)).upper()


def id_number(text: str) -> str | None:
    """
    A citizen identity number of 18 digits (GB 11643-1999): form, date of birth and check digit (ISO 7064, MOD 11-2).

    So are the residence permits of people from Hong Kong, Macao and Taiwan, which begin with 81, 82 and 83.
    """
    number = _compact(text)
    return number if re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) and _holds_together(number) else None


def old_id_number(text: str) -> str | None:
    """An identity number of 15 digits, as issued until 1999: form and date of birth; it has no check digit."""
    number = _compact(text)
    return number if re.fullmatch(r"[1-9][0-9]{14}", number) and _is_date(f"19{number[6:12]}") else None


def foreigner_card(text: str) -> str | None:
    """A permanent residence card of a foreigner: 18 digits that begin with 9 (from 2023), or 3 letters and 12 digits."""
    number = _compact(text)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return number
    return number if number.startswith("9") and id_number(number) else None


def passport(text: str) -> str | None:
    """A passport of any country: 5 to 15 letters and digits."""
    number = _compact(text)
    return number if re.fullmatch(r"[A-Z0-9]{5,15}", number) else None


def hk_macao_permit(text: str) -> str | None:
    """A travel permit of people from Hong Kong and Macao: H or M and 8 digits, without the two that count renewals."""
    number = _compact(text)
    return number[:9] if re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", number) else None


def taiwan_permit(text: str) -> str | None:
    """A travel permit of people from Taiwan: 8 digits, or the 10 digits and a letter of the older form."""
    number = re.sub(r"[()]", "", _compact(text))
    return number if re.fullmatch(r"[0-9]{8}([0-9]{2}[A-Z]?)?", number) else None


def credit_code(text: str) -> str | None:
    """
    A unified social credit code of 18 signs (GB 32100-2015): form and check sign (MOD 31-3).

    The first two signs may be letters, as of rural collectives (N2); `stdnum.cn.uscc.validate` would reject these.
    """
    number = _compact(text)
    return number if _CREDIT.fullmatch(number) and uscc.calc_check_digit(number) == number[-1] else None


def phone(text: str) -> str | None:
    """A telephone number, as it was written; 5 to 20 digits, with the signs that people put between them."""
    written = unicodedata.normalize("NFKC", text).strip()
    return written if re.fullmatch(r"\+?[0-9]{5,20}", _BETWEEN.sub("", written)) else None


def digits_of_phone(text: str) -> str:
    """The digits to find it by: however it was written, and with or without the code of the country."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    home = _ABROAD.sub("", number, count=1) if _ABROAD.match(number) else number
    if home == number:
        return number.removeprefix("+")
    # Abroad the 0 before an area code is left out.
    return home if _MOBILE.fullmatch(home) or home.startswith("0") else f"0{home}"


def _holds_together(number: str) -> bool:
    return ric.calc_check_digit(number) == number[-1] and _is_date(number[6:14])


def _is_date(text: str) -> bool:
    try:
        return ric.get_birth_date(f"000000{text}") > date.min
    except ValidationError:
        return False
