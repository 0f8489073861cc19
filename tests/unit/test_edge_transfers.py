"""Edge cases, "7 Routing and transfers": what no rule names, who may give a matter back, and when that passes the ball."""

from datetime import date, datetime

import pytest
from attrs import evolve

from banbucheng import ledger
from banbucheng.adapters.routes_file import faults_of, findings_of
from banbucheng.cases import Case
from banbucheng.cases import commands as c
from banbucheng.cases import events as e
from banbucheng.errors import RulebookError
from banbucheng.intake import ServiceItem
from banbucheng.ledger import Passes, ball_passing, proposed_rule
from banbucheng.returns import Return
from banbucheng.routing import Because, FindingKind, Flag, Mentions, OneOf, Rule, facts_of, tried
from banbucheng.rulebook import Rulebook
from banbucheng.terms import HandOverKind, KindCode, Milestone, RegionCode, ReturnGround, Status, UnitCode
from banbucheng.worktime import WorkingDays

from ._desk import assigned, routed_to
from ._edge import (
    ASSIGN,
    CHINA,
    CITY,
    CLERK,
    HEAD,
    HRSS,
    INSPECT,
    MEDICAL,
    MEIZHOU,
    POLICE,
    RESOLVE,
    TAX,
    UNIT,
    WINDOW,
    Window,
    accept,
    complaint,
    due_on,
    local,
    moment,
    problem,
    returned,
)

CIVIL, DISABLED = UnitCode("441402-civil"), UnitCode("441402-disabled")


def routed(*rules: Rule) -> Rulebook:
    """Meizhou's rulebook with some rules besides its own."""
    return evolve(MEIZHOU, routes=evolve(MEIZHOU.routes, rules=(*rules, *MEIZHOU.routes.rules)))


def sent(window: Window, *units: UnitCode) -> Case:
    """A complex case that was sent to human resources, returned, and sent on, down a row of units."""
    case = window.opened(accept(), ASSIGN)
    for unit in units:
        case = window.do(case, returned(unit), ASSIGN)
    return case


# Routes


def test_r1_of_two_that_match_the_rank_decides_and_always_does() -> None:
    """R1 Two rules that both match: evaluation still deterministic, by rank, whatever order they are loaded in."""
    first, second = (
        routed_to("first", "tax", mentions=["养老"], rank=1),
        routed_to("second", "police", mentions=["认证"], rank=2),
    )
    for rules in ((first, second), (second, first)):
        found = {assigned(routed(*rules).routes, complaint(), problem()).lead for _ in range(20)}
        assert {TAX} == found


def test_r1_two_rules_of_one_rank_that_both_match_are_reported() -> None:
    """R1 Two rules, same priority, both match: reported at load as a conflict; evaluation still deterministic."""
    one = routed_to("one", "tax", kinds=["unable", "unwilling"], tier="specific")
    other = routed_to("other", "police", kinds=["unable", "refused"], tier="specific")
    book = routed(one, other)
    (fault,) = faults_of(book)
    assert "one" in str(fault)
    assert "other" in str(fault)
    assert {"one"} == {
        assigned(each.routes, complaint(), problem()).because.rule for each in (book, routed(other, one))
    }


def test_r4_a_rule_that_can_never_match_is_reported() -> None:
    """R4 Shadowed rule (can never match) reported, with the one that shadows it."""
    wide, narrow = routed_to("wide", "tax", tier="override"), routed_to("narrow", "police", items=["4403"])
    found = [each for each in findings_of(routed(wide, narrow).routes, MEIZHOU) if "narrow" in each.rules]
    assert [(FindingKind.DEAD, ("narrow", "wide"))] == [(each.kind, each.rules) for each in found]


def test_r2_what_no_rule_names_goes_to_the_fallback() -> None:
    """R2 No rule matches: fallback unit, never None; in Meizhou the window itself, of whatever region."""
    window = Window()
    case = window.opened(accept(), ASSIGN, subject="天气不好")
    assert case.assignment is not None
    assert (WINDOW, "fallback") == (case.assignment.lead, case.assignment.because.rule)
    for region in MEIZHOU.regions:
        told = complaint(subject="天气不好", region=region.code)
        assert UnitCode(region.code) == assigned(MEIZHOU.routes, told, problem(), region.code).lead


def test_r2_where_the_fallback_is_complained_about_the_window_above_has_it() -> None:
    """R2, D8 The fallback is never whoever is complained about: the city's window takes such a matter."""
    window = Window()
    case = window.opened(accept(), ASSIGN, subject="窗口态度不好", against=frozenset({WINDOW}))
    assert (CITY, CITY, CITY) == (case.window, case.responsible, case.assignment.lead)


def test_r3_a_rule_that_names_no_unit_is_an_error_at_load() -> None:
    """R3 Rule references a disabled unit: load error, naming the rule; it is not silently off (Signalen)."""
    with pytest.raises(RulebookError) as caught:
        routed(routed_to("fire", "fire-brigade"), routed_to("lamps", "tax", assisting=("lamps",)))
    assert {"rules.fire", "rules.lamps"} == {fault.where for fault in caught.value.faults}


def test_r3_a_unit_that_is_closed_takes_its_rules_with_it_loudly() -> None:
    """R3 A unit that the next edition no longer has: every rule that names it is a fault; so are the units below it."""
    units = tuple(unit for unit in MEIZHOU.units if unit.department != "fund")
    routes = evolve(MEIZHOU.routes, units=frozenset(unit.code for unit in units))
    with pytest.raises(RulebookError) as caught:
        evolve(MEIZHOU, units=units, routes=routes)
    assert {"rules[4]"} == {fault.where for fault in caught.value.faults}


def test_r5_a_condition_on_what_was_not_told_does_not_match() -> None:
    """R5 Rule on a missing field = no match; nothing raises."""
    book = routed(routed_to("item", "tax", items=["4403"]))
    assert HRSS == assigned(book.routes, complaint(item=None), problem()).lead
    assert TAX == assigned(book.routes, complaint(item=ServiceItem(code="440317")), problem()).lead


def test_r6_an_assignment_says_why() -> None:
    """R6 Explanation: the rule that took it, the words that it saw, its source."""
    window = Window()
    case = window.opened(accept(), ASSIGN)
    assert case.assignment is not None
    because = case.assignment.because
    assert ("pension-certification", ("养老认证",), "R") == (because.rule, because.seen, because.source)
    case = window.do(case, returned(MEDICAL), ASSIGN)
    assert Because(rule="return", said=("not_our_duty", "the list of duties, item 7")) == case.assignment.because


def test_r6_a_person_who_sends_it_elsewhere_says_why() -> None:
    """R6 Who decides against the rules gives a reason, which is kept."""
    window = Window()
    case = window.opened(accept())
    assert "reason" == window.refused(case, c.Assign(by=CLERK, unit=TAX))
    case = window.do(case, c.Assign(by=CLERK, unit=TAX, reason="the mayor's list of duties"))
    assert Because(rule="override", said=("the mayor's list of duties",)) == case.assignment.because


def test_r6_the_explanation_lists_every_rule_tried() -> None:
    """R6 Explanation lists every rule tried and why not: what each wanted and did not see."""
    routes = MEIZHOU.routes
    where = MEIZHOU.whereabouts(WINDOW, moment("2025-03-05 09:30"), CHINA)
    every = tried(routes, facts_of(complaint(), problem(), where, routes.vocabulary))
    assert {rule.id for rule in routes.rules} == {each.rule.id for each in every}
    held = [each.rule.id for each in every if not each.missed]
    assert ["pension-certification"] == held
    assert [] == [each.rule.id for each in every if each.missed and each.missed[0].name != "text"]


def test_r8_a_weekday_is_that_of_the_local_date() -> None:
    """R8 Weekday condition uses local date (Signalen fails) and knows makeup days: 28 September 2025 was worked."""
    sunday = routed_to("sunday", "tax", tier="override")
    sunday = evolve(sunday, when={"weekday": OneOf(codes=frozenset({"sun"})), "working_day": Flag(value=True)})
    book = routed(sunday)
    found = {}
    # By the clock of Greenwich it is Saturday evening, Sunday evening and the Sunday before.
    for said in ("2025-09-27T23:30:00+00:00", "2025-09-28T17:30:00+00:00", "2025-09-21T03:00:00+00:00"):
        where = book.whereabouts(WINDOW, datetime.fromisoformat(said), CHINA)
        facts = facts_of(complaint(), problem(), where, book.routes.vocabulary)
        found[said[:10]] = book.routes.assignment(facts, RegionCode("441402")).because.rule
    expected = {"2025-09-27": "sunday", "2025-09-28": "pension-certification", "2025-09-21": "pension-certification"}
    assert expected == found


@pytest.mark.parametrize("subject", ["养老认证", "医保报销", "残疾人证", "不动产过户", "天气不好", "护照"])
def test_r7_what_the_routes_say_is_what_is_done(subject: str) -> None:
    """R7 Dry-run result = live result on the same input: asking the routes, and sending it out, give one assignment."""
    window = Window()
    told = complaint(subject=subject)
    dry = assigned(MEIZHOU.routes, told, problem())
    assert dry == window.opened(accept(), ASSIGN, subject=subject).assignment


# Returns


def test_r9_back_to_a_former_holder_is_a_dispute() -> None:
    """R9 A -> B -> A counts as a bounce, and is a dispute at once."""
    window = Window()
    case = sent(window, MEDICAL)
    case = window.do(case, returned(HRSS))
    assert (Status.DISPUTED, WINDOW) == (case.status, case.responsible)
    assert [e.Disputed(sent_to=(HRSS, MEDICAL, HRSS))] == window.events(case, e.Disputed)
    assert "status" == window.refused(case, ASSIGN)


def test_r9_after_the_third_dispatch_somebody_decides() -> None:
    """R9 third transfer -> arbitration by the window/coordination office; a designated unit may not return it."""
    window = Window()
    case = sent(window, MEDICAL, POLICE)
    assert (HRSS, MEDICAL, POLICE) == case.sent_to
    case = window.do(case, returned(TAX))
    assert Status.DISPUTED == case.status
    case = window.do(case, c.Designate(by=CLERK, leader=HEAD, unit=HRSS, reason="it keeps the register"))
    assert (Status.HANDLING, HRSS) == (case.status, case.responsible)
    assert "designated" == window.refused(case, returned(MEDICAL))


def test_r9_what_a_conference_agrees_is_not_returned_either() -> None:
    """R9 third transfer -> arbitration: a conference names who leads and who assists, by its minutes."""
    window = Window()
    case = window.do(sent(window, MEDICAL), returned(HRSS))
    case = window.do(case, c.Confer(by=CLERK, unit=MEDICAL, assisting=(HRSS,), minutes="minutes 7 of 2025"))
    assert (MEDICAL, {HRSS}) == (case.responsible, case.awaited)
    assert "designated" == window.refused(case, returned(POLICE))


def test_r9_the_citizens_clock_never_resets() -> None:
    """R9 the citizen clock never resets: not by three dispatches, a dispute, and a designation over a week."""
    window = Window()
    case = window.opened(accept(), ASSIGN)
    for day, unit in (("06", MEDICAL), ("07", POLICE), ("10", TAX)):
        case = window.at(f"2025-03-{day} 10:00").do(case, returned(unit))
        if case.status == Status.RETURNED:
            case = window.do(case, ASSIGN)
    assert Status.DISPUTED == case.status
    case = window.at("2025-03-11 10:00").do(case, c.Designate(by=CLERK, leader=HEAD, unit=TAX, reason="by law"))
    assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(case)
    assert "2025-03-05 09:30" == local(case.clock.started_at)


def test_r9_the_bounces_are_counted_for_each_pair() -> None:
    """R9, domain 6.3 Every bounce is stored; the ball-passing matrix counts them for each pair, refused ones too."""
    window = Window()
    case = sent(window, MEDICAL)
    window.do(case, returned(HRSS), c.Designate(by=CLERK, leader=HEAD, unit=HRSS, reason="by law"))
    other = window.opened(accept(), ASSIGN)
    window.do(other, returned(MEDICAL), c.RefuseReturn(by=CLERK, reason="item 7 names you"))
    expected = {(HRSS, MEDICAL): Passes(returned=2, refused=1), (MEDICAL, HRSS): Passes(returned=1, refused=0)}
    assert expected == dict(ball_passing(window.store.ledger()))


def test_r9_the_end_of_a_dispute_becomes_a_dated_rule() -> None:
    """R9, domain 6.3 Outcome of each dispute becomes a dated routing rule, which takes the next like matter."""
    window = Window()
    case = window.do(sent(window, MEDICAL), returned(HRSS))
    case = window.do(case, c.Designate(by=CLERK, leader=HEAD, unit=TAX, reason="by law"))
    proposed = proposed_rule(
        case, window.desk.book, when={"text": Mentions(any=frozenset({"刷脸"}))}, basis="R", on=date(2025, 3, 5)
    )
    assert f"dispute-{case.number}-20250305" == proposed.id
    book = routed(proposed)
    assert TAX == assigned(book.routes, complaint(), evolve(problem(), kind=KindCode("unable"))).lead


def test_r10_a_return_has_a_ground_of_the_list_and_a_basis() -> None:
    """R10 Refusal needs a reason from the list, and what it rests on."""
    with pytest.raises(ValueError, match="too busy"):
        ReturnGround("too busy")
    with pytest.raises(ValueError, match="basis"):
        Return(ground=ReturnGround.NOT_OUR_DUTY, basis="", belongs_to=TAX)


@pytest.mark.parametrize(("at", "code"), [("2025-03-06 23:59:59", ""), ("2025-03-07 00:00", "too_late")])
def test_r10_a_return_comes_within_a_working_day(at: str, code: str) -> None:
    """R10 and must come within 1 WD: sent on Wed 03-05, returned through 03-06."""
    window = Window()
    case = window.opened(accept(), ASSIGN, c.Acknowledge(by=UNIT))
    window.at(at)
    if code:
        assert code == window.refused(case, returned(MEDICAL))
    else:
        assert Status.RETURNED == window.do(case, returned(MEDICAL)).status


def test_r10_silence_is_acceptance() -> None:
    """R10 silence = deemed accepted: from then on the unit handles it, and may no longer return it."""
    window = Window()
    case = window.opened(accept(), ASSIGN)
    window.at("2025-03-06 23:59:59").swept()
    assert Status.ASSIGNED == window.store.get(case.number).status
    window.at("2025-03-07 00:00").swept()
    assert [e.Acknowledged(deemed=True)] == window.events(case, e.Acknowledged)
    assert (Status.HANDLING, HRSS) == (window.store.get(case.number).status, case.responsible)
    assert "too_late" == window.refused(case, returned(MEDICAL))


def test_r10_the_desk_rules_on_a_return_in_time_and_once() -> None:
    """R10, domain 6.3 The window reviews a return within half a working day; one it refused is not tried again."""
    window = Window()
    case = window.at("2025-03-06 09:30").opened(accept(), ASSIGN, returned(MEDICAL))
    assert ("2025-03-06", WINDOW) == (due_on(case)["ruling"], case.responsible)
    case = window.do(case, c.RefuseReturn(by=CLERK, reason="item 7 names you"))
    assert (Status.HANDLING, HRSS, False) == (case.status, case.responsible, Milestone.RULING in case.deadlines)
    assert "refused" == window.refused(case, returned(MEDICAL))


def test_r11_a_former_holder_may_be_named_with_a_reason() -> None:
    """R11 Return to a previous holder with reason allowed (uniTicket #108): taken as a dispute, it may end there."""
    window = Window()
    case = window.do(sent(window, MEDICAL), returned(HRSS))
    (_, claimed) = window.events(case, e.Returned)
    assert HRSS == claimed.claim.belongs_to
    case = window.do(case, c.Designate(by=CLERK, leader=HEAD, unit=HRSS, reason="the register is theirs"))
    assert (HRSS, (HRSS, MEDICAL, HRSS)) == (case.responsible, case.sent_to)


def test_r12_to_itself_or_to_nobody() -> None:
    """R12 Transfer to self, to a closed unit: refused; to whoever is complained about as well."""
    window = Window()
    case = window.opened(accept(), ASSIGN, against=frozenset({POLICE}))
    assert "unit" == window.refused(case, returned(HRSS))
    assert "unit" == window.refused(case, returned(UnitCode("441402-fire")))
    assert "recused" == window.refused(case, returned(POLICE))
    case = window.do(case, returned(MEDICAL))
    back = c.Assign(by=CLERK, unit=HRSS, reason="it is theirs all the same")
    assert "dispute" == window.refused(case, back)
    gone = c.Assign(by=CLERK, unit=UnitCode("441402-fire"), reason="they have time")
    assert "unit" == window.refused(case, gone)
    here = c.HandOver(by=CLERK, to=WINDOW, kind=HandOverKind.ACROSS, reason="none")
    assert "hand_over" == window.refused(case, here)


def test_r12_a_case_does_not_move_to_an_edition_without_its_unit() -> None:
    """R3, R12 A unit that the next edition has closed keeps its cases under the old one until they are sent on."""
    units = tuple(
        evolve(unit, superior=None) if unit.superior == HRSS else unit for unit in MEIZHOU.units if unit.code != HRSS
    )
    elsewhere = tuple(
        evolve(each, then=evolve(each.then, lead="medical")) if each.then.lead == "hrss" else each
        for each in MEIZHOU.routes.rules
    )
    routes = evolve(MEIZHOU.routes, units=frozenset(unit.code for unit in units), rules=elsewhere)
    new = evolve(MEIZHOU, edition="2026.2", units=units, routes=routes)
    old = Window()
    case = old.opened(accept(), ASSIGN)
    window = Window(book=new, editions=(MEIZHOU,), store=old.store, clock=old.clock)
    assert "unit" == window.refused(case, c.ChangeEdition(by=HEAD))
    case = window.do(case, returned(MEDICAL), ASSIGN, c.ChangeEdition(by=HEAD))
    assert ("2026.2", MEDICAL) == (case.edition, case.responsible)


def test_r13_a_new_lead_leaves_the_assistants_their_part() -> None:
    """R13 Lead changes: assistants keep duties; closing waits for assistants' answers or a waiver."""
    window = Window()
    case = window.opened(accept(), ASSIGN, subject="残疾人证办不了")
    assert (DISABLED, {CIVIL}) == (case.responsible, case.awaited)
    case = window.do(case, returned(MEDICAL), ASSIGN)
    assert (MEDICAL, {CIVIL}) == (case.responsible, case.awaited)
    assert "awaited" == window.refused(case, RESOLVE)
    assert "not_awaited" == window.refused(case, c.Assist(by=UNIT, unit=TAX, answer="not ours"))
    answered = window.do(case, c.Assist(by=UNIT, unit=CIVIL, answer="on the register since 2019"), RESOLVE)
    assert Status.RESOLVED == answered.status


def test_r13_a_waiver_will_do() -> None:
    """R13 closing waits for assistants' answers or a waiver, which has a reason."""
    window = Window()
    case = window.opened(accept(), ASSIGN, subject="残疾人证办不了")
    with pytest.raises(ValueError, match="reason"):
        c.Waive(by=CLERK, unit=CIVIL, reason="")
    case = window.do(case, c.Waive(by=CLERK, unit=CIVIL, reason="the register says it"), RESOLVE)
    assert Status.RESOLVED == case.status


def test_r13_an_assistant_that_comes_to_lead_owes_itself_nothing() -> None:
    """R13 Lead changes to an assistant: its part is the answer itself, and is not waited for beside it."""
    window = Window()
    case = window.opened(accept(), ASSIGN, subject="残疾人证办不了")
    case = window.do(case, returned(CIVIL), ASSIGN)
    assert (CIVIL, frozenset()) == (case.responsible, case.awaited)
    assert Status.RESOLVED == window.do(case, RESOLVE).status


def test_r13_a_lead_named_among_its_own_assistants_is_not_waited_for() -> None:
    """R13 Whoever leads does not assist itself, though the minutes name it twice."""
    window = Window()
    case = window.do(sent(window, MEDICAL), returned(HRSS))
    case = window.do(case, c.Confer(by=CLERK, unit=MEDICAL, assisting=(MEDICAL, HRSS), minutes="minutes 7"))
    assert {HRSS} == case.awaited


def test_r14_a_transfer_at_the_last_minute_leaves_the_citizens_date() -> None:
    """R14 Transfer at the last minute: citizen's date unchanged; the new unit has a clock of its own beside it."""
    window = Window.of("2025-03-05 09:30", returns={"handle": WorkingDays(2), "window": WorkingDays(5)})
    case = window.opened(accept(), ASSIGN)
    assert date(2025, 3, 7) == case.handle.on
    case = window.at("2025-03-12 16:00").do(case, returned(MEDICAL), ASSIGN)
    assert {"feedback": "2025-03-12", "cap": "2025-03-19"} == due_on(case)
    assert (date(2025, 3, 14), date(2025, 3, 13)) == (case.handle.on, case.sign.on)


def test_r14_the_share_of_the_previous_holder_is_recorded() -> None:
    """R14 new department has a minimum share recorded against the previous holder (GLPI #1911) in analytics."""
    window = Window.of("2025-03-05 09:30", returns={"window": WorkingDays(5)})
    case = window.opened(accept(), ASSIGN)
    window.at("2025-03-12 16:00").do(case, returned(MEDICAL), ASSIGN)
    held = ledger.held(window.store.entries(case.number), calendar=CHINA)
    assert {UnitCode("441402"): 0, HRSS: 5, MEDICAL: 0} == held


def test_r14_nothing_of_the_clock_is_lost_when_it_is_looked_at() -> None:
    """R14 Looking at a case that has just been sent on moves nothing, and signs for nobody."""
    window = Window()
    case = sent(window, MEDICAL)
    assert case == window.do(case, INSPECT)
