"""
The vault: who complained, kept beside the ledger and never in it (extra `vault`).

Each person is sealed with a key of their own, which a key of the host wraps; their opaque token is all that a case
knows. Whatever prints a personal value prints a mask, and whoever reads one is recorded. To erase a person is to
destroy their key: what the ledger, its digests and its statistics say stays as it is.
"""

from banbucheng.adapters.vault._ciphers import Suite
from banbucheng.adapters.vault._fields import Field
from banbucheng.adapters.vault._holds import Hold, HoldId
from banbucheng.adapters.vault._keys import Key, Keys
from banbucheng.adapters.vault._log import Access, Deed, Token
from banbucheng.adapters.vault._personal import Identity, Personal, Told, identity
from banbucheng.adapters.vault._retention import Expired, Retention, erase_expired, expired, tokens_of
from banbucheng.adapters.vault._rotation import Rotation
from banbucheng.adapters.vault._schema import VAULT_VERSION, VaultTables, create_vault, vault_tables
from banbucheng.adapters.vault._vault import Vault, revealed

__all__ = [
    "VAULT_VERSION",
    "Access",
    "Deed",
    "Expired",
    "Field",
    "Hold",
    "HoldId",
    "Identity",
    "Key",
    "Keys",
    "Personal",
    "Retention",
    "Rotation",
    "Suite",
    "Token",
    "Told",
    "Vault",
    "VaultTables",
    "create_vault",
    "erase_expired",
    "expired",
    "identity",
    "revealed",
    "tokens_of",
    "vault_tables",
]
