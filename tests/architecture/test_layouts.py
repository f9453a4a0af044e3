from types import SimpleNamespace

import pytest

from tests.architecture.templates import environment, viewer
from tests.page_checker import check_page

PAGE = """
{%- extends layout %}
{%- set nav = section %}
{% block title %}A page{% endblock %}
{% block main %}<h1>A page</h1>{% endblock %}
"""
FRESH = SimpleNamespace(action="/sign-in", label="Send a new link", token="1.2.x")
REASONS = ("expired", "used", "foreign", "unknown")


def page(layout: str, *, who: SimpleNamespace | None, section: str = "", **more: object) -> str:
    return environment().from_string(PAGE).render(layout=layout, viewer=who, section=section, **more)


@pytest.mark.parametrize("role", [None, "advocate", "colleague", "team", "administrator"])
@pytest.mark.parametrize("layout", ["base.html", "solo.html"])
def test_a_layout_is_whole_for_everyone(layout: str, role: str | None) -> None:
    check_page(page(layout, who=viewer(role) if role else None))


@pytest.mark.parametrize("role", ["team", "administrator"])
def test_the_teams_layout_is_whole(role: str) -> None:
    check_page(page("admin/base.html", who=viewer(role), section="asks"))


def test_only_administrators_are_led_to_people_and_settings() -> None:
    assert "/admin.settings" in page("admin/base.html", who=viewer("administrator"))
    assert "/admin.settings" not in page("admin/base.html", who=viewer("team"))


def test_a_stranger_sees_no_navigation_but_the_way_in() -> None:
    html = page("base.html", who=None)
    assert "/sessions.new" in html
    assert "/profile.show" not in html
    assert "Sign out" not in html


def test_the_present_section_is_marked_in_both_menus() -> None:
    html = page("base.html", who=viewer("advocate"), section="history")
    assert html.count('<a href="/history.show" aria-current="page">') == 2


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>Error: A page –" in page("base.html", who=None, failed=True)
    assert "<title>A page –" in page("base.html", who=None, failed=False)


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "409", "413", "429"])
@pytest.mark.parametrize("role", [None, "advocate"])
def test_a_refusal_has_a_page(name: str, role: str | None) -> None:
    template = environment().get_template(f"errors/{name}.html")
    who = viewer(role) if role else None
    check_page(template.render(viewer=who, sentence="Asked already.", back_url="/back", limit="20 MB", minutes=5))


@pytest.mark.parametrize("name", ["500", "503"])
def test_a_failure_has_a_page_that_needs_nothing_but_the_styles(name: str) -> None:
    made = environment().overlay()
    made.globals = dict(made.globals)
    for given in ("program", "url_for", "csrf_token", "get_flashed_messages"):
        del made.globals[given]
    check_page(made.get_template(f"errors/{name}.html").render(reference="7F3K-20"))


@pytest.mark.parametrize("fresh", [None, FRESH])
@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("purpose", ["sign_in", "ask", "invitation", "address"])
def test_a_link_that_no_longer_works_says_why(purpose: str, reason: str, fresh: SimpleNamespace | None) -> None:
    template = environment().get_template("errors/link.html")
    html = template.render(viewer=None, purpose=purpose, reason=reason, fresh=fresh)
    check_page(html)
    assert ("Send a new link" in html) is (fresh is not None)
