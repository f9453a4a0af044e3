"""What the pages of an advocate's content are made from. A link's page gets no more than a link may show (ID-3)."""

from collections.abc import Collection
from typing import Any

from portal.domain.kinds import ContentState, Use
from portal.domain.queries.contents import OwnContent, OwnView
from portal.domain.rules import contents as rules
from portal.forms import contents as forms
from portal.views.contents.ways import Way
from portal.web import current
from portal.web.contents import ICONS, beside, is_heading, is_web

PAGE, FRAGMENT, REVOKING = "contents/show.html", "contents/_content.html", "contents/revocation.html"
GROUPS = (
    ("Waits for your answer", frozenset({ContentState.SENT})),
    ("Out there", frozenset({ContentState.PUBLISHED})),
    ("Approved, not published", frozenset({ContentState.APPROVED})),
    ("With the team", frozenset({ContentState.DRAFT})),
    ("Over", frozenset({ContentState.EXPIRED})),
    ("Taken back", frozenset({ContentState.REVOKED})),
)


def context(way: Way, form: forms.Approval | None = None, rewording: forms.OwnWords | None = None) -> dict[str, Any]:
    with current.reading() as session:
        view = None if way.token else way.view(session)
        content = view.content if view else way.content(session)
    answering = content.state is ContentState.SENT and way.version in {0, content.version}
    if answering and form is None:
        form = form_for(content, fresh=True)
    return {
        "content": content,
        "view": view,
        "form": form,
        "answering": answering,
        "rewording": rewording or fresh_words(content),
        "by_link": bool(way.token),
        "page_url": way.page,
        "answer_url": way.answer,
        "kind": rules.KINDS[content.kind],
        "icon_name": ICONS[content.kind],
        "short": is_heading(content.kind, content.words),
        "asked": beside(content.kind, [Use(use) for use in content.uses], "your"),
        "agreed": beside(content.kind, agreed_uses(view), "your") if view else "",
        "places": [(place, is_web(place)) for place in view.places] if view else [],
        "use_words": rules.USES,
    }


def form_for(content: OwnContent, *, fresh: bool = False) -> forms.Approval:
    form = forms.Approval(formdata=None) if fresh else forms.Approval()
    form.offer(rules.extras(content.kind, content.uses), content.words)
    if fresh:
        form.version.data, form.words.data = str(content.version), content.words
    return form


def fresh_words(content: OwnContent) -> forms.OwnWords:
    return forms.OwnWords(formdata=None, version=str(content.version), words=content.words)


def groups(found: list[OwnContent]) -> list[tuple[str, list[OwnContent]]]:
    sorted_out = [(heading, [each for each in found if each.state in states]) for heading, states in GROUPS]
    return [(heading, each) for heading, each in sorted_out if each]


def read(content_id: int) -> tuple[OwnContent, list[Use]]:
    """One's own, and what was agreed to and still stands."""
    with current.reading() as session:
        view = Way(content_id=content_id).view(session)
    return view.content, agreed_uses(view)


def agreed_uses(view: OwnView) -> list[Use]:
    return [each.use for each in view.agreements if each.revoked_at is None]


def agreed_beside(content: OwnContent, agreed: Collection[Use]) -> list[Use]:
    return [use for use in agreed if use is not rules.core_use(content.kind)]


def revoking(content: OwnContent, agreed: Collection[Use], form: forms.Revocation | None = None) -> dict[str, Any]:
    if form is None:
        form = forms.Revocation(formdata=None)
        form.offer(agreed_beside(content, agreed))
    return {
        "content": content,
        "form": form,
        "kind": rules.KINDS[content.kind],
        "extras": bool(agreed_beside(content, agreed)),
    }
