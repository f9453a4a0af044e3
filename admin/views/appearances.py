"""The activity log: events and social posts, whom and what they featured, the leads that came (ACT-1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.appearances import CHOICES, AppearanceEntry, AppearanceFilters, filled
from admin.forms.fields import add_problem
from portal import tables
from portal.domain.demand_kinds import AppearanceKind
from portal.domain.errors import Refused
from portal.domain.operations import appearances
from portal.domain.operations.appearances import Facts
from portal.domain.queries import advocates
from portal.domain.queries import appearances as queries
from portal.domain.queries.appearances import Filters, Line
from portal.domain.rules.appearances import KINDS
from portal.web import access, current, responses

LIST, LINES = "admin/appearances/index.html", "admin/appearances/_list.html"
NEW, EDIT = "admin/appearances/new.html", "admin/appearances/edit.html"


@blueprint.get("/appearances", endpoint="appearances")
@access.team
def index() -> Response:
    form, filters = asked()
    page = max(request.args.get("page", 0, type=int), 0)
    chosen: dict[str, Any] = form.chosen() | ({"advocate": filters.advocate_id} if filters.advocate_id else {})
    with current.reading() as session:
        lines = queries.page(session, filters, page=page)
        totals = queries.totals(session, filters)
        whose = advocates.one(session, filters.advocate_id).profile if filters.advocate_id else None
    return responses.page(
        LIST,
        LINES,
        form=form,
        lines=lines[: queries.PAGE],
        totals=totals,
        whose=whose,
        kinds=KINDS,
        chosen=chosen,
        page=page,
        more=len(lines) > queries.PAGE,
    )


@blueprint.get("/appearances.csv", endpoint="appearances_csv")
@access.team
def as_file() -> Response:
    """What the list shows. Names and companies are in it, no address."""
    _, filters = asked()
    with current.reading() as session:
        content = "".join(tables.write(tables.texts(row) for row in queries.every(session, filters)))
    name = f"activity-log-{current.today().isoformat()}.csv"
    return responses.file(content, name=name, kind="text/csv; charset=utf-8")


@blueprint.get("/appearances/new")
@access.team
def new_appearance() -> Response:
    """An advocate may be in the address: they are named beforehand."""
    form = AppearanceEntry(data={"happened_on": current.today(), "leads": 0})
    if advocate_id := request.args.get("advocate", type=int):
        with current.reading() as session:
            profile = advocates.one(session, advocate_id).profile
        form.advocates.data = ", ".join(filter(None, (profile.name, profile.company)))
    return responses.page(NEW, form=form)


@blueprint.post("/appearances")
@access.team
def create_appearance() -> Response:
    form = AppearanceEntry(request.form)
    facts = read(form)
    if facts is None:
        return responses.again(NEW, form=form)
    try:
        with current.writing() as session:
            appearances.add(session, facts=facts, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form)
    return responses.done(url_for("admin.appearances"), said="Kept in the log")


@blueprint.get("/appearances/<int:appearance_id>")
@access.team
def appearance(appearance_id: int) -> Response:
    with current.reading() as session:
        entry = queries.one(session, appearance_id)
    return responses.page(EDIT, entry=entry, form=filled(entry))


@blueprint.post("/appearances/<int:appearance_id>")
@access.team
def change_appearance(appearance_id: int) -> Response:
    form = AppearanceEntry(request.form)
    with current.reading() as session:
        entry = queries.one(session, appearance_id)
    facts = read(form, entry)
    if facts is None:
        return responses.again(EDIT, entry=entry, form=form)
    try:
        with current.writing() as session:
            appearances.change(
                session,
                appearance_id=appearance_id,
                facts=facts,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, entry=entry, form=form)
    return responses.done(url_for("admin.appearances"), said="Saved")


@blueprint.post(
    "/appearances/<int:appearance_id>/removal", endpoint="create_appearance_removal", defaults={"wish": "out"}
)
@blueprint.post(
    "/appearances/<int:appearance_id>/removal/end", endpoint="end_appearance_removal", defaults={"wish": "in"}
)
@access.team
def turn(appearance_id: int, wish: str) -> Response:
    operation = appearances.remove if wish == "out" else appearances.restore
    try:
        with current.writing() as session:
            operation(
                session,
                appearance_id=appearance_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        with current.reading() as session:
            entry = queries.one(session, appearance_id)
        return responses.refused(refusal, EDIT, entry=entry, form=filled(entry))
    said = "Removed. It counts nowhere any more" if wish == "out" else "Back in the log"
    return responses.done(url_for("admin.appearance", appearance_id=appearance_id), said=said)


def asked() -> tuple[AppearanceFilters, Filters]:
    form = AppearanceFilters(request.args)
    form.kind.offer(CHOICES)
    return form, form.filters(request.args.get("advocate", type=int))


def read(form: AppearanceEntry, entry: Line | None = None) -> Facts | None:
    """None where something is wrong; it is said beside its field. What the entry named already it names on, whoever
    else is called the same.
    """
    sound = form.validate()
    featured = {one.called: [one] for one in entry.advocates} if entry else {}
    shown = {one.title: [one] for one in entry.contents} if entry else {}
    with current.reading() as session:
        people = {each: featured.get(each) or queries.advocates_called(session, each) for each in form.people()}
        pieces = {each: shown.get(each) or queries.contents_called(session, each) for each in form.pieces()}
    advocate_ids = placed(form, "advocates", {each: [(one.id, one.called) for one in people[each]] for each in people})
    content_ids = placed(form, "contents", {each: [(one.id, one.title) for one in pieces[each]] for each in pieces})
    if not sound or form.errors or form.happened_on.data is None:
        return None
    return Facts(
        kind=AppearanceKind(form.kind.data),
        happened_on=form.happened_on.data,
        title=form.title.data or "",
        url=form.url.data or None,
        leads=form.leads.data or 0,
        advocate_ids=advocate_ids,
        content_ids=content_ids,
    )


def placed(form: AppearanceEntry, field: str, meant: Mapping[str, Sequence[tuple[int, str]]]) -> frozenset[int]:
    """Each line to the one it names; a problem beside the field for one that names nobody, or several."""
    found = set()
    for typed, fitting in meant.items():
        if len(fitting) == 1:
            found.add(fitting[0][0])
        elif fitting:
            add_problem(form, field, f"“{typed}” can be: {'; '.join(name for _, name in fitting)}. Write one of them.")
        else:
            add_problem(form, field, f"Nothing here is called “{typed}”.")
    return frozenset(found)
