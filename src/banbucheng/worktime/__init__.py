"""
Working time: which days and hours count, and when a time limit is up.

Usable on its own; it knows nothing of complaints. Each name is loaded when it is first asked for, so that whoever needs
a date does not wait for what explains it. What the names are is written for people and type checkers in `__init__.pyi`.
"""

# The names of `__all__` are not in the module until they are asked for; `__init__.pyi` is what a checker reads.
# pyright: reportUnsupportedDunderAll=false

from importlib import import_module

_ROOMS = {
    "DEFAULT_HOURS": "_hours",
    "CountFrom": "_limit",
    "DayNote": "_notes",
    "Deadline": "_deadline",
    "EndOfBusiness": "_limit",
    "Ends": "_limit",
    "Explanation": "_explain",
    "HalfWorkingDays": "_limit",
    "Hours": "_hours",
    "Months": "_limit",
    "Move": "_moved",
    "Moves": "_moved",
    "NaturalDays": "_limit",
    "NaturalHours": "_limit",
    "NaturalMinutes": "_limit",
    "Overlay": "_overlay",
    "PauseEnds": "_pauses",
    "Period": "_period",
    "Reason": "_notes",
    "Span": "_span",
    "Stretches": "_hours",
    "TimeLimit": "_limit",
    "Unresolved": "_moved",
    "WorkCalendar": "_calendar",
    "WorkingDays": "_limit",
    "WorkingHours": "_limit",
    "WorkingMinutes": "_limit",
    "due": "_reckon",
    "elapsed": "_reckon",
    "explain": "_explain",
    "limit_from_text": "_limit",
    "limit_in_words": "_words",
    "moved": "_moved",
    "stretches_from_text": "_hours",
    "worked": "_reckon",
}

__all__ = [
    "DEFAULT_HOURS",
    "CountFrom",
    "DayNote",
    "Deadline",
    "EndOfBusiness",
    "Ends",
    "Explanation",
    "HalfWorkingDays",
    "Hours",
    "Months",
    "Move",
    "Moves",
    "NaturalDays",
    "NaturalHours",
    "NaturalMinutes",
    "Overlay",
    "PauseEnds",
    "Period",
    "Reason",
    "Span",
    "Stretches",
    "TimeLimit",
    "Unresolved",
    "WorkCalendar",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "due",
    "elapsed",
    "explain",
    "limit_from_text",
    "limit_in_words",
    "moved",
    "stretches_from_text",
    "worked",
]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Kept, so that `worktime.due` is a plain look-up from the second time on.
    found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(_ROOMS)
