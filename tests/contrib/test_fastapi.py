"""The router of FastAPI: what its OpenAPI document says is so, its errors are problem details, nothing is done twice."""

import importlib.util
import json
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, MetaData

pytest.importorskip("fastapi")
schemathesis = pytest.importorskip("schemathesis")

import httpx  # noqa: E402 - as above
from fastapi import FastAPI  # noqa: E402 - it may be missing
from jsonschema import Draft202012Validator  # noqa: E402 - as above
from schemathesis.checks import CHECKS, load_all_checks  # noqa: E402 - as above

with warnings.catch_warnings():
    # Starlette would have another client; the one that is installed does.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from banbucheng.adapters.clock import SettableClock  # noqa: E402 - as above
from banbucheng.adapters.json_schema import definitions  # noqa: E402 - as above
from banbucheng.adapters.sql import sqlite_engine  # noqa: E402 - as above
from banbucheng.codec import dump  # noqa: E402 - as above
from banbucheng.contrib.answers import Answer, Answers, answers_table  # noqa: E402 - as above
from banbucheng.contrib.requests import COMMANDS, sent_schemas  # noqa: E402 - as above
from banbucheng.contrib.views import (  # noqa: E402 - as above
    CasePage,
    CaseView,
    EntryView,
    ProblemDetails,
    problem,
)
from banbucheng.errors import BadInput, BrokenLedger, Refusal, StaleCase, StoreUnavailable  # noqa: E402 - as above
from banbucheng.intake import Complainant, Complaint  # noqa: E402 - as above
from banbucheng.testing import sample_complaint, sample_problem  # noqa: E402 - as above

EXAMPLE = Path(__file__).parents[2] / "examples" / "hosts" / "fastapi_desk.py"
COMPLAINT = sample_complaint(detail="told by Mr Secret", complainant=Complainant(token="citizen-7"))  # noqa: S106 - no password
NUMBER = "441402-20250305-0001"


def example() -> Any:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("fastapi_desk", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of SQLite."""
    made = sqlite_engine(tmp_path / "desk.db")
    yield made
    made.dispose()


@pytest.fixture
def clock() -> SettableClock:
    """A clock that stands at the sample complaint."""
    return SettableClock(COMPLAINT.received_at)


@pytest.fixture
def app(engine: Engine, clock: SettableClock) -> FastAPI:
    """The example's application."""
    made: FastAPI = example().app_over(engine, clock)
    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Somebody who is signed in."""
    return TestClient(app, headers={"X-Staff": "clerk-1"}, raise_server_exceptions=False)


def post(client: TestClient, path: str, plain: object, key: str = "") -> Any:
    """What is answered to plain data."""
    return client.post(path, json=plain, headers={"Idempotency-Key": key} if key else {})


def register(client: TestClient, complaint: Complaint = COMPLAINT, key: str = "") -> Any:
    """What is answered to a complaint."""
    return post(client, "/cases", dump(complaint), key)


ACCEPT = {"problem": dump(sample_problem())}


def test_a_case_goes_its_way(client: TestClient) -> None:
    """Registered, accepted and sent out over JSON, as over the desk."""
    assert 201 == register(client).status_code
    assert "accepted" == post(client, f"/cases/{NUMBER}/accept", ACCEPT).json()["status"]
    assert "assigned" == post(client, f"/cases/{NUMBER}/assign", {}).json()["status"]
    assert "assigned" == client.get(f"/cases/{NUMBER}").json()["status"]
    assert ["Registered", "Accepted", "Assigned"] == [
        each["event"] for each in client.get(f"/cases/{NUMBER}/entries").json()
    ]


def test_no_answer_holds_what_the_citizen_told(client: TestClient) -> None:
    """No names of citizens, no identities in any output."""
    said = [
        register(client).text,
        client.get("/cases").text,
        client.get(f"/cases/{NUMBER}").text,
        client.get(f"/cases/{NUMBER}/entries").text,
    ]

    assert [] == [
        text for text in said for secret in ("Secret", "citizen-7", "smartphone", "clerk-1") if secret in text
    ]


def test_who_is_not_signed_in_gets_nothing(app: FastAPI) -> None:
    """Every route asks the host who is there, before it looks at what was sent."""
    stranger = TestClient(app)

    assert 401 == stranger.get("/cases").status_code
    assert 401 == stranger.get(f"/cases/{NUMBER}").status_code
    assert 401 == stranger.get(f"/cases/{NUMBER}/entries").status_code
    assert 401 == register(stranger).status_code
    assert {401} == {post(stranger, f"/cases/{NUMBER}/{name}", {}).status_code for name in COMMANDS}


def test_nobody_gives_a_command_in_another_name(client: TestClient) -> None:
    """Who gives the command is the host's to say, and never the body's."""
    register(client)

    said = post(client, f"/cases/{NUMBER}/accept", {**ACCEPT, "by": "leader"})

    assert (422, "$.by") == (said.status_code, said.json()["faults"][0]["where"])


def test_a_reference_that_is_known_is_the_case_that_there_is(client: TestClient) -> None:
    """D: the same reference is never registered twice."""
    told = evolve(COMPLAINT, reference="12345:7")

    first, again = register(client, told), register(client, told)

    assert (201, 200) == (first.status_code, again.status_code)
    assert first.json() == again.json()


# Problem details


@pytest.mark.parametrize(
    ("path", "plain", "status", "error"),
    [
        ("/cases", {}, 422, "RulebookError"),
        ("/cases", [], 422, "RulebookError"),
        ("/cases", {**dump(COMPLAINT), "region": "999999"}, 422, "BadInput"),
        ("/cases", {**dump(COMPLAINT), "detail": "\0"}, 422, "BadInput"),
        (f"/cases/{NUMBER}/verify", {}, 409, "Refusal"),
        ("/cases/none/verify", {}, 404, "CaseNotFound"),
        (f"/cases/{NUMBER}/accept", {}, 422, "RulebookError"),
    ],
)
def test_an_error_is_a_problem(client: TestClient, path: str, plain: object, status: int, error: str) -> None:
    """RFC 9457, 3.1: the media type is application/problem+json, and "status" is the one that was sent."""
    register(client)

    said = post(client, path, plain)

    assert (status, "application/problem+json") == (said.status_code, said.headers["content-type"])
    found = said.json()
    assert ("about:blank", status, error) == (found["type"], found["status"], found["error"])
    assert {"title", "detail"} <= found.keys()


def test_a_parameter_that_cannot_be_is_a_problem_too(client: TestClient) -> None:
    """Every fault at once, each with its place."""
    said = client.get("/cases", params={"limit": "0", "status": "gone"})

    assert (422, "application/problem+json") == (said.status_code, said.headers["content-type"])
    assert {"query.limit", "query.status.0"} == {each["where"] for each in said.json()["faults"]}


def test_a_page_that_never_was_is_a_problem(client: TestClient) -> None:
    """`after` is from a page of this call, or refused."""
    assert 422 == client.get("/cases", params={"after": "nonsense"}).status_code


def test_a_body_that_is_no_json_is_a_problem(client: TestClient) -> None:
    """No traceback for what a caller can cause."""
    for body, kind in ((b"{", "application/json"), (b"\xff", "application/json"), (b"{}", "text/plain")):
        said = client.post("/cases", content=body, headers={"Content-Type": kind})
        assert (422, "BadInput") == (said.status_code, said.json()["error"])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refusal("7", "status", "no"), 409),
        (StaleCase("7", 1), 409),
        (BadInput("x", 1, "y"), 422),
        (StoreUnavailable("host db.internal"), 503),
        (BrokenLedger("7", 2, "x"), 500),
    ],
    ids=lambda each: type(each).__name__,
)
def test_an_error_says_whose_move_it_is(error: Any, status: int) -> None:
    """What is ours to mend is not told to the caller, who could do nothing with it."""
    found = problem(error)

    assert status == found.status
    assert (status >= 500) == (str(error) not in found.detail)


# Idempotency keys


def test_a_request_under_a_key_is_done_once(client: TestClient) -> None:
    """Idempotency-Key draft, 2.6: a duplicate of a request that was completed gets the same result, and is not done."""
    first, again = register(client, key="k1"), register(client, key="k1")

    assert (201, 201) == (first.status_code, again.status_code)
    assert first.text == again.text
    assert 1 == len(client.get("/cases").json()["items"])


def test_a_command_under_a_key_is_answered_as_before(client: TestClient) -> None:
    """Even when the case has moved on in between."""
    register(client)
    first = post(client, f"/cases/{NUMBER}/accept", ACCEPT, "k2")
    post(client, f"/cases/{NUMBER}/assign", {})

    again = post(client, f"/cases/{NUMBER}/accept", ACCEPT, "k2")

    assert (200, first.text) == (again.status_code, again.text)
    assert 3 == len(client.get(f"/cases/{NUMBER}/entries").json())


def test_a_key_is_for_one_request(client: TestClient) -> None:
    """Idempotency-Key draft, 2.7: the key reused with another payload gets 422."""
    register(client, key="k1")

    other = register(client, evolve(COMPLAINT, subject="another matter"), key="k1")

    assert (422, "BadInput") == (other.status_code, other.json()["error"])


def test_a_key_is_its_owners(app: FastAPI, client: TestClient) -> None:
    """What one was answered is not answered to another who sends the same key."""
    register(client, key="k1")

    other = register(TestClient(app, headers={"X-Staff": "clerk-2"}), evolve(COMPLAINT, subject="another"), key="k1")

    assert (201, "441402-20250305-0002") == (other.status_code, other.json()["number"])


def test_a_refusal_is_not_kept(client: TestClient) -> None:
    """What was refused changed nothing, and may be allowed later under the same key."""
    register(client)
    assert 409 == post(client, f"/cases/{NUMBER}/assign", {}, "k3").status_code
    post(client, f"/cases/{NUMBER}/accept", ACCEPT)

    assert 200 == post(client, f"/cases/{NUMBER}/assign", {}, "k3").status_code


def test_two_at_once_under_a_key_are_told(engine: Engine, clock: SettableClock) -> None:
    """Idempotency-Key draft, 2.7: a retry while the first is still being processed gets 409."""
    table = answers_table(MetaData())
    with engine.begin() as connection:
        table.create(connection)
        answers = Answers(connection, table)
        answers.keep("clerk", "k", "r", Answer(200, "{}"), at=clock.now())
        with pytest.raises(Refusal) as caught:
            answers.keep("clerk", "k", "r", Answer(200, "{}"), at=clock.now())
    assert "key_in_use" == caught.value.code


def test_answers_are_forgotten(engine: Engine, clock: SettableClock) -> None:
    """The host says for how long a key is remembered."""
    table = answers_table(MetaData())
    with engine.begin() as connection:
        table.create(connection)
        answers = Answers(connection, table)
        answers.keep("clerk", "k", "r", Answer(200, "{}"), at=clock.now())
        assert 0 == answers.forget(clock.now())
        assert Answer(200, "{}") == answers.known("clerk", "k", "r")
        assert 1 == answers.forget(clock.now() + timedelta(seconds=1))
        assert answers.known("clerk", "k", "r") is None


# Pages


def test_pages_join_to_the_whole(client: TestClient) -> None:
    """Keyset paging: no case twice, none passed over, although one comes in between."""
    for n in range(5):
        register(client, evolve(COMPLAINT, subject=f"matter {n}"))
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/cases", params={"limit": 2, "after": after}).json()
        seen += [each["number"] for each in page["items"]]
        after = page["next"]
        if len(seen) == 2:
            register(client, evolve(COMPLAINT, subject="matter 5"))

    assert [f"441402-20250305-{n:04}" for n in range(1, 7)] == seen


def test_the_filter_is_the_stores(client: TestClient) -> None:
    """All that is asked for has to fit."""
    register(client)

    def found(**asked: Any) -> int:
        return len(client.get("/cases", params=asked).json()["items"])

    assert (1, 0) == (found(open=True), found(open=False))
    assert (1, 0) == (found(status=["registered", "closed"]), found(status="closed"))
    assert (1, 0) == (found(unit="441402"), found(unit="nowhere"))
    assert (1, 0) == (found(due_before="2025-03-07T00:00:00Z"), found(due_before="2025-03-01T00:00:00Z"))
    assert 422 == client.get("/cases", params={"due_before": "2025-03-07T00:00:00"}).status_code


# The document


def test_the_document_is_whole(client: TestClient) -> None:
    """Every reference of the OpenAPI document leads to one of its schemas, and each of these is one."""
    text = client.get("/openapi.json").text
    found = json.loads(text)["components"]["schemas"]

    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert wanted <= found.keys()
    Draft202012Validator.check_schema({"$defs": found})


def test_every_command_has_its_path(client: TestClient) -> None:
    """A path for each command that a person gives, and what it asks for has no `by`."""
    document = client.get("/openapi.json").json()

    assert {f"/cases/{{number}}/{name}" for name in COMMANDS} <= document["paths"].keys()
    assert {"ask-extension", "hand-to-discipline", "accept"} <= COMMANDS.keys()
    schemas = document["components"]["schemas"]
    assert [] == [each for each in schemas if each.startswith("commands.") and "by" in schemas[each]["properties"]]


def test_it_is_as_its_document_says(app: FastAPI, client: TestClient) -> None:
    """Every route is asked by schemathesis what its document allows and what it does not, and answers as it says."""
    register(client)
    # Whether the rules take what is well formed is for the desk to say, with 409 and 422: that is no check here.
    load_all_checks()
    checks = [each for each in CHECKS.get_all() if each.__name__ != "positive_data_acceptance"]
    assert {"response_schema_conformance", "negative_data_rejection"} <= {each.__name__ for each in checks}
    said: Counter[int] = Counter()
    few = settings(max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=[*HealthCheck])
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        operation = found.ok()
        broken = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

        @few
        @given(case=operation.as_strategy() | broken, known=st.booleans())
        def ask(case: Any, known: bool) -> None:  # noqa: FBT001 - given by name
            if known and "number" in case.path_parameters:
                case.path_parameters["number"] = NUMBER
            answer = case.call_and_validate(headers={"X-Staff": "clerk-1"}, checks=checks)
            said[answer.status_code] += 1

        ask()

    assert {200, 201, 404, 409, 422} >= said.keys() - {405}, said
    assert min(said[200], said[404], said[409], said[422]) > 3, said


def test_the_example_starts_by_one_command(tmp_path: Path) -> None:
    """`python examples/hosts/fastapi_desk.py` serves, here on a port of its own, and asks who is there."""
    command = [sys.executable, str(EXAMPLE), "--db", str(tmp_path / "desk.db"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:  # noqa: S603 - our own Python
        try:
            assert served.stdout is not None
            at = served.stdout.readline().split()[-1].removesuffix("/docs")
            assert "commands.Accept" in httpx.get(f"{at}/openapi.json", timeout=30).text
            assert 401 == httpx.get(f"{at}/cases", timeout=30).status_code
        finally:
            served.terminate()


def test_no_two_schemas_share_a_name() -> None:
    """What is shown and what is sent are filed side by side; where a name is in both it is the same class."""
    shown, sent = definitions((CaseView, CasePage, EntryView, ProblemDetails)), sent_schemas(at="#/$defs/")

    assert [] == [each for each in shown.keys() & sent.keys() if shown[each] != sent[each]]
