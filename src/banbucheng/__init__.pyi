from banbucheng.cases import Case as Case, commands as commands, events as events
from banbucheng.desk import Desk as Desk
from banbucheng.errors import BadInput as BadInput, BanbuchengError as BanbuchengError, BrokenLedger as BrokenLedger, CaseNotFound as CaseNotFound, Fault as Fault, Refusal as Refusal, RulebookError as RulebookError, StaleCase as StaleCase, StoreError as StoreError, StoreUnavailable as StoreUnavailable
from banbucheng.intake import Complainant as Complainant, Complaint as Complaint, ServiceItem as ServiceItem
from banbucheng.ledger import Entry as Entry, replay as replay, summary as summary
from banbucheng.rulebook import Rulebook as Rulebook
from banbucheng.taxonomy import Problem as Problem
from banbucheng.terms import Channel as Channel, DemandType as DemandType, Milestone as Milestone, Outcome as Outcome, Rating as Rating, Status as Status

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
