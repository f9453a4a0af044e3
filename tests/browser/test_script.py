"""The layout's script and htmx's settings in a real browser, under the real content policy (DESIGN 7)."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response, request
from markupsafe import Markup
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from portal.web.security import CONTENT_POLICY
from tests.architecture.templates import ROOT, environment, viewer

PAGE = """
{%- extends "base.html" %}
{% block title %}A page{% endblock %}
{% block main %}<div class="wrap"><h1>A page</h1>
<fieldset><legend>Look</legend>
<label><input type="radio" name="theme" value="" checked>System</label>
<label><input type="radio" name="theme" value="dark">Dark</label></fieldset>
{{ slip }}</div>{% endblock %}
"""
FORM = """
<form id="slip" action="/answer" method="post"
{%- if not plain %} hx-post="/answer" hx-target="this" hx-swap="outerHTML"{% endif %}>
{% if wrong %}<div class="error-summary" tabindex="-1"><h2>One thing</h2><a href="#how">{{ wrong }}</a></div>{% endif %}
<input type="hidden" name="csrf_token" value="token">
<label for="how">How</label><input id="how" name="how" value="{{ how }}"><button type="submit">Send</button></form>
"""
CLASH = '<div id="slip" tabindex="-1" data-focus=""><p>Answered a minute ago.</p></div>'
DONE = """
<div id="slip" tabindex="-1" data-focus=""><h2>Thank you</h2>
{% if fragment %}<script>document.title = "ran"</script>{% endif %}</div>
{% with flashes = ["Answer sent"], oob = true %}{% include "_flash.html" %}{% endwith %}
"""


@dataclass
class Site:
    address: str = ""
    posts: list[str] = field(default_factory=list)


def render(source: str, **context: object) -> str:
    return environment().from_string(source).render(viewer=viewer("advocate"), **context)


def page_with(slip: str) -> str:
    return render(PAGE, slip=Markup(slip))  # noqa: S704 - rendered by `render`


def application(site: Site) -> Flask:
    app = Flask(__name__, static_folder=str(ROOT / "portal" / "static"))

    @app.get("/")
    def show() -> str:
        return page_with(render(FORM, how="", wrong="", plain="plain" in request.args))

    @app.get("/brand.css")
    def brand() -> Response:
        return Response("", mimetype="text/css")

    @app.post("/answer")
    def answer() -> tuple[str, int]:
        how = request.form["how"]
        site.posts.append(how)
        time.sleep(0.3)
        answers = {
            "": (render(FORM, how="", wrong="Say how.", plain=False), 422),
            "clash": (CLASH, 409),
            "boom": ("<p>An answer that must not be shown</p>", 500),
        }
        body, status = answers.get(how, (render(DONE, fragment="HX-Request" in request.headers), 200))
        return (body, status) if "HX-Request" in request.headers else (page_with(body), status)

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        return response

    return app


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    server = make_server("127.0.0.1", 0, application(made), threaded=True)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def send(page: Page, site: Site, how: str) -> None:
    page.goto(site.address)
    page.get_by_label("How").fill(how)
    page.get_by_role("button", name="Send").click()


def test_an_answer_takes_the_forms_place_and_the_focus(page: Page, site: Site) -> None:
    send(page, site, "yes")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator("#slip")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Answer sent")
    assert page.title().startswith("A page"), "a script in a fragment must not run"


def test_what_is_wrong_comes_back_with_the_focus_on_the_summary(page: Page, site: Site) -> None:
    send(page, site, "")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("button", name="Send")).not_to_have_attribute("aria-busy", "true")


def test_a_clash_shows_how_it_stands_now(page: Page, site: Site) -> None:
    send(page, site, "clash")
    expect(page.get_by_text("Answered a minute ago.")).to_be_visible()


def test_a_failure_leaves_the_form_and_its_typing(page: Page, site: Site) -> None:
    send(page, site, "boom")
    expect(page.locator("#connection")).to_contain_text("That didn’t reach us")
    expect(page.locator("#connection")).to_be_focused()
    expect(page.get_by_label("How")).to_have_value("boom")
    expect(page.get_by_text("must not be shown")).to_have_count(0)


def test_no_connection_leaves_the_form_and_a_second_try_works(page: Page, site: Site) -> None:
    page.goto(site.address)
    page.get_by_label("How").fill("yes")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#connection")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator("#connection")).to_have_count(0)
    assert site.posts == ["yes"]


@pytest.mark.parametrize("query", ["", "?plain"])
def test_three_presses_send_one_answer(page: Page, site: Site, query: str) -> None:
    page.goto(f"{site.address}/{query}")
    page.get_by_label("How").fill("yes")
    page.get_by_role("button", name="Send").evaluate(
        "async (button) => { for (const pause of [60, 60, 0]) {"
        " button.click(); await new Promise((on) => setTimeout(on, pause)); } }"
    )
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert site.posts == ["yes"]


def test_a_toast_goes_by_itself(page: Page, site: Site) -> None:
    page.clock.install()
    page.goto(site.address)
    expect(page.get_by_text("Preferences saved")).to_be_visible()
    page.clock.run_for(7_000)
    expect(page.get_by_text("Preferences saved")).to_be_visible()
    page.clock.run_for(2_000)
    expect(page.get_by_text("Preferences saved")).to_have_count(0)


def test_the_chosen_look_is_kept_on_the_device(page: Page, site: Site) -> None:
    page.goto(site.address)
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_label("Dark")).to_be_checked()


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page, site: Site) -> None:
    page.goto(site.address)
    page.locator("summary", has_text="Dana").click()
    link = page.get_by_role("link", name="My details")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.locator("summary", has_text="Dana")).to_be_focused()
