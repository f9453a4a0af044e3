"""The four answers of a view. Only here is it known whether htmx asked."""

import json
from collections.abc import Iterable, Mapping

from flask import Response, flash, make_response, redirect, render_template
from flask_htmx import HTMX

from portal.domain.errors import Refused

htmx = HTMX()


def wants_fragment() -> bool:
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(template: str, fragment: str | None = None, *, status: int = 200, **context: object) -> Response:
    """The whole page; for htmx the fragment of it that is swapped, if there is one."""
    name = fragment if fragment and wants_fragment() else template
    return make_response(render_template(name, **context), status)


def again(template: str, fragment: str | None = None, **context: object) -> Response:
    """The same page with what is wrong beside the fields, the typing kept."""
    return page(template, fragment, status=422, failed=True, **context)


def refused(refusal: Refused, template: str, fragment: str | None = None, **context: object) -> Response:
    """The page in its present state, with a sentence on what changed."""
    return page(template, fragment, status=409, refusal=refusal, **context)


def done(
    url: str,
    fragment: str | None = None,
    *,
    said: str | None = None,
    events: Iterable[str] = (),
    **context: object,
) -> Response:
    """After a change: for a form 303 to `url`; for htmx the fragment, or the way to `url` where there is none.

    `said` is one line for the flash region; `events` are the names that other regions of the page listen for.
    """
    if fragment and wants_fragment():
        body = render_template(fragment, **context)
        if said:
            body += render_template("_flash.html", flashes=[said], oob=True)
        response = make_response(body)
        if events:
            response.headers["HX-Trigger"] = json.dumps(dict.fromkeys(events))
        return response
    if said:
        flash(said)
    return elsewhere(url)


def elsewhere(url: str) -> Response:
    """To another page: 303, or htmx's own redirect. htmx would swap a followed 303 into the region."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return make_response(redirect(url, 303))


def file(content: bytes | str | Iterable[bytes], *, name: str, kind: str) -> Response:
    """A download under a plain ASCII `name`."""
    return Response(content, headers=_attachment(name, kind))


def _attachment(name: str, kind: str) -> Mapping[str, str]:
    return {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
