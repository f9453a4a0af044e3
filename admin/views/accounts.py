"""Customer companies: the list, one with its people, and what is written about it (ADV-9)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.accounts import NOBODY, AccountDetails
from portal.domain.errors import Refused
from portal.domain.operations import accounts
from portal.domain.queries import accounts as queries
from portal.web import access, current, responses

LIST, FRAGMENT = "admin/accounts/index.html", "admin/accounts/_list.html"
SHOW, EDIT, NEW = "admin/accounts/show.html", "admin/accounts/edit.html", "admin/accounts/new.html"
LONGEST = 200


@blueprint.get("/accounts", endpoint="accounts")
@access.team
def index() -> Response:
    words = " ".join(request.args.get("q", "")[:LONGEST].split())
    with current.reading() as session:
        page = queries.page(
            session,
            words,
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        matching = queries.how_many(session, words)
        everything = queries.how_many(session, "") if words else matching
    return responses.page(LIST, FRAGMENT, page=page, words=words, matching=matching, everything=everything)


@blueprint.get("/accounts/new")
@access.team
def new_account() -> Response:
    with current.reading() as session:
        form = AccountDetails(csm_id=NOBODY).offer(queries.managers(session))
    return responses.page(NEW, form=form)


@blueprint.post("/accounts")
@access.team
def create_account() -> Response:
    with current.reading() as session:
        form = AccountDetails(request.form).offer(queries.managers(session))
    if not form.validate():
        return responses.again(NEW, form=form)
    try:
        with current.writing() as session:
            account = accounts.add(
                session, details=form.details(), actor_id=current.signed_in().id, now=current.moment(session)
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form)
    return responses.done(url_for("admin.account", account_id=account.id), said=f"{form.name.data} is added")


@blueprint.get("/accounts/<int:account_id>")
@access.team
def account(account_id: int) -> Response:
    with current.reading() as session:
        return responses.page(SHOW, **facts(session, account_id))


@blueprint.get("/accounts/<int:account_id>/details")
@access.team
def edit_account(account_id: int) -> Response:
    with current.reading() as session:
        company = queries.one(session, account_id)
        form = AccountDetails(obj=company, csm_id=str(company.csm_id or NOBODY))
        form.csm_id.data = str(company.csm_id or NOBODY)
        offered(session, form, company)
    return responses.page(EDIT, company=company, form=form)


@blueprint.post("/accounts/<int:account_id>/details")
@access.team
def correct_account(account_id: int) -> Response:
    with current.reading() as session:
        company = queries.one(session, account_id)
        form = offered(session, AccountDetails(request.form), company)
    if not form.validate():
        return responses.again(EDIT, company=company, form=form)
    try:
        with current.writing() as session:
            changed = accounts.correct(
                session,
                account_id=account_id,
                details=form.details(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, company=company, form=form)
    said = "The details are saved" if changed else "Nothing was different"
    return responses.done(url_for("admin.account", account_id=account_id), said=said)


def offered(session: Session, form: AccountDetails, company: queries.Company) -> AccountDetails:
    owner = (company.csm_id, company.csm) if company.csm_id and company.csm else None
    return form.offer(queries.managers(session), owner=owner)


def facts(session: Session, account_id: int) -> dict[str, Any]:
    found = queries.people(session, account_id, before=request.args.get("before", type=int))
    shown = found[: queries.PAGE]
    return {
        "company": queries.one(session, account_id),
        "people": shown,
        "older": shown[-1].id if len(found) > queries.PAGE else None,
        "first": "before" not in request.args,
    }
