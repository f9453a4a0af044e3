"""Reads one HTML answer the way every page must be made (ARCHITECTURE 8). Standard library only."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
LABELLED = frozenset({"input", "select", "textarea"})
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    line: int
    children: list["Element"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def within(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.within()

    def above(self) -> Iterator["Element"]:
        if self.parent is not None:
            yield self.parent
            yield from self.parent.above()

    def text(self) -> str:
        return " ".join(" ".join(element.words) for element in self.within()).strip()

    def __str__(self) -> str:
        return (
            f"<{self.tag}{''.join(f' {name}={value!r}' for name, value in self.attributes.items())}> (line {self.line})"
        )


class Reader(HTMLParser):
    """Builds the tree, and notes tags that are not closed where they should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {}, None, 0)
        self.here = self.root
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        twice = [name for name, times in Counter(name for name, _ in attrs).items() if times > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here, self.getpos()[0])
        self.wrong += [f"{name} is given twice: {element}" for name in twice]
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.here = self.here.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag:
            self.wrong.append(f"</{tag}> on line {self.getpos()[0]} closes {self.here}")
            return
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.here.words.append(data.strip())


@dataclass
class Page:
    """`elements` are what the reader of the page meets: what stands in <template> is not yet on it."""

    root: Element
    elements: list[Element]
    ids: Counter[str]

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


def read(html: str) -> tuple[Page, list[str]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    wrong = reader.wrong + ([] if reader.here is reader.root else [f"never closed: {reader.here}"])
    elements = [
        element
        for element in reader.root.within()
        if element.tag != "#root" and all(above.tag != "template" for above in element.above())
    ]
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    return Page(reader.root, elements, ids), wrong


def faults(html: str, *, fragment: bool = False) -> list[str]:
    """What is wrong, one sentence each; empty when nothing is."""
    page, found = read(html)
    checks = [_ids, _references, _labels, _names, _forms, _nothing_inline, _htmx]
    checks.append(_fragment if fragment else _whole)
    for check in checks:
        found += check(page)
    return found


def check_page(html: str, *, fragment: bool = False) -> None:
    found = faults(html, fragment=fragment)
    assert not found, "\n".join(found)


def _ids(page: Page) -> list[str]:
    return [f"id {name!r} stands {times} times" for name, times in page.ids.items() if times > 1 or not name.strip()]


def _references(page: Page) -> list[str]:
    """Every id that is pointed to must be on the page."""
    found = []
    for element in page.elements:
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list", "form"):
            targets = (element.get(attribute) or "").split()
            found += [f"{attribute} points to no {name!r}: {element}" for name in targets if name not in page.ids]
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            if element.get(attribute) == "":
                found.append(f"{attribute} is empty: {element}")
    for link in page.all("a"):
        target = (link.get("href") or "").removeprefix("#")
        if (link.get("href") or "").startswith("#") and target not in page.ids:
            found.append(f"the link leads to no {target!r}: {link}")
    return found


def _labels(page: Page) -> list[str]:
    labelled = {label.get("for") for label in page.all("label")}
    found = []
    for control in page.all(*LABELLED):
        if control.get("type") in NEEDS_NO_LABEL:
            continue
        inside = any(above.tag == "label" and above.text() for above in control.above())
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (inside or named or control.get("id") in labelled):
            found.append(f"no label: {control}")
    return found


def _names(page: Page) -> list[str]:
    """What can be pressed, and every image and group, has a name."""
    found = [f"no words: {element}" for element in page.all("a", "button", "summary") if not _spoken(element)]
    found += [f"no alt: {image}" for image in page.all("img") if image.get("alt") is None]
    found += [
        f"no legend: {group}"
        for group in page.all("fieldset")
        if not any(child.tag == "legend" and child.text() for child in group.children)
    ]
    found += [f"no href: {link}" for link in page.all("a") if not link.get("href")]
    landmarks = Counter((nav.tag, nav.get("aria-label") or nav.get("aria-labelledby")) for nav in page.all("nav"))
    found += [f"{times} <nav> are named {name!r}" for (_, name), times in landmarks.items() if times > 1 or not name]
    return found


def _spoken(element: Element) -> bool:
    return bool(element.text()) or any(
        each.get("aria-label") or each.get("aria-labelledby") or each.get("alt") for each in element.within()
    )


def _forms(page: Page) -> list[str]:
    found = []
    for form in page.all("form"):
        method = (form.get("method") or "").lower()
        if method == "dialog":
            continue
        if not form.get("action") or method not in {"get", "post"}:
            found.append(f"a form needs its action and method: {form}")
        tokens = [each for each in form.within() if each.tag == "input" and each.get("name") == "csrf_token"]
        if method == "post" and not any(token.get("value") for token in tokens):
            found.append(f"no CSRF token: {form}")
        if method == "get" and tokens:
            found.append(f"the CSRF token would stand in the address: {form}")
        if any(above.tag == "form" for above in form.above()):
            found.append(f"a form inside a form: {form}")
    found += [f"a button needs its type: {button}" for button in page.all("button") if not button.get("type")]
    return found


def _nothing_inline(page: Page) -> list[str]:
    """The Content-Security-Policy would refuse it anyway, on a page nobody looks at."""
    found = []
    for element in page.elements:
        found += [f"inline style: {element}" for name in element.attributes if name == "style"]
        found += [
            f"inline handler {name}: {element}" for name in element.attributes if name.startswith(("on", "hx-on"))
        ]
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            found.append(f"inline {element.tag}: {element}")
        for name in ("href", "src", "action", "formaction"):
            if (element.get(name) or "").strip().lower().startswith(("javascript:", "data:")):
                found.append(f"{name} is code or data: {element}")
    return found


def _htmx(page: Page) -> list[str]:
    """Plain first: the form or the link works without htmx."""
    found = []
    for element in page.elements:
        if element.get("hx-post") is not None and (element.tag != "form" or element.get("method") != "post"):
            found.append(f"hx-post stands on no plain form: {element}")
        if element.get("hx-get") is None:
            continue
        refetches = "from:body" in (element.get("hx-trigger") or "") or "every " in (element.get("hx-trigger") or "")
        plain = (element.tag == "a" and element.get("href")) or (
            element.tag == "form" and element.get("method") == "get"
        )
        if not (plain or refetches):
            found.append(f"hx-get stands on no plain link or form: {element}")
    return found


def _fragment(page: Page) -> list[str]:
    roots = [child for child in page.root.children if child.get("hx-swap-oob") is None]
    if len(roots) != 1:
        return [f"a fragment has one root, not {len(roots)}"]
    return [] if roots[0].get("id") else [f"the root needs a stable id: {roots[0]}"]


def _whole(page: Page) -> list[str]:
    found = []
    languages = [html.get("lang") for html in page.all("html")]
    if len(languages) != 1 or not languages[0]:
        found.append("one <html> with its lang")
    titles = [title for title in page.all("title") if all(above.tag != "svg" for above in title.above())]
    if len(titles) != 1 or not titles[0].text():
        found.append("one title with words in it")
    found += [f"one <{tag}>, not {len(page.all(tag))}" for tag in ("main", "h1") if len(page.all(tag)) != 1]
    for heading in page.all("h1"):
        if all(above.tag != "main" for above in heading.above()):
            found.append(f"the h1 stands outside main: {heading}")
    if not any(link.get("href") == "#main" for link in page.all("a")[:1]):
        found.append("the first link skips to the content")
    return found + _order_of_headings(page)


def _order_of_headings(page: Page) -> list[str]:
    """The summary of errors comes first in main, before the h1, and takes no part in the order."""
    found, level = [], 0
    for heading in page.all(*HEADINGS):
        if any(above.get("class") == "error-summary" for above in heading.above()):
            continue
        depth = HEADINGS.index(heading.tag) + 1
        if depth > level + 1:
            found.append(f"after h{level} comes h{depth}: {heading}")
        if not heading.text():
            found.append(f"an empty heading: {heading}")
        level = depth
    return found
