"""Rules that every template keeps, read from its source. What a rendered page must be is in tests/page_checker.py."""

import re
from collections.abc import Callable, Iterator

import pytest
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from tests.architecture.templates import environment, pages, sources
from tests.page_checker import Element, Page, read

GIVEN = frozenset({"program", "viewer", "today", "csrf_token", "asset", "url_for", "get_flashed_messages"})
"""What every template knows (portal/web/context.py), and Flask's own."""

PAGES = dict(pages())
FRAGMENTS = {name: text for name, text in PAGES.items() if name.rsplit("/", 1)[-1].startswith("_")}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def markup(text: str) -> Page:
    """The HTML that stands in a source, branches beside each other, every value an x."""
    plain = VALUE.sub("x", TAG.sub("", COMMENT.sub("", text)))
    return read(plain)[0]


def elements(text: str) -> Iterator[Element]:
    return (element for element in markup(text).root.within() if element.tag != "#root")


@pytest.mark.parametrize("name", [name for name, _ in sources()])
def test_a_template_can_be_read(name: str) -> None:
    environment().get_template(name)


def inline_style(element: Element) -> bool:
    return "style" in element.attributes or element.tag == "style"


def inline_script(element: Element) -> bool:
    return element.tag == "script" and not element.get("src")


def handler(element: Element) -> bool:
    return any(name.startswith(("on", "hx-on", "data-hx-")) for name in element.attributes)


def code_in_values(element: Element) -> bool:
    """`js:` values and trigger filters need eval, which the policy forbids."""
    return "js:" in (element.get("hx-vals") or "") or "[" in (element.get("hx-trigger") or "")


@pytest.mark.parametrize("breach", [inline_style, inline_script, handler, code_in_values])
def test_nothing_on_a_page_breaks_the_content_policy(breach: Callable[[Element], bool]) -> None:
    found = [f"{name}: {element}" for name, text in PAGES.items() for element in elements(text) if breach(element)]
    assert found == []


def test_nothing_is_marked_safe_by_hand() -> None:
    for name, text in sources():
        filters = {each.name for each in environment().parse(text).find_all(nodes.Filter)}
        assert not filters & {"safe", "tojson"}, name
        assert not re.search(r"autoescape\s+false", text), name


def test_hx_post_stands_on_a_form_that_works_without_it() -> None:
    for name, text in PAGES.items():
        for element in elements(text):
            if element.get("hx-post") is not None:
                assert element.tag == "form", f"{name}: {element}"
                assert element.get("action"), f"{name}: {element}"
                assert element.get("method") == "post", f"{name}: {element}"


def test_every_posting_form_holds_the_token() -> None:
    for name, text in PAGES.items():
        forms = re.findall(r"<form\b[^>]*\bmethod=\"post\".*?</form>", text, re.DOTALL)
        without = [form[:90] for form in forms if not re.search(r"\bcsrf\(|csrf_token", form)]
        assert without == [], name


def test_hx_get_stands_on_a_link_or_form_that_works_without_it() -> None:
    for name, text in PAGES.items():
        for element in elements(text):
            if element.get("hx-get") is None or element.get("hx-trigger"):
                continue
            plain = element.tag == "a" and element.get("href")
            assert plain or (element.tag == "form" and element.get("method") == "get"), f"{name}: {element}"


def test_a_fragment_extends_nothing_and_says_what_it_needs() -> None:
    for name, text in FRAGMENTS.items():
        assert text.startswith("{# needs:"), name
        assert not list(environment().parse(text).find_all(nodes.Extends)), name


def test_a_fragment_names_everything_it_uses() -> None:
    for name, text in FRAGMENTS.items():
        needs = COMMENT.match(text)
        named = set(re.findall(r"[a-z_][a-z0-9_]*", needs[0])) if needs else set()
        used = find_undeclared_variables(environment().parse(text)) - GIVEN
        assert used <= named, f"{name} does not name {sorted(used - named)}"


def test_every_root_of_a_fragment_has_an_id_to_be_swapped_by() -> None:
    for name, text in FRAGMENTS.items():
        roots = markup(text).root.children
        assert roots or "{{" in text or "include" in text, name
        assert all(root.get("id") for root in roots), f"{name}: {[str(root) for root in roots]}"


def test_every_fragment_stands_on_a_page_too() -> None:
    """The page works first without htmx: it includes what htmx would swap."""
    included = {
        literal.value
        for _, text in sources()
        for include in environment().parse(text).find_all(nodes.Include)
        for literal in include.find_all(nodes.Const)
    }
    assert set(FRAGMENTS) <= included, sorted(set(FRAGMENTS) - included)


def test_a_macro_knows_only_its_arguments() -> None:
    for name, text in PAGES.items():
        if name.startswith("macros/") or "/macros/" in name:
            assert find_undeclared_variables(environment().parse(text)) == set(), name


def test_the_program_is_never_spelled_the_british_way() -> None:
    assert [name for name, text in sources() if "programme" in text.lower()] == []
