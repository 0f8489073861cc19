"""Entries in the envelope of CloudEvents 1.0."""

import json
from datetime import datetime

import pytest

from banbucheng.adapters.cloudevents import cloud_event
from banbucheng.adapters.memory import MemoryStore
from banbucheng.codec import load
from banbucheng.errors import BadInput
from banbucheng.ledger import Entry
from banbucheng.terms import StaffId
from banbucheng.testing import sample_complaint, sample_desk

#: "The following attributes are REQUIRED to be present in all CloudEvents" (CloudEvents 1.0.2, Required Attributes).
REQUIRED = {"id", "source", "specversion", "type"}
#: The optional ones that are used.
OPTIONAL = {"subject", "time", "datacontenttype", "data"}


def entry() -> Entry:
    """A registration."""
    store = MemoryStore()
    sample_desk(store).register(sample_complaint(), by=StaffId("clerk"))
    return next(store.ledger())


def test_the_envelope_holds_what_the_specification_asks() -> None:
    """The required attributes are there, each a text that is not empty; names are lower-case letters and digits."""
    envelope = cloud_event(entry(), source="https://window.example.cn/desk")
    assert REQUIRED | OPTIONAL == set(envelope)
    assert "1.0" == envelope["specversion"]
    assert all(isinstance(envelope[each], str) and envelope[each] for each in REQUIRED)
    assert all(each.isalnum() and each.islower() for each in envelope)


def test_the_time_is_a_moment_of_rfc_3339() -> None:
    """`time` MUST adhere to the format specified in RFC 3339: with its offset, and the instant of the entry."""
    told = entry()
    assert told.at == datetime.fromisoformat(cloud_event(told, source="desk")["time"])
    assert "2025-03-05T09:30:00+08:00" == cloud_event(told, source="desk")["time"]


def test_source_and_id_name_an_entry() -> None:
    """Producers MUST ensure that `source` + `id` is unique for each distinct event; sent again it is the same."""
    told = entry()
    assert "441402-20250305-0001/1" == cloud_event(told, source="desk")["id"]
    assert cloud_event(told, source="desk") == cloud_event(told, source="desk")


def test_the_entry_comes_back_from_the_wire() -> None:
    """What is sent as JSON is the entry, to the letter."""
    told = entry()
    sent = json.loads(json.dumps(cloud_event(told, source="desk", kind="cn.example.window")))
    assert "cn.example.window.Registered" == sent["type"]
    assert told == load(Entry, sent["data"])


def test_a_source_is_not_empty() -> None:
    """`source` MUST be a non-empty URI-reference."""
    with pytest.raises(BadInput, match="source"):
        cloud_event(entry(), source=" ")
