"""The report in a real browser: accessible, on a phone, in the dark, on paper, and without a word to any network."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.desk.report.contents import read_report
from flows.desk.report.reading import ReportConfig
from flows.desk.report.rendering import render
from flows.store.engine import open_published
from flows.store.layout import Layout

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """
const done = arguments[1];
axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}}).then(found =>
  done(found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 150)).slice(0, 3)])));
"""
TOO_WIDE = """
const width = document.documentElement.clientWidth, out = one => one.getBoundingClientRect().right > width + 1;
const inside = [...document.querySelectorAll('main *')].filter(one => !one.closest('.scroll, .cmd, svg'));
return [document.documentElement.scrollWidth > width, inside.filter(out).map(one => one.outerHTML.slice(0, 120))]
"""
# Every kind of thing, a few of each: axe looks at every element.
SHORT = ReportConfig(arrivals=6, claims=4, quotes=2, families=3, comparisons=2, stretches=2, family_quotes=1)
# The page itself, what stands in it, and the page that a new tab of the browser shows before it.
OWN = ("file://", "data:", "chrome", "about:")

pytestmark = [
    pytest.mark.skipif(not BROWSER, reason="no Chromium is installed here: the report was not seen in a browser"),
    pytest.mark.skipif(not DRIVER, reason="no chromedriver is installed here: the report was not seen in a browser"),
]


@pytest.fixture(scope="module")
def driver(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser of this module that shows the report of the sample."""
    from selenium import webdriver

    folder = tmp_path_factory.mktemp("browser")
    with open_published(Layout(sample_warehouse).database_link) as con:
        (folder / "report.html").write_text(render(read_report(con, config=SHORT), "html"), "utf-8")
    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    try:
        found.get((folder / "report.html").as_uri())
        yield found
    finally:
        found.quit()


@pytest.fixture(autouse=True)
def as_at_first(driver: Any) -> Iterator[None]:  # noqa: ANN401
    show(driver, 1200)
    yield
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def show(driver: Any, width: int) -> None:  # noqa: ANN401
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def test_it_asks_no_network_and_the_browser_has_nothing_to_complain_of(driver: Any) -> None:  # noqa: ANN401
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]
    assert len(asked) >= 1
    assert [url for url in asked if not url.startswith(OWN)] == []
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(driver: Any, scheme: str) -> None:  # noqa: ANN401
    import axe_core_python

    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    is_dark = driver.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches")
    assert is_dark == (scheme == "dark")
    # The page's policy bars scripts, but for those of who debugs it.
    driver.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    driver.execute_script((Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8"))
    driver.set_script_timeout(120)
    assert driver.execute_async_script(AXE, RULES) == []


def test_no_script_of_the_page_could_run(driver: Any) -> None:  # noqa: ANN401
    driver.execute_script(
        "const one = document.createElement('script'); one.textContent = 'window.ran = true'; document.body.append(one)"
    )
    assert driver.execute_script("return window.ran") is None
    driver.get_log("browser")


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_sticks_out_on_a_phone_or_a_desk(driver: Any, width: int) -> None:  # noqa: ANN401
    show(driver, width)
    assert driver.execute_script("return document.documentElement.clientWidth") <= width
    is_too_wide, what = driver.execute_script(TOO_WIDE)
    assert what == []
    assert not is_too_wide


def test_a_link_leads_to_the_page_of_a_family_and_an_article_in_it(driver: Any) -> None:  # noqa: ANN401
    for kind in ("fam_", "art_", "grp_"):
        link = driver.execute_script(f"return document.querySelector('[id^={kind}]').id")
        driver.execute_script(f"document.documentElement.style.scrollBehavior = 'auto'; location.hash = '#{link}'")
        top = driver.execute_script("return document.querySelector(':target').getBoundingClientRect().top")
        assert -5 <= top < 800, link


def test_on_paper_everything_is_shown(driver: Any) -> None:  # noqa: ANN401
    driver.execute_script("for (const one of document.querySelectorAll('details')) one.open = false")
    hidden = "return [...document.querySelectorAll('details ins')].filter(one => !one.checkVisibility()).length"
    assert driver.execute_script(hidden) > 0
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = (
        "return [...document.querySelectorAll('details')].every(one =>"
        " one.getBoundingClientRect().height > 2 * one.querySelector('summary').getBoundingClientRect().height)"
    )
    assert driver.execute_script(shown)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    paper = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 50_000
