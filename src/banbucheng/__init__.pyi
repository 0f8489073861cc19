from banbucheng.cases import Case as Case
from banbucheng.cases import commands as commands
from banbucheng.cases import events as events
from banbucheng.desk import Desk as Desk
from banbucheng.errors import BadInput as BadInput
from banbucheng.errors import BanbuchengError as BanbuchengError
from banbucheng.errors import BrokenLedger as BrokenLedger
from banbucheng.errors import CaseNotFound as CaseNotFound
from banbucheng.errors import Fault as Fault
from banbucheng.errors import Refusal as Refusal
from banbucheng.errors import RulebookError as RulebookError
from banbucheng.errors import StaleCase as StaleCase
from banbucheng.errors import StoreError as StoreError
from banbucheng.errors import StoreUnavailable as StoreUnavailable
from banbucheng.intake import Complainant as Complainant
from banbucheng.intake import Complaint as Complaint
from banbucheng.intake import ServiceItem as ServiceItem
from banbucheng.ledger import Entry as Entry
from banbucheng.ledger import replay as replay
from banbucheng.ledger import summary as summary
from banbucheng.rulebook import Rulebook as Rulebook
from banbucheng.taxonomy import Problem as Problem
from banbucheng.terms import Channel as Channel
from banbucheng.terms import DemandType as DemandType
from banbucheng.terms import Milestone as Milestone
from banbucheng.terms import Outcome as Outcome
from banbucheng.terms import Rating as Rating
from banbucheng.terms import Status as Status

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
