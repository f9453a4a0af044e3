"""Every page by axe, light and dark, at a desk and on a phone; and at 320 pixels nothing is wider than the screen."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import DESKTOP, NARROW, PHONE, Mailbox, Person, link, visit
from tests.fixtures.browsers import ROOT
from tests.fixtures.portals import Portal

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: dict[Literal["light", "dark"], list[str]] = {"light": RULES, "dark": ["color-contrast"]}
"""Darkness changes colours and nothing else."""
PUBLIC = (
    "/sign-in",
    "/join",
    "/join/thanks",
    "/privacy",
    "/no-such-page",
    "/a/1.1.not-a-link",
    "/dev",
    "/dev/mail",
    "/join/spring-fair",
)
ADVOCATE = (
    "/home",
    "/preferences",
    "/history",
    "/profile",
    "/data",
    "/leave",
    "/email",
    "/sessions",
    "/privacy",
    "/contents",
    "/contents/3",
    "/contents/3/revocation",
    "/asks/41/meeting",
    "/asks/41/feedback",
)
GIVEN = ("/rewards", "/rewards/1", "/rewards/points", "/rewards/gifts", "/redemptions/1", "/thanks")
COLLEAGUE = (
    "/colleague/nominations/new",
    "/colleague/accounts/1",
    "/colleague/contents",
    "/colleague/contents/1",
    "/colleague/requests",
    "/colleague/requests/4",
    "/colleague/requests/8",
    "/colleague/nominations",
    "/colleague/requests/new",
    "/colleague/help",
    "/digests",
    "/colleague/proofs",
    "/colleague/proofs?q=nothing+at+all",
)
EARLY = ("/colleague",)
TEAM = (
    "/admin/",
    "/admin/requests",
    "/admin/requests?tab=closed",
    "/admin/requests/1",
    "/admin/requests/1/matches",
    "/admin/requests/4",
    "/admin/requests/unmet",
    "/admin/opportunities",
    "/admin/opportunities?q=nothing+at+all",
    "/admin/opportunities?account=none",
    "/admin/opportunities/1",
    "/admin/opportunities/owners",
    "/admin/campaigns",
    "/admin/campaigns/new",
    "/admin/campaigns/1",
    "/admin/campaigns/2",
    "/admin/rewards",
    "/admin/rewards/1",
    "/admin/rewards/catalogue",
    "/admin/rewards/new",
    "/admin/rewards/rules",
    "/admin/redemptions/1",
    "/admin/budgets",
    "/admin/budgets/1",
    "/admin/adjustments",
    "/admin/thanks",
    "/admin/advocates/1/value",
    "/admin/advocates",
    "/admin/advocates?can=high",
    "/admin/advocates?q=nobody+at+all",
    "/admin/advocates/1",
    "/admin/advocates/1/details",
    "/admin/advocates/1/departure",
    "/admin/advocates/1/asks/new",
    "/admin/advocates/1/asks/new?activity=1",
    "/admin/advocates/1/interviews/new",
    "/admin/advocates/1/owners",
    "/admin/advocates/new",
    "/admin/accounts",
    "/admin/accounts?q=nobody",
    "/admin/accounts/1",
    "/admin/accounts/1/details",
    "/admin/accounts/new",
    "/admin/validations",
    "/admin/merges",
    "/admin/merges/new?survivor=1",
    "/admin/merges/new?survivor=1&loser=2",
    "/admin/exports",
    "/admin/asks",
    "/admin/asks/1",
    "/admin/asks/131",
    "/admin/asks/new",
    "/admin/asks/new?activity=1",
    "/admin/adoption",
    "/admin/adoption?lacks=nominated",
    "/admin/adoption/6",
    "/admin/appearances",
    "/admin/appearances?q=nothing+at+all",
    "/admin/appearances/1",
    "/admin/appearances/new",
    "/admin/imports",
    "/admin/imports/1",
    "/admin/imports/2",
    "/admin/invitations",
    "/admin/invitations/new",
    "/admin/join-requests",
    "/admin/contents",
    "/admin/contents?state=revoked",
    "/admin/contents/1",
    "/admin/contents/1/words",
    "/admin/contents/6",
    "/admin/contents/8",
    "/admin/contents/new",
    "/admin/log",
    "/admin/nominations",
    "/admin/nominations?tab=not_now",
    "/admin/nominations/1",
    "/admin/departments",
    "/admin/join-links",
    "/admin/join-links/1",
    "/admin/outbox",
    "/admin/people",
    "/admin/settings",
    "/admin/freshness",
    "/admin/freshness?view=soon",
    "/admin/settings/freshness",
    "/admin/settings/policy",
    "/admin/settings/sender",
    "/admin/settings/face",
    "/admin/settings/activities",
    "/admin/settings/activities/1",
    "/admin/settings/activities/new",
)
WHO = {
    "": PUBLIC,
    "Joaquín Ferrer": ADVOCATE,
    "Elena Petrova": GIVEN,
    "Leo Marchetti": COLLEAGUE,
    "Hanna Weiss": EARLY,
    "Priya Raman": TEAM,
}
LETTERS = {"a": ("ethan.brooks@", "Reference call"), "join": ("priscilla.nakamura@", "An invitation")}


def findings(page: Page, rules: list[str]) -> list[str]:
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{page.url}: {found['id']}: {node['html'][:150]}" for found in result["violations"] for node in found["nodes"]
    ]


def visits(person: Person, name: str) -> list[str]:
    if not name:
        links = [link(Mailbox(person.portal, to).wait_for(about), f"/{path}/") for path, (to, about) in LETTERS.items()]
        return [*PUBLIC, *links, links[1].replace("/join/", "/no/")]
    person.enter_demo(name)
    return list(WHO[name])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", WHO)
def test_axe_finds_nothing(live: Portal, browser: Browser, name: str) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    person = Person(live, context, context.new_page())
    script = AXE.read_text(encoding="utf-8")
    found = []
    for path in visits(person, name):
        person.open(path)
        person.page.evaluate(script)
        for width, height in (DESKTOP, PHONE):
            person.page.set_viewport_size({"width": width, "height": height})
            for scheme, rules in SCHEMES.items():
                person.page.emulate_media(color_scheme=scheme)
                found += [f"{width} {scheme}: {finding}" for finding in findings(person.page, rules)]
    context.close()
    assert found == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", WHO)
def test_no_page_is_wider_than_a_narrow_screen(live: Portal, browser: Browser, name: str) -> None:
    person = visit(live, browser, size=NARROW)
    wide = []
    for path in visits(person, name):
        person.open(path)
        if person.is_wider_than_the_screen() or person.has_cards_wider_than_the_screen():
            wide.append(path)
    person.context.close()
    assert wide == []


@pytest.mark.timeout(300)
def test_no_tab_is_out_of_sight_on_a_phone(live: Portal, browser: Browser) -> None:
    priya = visit(live, browser, size=NARROW)
    priya.enter_demo("Priya Raman")
    priya.open("/admin/outbox")
    tabs = [tab.bounding_box() for tab in priya.page.locator(".tabs a").all()]
    assert len(tabs) >= 4
    assert [tab for tab in tabs if tab is None or tab["x"] < 0 or tab["x"] + tab["width"] > NARROW[0]] == []
    priya.context.close()
