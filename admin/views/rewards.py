"""The menu as the team keeps it, the codes, and the rules of giving (RWD-2, RWD-6)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms import rewards as forms
from portal import tables
from portal.domain.errors import Refused
from portal.domain.operations import reward_rules
from portal.domain.operations import rewards as operations
from portal.domain.queries import ledgers
from portal.domain.queries import rewards as queries
from portal.web import access, current, responses

INDEX = "admin/rewards/catalogue.html"
EDIT = "admin/rewards/edit.html"
RULES = "admin/rewards/rules.html"
MOST_BYTES = 1 << 20


@blueprint.get("/rewards/catalogue", endpoint="catalogue")
@access.team
def index() -> Response:
    with current.reading() as session:
        return responses.page(INDEX, entries=queries.catalogue(session), kinds=forms.KINDS, ways=forms.WAYS)


@blueprint.get("/rewards/new", endpoint="new_reward")
@access.team
def new() -> Response:
    form = forms.Reward(data={"currency": "EUR"})
    with current.reading() as session:
        form.offer(queries.owners(session))
    return responses.page(EDIT, entry=None, form=form)


@blueprint.post("/rewards")
@access.team
def create_reward() -> Response:
    form = forms.Reward(request.form)
    with current.reading() as session:
        form.offer(queries.owners(session))
    if not form.validate():
        return responses.again(EDIT, entry=None, form=form)
    try:
        with current.writing() as session:
            made = operations.add(
                session, words=form.words(), actor_id=current.signed_in().id, now=current.moment(session)
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, entry=None, form=form)
    return responses.done(url_for("admin.reward", reward_id=made.id), said="It’s on the menu")


@blueprint.get("/rewards/<int:reward_id>", endpoint="reward")
@access.team
def show(reward_id: int) -> Response:
    with current.reading() as session:
        entry, owners = queries.entry(session, reward_id), queries.owners(session)
    form = forms.Reward.of(entry)
    form.offer(owners)
    return responses.page(EDIT, entry=entry, form=form)


@blueprint.post("/rewards/<int:reward_id>")
@access.team
def change_reward(reward_id: int) -> Response:
    with current.reading() as session:
        entry, owners = queries.entry(session, reward_id), queries.owners(session)
    form = forms.Reward(request.form)
    form.offer(owners)
    if not form.validate():
        return responses.again(EDIT, entry=entry, form=form)
    try:
        with current.writing() as session:
            operations.change(
                session,
                reward_id=reward_id,
                words=form.words(),
                counted=form.counted.number(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, entry=entry, form=form)
    return responses.done(url_for("admin.catalogue"), said="It’s changed. What was chosen keeps its price")


@blueprint.post("/rewards/<int:reward_id>/archiving")
@access.team
def archive_reward(reward_id: int) -> Response:
    return archived(reward_id, archived=True, said="It’s off the menu")


@blueprint.post("/rewards/<int:reward_id>/restoring")
@access.team
def restore_reward(reward_id: int) -> Response:
    return archived(reward_id, archived=False, said="It’s on the menu again")


@blueprint.post("/rewards/<int:reward_id>/codes")
@access.team
@access.upload(MOST_BYTES)
def create_codes(reward_id: int) -> Response:
    """From the first column of a CSV or XLSX file."""
    with current.reading() as session:
        entry, owners = queries.entry(session, reward_id), queries.owners(session)
    form = forms.Reward.of(entry)
    form.offer(owners)
    sent = request.files.get("codes")
    try:
        codes = [cells[0] for _, cells in tables.read(sent.read() if sent else b"")]
        with current.writing() as session:
            added = operations.import_codes(
                session,
                reward_id=reward_id,
                codes=codes,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except tables.Unreadable as unreadable:
        refusal = Refused("unreadable", str(unreadable))
        return responses.again(EDIT, entry=entry, form=form, refusal=refusal)
    except Refused as refused:
        return responses.refused(refused, EDIT, entry=entry, form=form)
    said = f"{added:,} new {'code is' if added == 1 else 'codes are'} in"
    return responses.done(url_for("admin.reward", reward_id=reward_id), said=said)


@blueprint.get("/rewards/rules", endpoint="reward_rules")
@access.administrator
def show_rules() -> Response:
    with current.reading() as session:
        activities = queries.earnings(session)
        rules = ledgers.rules(session)
        said = {
            "expires_after_months": rules.expires_after_months,
            "second_points": rules.second_points,
            "second_cost": rules.second_cents,
            "gift_limit": rules.gift_limit_cents,
            "promised_days": rules.promised_days,
            "review_sites": rules.review_sites,
        } | {f"points_{activity.id}": activity.points for activity in activities}
        form = forms.rules_for(activities)(data=said)
        return responses.page(RULES, form=form, activities=activities)


@blueprint.post("/rewards/rules")
@access.administrator
def change_reward_rules() -> Response:
    with current.reading() as session:
        activities = queries.earnings(session)
    form = forms.rules_for(activities)(request.form)
    shown: dict[str, Any] = {"form": form, "activities": activities}
    if not form.validate():
        return responses.again(RULES, **shown)
    try:
        with current.writing() as session:
            reward_rules.change(
                session,
                values=form.values(),
                points={activity.id: form[f"points_{activity.id}"].data for activity in activities},
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, RULES, **shown)
    return responses.done(url_for("admin.reward_rules"), said="The rules are saved")


def archived(reward_id: int, *, archived: bool, said: str) -> Response:
    with current.writing() as session:
        operations.archive(
            session,
            reward_id=reward_id,
            archived=archived,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )
    return responses.done(url_for("admin.catalogue"), said=said)
