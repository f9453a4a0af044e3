"""The library: everything said, written or recorded, by state; writing it down and changing it (CON-1, CON-2)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.contents import ContentFilters, ContentWords, NewContent
from admin.forms.fields import add_problem
from admin.states import CONTENTS
from portal.domain.errors import Refused
from portal.domain.kinds import ContentKind, ContentState
from portal.domain.operations import contents
from portal.domain.queries import contents as queries
from portal.domain.queries.contents import ContentView
from portal.domain.rules.contents import BOUND, KINDS
from portal.web import access, current, responses
from portal.web.contents import ICONS
from portal.web.forms import number

LIST, LINES = "admin/contents/index.html", "admin/contents/_list.html"
NEW, EDIT = "admin/contents/new.html", "admin/contents/edit.html"
FACETS = ("industry", "region", "persona", "products", "use_cases", "tags")


@blueprint.get("/contents", endpoint="contents")
@access.publisher
def index() -> Response:
    form, today = ContentFilters(request.args), current.today()
    state = state_asked()
    with current.reading() as session:
        form.offer(queries.choices(session))
        page = queries.page(
            session,
            today,
            state,
            form.filters(),
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        numbers = queries.counts(session, today)
    chosen = form.chosen() | ({"state": state.value} if state else {})
    return responses.page(
        LIST,
        LINES,
        form=form,
        page=page,
        now=current.now(),
        chosen=chosen,
        signs=CONTENTS,
        kinds=KINDS,
        icons=ICONS,
        tabs=tabs(state, numbers, form.chosen()),
        total=sum(numbers.values()),
    )


@blueprint.get("/contents/new")
@access.publisher
def new_content() -> Response:
    form = NewContent(data={"advocate": request.args.get("advocate")})
    return responses.page(NEW, form=form, name=name_of(form))


@blueprint.post("/contents")
@access.publisher
def create_content() -> Response:
    form = NewContent(request.form)
    name = name_of(form)
    fits, advocate_id = form.validate(), number(form.advocate.data) if name else None
    if form.email.data and not name:
        with current.reading() as session:
            advocate_id = queries.advocate_with(session, form.email.data)
        if advocate_id is None:
            add_problem(form, "email", "Nobody here has that address. Add them as an advocate first.")
            fits = False
    if not fits:
        return responses.again(NEW, form=form, name=name)
    try:
        with current.writing() as session:
            content = contents.draft(
                session,
                kind=ContentKind(form.kind.data),
                words=form.wording(),
                facets=form.facets(),
                advocate_id=advocate_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
            address = url_for("admin.content", content_id=content.id)
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form, name=name)
    return responses.done(address, said="Kept as a draft. Nobody was told")


@blueprint.get("/contents/<int:content_id>/words")
@access.publisher
def edit_content(content_id: int) -> Response:
    view = read(content_id)
    return responses.page(EDIT, view=view, form=words_of(view), bound=view.facts.state in BOUND)


@blueprint.post("/contents/<int:content_id>/words")
@access.publisher
def create_content_words(content_id: int) -> Response:
    form, view = ContentWords(request.form), read(content_id)
    if not form.validate():
        return responses.again(EDIT, view=view, form=form, bound=view.facts.state in BOUND)
    try:
        with current.writing() as session:
            changed = contents.edit(
                session,
                content_id=content_id,
                version=form.version.number(),
                words=form.wording(),
                facets=form.facets(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, view=read(content_id), form=form, bound=view.facts.state in BOUND)
    said = (
        "The words are changed. It is a draft until they are approved" if changed else "Saved. The words are as before"
    )
    return responses.done(url_for("admin.content", content_id=content_id), said=said)


def name_of(form: NewContent) -> str | None:
    """Whose words they are, for whoever comes from their page: only the team does."""
    if not current.signed_in().is_team:
        return None
    with current.reading() as session:
        return queries.name_of(session, number(form.advocate.data))


def read(content_id: int) -> ContentView:
    with current.reading() as session:
        return queries.one(session, content_id, current.today())


def words_of(view: ContentView) -> ContentWords:
    facts = view.facts
    values: dict[str, Any] = {name: getattr(facts, name) for name in FACETS}
    return ContentWords(
        data={"version": str(facts.version), "title": facts.title, "words": facts.words, "url": facts.url, **values}
    )


def state_asked() -> ContentState | None:
    given = request.args.get("state", "")
    return next((state for state in ContentState if state.value == given), None)


def tabs(
    state: ContentState | None, numbers: dict[ContentState, int], chosen: dict[str, Any]
) -> list[tuple[str, str, bool, str]]:
    live = sum(number for each, number in numbers.items() if each is not ContentState.REVOKED)
    every = [("All", url_for("admin.contents", **chosen), state is None, f"{live:,}")]
    return every + [
        (CONTENTS[each].words, url_for("admin.contents", state=each.value, **chosen), each is state, f"{number:,}")
        for each, number in numbers.items()
    ]
