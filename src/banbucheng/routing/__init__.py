"""Which unit answers for a problem, and why (dispatch)."""

from banbucheng.routing._route import FALLBACK, WINDOW, Assignment, Because, Route, Routes

__all__ = ["FALLBACK", "WINDOW", "Assignment", "Because", "Route", "Routes"]
