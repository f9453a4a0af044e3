"""What the pages of an advocate's content are made from."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState, Use
from portal.domain.queries import contents as queries
from portal.domain.queries.contents import OwnContent, OwnView
from portal.domain.rules import contents as rules
from portal.forms import contents as forms
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


def context(
    content_id: int,
    form: forms.Approval | None = None,
    rewording: forms.OwnWords | None = None,
    *,
    refused: forms.Approval | None = None,
) -> dict[str, Any]:
    with current.reading() as session:
        view = owned(session, content_id)
    content = view.content
    answering = content.state is ContentState.SENT
    if answering and form is None:
        form = form_for(content, fresh=True)
        if refused is not None:
            form.keep(refused)
    return {
        "content": content,
        "view": view,
        "form": form,
        "answering": answering,
        "rewording": rewording or fresh_words(content),
        "kind": rules.KINDS[content.kind],
        "icon_name": ICONS[content.kind],
        "short": is_heading(content.kind, content.words),
        "asked": beside(content.kind, [Use(use) for use in content.uses], "your"),
        "agreed": beside(content.kind, agreed_uses(view), "your"),
        "places": [(place, is_web(place)) for place in view.places],
        "use_words": rules.USES,
    }


def owned(session: Session, content_id: int) -> OwnView:
    """Raises NotFound."""
    return queries.own(session, content_id, advocate_id=current.signed_in().advocate_id or 0, today=current.today())


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
        view = owned(session, content_id)
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
