"""A step that is done has its tick in the disc and its words beside it, not in the disc's narrow column (DESIGN)."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import visit
from tests.fixtures.portals import Portal

DISC = 28


@pytest.mark.parametrize("width", [390, 1280])
def test_the_words_of_a_done_step_stand_beside_its_disc(live: Portal, browser: Browser, width: int) -> None:
    person = visit(live, browser)
    person.page.set_viewport_size({"width": width, "height": 844})
    person.enter_demo("Leo Marchetti")
    step = person.page.locator(".steps li.is-done").first
    line, words = step.bounding_box(), step.locator("> span").bounding_box()
    person.context.close()
    assert line
    assert words
    assert words["x"] >= line["x"] + DISC
    assert words["y"] - line["y"] < DISC
    assert words["width"] > line["width"] / 2
