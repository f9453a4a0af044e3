"""A press that changes one thing: in one transaction, by whoever is signed in, at this moment."""

from collections.abc import Callable, Mapping

from flask import Response

from portal.domain.errors import Refused
from portal.web import current, responses


def made(
    operation: Callable[..., object],
    what: Mapping[str, object],
    *,
    said: str,
    to: str,
    refused: Callable[[Refused], Response],
) -> Response:
    """`what` are the operation's own arguments, beside who did it and when."""
    try:
        with current.writing() as session:
            operation(session, **what, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return refused(refusal)
    return responses.done(to, said=said)
