"""The archive package of a closed case: one zip that anybody can read, and check alone and offline."""

from banbucheng.adapters.archive._check import Checked, check_package
from banbucheng.adapters.archive._package import FORM, package

__all__ = ["FORM", "Checked", "check_package", "package"]
