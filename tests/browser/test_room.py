"""The incident room in a real browser: from a sentence to a post-mortem, by mouse and by keyboard, whatever happens."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from .place import CHROMIUM, DESKTOP, PHONE, WAIT, Place, Watched, browsing, looking, placed

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder where the pages that a test has come to are kept, for whoever wants to look at them."""


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def full(place: Place) -> str:
    """What a person pastes: the disk under the wiki has no room left."""
    head = "$ df -k\nFilesystem     1K-blocks    Used Available Use% Mounted on\n"
    return f"{head}/dev/sdb1         102400  102400         0 100% {place.wiki.cache.parent}\n"


async def declared(page: Page, place: Place) -> None:
    """By mouse: a sentence, what was understood with some pasted output, agreed."""
    await page.get_by_role("link", name="Declare an incident").first.click()
    await page.locator("textarea[name=text]").fill("the wiki is down since 20 minutes, nobody can read it")
    await page.locator("main form button").last.click()
    await expect(page.locator("input[name=title]")).to_have_value(re.compile("wiki"))
    await page.locator("textarea[name=evidence]").fill(full(place))
    await page.locator("button", has_text=re.compile("Declare")).last.click()
    await page.wait_for_url(re.compile(r"/incidents/INC-"))


TOO_WIDE = """() => {
  const clips = (each) => each && (getComputedStyle(each).overflowX !== "visible" || clips(each.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > innerWidth + 1 && !clips(each.parentElement));
  const whole = document.documentElement.scrollWidth;
  const told = (each) => each.tagName + "." + each.getAttribute("class") + " " + each.textContent.slice(0, 60);
  return whole <= innerWidth + 1 ? [] : ["the page: " + whole, ...wide.map(told)];
}"""


async def too_wide(page: Page) -> list[str]:
    """What is wider than the window, where anything is."""
    return list(await page.evaluate(TOO_WIDE))


async def resolved(page: Page) -> None:
    await expect(page.locator("#live .badge.resolved")).to_be_visible(timeout=90_000)


async def edited(page: Page) -> None:
    """On the page of the post-mortem: one more sentence, seen beside the text before it is kept."""
    await page.get_by_role("link", name="Edit the text").click()
    await page.locator("#text").press("Control+End")
    await page.locator("#text").type("\n\nRobin forgot the quota. A probe was added.\n")
    await expect(page.locator("#preview")).to_contain_text("A probe was added.", timeout=WAIT)
    await expect(page.locator("#preview .badge.CRITIQUE").first).to_be_visible()
    await shot(page, "editor")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".prose").first).to_contain_text("A probe was added.", timeout=WAIT)


def nothing_odd(watched: Watched) -> None:
    assert ([], []) == (watched.errors, watched.abroad)


async def test_from_a_sentence_to_the_post_mortem_by_mouse(tmp_path: Path) -> None:
    """
    Desktop width; the page is loaded anew in the middle; nothing is asked of another server, no policy is violated.
    """
    with placed(tmp_path) as place:
        async with browsing() as browser, looking(browser, place, DESKTOP) as watched:
            page = watched.page
            await declared(page, place)
            await expect(page.locator("pre.exact")).to_be_visible(timeout=90_000)
            assert "a.tmp" in await page.locator("pre.exact").inner_text()
            await page.reload()
            await shot(page, "asks")
            await page.get_by_role("button", name=re.compile("Approve")).click()
            await resolved(page)
            assert 0 == await page.locator("section.ask").count()
            await shot(page, "resolved")
            await page.get_by_role("link", name=re.compile("ost-mortem")).first.click()
            await expect(page.locator(".prose h1").first).to_be_visible(timeout=WAIT)
            await shot(page, "postmortem")
            await edited(page)
            nothing_odd(watched)
        assert 0 == place.wiki.cache.stat().st_size


async def test_from_a_sentence_to_the_post_mortem_by_keyboard_on_a_phone(tmp_path: Path) -> None:
    """
    `d` declares, Enter agrees, the choice's number is focused by its digit; every page fits the width.
    """
    with placed(tmp_path) as place:
        async with browsing() as browser, looking(browser, place, PHONE) as watched:
            page = watched.page
            await page.keyboard.press("d")
            await page.locator("textarea[name=text]").focus()
            await page.keyboard.type("the wiki is down since 20 minutes, nobody can read it")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await expect(page.locator("input[name=title]")).to_be_visible()
            assert [] == await too_wide(page)
            await page.locator("textarea[name=evidence]").focus()
            await page.keyboard.insert_text(full(place))
            await page.locator("input[name=title]").focus()
            await page.keyboard.press("Enter")
            await page.wait_for_url(re.compile(r"/incidents/INC-"))
            await expect(page.locator("pre.exact")).to_be_visible(timeout=90_000)
            assert [] == await too_wide(page)
            await shot(page, "phone")
            await page.keyboard.press("1")
            await page.keyboard.press("Enter")
            await resolved(page)
            await shot(page, "phone-resolved")
            assert [] == await too_wide(page)
            await expect(page.locator("[data-key=p]")).to_be_visible(timeout=WAIT)
            await page.keyboard.press("p")
            await expect(page.locator(".prose h1").first).to_be_visible(timeout=WAIT)
            assert [] == await too_wide(page)
            nothing_odd(watched)


async def test_a_server_that_dies_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    """
    Killed while a question waits: the page that stayed open shows what happens once the server is back, unreloaded.
    """
    with placed(tmp_path) as place:
        async with browsing() as browser, looking(browser, place, DESKTOP) as watched:
            page = watched.page
            await declared(page, place)
            await expect(page.locator("pre.exact")).to_be_visible(timeout=90_000)
            place.server.restart(kill=True)
            before = await page.locator("#rows li").count()
            await page.get_by_role("textbox", name=re.compile("Note", re.IGNORECASE)).first.fill(
                "the server was killed"
            )
            async with browser_tab(page) as other:
                await other.get_by_role("button", name=re.compile("Approve")).click()
            await resolved(page)
            assert before < await page.locator("#rows li").count()
            nothing_odd(watched)


class browser_tab:  # noqa: N801 - used as a block, like a function
    """A second tab on the same page, of the same person."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._other: Page | None = None

    async def __aenter__(self) -> Page:
        self._other = await self._page.context.new_page()
        await self._other.goto(self._page.url)
        return self._other

    async def __aexit__(self, *_: object) -> None:
        if self._other:
            await self._other.wait_for_load_state()
            await self._other.close()
