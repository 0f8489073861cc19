"""The two suites of algorithms: sealing and opening, and the keyed digest of the index."""

import hmac
import secrets
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import chain

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from banbucheng.errors import StoreUnavailable

__all__ = ["KEY_BYTES", "Suite", "bound", "digest", "new_key", "opened", "probe", "sealed"]

_NONCE, _TAG, _BLOCK = 12, 16, 32
#: RFC 8998, appendix A.1: key, nonce, associated data, plain text, and what SM4-GCM makes of them.
_SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
_SM4_NONCE = bytes.fromhex("00001234567800000000abcd")
_SM4_DATA = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_SM4_PLAIN = b"".join(bytes([each]) * 8 for each in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
_SM4_SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)
#: GB/T 32905-2016, appendix A.1: the SM3 digest of `abc`.
_SM3_ABC = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")


class Suite(StrEnum):
    """Which algorithms: AES-256-GCM with HMAC-SHA256, or SM4-GCM with HMAC-SM3 for those who must."""

    AES = "aes-256-gcm"
    SM = "sm4-gcm"


#: How long a sealing key is, in bytes.
KEY_BYTES = {Suite.AES: 32, Suite.SM: 16}


def new_key(suite: Suite) -> bytes:
    """A fresh random key."""
    return secrets.token_bytes(KEY_BYTES[suite])


def bound(*parts: str) -> bytes:
    """Texts as one run of bytes that no other texts give: each with its length before it."""
    encoded = [part.encode() for part in parts]
    return b"".join(chain.from_iterable((len(each).to_bytes(4, "big"), each) for each in encoded))


def sealed(suite: Suite, key: bytes, plain: bytes, data: bytes) -> bytes:
    """
    A plain text encrypted and authenticated together with `data`: nonce, cipher text, tag.

    It is padded first, so that how long a name or an address is does not show.
    """
    nonce, padded = secrets.token_bytes(_NONCE), _padded(plain)
    if suite is Suite.AES:
        return nonce + AESGCM(key).encrypt(nonce, padded, data)
    return nonce + _sm4(key, nonce, padded, data)


def opened(suite: Suite, key: bytes, blob: bytes, data: bytes) -> bytes | None:
    """The plain text again; None where the key is another, or a single bit of blob or data has changed."""
    nonce, rest = blob[:_NONCE], blob[_NONCE:]
    if len(rest) < _TAG:
        return None
    try:
        if suite is Suite.AES:
            return _stripped(AESGCM(key).decrypt(nonce, rest, data))
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, rest[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(data)
        return _stripped(decryptor.update(rest[:-_TAG]) + decryptor.finalize())
    except InvalidTag:
        return None


def digest(suite: Suite, key: bytes, parts: Iterable[str]) -> str:
    """The keyed digest of some texts, 64 hexadecimal digits: HMAC-SHA256, or HMAC-SM3."""
    text = bound(*parts)
    if suite is Suite.AES:
        return hmac.digest(key, text, "sha256").hex()
    keyed = HMAC(key, hashes.SM3())
    keyed.update(text)
    return keyed.finalize().hex()


@cache
def probe(suite: Suite) -> None:
    """
    Hold the installed algorithms to the examples of their standards, once.

    Raises:
        StoreUnavailable: this build of OpenSSL lacks them, or computes something else; nothing is sealed with them.
    """
    if suite is Suite.AES:
        return
    try:
        hashed = hashes.Hash(hashes.SM3())
        hashed.update(b"abc")
        right = _sm4(_SM4_KEY, _SM4_NONCE, _SM4_PLAIN, _SM4_DATA) == _SM4_SEALED and hashed.finalize() == _SM3_ABC
    except UnsupportedAlgorithm as error:
        raise StoreUnavailable(
            "this OpenSSL has no SM4-GCM or no SM3; install the wheel of `cryptography`, which brings its own"
        ) from error
    if not right:
        raise StoreUnavailable("this OpenSSL computes SM4-GCM or SM3 wrongly (RFC 8998, GB/T 32905); do not use it")


def _sm4(key: bytes, nonce: bytes, plain: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(data)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _padded(plain: bytes) -> bytes:
    """ISO/IEC 7816-4: one bit, then zeros up to the next block."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % _BLOCK)


def _stripped(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00")[:-1]
