"""The keys that the host gives; where it keeps them is its own affair."""

import re
from collections.abc import Mapping

from attrs import Attribute, field, frozen

from banbucheng.adapters.vault._ciphers import KEY_BYTES, Suite, digest, probe
from banbucheng.errors import BadInput

__all__ = ["INDEXING", "SEALING", "Key", "Keys", "check_of"]

#: What a key is for, as the vault remembers it.
SEALING, INDEXING = "seal", "index"

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_INDEX_BYTES = 32


def _id(_: object, __: "Attribute[str]", value: object) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadInput("key id", value, "give 1 to 32 of a-z, 0-9, '.', '_' and '-', such as 2026-01")


def _secret(_: object, __: "Attribute[bytes]", value: object) -> None:
    if not isinstance(value, bytes):
        raise BadInput("secret of a key", type(value).__name__, "give bytes")
    if len(set(value)) < len(value) // 4:
        raise BadInput("secret of a key", f"{len(value)} bytes", "give bytes from a random source, not a pattern")


@frozen(kw_only=True)
class Key:
    """
    One key by its id. The id is stored beside what the key sealed; the secret is not stored, and not printed.

    A sealing key has 32 bytes for AES and 16 for SM4 (GB/T 32907-2016); an index key has 32.
    """

    id: str = field(validator=_id)
    secret: bytes = field(repr=False, validator=_secret)
    suite: Suite = Suite.AES


@frozen(kw_only=True)
class Keys:
    """
    The keys of a vault. In each row the first one writes; the others still read what they wrote, until it is rotated.

    Raises:
        BadInput: a row is empty, an id or a secret stands twice, or a secret has the wrong length.
        StoreUnavailable: SM4 is asked for, and this machine has none that can be trusted.
    """

    #: Wrap the data keys of people.
    sealing: tuple[Key, ...]
    #: Make the index by which a telephone or an identity number is found.
    indexing: tuple[Key, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse keys that do not do, before anything is sealed with them."""
        both = (*self.sealing, *self.indexing)
        if not self.sealing or not self.indexing:
            raise BadInput("keys", "an empty row", "give one sealing key and one index key at least")
        if len({key.id for key in both}) < len(both) or len({key.secret for key in both}) < len(both):
            raise BadInput("keys", ", ".join(key.id for key in both), "give each key an id and a secret of its own")
        wrong = [key for key in self.sealing if len(key.secret) != KEY_BYTES[key.suite]]
        wrong += [key for key in self.indexing if len(key.secret) != _INDEX_BYTES]
        for key in wrong:
            wanted = _INDEX_BYTES if key in self.indexing else KEY_BYTES[key.suite]
            raise BadInput(f"key {key.id}", f"{len(key.secret)} bytes", f"give a secret of {wanted} bytes")
        for key in both:
            probe(key.suite)

    @property
    def purposes(self) -> Mapping[str, tuple[str, Key]]:
        """Every key by its id, with what it is for."""
        sealing = {key.id: (SEALING, key) for key in self.sealing}
        return sealing | {key.id: (INDEXING, key) for key in self.indexing}

    def sealing_by(self, key_id: str) -> Key | None:
        """The sealing key of an id, if it was given."""
        return next((key for key in self.sealing if key.id == key_id), None)


def check_of(key: Key) -> str:
    """A digest by which a vault knows a key again, and from which nobody learns it."""
    return digest(key.suite, key.secret, ("banbucheng", "vault", "check", key.id))
