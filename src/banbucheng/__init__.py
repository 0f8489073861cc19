"""
The Chinese government-service window for matters that could not be done, as a library.

The names below are the front door; each is loaded when it is first asked for, so that importing the package is cheap.
What they are is written for people and type checkers in `__init__.pyi`.
"""

# The names of `__all__` are not in the module until they are asked for; `__init__.pyi` is what a checker reads.
# pyright: reportUnsupportedDunderAll=false

from importlib import import_module

_ROOMS = {
    "BadInput": "errors",
    "BanbuchengError": "errors",
    "BrokenLedger": "errors",
    "Case": "cases",
    "CaseNotFound": "errors",
    "Channel": "terms",
    "Complainant": "intake",
    "Complaint": "intake",
    "DemandType": "terms",
    "Desk": "desk",
    "Entry": "ledger",
    "Fault": "errors",
    "Milestone": "terms",
    "Outcome": "terms",
    "Problem": "taxonomy",
    "Rating": "terms",
    "Refusal": "errors",
    "Rulebook": "rulebook",
    "RulebookError": "errors",
    "ServiceItem": "intake",
    "StaleCase": "errors",
    "Status": "terms",
    "StoreError": "errors",
    "StoreUnavailable": "errors",
    "commands": "cases",
    "events": "cases",
    "replay": "ledger",
    "summary": "ledger",
}

__all__ = [
    "BadInput",
    "BanbuchengError",
    "BrokenLedger",
    "Case",
    "CaseNotFound",
    "Channel",
    "Complainant",
    "Complaint",
    "DemandType",
    "Desk",
    "Entry",
    "Fault",
    "Milestone",
    "Outcome",
    "Problem",
    "Rating",
    "Refusal",
    "Rulebook",
    "RulebookError",
    "ServiceItem",
    "StaleCase",
    "Status",
    "StoreError",
    "StoreUnavailable",
    "commands",
    "events",
    "replay",
    "summary",
]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_ROOMS)
