"""The words of a file of deals, what each can mean, and what was said of them before."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.import_kinds import ImportState
from portal.domain.models import Account, Advocate, Content, Import, ImportRow, Opportunity, Product
from portal.domain.queries.imports.pages import Run
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import CURRENCIES, OUTCOMES, Asked, Noun

MOST = 200
"""Words of one column that are looked up; the others of a column with more come in as they are."""


def asked(session: Session, run: Run | Import) -> list[Asked]:
    """Those that a person must place: every stage, and names that are nearly one we know."""
    if run.noun != Noun.OPPORTUNITIES or rules.incomplete(run.mapping, Noun(run.noun)):
        return []
    found = [_stage(run, word, rows) for word, rows in _words(session, run, "stage").items()]
    found += _named(session, run, "product", _products(session))
    found += _named(session, run, "account", list(session.scalars(select(Account.name))))
    if "amount" in run.mapping and "currency" not in run.mapping:
        offered = {code: code for code in CURRENCIES}
        found.append(_asked(run, Asked("currency", "", run.total, offered, CURRENCIES[0])))
    return found


def placed_before(session: Session) -> Mapping[str, Mapping[str, str]]:
    """What the words of the last file of deals that came in meant."""
    statement = (
        select(Import.placed)
        .where(Import.noun == Noun.OPPORTUNITIES, Import.state == ImportState.DONE)
        .order_by(Import.id.desc())
        .limit(1)
    )
    return session.scalar(statement) or {}


def _stage(run: Run | Import, word: str, rows: int) -> Asked:
    return _asked(run, Asked("stage", word, rows, OUTCOMES, rules.guess_outcome(word).value))


def _named(session: Session, run: Run | Import, target: str, known: list[str]) -> list[Asked]:
    """A name that we know in any case needs no question, and neither does one that is like no other."""
    here = {name.casefold() for name in known}
    found = []
    for word, rows in _words(session, run, target).items():
        near = [] if word.casefold() in here else rules.nearest(word, known)
        if near:
            offered = {name: name for name in near} | {word: f"None of these: keep “{word}”"}
            found.append(_asked(run, Asked(target, word, rows, offered, rules.likeliest(word, near))))
    return found


def _asked(run: Run | Import, guessed: Asked) -> Asked:
    """With what somebody has said, where they have."""
    said = run.placed.get(guessed.target, {}).get(guessed.word)
    return replace(guessed, answer=said, placed=True) if said is not None and said in guessed.offered else guessed


def _words(session: Session, run: Run | Import, target: str) -> dict[str, int]:
    if target not in run.mapping:
        return {}
    cell = func.btrim(ImportRow.cells[run.mapping.index(target)].astext)
    rows = session.execute(
        select(cell.label("word"), func.count().label("number"))
        .where(ImportRow.import_id == run.id, cell != "")
        .group_by(cell)
        .order_by(func.count().desc(), cell)
        .limit(MOST)
    )
    found: dict[str, int] = {}
    for row in rows:
        word = rules.tidy(row.word)
        found[word] = found.get(word, 0) + row.number
    return found


def _products(session: Session) -> list[str]:
    """As our own list, advocates and content name them; without a list, as earlier deals do."""
    names = set(session.scalars(select(Product.name)))
    if not names:
        names = set(session.scalars(select(Opportunity.product).where(Opportunity.product.is_not(None)).distinct()))
    for listed in (Advocate.products, Content.products):
        names |= set(session.scalars(select(func.unnest(listed)).distinct()))
    return sorted(name for name in names if name)
