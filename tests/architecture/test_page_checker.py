"""The checker that judges every page is judged here: one fault at a time, each must be found."""

import pytest

from tests.page_checker import check_page, faults

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body>
<a class="skip" href="#main">Skip</a><main id="main"><h1>A page</h1><h2>Part</h2>
<form action="/x" method="post"><input type="hidden" name="csrf_token" value="t">
<label for="a">Name</label><p id="a-hint">Hint</p><input id="a" name="a" aria-describedby="a-hint">
<button type="submit">Send</button></form></main></body></html>"""

SPOILED = {
    "title": ("<title>A page</title>", "<title></title>"),
    "lang": ('<html lang="en">', "<html>"),
    "two h1": ("<h2>Part</h2>", "<h1>Part</h1>"),
    "a heading left out": ("<h2>Part</h2>", "<h3>Part</h3>"),
    "h1 outside main": ('<main id="main"><h1>A page</h1>', '<h1>A page</h1><main id="main">'),
    "an id twice": ('<p id="a-hint">', '<p id="a-hint"></p><p id="a-hint">'),
    "no label": ('<label for="a">Name</label>', ""),
    "a label for nothing": ('<label for="a">', '<label for="b">'),
    "a description of nothing": ('aria-describedby="a-hint"', 'aria-describedby="a-help"'),
    "an empty description": ('aria-describedby="a-hint"', 'aria-describedby=""'),
    "no action": ('action="/x" ', ""),
    "no method": (' method="post"', ""),
    "no token": ('<input type="hidden" name="csrf_token" value="t">', ""),
    "an empty token": ('name="csrf_token" value="t"', 'name="csrf_token" value=""'),
    "a token in the address": ('method="post"', 'method="get"'),
    "a style": ("<h2>", '<h2 style="color:red">'),
    "a style element": ("<h2>", "<style>h2 { color: red }</style><h2>"),
    "a script": ("<h2>", "<script>go()</script><h2>"),
    "a handler": ("<h2>", '<h2 onclick="go()">'),
    "an htmx handler": ("<h2>", '<h2 hx-on:click="go()">'),
    "an address that is code": ("<h2>", '<a href="javascript:go()">Go</a><h2>'),
    "a link to nothing": ("<h2>", '<a href="#nowhere">Go</a><h2>'),
    "a link without words": ("<h2>", '<a href="/x"></a><h2>'),
    "a button without a type": (' type="submit"', ""),
    "a picture without alt": ("<h2>", '<img src="/x.png"><h2>'),
    "a group without a legend": ("<h2>", "<fieldset><p>Words</p></fieldset><h2>"),
    "two unnamed landmarks": ("<h2>", "<nav><p>Words</p></nav><h2>"),
    "hx-post alone": ("<h2>", '<div hx-post="/x">Go</div><h2>'),
    "hx-get alone": ("<h2>", '<div hx-get="/x">Go</div><h2>'),
    "a tag left open": ("<h2>Part</h2>", "<div><h2>Part</h2>"),
    "an attribute twice": ("<h2>", '<h2 class="a" class="b">'),
    "no way past the navigation": ('<a class="skip" href="#main">Skip</a>', ""),
}


def test_a_good_page_has_no_fault() -> None:
    check_page(GOOD)


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_page_is_found(name: str) -> None:
    good, bad = SPOILED[name]
    assert good in GOOD
    assert faults(GOOD.replace(good, bad, 1))


@pytest.mark.parametrize("html", ["<p>Words</p>", '<p id="a">Words</p><p id="b">Words</p>', ""])
def test_a_fragment_has_one_root_with_an_id(html: str) -> None:
    assert faults(html, fragment=True)
    check_page(f'<div id="root">{html}</div>', fragment=True)


def test_what_goes_elsewhere_on_the_page_is_no_second_root() -> None:
    check_page('<div id="root"></div><div id="flash" hx-swap-oob="innerHTML"></div>', fragment=True)
