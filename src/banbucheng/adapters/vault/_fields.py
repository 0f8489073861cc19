"""The fields that a vault keeps: what each of them takes, how it is found, and what a glance at it shows."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from attrs import frozen

from banbucheng.adapters.vault import _numbers as numbers

__all__ = ["RULES", "Field", "Rule"]

_HIDDEN = "***"
_LONGEST = 300


class Field(StrEnum):
    """What may be known of who complained."""

    NAME = "name"
    ORGANISATION = "organisation"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    #: GB 11643-1999, 18 digits.
    ID_NUMBER = "id_number"
    #: 15 digits, as issued until 1999.
    OLD_ID_NUMBER = "old_id_number"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGNER_CARD = "foreigner_card"
    #: GB 32100-2015, of an organisation.
    CREDIT_CODE = "credit_code"


@frozen(kw_only=True)
class Rule:
    """How one field is handled."""

    #: The value in the form that is kept, or None where it is none.
    read: Callable[[str], str | None]
    #: What a glance shows of it.
    mask: Callable[[str], str]
    #: What is allowed, for the error.
    allowed: str
    #: The form under which it is found; None where it cannot be looked for.
    key: Callable[[str], str] | None = None


def _as_it_is(text: str) -> str:
    return text


def _words(text: str) -> str | None:
    told = " ".join(unicodedata.normalize("NFC", text).split())
    fine = 0 < len(told) <= _LONGEST and not any(unicodedata.category(each) in {"Cc", "Cs"} for each in told)
    return told if fine else None


def _email(text: str) -> str | None:
    address = text.strip()
    return address if re.fullmatch(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,200}", address) else None


def _hide(_: str) -> str:
    return _HIDDEN


def _first(text: str) -> str:
    return f"{text[0]}**" if len(text) > 1 else _HIDDEN


def _last_four(text: str) -> str:
    """The end, with as much hidden before it as there is; at least half."""
    shown = min(4, len(text) // 2)
    return "*" * (len(text) - shown) + text[-shown:]


def _phone_ends(text: str) -> str:
    digits = numbers.digits_of_phone(text)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= len("13800138000") else _last_four(digits)


def _document(read: Callable[[str], str | None], allowed: str) -> Rule:
    return Rule(read=read, mask=_last_four, allowed=allowed, key=_as_it_is)


RULES: Mapping[Field, Rule] = {
    Field.NAME: Rule(read=_words, mask=_first, allowed=f"give at most {_LONGEST} characters in one line"),
    Field.ORGANISATION: Rule(read=_words, mask=_first, allowed=f"give at most {_LONGEST} characters in one line"),
    Field.PHONE: Rule(
        read=numbers.phone,
        mask=_phone_ends,
        allowed="give a telephone number of 5 to 20 digits",
        key=numbers.digits_of_phone,
    ),
    Field.EMAIL: Rule(read=_email, mask=_hide, allowed="give an address such as name@example.org", key=str.lower),
    Field.ADDRESS: Rule(read=_words, mask=_hide, allowed=f"give at most {_LONGEST} characters in one line"),
    Field.ID_NUMBER: _document(
        numbers.id_number, "give the 18 digits of GB 11643; one of them, or the check digit, is wrong"
    ),
    Field.OLD_ID_NUMBER: _document(numbers.old_id_number, "give the 15 digits of a number issued until 1999"),
    Field.PASSPORT: _document(numbers.passport, "give 5 to 15 letters and digits"),
    Field.HK_MACAO_PERMIT: _document(numbers.hk_macao_permit, "give H or M and 8 digits"),
    Field.TAIWAN_PERMIT: _document(numbers.taiwan_permit, "give 8 digits, or 10 digits and a letter"),
    Field.FOREIGNER_CARD: _document(
        numbers.foreigner_card, "give 18 digits that begin with 9, or 3 letters and 12 digits"
    ),
    Field.CREDIT_CODE: _document(
        numbers.credit_code, "give the 18 signs of GB 32100; one of them, or the check sign, is wrong"
    ),
}
