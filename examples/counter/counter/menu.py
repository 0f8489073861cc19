"""Every action of the counter, in the order in which a page shows them."""

from counter.actions import Action
from counter.overseer_menu import OVERSEEING
from counter.unit_menu import BESIDE, HANDLING
from counter.window_menu import ENDING, INTAKE

__all__ = ["ACTIONS"]

ACTIONS: tuple[Action, ...] = (*INTAKE, *HANDLING, *ENDING, *OVERSEEING, *BESIDE)
