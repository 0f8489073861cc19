"""Reports that people look at."""

from banbucheng.adapters.report._html import page

__all__ = ["page"]
