"""What holds at the counter of `examples/counter` whatever the browser: roles, recusal, forms, receipts."""

import re
import tomllib
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

from attrs import field, frozen

ROOT = Path(__file__).parents[2]

#: Of the sample: a matter that is disputed, one with an extension asked for, and one that is not taken on yet.
DISPUTED, ASKED, NEW = "441403-20251023-0001", "441481-20251026-0001", "441426-20251105-0001"


@frozen
class Page:
    """What came back: status, the text of the page, and where it was."""

    status: int
    text: str
    url: str

    @property
    def token(self) -> str:
        """The token that a form of the page sends along."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert found is not None
        return found[1]

    @property
    def version(self) -> str:
        """The version of the case that the page's forms were made for."""
        found = re.search(r'name="version" value="(\d+)"', self.text)
        assert found is not None
        return found[1]


@frozen
class Visitor:
    """Somebody with a browser that knows cookies and redirects, and nothing else."""

    address: str
    cookies: CookieJar = field(factory=CookieJar)

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._open(urllib.request.Request(self.address + path))  # noqa: S310 - our own counter

    def post(self, path: str, **fields: str | list[str]) -> Page:
        """Send a form, with the visitor's token unless another is given."""
        form = {"csrf": self.get("/").token, **fields}
        return self._open(urllib.request.Request(self.address + path, urlencode(form, doseq=True).encode()))  # noqa: S310

    def act(self, number: str, action: str, **fields: str | list[str]) -> Page:
        """Do something with a case as it is now."""
        shown = self.get(f"/cases/{number}")
        found = re.search(r'name="version" value="(\d+)"', shown.text)
        return self.post(f"/cases/{number}/{action}", **{"version": found[1] if found else "0", **fields})

    def signed_in(self, role: str, unit: str) -> "Visitor":
        """The same visitor as one of the staff."""
        assert self.post("/sign-in", role=role, unit=unit).status == 200
        return self

    def _open(self, request: urllib.request.Request) -> Page:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=30) as response:
                return Page(response.status, unescape(response.read().decode()), response.url)
        except HTTPError as error:
            with error:
                return Page(error.code, unescape(error.read().decode()), error.url or "")


def clerk(address: str, unit: str) -> Visitor:
    """Somebody at a window."""
    return Visitor(address).signed_in("clerk", unit)


def officer(address: str, unit: str) -> Visitor:
    """Somebody of a department."""
    return Visitor(address).signed_in("department", unit)


def supervisor(address: str) -> Visitor:
    """The supervisor of the city."""
    return Visitor(address).signed_in("supervisor", "441400")


def registered(at: Visitor, subject: str, **more: str | list[str]) -> tuple[str, str]:
    """A new matter: its number and the code on its receipt."""
    told = {"subject": subject, "detail": subject, "channel": "window", "demand": "help", "visits": "2"}
    receipt = at.post("/new", **{"region": "441402", "name": "林女士", "phone": "0753-000-9999", **told, **more})
    number = re.search(r'id="number">([^<]+)<', receipt.text)
    code = re.search(r'id="code">([^<]+)<', receipt.text)
    assert number is not None
    assert code is not None
    return number[1], code[1]


def test_a_matter_from_walk_in_to_rating(address: str) -> None:
    """Clerk, department and citizen take one matter through; no page holds a name that its reader may not see."""
    window, citizen = clerk(address, "441402"), Visitor(address)
    number, code = registered(window, "老人没有智能手机，养老认证办不了")
    suggestion = window.get(f"/cases/{number}").text
    assert "<mark>智能手机</mark>" in suggestion
    assert "林女士" in suggestion
    assert "已受理" in window.act(number, "accept", kind="unable", grade="ordinary", causes=["special_group"]).text
    assert "梅江区人力资源和社会保障局" in window.get(f"/cases/{number}").text
    assert "已派单" in window.act(number, "assign", unit="", reason="").text

    bureau = officer(address, "441402-hrss")
    assert number in bureau.get("/work").text
    assert "办理中" in bureau.act(number, "acknowledge").text
    done = {"outcome": "done", "account": "在大厅自助机上协助认证成功"}
    assert "办结待核" in bureau.act(number, "resolve", **done, legal_basis="", second_signer="").text
    assert "已核查" in window.act(number, "verify").text
    assert "已答复" in window.act(number, "reply", outcome="done", reply="您的养老认证已在大厅办结。").text

    shown = citizen.post("/matter", number=number, code=code.lower().replace("-", " "))
    assert shown.url.endswith("/matter")
    assert "您的养老认证已在大厅办结。" in shown.text
    assert "自 2025-11-05 16:10 起算，2个工作日" in shown.text
    assert not [each for each in ("林女士", "441402.clerk", "441402-hrss", "特殊群体", "不会办") if each in shown.text]
    assert "非常满意" in citizen.post("/matter/rate", rating="very_satisfied", remark="谢谢").text
    assert "已结案" in window.act(number, "close", explanation="").text


def test_settled_on_the_spot(address: str) -> None:
    """A matter is settled at the window, and a refusal says why in the reader's language and keeps what was written."""
    window = clerk(address, "441402")
    number, _ = registered(window, "缴费凭证打印不出来")
    window.act(number, "accept", kind="difficult", grade="on_the_spot", causes=["system"])
    no = {
        "outcome": "not_lawful",
        "account": "政策不允许",
        "reply": "依法不能办",
        "legal_basis": "",
        "second_signer": "",
    }
    refused = window.act(number, "settle", **no)
    assert refused.status == 422
    assert "须写明法律依据和第二签字人" in refused.text
    assert "政策不允许" in refused.text
    alone = window.act(number, "settle", **{**no, "legal_basis": "社会保险法第八十条", "second_signer": "441402.clerk"})
    assert "这一步须由另一人办理" in alone.text
    done = {"outcome": "done", "account": "换一台打印机", "reply": "已打印", "legal_basis": "", "second_signer": ""}
    assert "已答复" in window.act(number, "settle", **done).text


def test_return_suspension_and_extension(address: str) -> None:
    """A department signs, asks for time, stops the clock and returns; the supervisor decides on what was asked."""
    window, bureau, head = clerk(address, "441402"), officer(address, "441402-hrss"), supervisor(address)
    number, _ = registered(window, "养老认证一直失败")
    window.act(number, "accept", kind="unable", grade="ordinary", causes=[])
    window.act(number, "assign", unit="441402-hrss", reason="社保业务")
    bureau.act(number, "acknowledge")
    assert "延期" in bureau.act(number, "ask_extension", days="2", reason="省系统停机").text
    assert number in head.get("/board").text
    assert bureau.act(number, "extend").status == 403
    assert "2025-11-11" in head.act(number, "extend").text
    told = {"approved_by": "441400.supervisor", "told": "请补身份证复印件"}
    stopped = bureau.act(number, "suspend", ground="awaiting_applicant", until="2025-11-10", **told)
    assert "停止计时" in stopped.text
    assert "恢复计时" in bureau.act(number, "resume").text
    away = {"ground": "not_our_duty", "basis": "三定方案第三条", "belongs_to": "441402-medical"}
    assert bureau.act(number, "return", **away).status == 200
    assert "已退单" in window.get(f"/cases/{number}").text
    assert "办理中" in window.act(number, "refuse_return", reason="社保业务属人社").text


def test_a_dispute_is_ended_by_designation(address: str) -> None:
    """A designated unit may not return the case; it is not offered that any more, and forged it is forbidden."""
    head, bureau = supervisor(address), officer(address, "441403-realty")
    assert "职责争议" in head.get("/board").text
    named: dict[str, str | list[str]] = {
        "unit": "441403-realty",
        "assisting": ["441403-tax"],
        "leader": "李副市长",
        "reason": "产权面积以登记为准",
    }
    assert "办理中" in head.act(DISPUTED, "designate", **named).text
    assert f"/cases/{DISPUTED}/return" not in bureau.get(f"/cases/{DISPUTED}").text
    away = {"ground": "not_our_duty", "basis": "无", "belongs_to": "441403-tax"}
    assert bureau.act(DISPUTED, "return", **away).status == 403


def test_roles_are_enforced(address: str) -> None:
    """Nobody opens or does what is another role's; a department does not learn that another's case is there."""
    nobody, bureau = Visitor(address), officer(address, "441402-tax")
    window, head = clerk(address, "441402"), supervisor(address)
    for path in ("/work", "/new", "/board", "/report", f"/cases/{NEW}", "/report/ledger.csv?month=2025-10"):
        assert nobody.get(path).url == f"{address}/", path
    assert [403, 403, 403] == [bureau.get(path).status for path in ("/board", "/new", "/report/page?month=2025-10")]
    assert [404, 404] == [bureau.get(f"/cases/{number}").status for number in (DISPUTED, "441402-19990101-0001")]
    assert 404 == window.get(f"/cases/{NEW}").status, "of another district"
    assert 403 == head.act(NEW, "accept", kind="unable", grade="ordinary").status
    assert 403 == clerk(address, "441400").act(NEW, "accept", kind="unable", grade="ordinary").status, "not its own"
    assert 403 == nobody.post("/sign-in", role="supervisor", unit="441402").status
    assert 403 == nobody.post("/sign-in", role="root", unit="441400").status


def test_whoever_is_complained_about_learns_nothing(address: str) -> None:
    """The unit complained about neither handles the case nor learns who complained, nor what."""
    city, own = clerk(address, "441400"), clerk(address, "441402")
    number, _ = registered(city, "窗口的小王叫我回家等", against=["441402.clerk"], region="441402")
    hidden = own.get(f"/cases/{number}").text
    assert "回避" in hidden
    assert not [each for each in ("小王", "林女士", "0753-000-9999") if each in hidden + own.get("/work").text]
    assert own.get(f"/cases/{number}/receipt").status == 403
    assert own.act(number, "accept", kind="unable", grade="ordinary").status == 403
    assert "小王" in supervisor(address).get(f"/cases/{number}").text
    assert "林女士" not in supervisor(address).get(f"/cases/{number}").text


def test_forms_need_their_token_and_their_version(address: str) -> None:
    """A form from elsewhere changes nothing, nor does one that was made before somebody else acted."""
    head = supervisor(address)
    assert head.act(ASKED, "extend", csrf="forged").status == 403
    assert head.post("/clock", way="hour", csrf="").status == 403
    old = head.get(f"/cases/{ASKED}").version
    assert head.act(ASKED, "refuse_extension", reason="理由不足").status == 200
    late = head.act(ASKED, "supervise", version=old, rung="yellow", milestone="cap")
    assert late.status == 409
    assert "已有新的进展" in late.text


def test_a_receipts_code_is_not_found_by_trying(address: str) -> None:
    """Number and code must fit, what was wrong is not told, and after eight tries even the right code is refused."""
    number, code = registered(clerk(address, "441402"), "办不成")
    citizen = Visitor(address)
    wrong = citizen.post("/matter", number=number, code="AAAA-AAAA")
    unknown = citizen.post("/matter", number="441402-19990101-0001", code="AAAA-AAAA")
    assert [422, 422] == [wrong.status, unknown.status]
    said = "编号和查询码对不上"
    assert said in wrong.text
    assert said in unknown.text
    for _ in range(7):
        citizen.post("/matter", number=number, code="AAAA-AAAA")
    assert 429 == citizen.post("/matter", number=number, code=code).status


def test_time_passes_and_supervision_follows(address: str) -> None:
    """The scheduler's call does what has come due, and the board shows it."""
    head = supervisor(address)
    assert "2025-11-06 09:00" in head.post("/clock", way="morning").text
    report = head.get("/report?month=2025-10").text
    assert "最长时限内办结率" in report
    assert (
        "反映人B0"
        not in head.get("/report/page?month=2025-10").text + head.get("/report/ledger.csv?month=2025-10").text
    )


def test_a_citizen_is_not_shown_what_passes_between_offices(address: str) -> None:
    """Warnings, the unit's own account and who did it stay inside; every limit and the answer are shown."""
    found = re.search(r"编号 (\S+)，查询码 ([A-Z2-7-]+)", Visitor(address).get("/").text)
    assert found is not None
    shown = Visitor(address).post("/matter", number=found[1], code=found[2]).text
    inside = supervisor(address).get(f"/cases/{found[1]}").text
    for each in ("红牌催办", "三家现场联审，加装方案一次通过", "系统自动"):
        assert each not in shown
    assert "红牌催办" in inside
    assert "三家现场联审，加装方案一次通过" in inside
    assert "截止：2025-11-03 24:00（10个工作日" in shown
    assert "超期完成" in shown


def test_what_was_told_is_text(address: str) -> None:
    """What a citizen says is never markup, in a page or in its marked words."""
    window = clerk(address, "441402")
    number, _ = registered(window, "<script>alert(1)</script> 系统 \x02 & 材料")
    shown = window.get(f"/cases/{number}")
    with urllib.request.urlopen(f"{address}/") as front:  # noqa: S310
        policy = front.headers["Content-Security-Policy"]
    raw = as_sent(window, number)
    assert "<script" not in raw
    assert shown.status == 200
    assert policy.startswith("default-src 'none'")


def as_sent(at: Visitor, number: str) -> str:
    """The page as it was sent."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(at.cookies))
    with opener.open(f"{at.address}/cases/{number}") as response:
        return str(response.read().decode())


def test_both_languages_have_every_word() -> None:
    """Every code of one language stands in the other, but for the refusals, which English takes from the library."""
    words = ROOT / "examples/counter/counter/words"
    zh, en = (tomllib.loads((words / f"{each}.toml").read_text(encoding="utf-8")) for each in ("zh", "en"))
    assert {name: set(table) for name, table in zh.items() if name not in {"refusal", "input"}} == {
        name: set(table) for name, table in en.items() if name not in {"refusal", "input"}
    }
    errors = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    table = errors.split("## Why a command is refused")[1].split("## The classes")[0]
    codes = {code for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for code in re.findall(r"`(\w+)`", row)}
    assert set() == codes - set(zh["refusal"])
