"""How long people are kept after their cases have ended; the ledger itself is never shortened."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from attrs import Attribute, field, frozen

from banbucheng.adapters.vault._log import Token
from banbucheng.adapters.vault._vault import Vault
from banbucheng.cases import OPEN, Case
from banbucheng.errors import BadInput
from banbucheng.ports import Store
from banbucheng.terms import CaseNumber, Status

__all__ = ["Expired", "Retention", "erase_expired", "expired", "tokens_of"]

_NEVER = datetime.max.replace(tzinfo=UTC)
_YEARS = 200


def _years(_: object, __: "Attribute[Mapping[Status, int]]", value: Mapping[Status, int]) -> None:
    for status, years in value.items():
        if status in OPEN or status is Status.MERGED:
            raise BadInput("retention", str(status), "give years for declined, withdrawn, closed and archived")
        if type(years) is not int or not 0 <= years <= _YEARS:
            raise BadInput(f"retention of {status}", years, f"give whole years, 0 to {_YEARS}")


def _days(_: object, __: "Attribute[int | None]", value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise BadInput("retention of unused", value, "give whole days, 1 or more, or None to keep them")


@frozen(kw_only=True)
class Retention:
    """
    How many years who complained is kept after the case ended, by the status that it ended with.

    A status without a number keeps its people for good. The numbers are your schedule of retention periods
    (PIPL art. 19: the shortest time that the purpose needs); no document gives one for these windows.
    """

    years: Mapping[Status, int] = field(validator=_years)
    #: After how many days somebody goes of whom no case speaks, as when a registration came to nothing.
    unused_days: int | None = field(default=None, validator=_days)

    def ends(self, status: Status, ended_at: datetime | None) -> datetime:
        """The moment from which a case no longer keeps its people; the end of time for one that does for good."""
        years = self.years.get(status)
        if status in OPEN or years is None or ended_at is None:
            return _NEVER
        return _later(ended_at, years)


@frozen(kw_only=True)
class Expired:
    """Somebody whose time is over: since when, and of which cases."""

    token: Token
    since: datetime
    cases: tuple[CaseNumber, ...]


def tokens_of(case: Case) -> frozenset[Token]:
    """Everybody that a case speaks of: who told it, and who told those that are joined to it."""
    complaints = (case.complaint, *case.joined.values())
    return frozenset(Token(each.complainant.token) for each in complaints if each.complainant.token)


def expired(vault: Vault, store: Store, policy: Retention, *, at: datetime) -> tuple[Expired, ...]:
    """
    Everybody who would be erased at a moment, and nobody else: the dry run of `erase_expired`.

    Somebody stays while one of their cases is open, is merged into one that is, or is within its years; and while a
    hold is in place. All cases of the store are read, because the last one of a person decides.
    """
    held = {hold.token for hold in vault.holds()}
    spoken = _spoken_of(store, policy)
    found = (_judged(token, kept_at, spoken.get(token), policy) for token, kept_at in vault.living())
    return tuple(each for each in found if each is not None and each.since <= at and each.token not in held)


def erase_expired(
    vault: Vault, store: Store, policy: Retention, *, by: str, why: str, at: datetime
) -> tuple[Expired, ...]:
    """
    Erase everybody whose time is over, in the host's transaction; exactly those that `expired` lists.

    Raises:
        Refusal: a hold was placed, or somebody erased, in the meantime; roll back and call again.
    """
    found = expired(vault, store, policy, at=at)
    for each in found:
        vault.erase(each.token, by=by, why=why, at=at)
    return found


def _spoken_of(store: Store, policy: Retention) -> Mapping[Token, list[tuple[CaseNumber, datetime]]]:
    """By person the cases that speak of them, each with the moment from which it no longer keeps them."""
    found: dict[Token, list[tuple[CaseNumber, datetime]]] = {}
    for case in store.cases():
        for token in tokens_of(case):
            found.setdefault(token, []).append((case.number, _until(case, store, policy)))
    return found


def _until(case: Case, store: Store, policy: Retention) -> datetime:
    """A case that was merged goes on in another, and keeps its people as long as that."""
    while case.merger is not None:
        case = store.get(case.merger.into)
    return policy.ends(case.status, case.ended_at)


def _judged(
    token: Token, kept_at: datetime, cases: list[tuple[CaseNumber, datetime]] | None, policy: Retention
) -> Expired | None:
    if cases is None:
        days = policy.unused_days
        return None if days is None else Expired(token=token, since=kept_at + timedelta(days=days), cases=())
    since = max(until for _, until in cases)
    return Expired(token=token, since=since, cases=tuple(sorted(number for number, _ in cases)))


def _later(at: datetime, years: int) -> datetime:
    """The same day of a later year; 1 March for 29 February, so that nobody goes a day too early."""
    if at.year + years >= _NEVER.year:
        return _NEVER
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)
