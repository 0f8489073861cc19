"""
The counter of `examples/counter`, driven in a real Chromium as its four people would.

With COUNTER_PICTURES=docs/_static the pictures of the docs are taken anew.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
#: Of the sample: a matter that is disputed, and one with an extension asked for.
DISPUTED, ASKED = "441403-20251023-0001", "441481-20251026-0001"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 860}


def chromium() -> str | None:
    """A Chromium of the system's, or the one that Playwright brought."""
    named = os.environ.get("COUNTER_CHROMIUM")
    found = (shutil.which(each) for each in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((each for each in found if each), None)


@pytest.fixture
def browser() -> Iterator[Any]:
    """A real browser; where there is none the test is skipped, and says so."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no playwright: the counter is not driven in a browser"
    )
    if chromium() is None:
        pytest.skip("NO CHROMIUM FOUND: the counter was not driven in a browser; install one, or set COUNTER_CHROMIUM")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


def picture(page: Any, name: str, tmp_path: Path) -> None:
    """Keep what the page looks like: beside the test, or in the docs where they are asked for."""
    folder = ROOT / os.environ["COUNTER_PICTURES"] if "COUNTER_PICTURES" in os.environ else tmp_path
    page.evaluate("document.activeElement && document.activeElement.blur(); scrollTo(0, 0)")
    page.screenshot(path=folder / f"counter-{name}.png")
    assert (folder / f"counter-{name}.png").stat().st_size > 10_000


def sound(page: Any) -> None:
    """What holds of every page: no sideways scrolling, one heading, every control named, and axe finds nothing."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert 1 == page.locator("h1").count()
    assert 1 == page.get_by_role("main").count()
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found.response["violations"]]
    assert [] == told, f"{page.url}: {json.dumps(told, ensure_ascii=False, indent=1)}"


def enter(page: Any, address: str, role: str, unit: str = "") -> None:
    """Sign in by the form."""
    page.goto(address)
    if page.get_by_role("button", name="退出").count():
        page.get_by_role("button", name="退出").click()
    label = {"clerk": "窗口", "department": "承办单位", "supervisor": "督办"}[role]
    if unit:
        page.get_by_label(label, exact=True).select_option(unit)
    page.get_by_role("button", name=f"进入 {label}").click()
    page.wait_for_load_state()


def test_three_offices_in_a_browser(address: str, browser: Any, tmp_path: Path) -> None:
    """Clerk, department and supervisor at work, each page sound and its picture taken; nothing is asked of any other address."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page, foreign = context.new_page(), list[str]()
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))

    enter(page, address, "clerk", "441426")
    sound(page)
    page.get_by_role("link", name="办结婚登记仍被要求提供户口本原件").click()
    sound(page)
    picture(page, "clerk", tmp_path)
    page.get_by_role("button", name="受理").click()
    sound(page)
    assert "平远县公安局" in page.inner_text("main"), "the rules saw a word; the clerk knows better"
    page.locator("#assign-unit").select_option("441426-civil")
    page.locator("#assign-reason").fill("婚姻登记是民政业务")
    page.get_by_role("button", name="派单").click()
    assert "平远县民政局" in page.inner_text("main")
    sound(page)
    page.get_by_role("link", name="登记", exact=True).click()
    sound(page)

    enter(page, address, "department", "441400-market")
    page.get_by_role("link", name="食品经营许可网上提交一直报错").click()
    page.get_by_role("button", name="签收").click()
    sound(page)
    picture(page, "department", tmp_path)

    enter(page, address, "supervisor")
    sound(page)
    picture(page, "supervisor", tmp_path)
    page.get_by_role("link", name="厂房土地面积税务登记与产权证不一致").first.click()
    sound(page)
    page.get_by_role("link", name="月报").click()
    sound(page)

    assert [] == foreign
    context.close()


def receipt(page: Any) -> tuple[str, str]:
    """The number and the code of the receipt that the demonstration shows on its front page."""
    found = re.search(r"编号 (\S+)，查询码 ([A-Z2-7-]+)", page.inner_text("main"))
    assert found is not None
    return found[1], found[2]


def test_a_citizen_in_a_browser(address: str, browser: Any, tmp_path: Path) -> None:
    """A citizen finds the own matter by its receipt, reads why its limits end when they do, and rates the answer."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page, foreign = context.new_page(), list[str]()
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.goto(address)
    sound(page)
    number, code = receipt(page)
    page.get_by_label("事项编号").fill(number)
    page.get_by_label("查询码").fill("AAAA-AAAA")
    page.get_by_role("button", name="查询").click()
    sound(page)
    assert "对不上" in page.get_by_role("alert").inner_text()
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    sound(page)
    page.get_by_text("为什么是这一天 最迟").click()
    sound(page)
    page.set_viewport_size({"width": 1200, "height": 1800})
    picture(page, "citizen", tmp_path)
    page.get_by_label("不满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    assert "谢谢" in page.get_by_role("status").inner_text()
    assert [] == foreign
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(address: str, browser: Any, tmp_path: Path, scheme: str) -> None:
    """Every kind of page at 390 points, light and dark: nothing scrolls sideways and everything can be read."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme=scheme)
    page = context.new_page()
    enter(page, address, "supervisor")
    for path in (
        "/board",
        "/board?lang=en",
        "/report?month=2025-10",
        f"/cases/{DISPUTED}",
        f"/cases/{ASKED}?lang=zh",
        "/nowhere",
    ):
        page.goto(address + path)
        sound(page)
    enter(page, address, "clerk", "441402")
    for path in ("/work", "/new", "/cases/441402-20251020-0001"):
        page.goto(address + path)
        sound(page)
    page.get_by_role("button", name="退出").click()
    sound(page)
    if scheme == "dark":
        number, code = receipt(page)
        page.get_by_label("事项编号").fill(number)
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查询").click()
        sound(page)
        picture(page, "phone-dark", tmp_path)
    context.close()


def test_by_keyboard_alone(address: str, browser: Any) -> None:
    """The skip link comes first, what has the focus is seen, and a form is filled and sent without a pointer or a script."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert "跳到正文" == page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "number" == page.locator(":focus").get_attribute("id")
    page.keyboard.type("441402-19990101-0001")
    page.keyboard.press("Tab")
    page.keyboard.type("AAAA-AAAA")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "对不上" in page.get_by_role("alert").inner_text()
    context.close()
