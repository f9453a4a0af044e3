"""Two who write at once what may be there only once: the database lets one through."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.errors import Refused


@contextmanager
def first_come(session: Session, refusal: Refused) -> Iterator[None]:
    """The first to commit has it; the other one, whose check beforehand found nothing, reads `refusal`."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as taken:
        raise refusal from taken
