"""Values that belong to a person: whatever prints them prints a mask."""

from collections.abc import Iterator, Mapping
from typing import NoReturn, TypedDict, Unpack, final

from attrs import field, frozen

from banbucheng.adapters.vault._fields import RULES, Field
from banbucheng.errors import BadInput

__all__ = ["Identity", "Personal", "Told", "field_named", "identity", "personal", "search_key"]


@final
class Personal:
    """
    One personal value. Printed, formatted, logged or in an assertion it is a mask; `plain` says it.

    It is not pickled and not JSON, so that it does not travel with what it is in.
    """

    __slots__ = ("_masked", "_plain")

    def __init__(self, plain: str, masked: str) -> None:
        """Hold a value, and what is shown in its place."""
        self._plain, self._masked = plain, masked

    @property
    def plain(self) -> str:
        """The value itself."""
        return self._plain

    def __str__(self) -> str:
        return self._masked

    def __repr__(self) -> str:
        return f"<{self._masked}>"

    def __format__(self, spec: str) -> str:
        return format(self._masked, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and other.plain == self._plain

    def __hash__(self) -> int:
        return hash(self._plain)

    def __copy__(self) -> "Personal":
        return self

    def __deepcopy__(self, _: object) -> "Personal":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a personal value is not pickled; send the token, and reveal it where it is needed")


class Told(TypedDict, total=False):
    """The fields of a person as they were told; any of them, and at least one."""

    name: str
    organisation: str
    phone: str
    email: str
    address: str
    id_number: str
    old_id_number: str
    passport: str
    hk_macao_permit: str
    taiwan_permit: str
    foreigner_card: str
    credit_code: str


@frozen(repr=False)
class Identity(Mapping[Field, Personal]):
    """Who somebody is, as far as it was told, or revealed: `who[Field.PHONE].plain`. Made by `identity`."""

    _values: Mapping[Field, Personal] = field()

    def __repr__(self) -> str:
        return f"Identity({', '.join(f'{each}={value!r}' for each, value in self._values.items())})"

    def __getitem__(self, key: Field) -> Personal:
        return self._values[key]

    def __iter__(self) -> Iterator[Field]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def identity(**told: Unpack[Told]) -> Identity:
    """
    Who somebody is, each field checked and in the form that is kept; one that is empty counts as not told.

    Raises:
        BadInput: there is no such field, or it cannot be what was told for it. The error does not repeat it.
    """
    values = {field_named(name): value for name, value in told.items() if value != ""}
    found = Identity({each: personal(each, value) for each, value in values.items()})
    if not found:
        raise BadInput(
            "identity", "nothing", "tell one field at least; who says nothing stays anonymous, without a token"
        )
    return found


def field_named(name: object) -> Field:
    """The field of a name; what is not one may be a value in the wrong place, and is not repeated."""
    for each in Field:
        if name == each.value:
            return each
    raise BadInput("field", f"a {type(name).__name__}", f"give one of {', '.join(Field)}")


def search_key(of: Field, value: object) -> str:
    """The form under which a value is found."""
    make = RULES[of].key
    if make is None:
        raise BadInput("field", str(of), "only telephone, email and the numbers of documents can be looked for")
    return make(personal(of, value).plain)


def personal(of: Field, value: object) -> Personal:
    """A value of a field, checked and in the form that is kept."""
    rule = RULES[of]
    if not isinstance(value, str):
        raise BadInput(str(of), f"a value of type {type(value).__name__}", "give it as text")
    plain = rule.read(value)
    if plain is None:
        raise BadInput(str(of), f"a text of {len(value)} characters", rule.allowed)
    return Personal(plain, rule.mask(plain))
