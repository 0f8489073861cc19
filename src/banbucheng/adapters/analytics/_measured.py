"""The measures as expressions of Ibis, which is what an engine is told; each runs unchanged on all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from banbucheng.adapters.analytics._columns import COUNTED
from banbucheng.adapters.dimension import day_rows
from banbucheng.adapters.dimension.arrow import to_arrow
from banbucheng.errors import BadInput
from banbucheng.ledger import DIMENSIONS, Figures, Share, measures
from banbucheng.worktime import WorkCalendar

__all__ = ["MEASURED", "days", "figures", "latest", "sums", "taken"]

# Ibis has types, but they know no column by its name; what comes from it is anything.
_ibis: Any = import_module("ibis")
#: The columns that the measures are made of.
MEASURED: tuple[str, ...] = tuple(dict.fromkeys(name for each in measures() for name in (each.part, each.whole)))
#: Stands for no cause while the causes are taken apart: of an empty text, some engines make no row.
_NONE = "-"


def days(calendar: WorkCalendar) -> Any:
    """
    The calendar as a table of two columns, `day` and `workday_number`, for any engine.

    It is sent with the query. A database that has the whole table (`dimension.sql`) can be asked with that instead.
    """
    return _ibis.memtable(to_arrow(day_rows(calendar)).select(["day", "workday_number"]))


def latest(cases: Any) -> Any:
    """The newest row of each case: of its highest version, the one exported last."""
    newest = _ibis.row_number().over(
        group_by=cases.number, order_by=[_ibis.desc(cases.version), _ibis.desc(cases.batch)]
    )
    counted = cases.mutate(nth=newest)
    return counted.filter(counted.nth == 0).drop("nth")


def sums(cases: Any, days: Any, *, by: Sequence[str] = (), of: Sequence[str] = MEASURED) -> Any:
    """
    The sums that all measures are made of, or of other columns that count, for each combination of the dimensions.

    Beside them stand `answers`, the formal cases answered; `known_days`, for how many of these the working days are
    known, which is all of them where the calendar is long enough; and `taken_days`, their working days in sum. Working
    days run from the day after the complaint was received (Civil Code art. 201) through that of the answer. All sums are
    whole numbers. Without dimensions there is one row.

    Raises:
        BadInput: a dimension or a column that there is not.
    """
    unknown = [name for name in of if name not in COUNTED]
    if unknown:
        raise BadInput("of", unknown[0], f"sum up {', '.join(COUNTED)}")
    counted = _counted(cases, days, by, of)
    columns = {name: counted[name].cast("int64").sum().fill_null(0).cast("int64") for name in of}
    answers = (counted.answered > 0) & counted.answered_on.notnull()
    return counted.aggregate(
        by=[counted[name] for name in by],
        **columns,
        answers=answers.sum().fill_null(0).cast("int64"),
        known_days=counted.taken.count().cast("int64"),
        taken_days=counted.taken.cast("int64").sum().fill_null(0).cast("int64"),
    )


def taken(cases: Any, days: Any, *, by: Sequence[str] = ()) -> Any:
    """
    How many formal cases were answered after so many working days: the dimensions, `taken` and `cases`.

    Raises:
        BadInput: a dimension that there is not.
    """
    counted = _counted(cases, days, by, ())
    answered = counted.filter(counted.taken.notnull())
    return answered.aggregate(by=[*(answered[name] for name in by), answered.taken], cases=answered.count())


def figures(cases: Any, days: Any, *, by: Sequence[str] = ()) -> Mapping[tuple[str, ...], Figures]:
    """
    What `ledger.figures` gives, computed by the engine that holds the rows: the same keys and the same figures.

    Raises:
        BadInput: a dimension that there is not, or an answer outside the calendar.
    """
    found: dict[tuple[str, ...], dict[int, int]] = {}
    for row in _rows(taken(cases, days, by=by)):
        found.setdefault(_key(row, by), {})[row["taken"]] = row["cases"]
    rows = {_key(row, by): row for row in _rows(sums(cases, days, by=by, of=COUNTED))}
    return {key: _figures(rows[key], found.get(key, {})) for key in sorted(rows)}


def _counted(cases: Any, days: Any, by: Sequence[str], of: Sequence[str]) -> Any:
    """The rows with the working days that each answer took, a row for each cause where causes are asked for."""
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise BadInput("by", unknown[0], f"group by {', '.join(DIMENSIONS)}")
    received, answered = days.view(), days.view()
    rows = cases.select(*dict.fromkeys((*by, *of, "answered", "received_on", "answered_on")))
    joined = rows.left_join(received, rows.received_on == received.day)
    joined = joined.select(*rows.columns, start=joined.workday_number)
    joined = joined.left_join(answered, joined.answered_on == answered.day)
    reached = joined.answered > 0
    lasted = _ibis.ifelse(reached, joined.workday_number - joined.start, _ibis.null("int32"))
    counted = joined.select(*rows.columns, taken=lasted)
    return _apart(counted) if "causes" in by else counted


def _apart(counted: Any) -> Any:
    """A row for each cause."""
    listed = _ibis.ifelse(counted.causes == "", _NONE, counted.causes)
    rows = counted.mutate(causes=listed.split("|").unnest())
    return rows.mutate(causes=_ibis.ifelse(rows.causes == _NONE, "", rows.causes))


def _rows(expression: Any) -> Iterable[Mapping[str, Any]]:
    # By batches, so that the result of a fine grouping is not held twice.
    return _each(expression.to_pyarrow().to_batches())


def _each(batches: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _key(row: Mapping[str, Any], by: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in by)


def _figures(row: Mapping[str, Any], taken: Mapping[int, int]) -> Figures:
    if row["answers"] != row["known_days"]:
        missing = row["answers"] - row["known_days"]
        raise BadInput(
            "calendar", f"{missing} cases", "take one that reaches from the first receipt to the last answer"
        )
    totals = {name: row[name] for name in COUNTED}
    shares = {each.code: Share(totals[each.part], totals[each.whole]) for each in measures()}
    return Figures(shares=shares, sums=totals, taken=dict(sorted(taken.items())))
