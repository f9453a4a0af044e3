"""The program's logo."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Program


@dataclass(frozen=True)
class Logo:
    content: bytes
    kind: str


def current(session: Session) -> Logo | None:
    content, kind = session.execute(select(Program.logo, Program.logo_type)).one()
    return Logo(content, kind) if content and kind else None
