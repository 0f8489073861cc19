"""Figures by an engine: the same rows, the same figures as plain Python; and the folder that the rows are kept in."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banbucheng.adapters.china import china
from banbucheng.errors import BadInput, StoreUnavailable
from banbucheng.ledger import DIMENSIONS, CaseRow, Entry, case_rows, figures, interval, measures
from banbucheng.terms import CaseNumber, Status

from ._calendar2025 import CALENDAR
from ._desk import CLERK, PATHS, Bench, accept, moment

ibis = pytest.importorskip("ibis", reason="this is the extra `analytics`")
duckdb = pytest.importorskip("duckdb", reason="this is the extra `analytics`")
pyarrow = pytest.importorskip("pyarrow", reason="this is the extra `analytics`")
analytics = pytest.importorskip("banbucheng.adapters.analytics")

# Ibis 12 calls what DuckDB 2 has renamed; it still works.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
#: An engine's table of some rows.
Holding = Callable[[Sequence[CaseRow]], Any]
DAYS = analytics.days(CALENDAR)
SCHEMA = pyarrow.schema(
    [
        (name, pyarrow.date32() if kind == "date" else getattr(pyarrow, kind)())
        for name, kind in analytics.COLUMNS.items()
    ]
)
#: Where a database for tests is; by default the one of this machine.
POSTGRESQL = os.environ.get("BANBUCHENG_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


def table(rows: Sequence[CaseRow]) -> Any:
    """The rows as they stand in a file."""
    return pyarrow.Table.from_pylist([{**row._asdict(), "batch": 1} for row in rows], schema=SCHEMA)


@pytest.fixture(scope="module")
def in_duckdb() -> Holding:
    """The engine by default."""
    connection = ibis.duckdb.connect()

    def hold(rows: Sequence[CaseRow]) -> Any:
        connection.con.register("held", table(rows))
        return connection.table("held")

    return hold


@pytest.fixture(scope="module")
def in_polars() -> Holding:
    """The other one that needs no server."""
    polars, connection = pytest.importorskip("polars"), ibis.polars.connect()
    return lambda rows: connection.create_table("held", polars.from_arrow(table(rows)), overwrite=True)


@pytest.fixture(scope="module")
def in_postgresql() -> Iterator[Holding]:
    """A database server, with the rows where they are."""
    psycopg = pytest.importorskip("psycopg")
    try:
        connection = ibis.connect(POSTGRESQL.replace("+psycopg", ""))
    except psycopg.OperationalError as error:
        pytest.skip(f"there is no PostgreSQL: {error}")
    schema = f"analytics_{os.getpid()}"
    with connection.con.cursor() as cursor, connection.con.transaction():
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute(analytics.CREATE_TABLE.replace("case_rows", f"{schema}.case_rows"))
    names = ", ".join(f'"{name}"' for name in analytics.COLUMNS)

    def hold(rows: Sequence[CaseRow]) -> Any:
        with connection.con.cursor() as cursor, connection.con.transaction():
            cursor.execute(f"DELETE FROM {schema}.case_rows")  # noqa: S608 - our own name
            with cursor.copy(f"COPY {schema}.case_rows ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, 1))
        return connection.table("case_rows", database=schema)

    yield hold
    with connection.con.cursor() as cursor, connection.con.transaction():
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
    connection.disconnect()


# Random ledgers

_DAY = st.dates(date(2025, 1, 2), date(2025, 11, 30))
_FLAG = st.integers(0, 1)
_CODE = st.sampled_from(["", "a", "b", "窗口", "it's"])


@st.composite
def some_row(draw: st.DrawFn, number: int) -> CaseRow:
    """A row as wide as any: what is counted hangs together no more than the sums need."""
    received = draw(_DAY)
    given: dict[str, object] = {
        name: draw(_FLAG if kind == "int8" else _CODE) for name, kind in analytics.COLUMNS.items() if kind != "date"
    }
    del given["batch"]
    answered = draw(st.one_of(st.none(), st.integers(0, 30).map(lambda n: received + timedelta(days=n))))
    return CaseRow(
        **{
            **given,
            "number": f"n{number}",
            "version": draw(st.integers(1, 300)),
            "month": f"{received:%Y-%m}",
            "received_on": received,
            "answered_on": answered,
            "closed_on": answered,
            "answered": int(answered is not None and draw(st.booleans())),
            "causes": "|".join(sorted(draw(st.sets(st.sampled_from(["policy", "system", "c.d"]))))),
            "suspended_days": draw(st.sampled_from([0, 3, 200, 70_000])),
        }
    )


@st.composite
def some_rows(draw: st.DrawFn) -> list[CaseRow]:
    """A ledger of up to a dozen cases."""
    return [draw(some_row(number)) for number in range(draw(st.integers(0, 12)))]


RANDOM = {
    "rows": some_rows(),
    "by": st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=3),
}
SOME = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def agrees(hold: Holding, rows: Sequence[CaseRow], by: Sequence[str]) -> None:
    """Two ways to compute, one answer."""
    assert figures(rows, calendar=CALENDAR, by=by) == analytics.figures(hold(rows), DAYS, by=by)


@given(**RANDOM)
@SOME
def test_duckdb_and_plain_python_agree(in_duckdb: Holding, rows: list[CaseRow], by: list[str]) -> None:
    """Issue 6, 3: the two agree to the digit on random ledgers (property), and so do all engines."""
    agrees(in_duckdb, rows, by)


@given(**RANDOM)
@SOME
def test_polars_and_plain_python_agree(in_polars: Holding, rows: list[CaseRow], by: list[str]) -> None:
    """Issue 6, 3: the two agree to the digit on random ledgers (property), and so do all engines."""
    agrees(in_polars, rows, by)


@given(**RANDOM)
@SOME
def test_postgresql_and_plain_python_agree(in_postgresql: Holding, rows: list[CaseRow], by: list[str]) -> None:
    """Issue 6, 3: the two agree to the digit on random ledgers (property), and so do all engines."""
    agrees(in_postgresql, rows, by)


@pytest.mark.skipif("BANBUCHENG_TEST_SPARK" not in os.environ, reason="takes a minute: set BANBUCHENG_TEST_SPARK=1")
def test_spark_and_plain_python_agree(tmp_path: Path) -> None:
    """Issue 6, 5: Apache Spark in `local-cluster` with at least two executor processes; the same figures."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - half a gigabyte that only this test needs

    analytics.synthetic(2_000, tmp_path / "rows", calendar=china(), months=4)
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    try:
        cases, days = analytics.spark_cases(session, tmp_path / "rows"), analytics.days(china())
        expected = analytics.duckdb_cases(tmp_path / "rows")
        for by in [(), ("causes", "month"), ("category", "unit")]:
            assert analytics.figures(expected, days, by=by) == analytics.figures(cases, days, by=by)
    finally:
        session.stop()


def test_every_measure_is_in_the_expression(in_duckdb: Holding) -> None:
    """Issue 6, 3: one Ibis expression for all measures, and no function of ours runs in the engine (no UDF)."""
    expression = analytics.sums(in_duckdb([]), DAYS, by=("month",))
    assert {name for each in measures() for name in (each.part, each.whole)} <= set(expression.columns)
    assert 2 == str(ibis.to_sql(expression, dialect="duckdb")).upper().count("LEFT OUTER JOIN")


def test_an_answer_outside_the_calendar_is_refused(in_duckdb: Holding) -> None:
    """As plain Python refuses it: days that nobody knows are not counted as none."""
    bench = Bench()
    bench.opened(accept("ordinary"), *PATHS[Status.REPLIED][1:])
    (row,) = case_rows(bench.store.ledger(), as_of=moment("2025-04-30 18:00"), calendar=CALENDAR)
    late = row._replace(answered_on=date(2031, 1, 2))
    with pytest.raises(BadInput):
        figures([late], calendar=CALENDAR)
    with pytest.raises(BadInput, match="reaches from the first receipt"):
        analytics.figures(in_duckdb([late]), DAYS)


@pytest.mark.parametrize("by", [("colour",), ("month", "number")])
def test_a_dimension_that_there_is_not_is_refused(in_duckdb: Holding, by: tuple[str, ...]) -> None:
    """Bad input: what, and what is allowed; the same words as in plain Python."""
    with pytest.raises(BadInput, match="group by kind, causes"):
        analytics.figures(in_duckdb([]), DAYS, by=by)
    with pytest.raises(BadInput, match="sum up registered"):
        analytics.sums(in_duckdb([]), DAYS, of=("number",))


# The folder


@frozen
class Page:
    """A page of a feed."""

    items: Sequence[Entry]
    after: str


@frozen
class Feed:
    """The feed of a desk's ledger, with places that count the entries."""

    bench: Bench

    def entries_after(self, after: str = "", *, limit: int = 100) -> Page:
        first = int(after or 0)
        items = tuple(self.bench.store.ledger())[first : first + limit]
        return Page(items, str(first + len(items)) if items else after)

    def entries(self, number: CaseNumber) -> Sequence[Entry]:
        return self.bench.store.entries(number)

    def due(self, before: Any) -> Iterator[CaseNumber]:
        return self.bench.store.due(before)


APRIL = moment("2025-04-30 18:00")


def at_work(number: int = 3) -> Bench:
    """A desk with some cases at different statuses, of two regions and two months."""
    bench = Bench()
    for n, status in enumerate([Status.REPLIED, Status.ASSIGNED, Status.CLOSED][:number]):
        case = bench.registered(region=f"44140{2 + n % 2}")
        bench.do(case, *PATHS[status])
    return bench


def exported(bench: Bench, folder: Path, limit: int = 4) -> int:
    """The feed to its end, so many entries at a time; how many batches it took."""
    batches = 0
    while analytics.append(Feed(bench), folder, as_of=APRIL, calendar=CALENDAR, limit=limit):
        batches += 1
    return batches


def held(folder: Path) -> Any:
    """The newest rows of a folder."""
    return analytics.latest(analytics.duckdb_cases(folder))


def newest(folder: Path) -> list[CaseRow]:
    """The newest rows of a folder, as rows."""
    rows = held(folder).order_by("number").drop("batch").to_pyarrow().to_pylist()
    return [CaseRow(**row) for row in rows]


def files(folder: Path) -> Mapping[str, bytes]:
    """What stands in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_newest_rows_are_those_of_the_ledger(tmp_path: Path) -> None:
    """Issue 6, 4: the feed into Parquet, hive-partitioned by region and month, append with a latest-version view."""
    bench = at_work()
    assert 2 < exported(bench, tmp_path)
    expected = list(case_rows(bench.store.ledger(), as_of=APRIL, calendar=CALENDAR))
    assert expected == newest(tmp_path)
    assert {"region=441402/month=2025-03", "region=441403/month=2025-03"} == {
        path.rsplit("/", 1)[0] for path in files(tmp_path) if "/" in path
    }


@given(limit=st.integers(1, 30), more=st.integers(1, 30))
@settings(max_examples=10)
def test_pages_of_any_size_make_the_same_rows(limit: int, more: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Issue 6, 4: exactly once: no version of a case stands there twice, and the newest are those of the ledger."""
    folder, bench = tmp_path_factory.mktemp("rows"), at_work()
    exported(bench, folder, limit)
    bench.brought(Status.REPLIED)
    exported(bench, folder, more)
    assert list(case_rows(bench.store.ledger(), as_of=APRIL, calendar=CALENDAR)) == newest(folder)
    versions = analytics.duckdb_cases(folder).select("number", "version").to_pyarrow().to_pylist()
    assert len(versions) == len({(each["number"], each["version"]) for each in versions})


class Killed(BaseException):
    """The process ends, at once."""


@pytest.mark.parametrize("step", range(1, 14))
@pytest.mark.parametrize("limit", [3, 50])
def test_a_kill_at_any_step_loses_nothing(
    step: int, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 6, 4: exactly once, resumable: killed before or after any file gets its name, the export ends the same."""
    bench, done = at_work(), tmp_path / "done"
    exported(bench, done)
    left, replace = [step], Path.replace

    def killed(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    with suppress(Killed):
        exported(bench, tmp_path / "killed", limit)
    exported(bench, tmp_path / "killed")
    assert newest(done) == newest(tmp_path / "killed")
    if limit == 50:
        assert not [name for name in files(tmp_path / "killed") if "writing" in name or "_begun" in name]
    rows = analytics.duckdb_cases(tmp_path / "killed").select("number", "version").to_pyarrow().to_pylist()
    assert len(rows) == len({(each["number"], each["version"]) for each in rows})


def test_a_half_written_file_never_counts(tmp_path: Path) -> None:
    """Issue 6, 4: what is not whole has a name that no engine reads."""
    bench = at_work()
    exported(bench, tmp_path)
    before = newest(tmp_path)
    (tmp_path / "region=441402" / "month=2025-03" / ".000000000099.parquet.writing").write_bytes(b"PAR1 and no more")
    assert before == newest(tmp_path)


def test_a_cursor_that_nobody_can_read_is_said(tmp_path: Path) -> None:
    """Nothing is begun anew by accident, for then every row would stand there twice."""
    exported(at_work(), tmp_path)
    (tmp_path / "_cursor.json").write_text("{")
    with pytest.raises(StoreUnavailable, match="put it back"):
        exported(at_work(), tmp_path)


def test_time_alone_makes_a_case_overdue(tmp_path: Path) -> None:
    """An open case of which no entry tells is late all the same: its row is written anew, and the newer one holds."""
    bench = Bench()
    bench.opened(accept("ordinary"))
    early = moment("2025-03-06 09:00")
    analytics.append(Feed(bench), tmp_path, as_of=early, calendar=CALENDAR)
    assert [0] == [row.overdue for row in newest(tmp_path)]
    assert 0 == analytics.restate(Feed(bench), tmp_path, as_of=early, calendar=CALENDAR)
    assert 1 == analytics.restate(Feed(bench), tmp_path, as_of=APRIL, calendar=CALENDAR)
    assert list(case_rows(bench.store.ledger(), as_of=APRIL, calendar=CALENDAR)) == newest(tmp_path)
    assert [1] == [row.overdue for row in newest(tmp_path)]


def test_nothing_that_a_person_said_or_is_stands_there(tmp_path: Path) -> None:
    """Issue 6, 4: no personal data in it."""
    bench = Bench()
    told = bench.registered(subject="王小明的养老认证，电话 13800000000", reference="letter-7")
    bench.do(told, *PATHS[Status.REPLIED])
    exported(bench, tmp_path)
    cells = {str(cell) for row in newest(tmp_path) for cell in row}
    assert not {cell for cell in cells if "王" in cell or "138000" in cell or "letter" in cell or CLERK == cell}
    assert not [name for name, body in files(tmp_path).items() if "王小明".encode() in body or b"138000" in body]


def test_a_region_with_a_stroke_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code is the host's: what a path has a use for comes back as it was."""
    made = import_module("banbucheng.adapters.analytics._export")
    row = made.case_row
    monkeypatch.setattr(made, "case_row", lambda *given, **named: row(*given, **named)._replace(region="44/1402 a=b"))
    exported(at_work(1), tmp_path)
    assert ["44/1402 a=b"] == [each.region for each in newest(tmp_path)]


def test_a_folder_without_rows_is_refused(tmp_path: Path) -> None:
    """Bad input: what, and what to give instead."""
    for opened in (analytics.duckdb_cases, analytics.polars_cases):
        with pytest.raises(BadInput, match="append"):
            opened(tmp_path)


# Made-up rows


def test_made_up_rows_are_the_same_for_everyone(tmp_path: Path) -> None:
    """Issue 6, 5: a generator ships; the same arguments make the same rows, and another seed makes others."""
    sums = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        analytics.synthetic(20_000, tmp_path / name, calendar=china(), months=3, seed=seed)
        rows = analytics.duckdb_cases(tmp_path / name)
        sums.append(analytics.sums(rows, analytics.days(china())).to_pyarrow().to_pylist())
    assert sums[0] == sums[1] != sums[2]


def test_made_up_answers_are_spread_as_the_letters_were(tmp_path: Path) -> None:
    """Issue 6, 5: figures like the real letters': within 2, 5 and 10 working days 258, 543 and 854 of 1,408."""
    analytics.synthetic(20_000, tmp_path / "rows", calendar=china(), months=3)
    found = analytics.figures(analytics.duckdb_cases(tmp_path / "rows"), analytics.days(china()))[()]
    total = sum(found.taken.values())
    for most, count in ((2, 258), (5, 543), (10, 854)):
        assert sum(n for days, n in found.taken.items() if days <= most) / total == pytest.approx(
            count / 1408, abs=0.01
        )
    assert all(0 <= share.part <= share.whole for share in found.shares.values())
    assert all(share.whole for share in found.shares.values())
    assert interval(found.shares["satisfied"])[0] > 0.8


def test_made_up_rows_that_cannot_be_are_refused(tmp_path: Path) -> None:
    """Bad input: too few, a folder that is in use, a calendar that ends too soon."""
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").touch()
    for n, folder, calendar in (
        (9, "new", china()),
        (2**32, "new", china()),
        (1000, "used", china()),
        (1000, "new", CALENDAR),
    ):
        with pytest.raises(BadInput):
            analytics.synthetic(n, tmp_path / folder, calendar=calendar, first=date(2025, 1, 1), months=12)


def test_polars_reads_the_folder_as_duckdb_does(tmp_path: Path) -> None:
    """Issue 6, 5: identical checksums on all."""
    pytest.importorskip("polars")
    analytics.synthetic(3_000, tmp_path / "rows", calendar=china(), months=3)
    days, by = analytics.days(china()), ("region", "month", "causes")
    one, other = analytics.duckdb_cases(tmp_path / "rows"), analytics.polars_cases(tmp_path / "rows")
    assert analytics.figures(one, days, by=by) == analytics.figures(other, days, by=by)
