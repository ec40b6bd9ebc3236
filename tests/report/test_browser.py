"""The page of `stance report` in a real browser: what is seen, heard and loaded."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM, ROOT

WIDE, PHONE = (1280, 900), (360, 740)
NASTY = """<script>document.title = "owned"; alert(1)</script>

"><img src=x onerror=alert(2)> The army attacked </style></p><b onmouseover=alert(3)>the town</b> <a href="javascript:alert(4)">again</a>.
</article><iframe src="https://example.org/"></iframe> Talks &lt;resume&gt; on <!-- Friday. -->

Overlooooong <link rel=stylesheet href=https://example.org/x.css> and \u202eturned round.
""".replace("oooo", "o" * 300)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("no chromium: apt-get install chromium")
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages as users make them: of one article, of several, and of one that would like to be more than text."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "<img src=x onerror=alert(5)>.txt").write_text(NASTY, encoding="utf-8")
    sources = {"one": "examples/havenblokkade.nl.txt", "several": "examples", "nasty": str(folder / "<img src=x onerror=alert(5)>.txt")}
    for name, path in sources.items():
        subprocess.run([sys.executable, "-m", "stance", "report", path, "-o", folder / f"{name}.html"], check=True, cwd=ROOT)
    return {name: folder / f"{name}.html" for name in sources}


def opened(
    browser: Browser, path: Path, size: tuple[int, int] = WIDE, scheme: str = "light", script: bool = True
) -> tuple[Page, list[str]]:
    """Open a page; the list gets whatever it asks for, complains of, or says in a dialog."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    events: list[str] = []
    page.on("request", lambda request: events.append(request.url))
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("dialog", lambda dialog: events.append(dialog.message))
    page.goto(path.as_uri())
    return page, events


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("one", WIDE, "light"),
        ("one", WIDE, "dark"),
        ("one", PHONE, "light"),
        ("several", WIDE, "light"),
        ("several", PHONE, "dark"),
        ("nasty", PHONE, "light"),
    ],
)
def test_is_accessible_and_fits(browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int], scheme: str) -> None:
    page, _ = opened(browser, pages[name], size, scheme)
    page.locator(".s[tabindex]").nth(1).focus()  # a panel is judged too
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


@pytest.mark.parametrize("name", ["one", "several", "nasty"])
def test_loads_and_runs_nothing(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page, events = opened(browser, pages[name])
    page.locator("body").hover()
    assert events == [page.url]
    assert page.locator("script, img, iframe, link, base, object, form, [onmouseover], [onerror], [style]").count() == 0
    assert page.evaluate("[...document.links].every(link => link.getAttribute('href').startsWith('#'))")
    page.context.close()


def test_what_looks_like_markup_is_read_as_text(browser: Browser, pages: dict[str, Path]) -> None:
    page, events = opened(browser, pages["nasty"])
    assert page.locator("h1").inner_text().startswith('<script>document.title = "owned"; alert(1)</script>')
    assert "owned" in page.title()  # as text
    assert page.title().startswith("<script>")
    text = page.locator(".text").inner_text()
    for piece in ('"><img src=x onerror=alert(2)> ', "</style></p><b onmouseover", "&lt;resume&gt; on <!-- Friday. -->", "<iframe src="):
        assert piece in text
    assert "<img src=x onerror=alert(5)>.txt" in page.locator(".about").inner_text()
    assert events == [page.url]
    page.context.close()


def test_a_script_that_got_in_would_not_run(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    html = pages["one"].read_text(encoding="utf-8")
    broken.write_text(
        html.replace("</main>", "<script>document.title = 'owned'</script><img src='https://example.org/'></main>"), encoding="utf-8"
    )
    page, events = opened(browser, broken)
    assert page.title() != "owned"
    assert len([event for event in events if "Content Security Policy" in event]) == 2
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_tab_goes_from_sentence_to_sentence_and_shows_why(browser: Browser, pages: dict[str, Path], script: bool) -> None:
    page, _ = opened(browser, pages["one"], script=script)
    shown = page.locator(".why:visible")
    assert shown.count() == 0
    page.keyboard.press("Tab")
    assert page.locator("h1 .s:focus").count() == 1
    page.keyboard.press("Tab")  # the links of the summary
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "Garnalenvissers" in page.locator(".s:focus").inner_text()
    assert shown.count() == 1
    text = shown.inner_text()
    for piece in (
        "de-escalation",
        "−0.81",
        "Sentence 2 of 18",
        "Probability",
        "escalation 0.0",
        "opgeheven",
        "The sentences around it",
        "Together",
    ):
        assert piece in text
    described = page.locator(".s:focus").get_attribute("aria-describedby")
    assert shown.get_attribute("id") == described
    page.context.close()


@pytest.mark.parametrize("size", [WIDE, (1000, 700), PHONE], ids=["wide", "middle", "phone"])
def test_panels_stay_in_the_window_and_beside_their_sentence(browser: Browser, pages: dict[str, Path], size: tuple[int, int]) -> None:
    page, _ = opened(browser, pages["one"], size)
    for number in (1, 7, 18):
        page.locator(f"#s{number}").focus()
        panel, sentence = page.locator(f"#w{number}").bounding_box(), page.locator(f"#s{number}").bounding_box()
        assert panel
        assert sentence
        assert panel["x"] >= 0
        assert panel["y"] >= 0
        assert panel["x"] + panel["width"] <= size[0]
        assert panel["y"] + panel["height"] <= size[1]
        assert sentence["x"] + sentence["width"] <= panel["x"] or sentence["y"] + sentence["height"] <= panel["y"]
    page.context.close()


def test_pointing_shows_why_and_a_tap_keeps_it(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["one"])
    page.locator("#s4").hover()
    assert page.locator("#w4").is_visible()
    page.locator("#s5").hover()
    assert not page.locator("#w4").is_visible()
    page.locator("#s5").click()
    page.mouse.move(5, 5)
    assert page.locator("#w5").is_visible()
    page.context.close()


def test_a_bar_of_the_arc_leads_to_its_sentence(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["several"])
    page.locator("#a2 svg.arc a").nth(16).click()
    assert page.url.endswith("#a2-s17")
    sentence = page.locator("#a2-s17").bounding_box()
    assert sentence
    assert 0 <= sentence["y"] < WIDE[1]
    page.context.close()


def test_the_index_leads_to_an_article_and_back(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["several"], PHONE)
    page.get_by_role("link", name="Vissers heffen blokkade").click()
    title = page.locator("#a2 h2").bounding_box()
    assert title
    assert 0 <= title["y"] < PHONE[1]
    page.locator("#a2").get_by_role("link", name="Back to the index").click()
    assert page.evaluate("scrollY") < 100
    page.context.close()


def test_reads_the_same_without_script(browser: Browser, pages: dict[str, Path]) -> None:
    texts = []
    for script in (True, False):
        page, _ = opened(browser, pages["one"], script=script)
        texts.append(page.locator("body").inner_text())
        page.context.close()
    assert texts[0] == texts[1]


def test_prints_labels_and_scores_in_place_of_panels(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["one"])
    page.locator("#s4").focus()
    page.emulate_media(media="print")
    assert page.locator(".why:visible").count() == 0
    for pseudo, content in (("::before", "▲"), ("::after", "+0.96")):
        drawn = page.evaluate("([id, pseudo]) => getComputedStyle(document.getElementById(id), pseudo).content", ["s4", pseudo])
        assert content in drawn or drawn == '" " attr(data-score)'
    assert len(page.pdf()) > 10_000
    page.context.close()


def test_a_screen_reader_hears_label_and_score_once(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["one"])
    heard = page.locator(".text").aria_snapshot()
    assert heard.count("dreigde") == 1
    assert "[escalation, plus 0.96]" in heard
    assert heard.count("de-escalation, minus") == 8  # the ninth is the headline
    assert "▲" not in heard
    assert page.locator("svg [role=img]").count() == 1
    page.context.close()
