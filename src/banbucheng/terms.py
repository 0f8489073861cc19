"""The codes of the field; their words, in each language, are in `labels`."""

from enum import StrEnum
from typing import NewType

__all__ = [
    "CaseNumber",
    "CauseCode",
    "Channel",
    "ComplainantKind",
    "DeclineGround",
    "DemandType",
    "GradeCode",
    "HandOverKind",
    "ImprovementKind",
    "KindCode",
    "Measure",
    "Milestone",
    "Outcome",
    "Rating",
    "RegionCode",
    "ReopenGround",
    "ReturnGround",
    "Severity",
    "SpecialGroup",
    "StaffId",
    "Status",
    "SuspensionGround",
    "UnitCode",
]

#: The number a case keeps for life.
CaseNumber = NewType("CaseNumber", str)
#: A unit that can be responsible: a window, a department, a bureau.
UnitCode = NewType("UnitCode", str)
#: An administrative division, six digits of GB/T 2260.
RegionCode = NewType("RegionCode", str)
#: Whoever acts at the desk or in a unit, in the host's own words; never a citizen.
StaffId = NewType("StaffId", str)
#: A kind of the rulebook's taxonomy, such as the five of Meizhou.
KindCode = NewType("KindCode", str)
#: A cause tag of the rulebook's taxonomy.
CauseCode = NewType("CauseCode", str)
#: How hard a matter is; the rulebook gives each grade its limits.
GradeCode = NewType("GradeCode", str)


class Channel(StrEnum):
    """How the matter reached the desk."""

    WINDOW = "window"
    HOTLINE = "hotline"
    ONLINE = "online"
    PHONE = "phone"
    LETTER = "letter"


class DemandType(StrEnum):
    """What the citizen asks for (Beijing regulation on prompt handling of complaints, 2021)."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"


class ComplainantKind(StrEnum):
    """Whether a person or an organisation reports the matter."""

    PERSON = "person"
    ORGANISATION = "organisation"


class SpecialGroup(StrEnum):
    """People who are owed help of their own."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    PROXY = "proxy"


class Severity(StrEnum):
    """How much harm a delay would do."""

    NORMAL = "normal"
    URGENT = "urgent"
    DANGER = "danger"


class Status(StrEnum):
    """Where a case stands; which step may follow is in `cases.LIFECYCLE`."""

    REGISTERED = "registered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    RETURNED = "returned"
    DISPUTED = "disputed"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    REPLIED = "replied"
    FOLLOWED_UP = "followed_up"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Milestone(StrEnum):
    """What a deadline is for."""

    ACCEPTANCE = "acceptance"
    CONTACT = "contact"
    FEEDBACK = "feedback"
    CLOSURE = "closure"
    CAP = "cap"
    RULING = "ruling"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    RECTIFICATION = "rectification"
    CLOSING = "closing"


class DeclineGround(StrEnum):
    """Why a matter is not taken on; each is owed a way to go instead (domain rules of several cities)."""

    JUDICIAL = "judicial"
    PETITION = "petition"
    DISCIPLINE = "discipline"
    GOVERNMENT_INFORMATION = "government_information"
    CIVIL_DISPUTE = "civil_dispute"
    OUT_OF_SCOPE = "out_of_scope"
    NO_SUBJECT = "no_subject"
    DUPLICATE_OPEN = "duplicate_open"
    DUPLICATE_CLOSED = "duplicate_closed"
    AGAINST_POLICY = "against_policy"
    SECRET_OR_IMPROPER = "secret_or_improper"  # noqa: S105 - a ground for declining, no password
    EMERGENCY = "emergency"


class ReturnGround(StrEnum):
    """Why a unit says that a matter is not its own."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_AREA = "not_our_area"
    UNCLEAR_DUTY = "unclear_duty"
    SHARED_DUTY = "shared_duty"


class SuspensionGround(StrEnum):
    """What may stop a clock: time that Administrative Licensing Law art. 45 leaves out, and the window's own."""

    AWAITING_APPLICANT = "awaiting_applicant"
    INSPECTION = "inspection"
    HEARING = "hearing"
    EXPERT_REVIEW = "expert_review"
    PUBLICITY = "publicity"
    HIGHER_LEVEL_REPLY = "higher_level_reply"


class Outcome(StrEnum):
    """How a matter ended."""

    DONE = "done"
    PARTLY_DONE = "partly_done"
    NOT_LAWFUL = "not_lawful"
    REDIRECTED = "redirected"
    APPLICANT_CAUSE = "applicant_cause"
    UNREACHABLE = "unreachable"


class Rating(StrEnum):
    """The national five grades of satisfaction (State Council General Office document 2019 No. 51)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def bad(self) -> bool:
        """Whether it is a bad review: the last two of the five."""
        return self in {Rating.DISSATISFIED, Rating.VERY_DISSATISFIED}


class HandOverKind(StrEnum):
    """Which way a case goes between windows; it keeps its number and its citizen's clock."""

    UP = "up"
    DOWN = "down"
    ACROSS = "across"


class ReopenGround(StrEnum):
    """Why a matter is handled once more."""

    DISSATISFIED = "dissatisfied"
    NEW_FACTS = "new_facts"


class ImprovementKind(StrEnum):
    """What is changed so that like matters do not come again."""

    GUIDE = "guide"
    TRAINING = "training"
    ROUTE = "route"
    PROCESS = "process"
    POLICY = "policy"


class Measure(StrEnum):
    """What a rung of the ladder does."""

    REMIND = "remind"
    URGE = "urge"
    SUPERVISION_LETTER = "supervision_letter"
    INTERVIEW = "interview"
    CIRCULATE = "circulate"
    HAND_OVER = "hand_over"
