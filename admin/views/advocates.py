"""The list of advocates, found by words and facets, and adding one by hand (SEG-1)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import finding
from admin.blueprint import blueprint
from admin.cards import cards, up_to
from admin.forms.advocates import NewAdvocate
from admin.forms.searches import LABELS, MORE, searching, words_of
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Effort
from portal.domain.operations import candidates
from portal.domain.operations import segments as segment_operations
from portal.domain.queries import advocates, grounds, searches, segments
from portal.domain.queries.grounds import Ground
from portal.domain.rules.searches import Criteria, Unreadable, write
from portal.web import access, current, responses

PAGE, FRAGMENT = "admin/advocates/index.html", "admin/advocates/_list.html"
TABS = ((None, "Everyone"), (Effort.HIGH, "Bigger ask possible"), (Effort.LOW, "Small ask possible"))
SEGMENTS_SHOWN = 5


@blueprint.get("/advocates", endpoint="advocates")
@access.team
def index() -> Response:
    try:
        criteria = finding.asked()
    except Unreadable as problem:
        with current.reading() as session:
            return responses.again(PAGE, FRAGMENT, **{**listed(session, Criteria()), "unreadable": str(problem)})
    with current.reading() as session:
        shown = listed(session, criteria)
    if not shown["cards"] and criteria != Criteria() and not paging():
        with current.writing() as session:
            segment_operations.note_miss(
                session, criteria=criteria, by_id=current.signed_in().id, now=current.moment(session)
            )
    return responses.page(PAGE, FRAGMENT, **shown)


@blueprint.get("/advocates/facets")
@access.team
def facets() -> Response:
    """Every facet with how many each of its values would leave."""
    try:
        criteria = finding.asked()
    except Unreadable:
        criteria = Criteria()
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        words = words_of(searches.choices(session), ground.activities)
        counted = {key: searches.counts(session, criteria, ground, key, list(words[key])) for key in words}
    return responses.page(
        "admin/advocates/facets.html",
        facets=[
            (
                LABELS[key],
                [
                    (words[key][each.value], up_to(each.count), finding.with_choice(criteria, key, each.value))
                    for each in counted[key]
                    if each.count
                ],
            )
            for key in LABELS
            if key in counted and key != "answer"
        ],
        chips=finding.chips(criteria, words, None),
        back=finding.address(criteria),
    )


@blueprint.get("/advocates/new")
@access.team
def new_advocate() -> Response:
    return responses.page("admin/advocates/new.html", form=NewAdvocate())


@blueprint.post("/advocates")
@access.team
def create_advocate() -> Response:
    form = NewAdvocate(request.form)
    if not form.validate():
        return responses.again("admin/advocates/new.html", form=form)
    try:
        with current.writing() as session:
            advocate = candidates.add(
                session,
                name=form.name.data or "",
                email=form.email.data or "",
                company=form.company.data or "",
                title=form.title.data or None,
                channel=Channel(form.channel.data),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, "admin/advocates/new.html", form=form)
    return responses.done(
        url_for("admin.advocate", advocate_id=advocate.id), said=f"{form.name.data} is a candidate now"
    )


def listed(session: Session, criteria: Criteria) -> dict[str, Any]:
    ground = grounds.ground(session, current.now())
    page = advocates.page(
        session,
        criteria,
        ground,
        before=request.args.get("before", type=int),
        after=request.args.get("after", type=int),
    )
    hits = searches.hits(session, [line.id for line in page.lines], criteria.terms)
    words = words_of(searches.choices(session), ground.activities)
    segment = opened(session)
    numbers = counts(session, criteria, ground)
    return {
        "form": searching(criteria, words),
        "words": criteria.words,
        "hidden": finding.hidden(criteria),
        "chips": finding.chips(criteria, words, segment.id if segment else None),
        "more": MORE,
        "more_open": bool(set(write(criteria)) & {*MORE, "employees_from", "employees_to"}),
        "search": finding.packed(criteria),
        "query": write(criteria),
        "segment": segment,
        "changed": segment is not None and segment.criteria != criteria,
        "cards": cards(page.lines, ground),
        "why": {line.id: finding.why(line, hits.get(line.id, []), criteria, ground.today) for line in page.lines},
        "newer": page.newer,
        "older": page.older,
        "tabs": tabs(session, criteria, ground, numbers, segment),
        "numbers": numbers,
        "matching": numbers[criteria.effort.value if criteria.effort else ""],
        "unreadable": "",
    }


def opened(session: Session) -> segments.SavedSegment | None:
    """The saved search that the address says it came from, if it is still there."""
    segment_id = request.args.get("segment", type=int)
    return segments.find(session, segment_id) if segment_id else None


def paging() -> bool:
    return "before" in request.args or "after" in request.args


def counts(session: Session, criteria: Criteria, ground: Ground) -> dict[str, str]:
    """Everybody, those who match, and those of them who can be asked today, by class."""
    wanted = {"all": Criteria(), "": finding.without_tab(criteria)}
    wanted |= {effort.value: replace(criteria, effort=effort) for effort in Effort}
    return {name: up_to(searches.how_many(session, each, ground)) for name, each in wanted.items()}


def tabs(
    session: Session,
    criteria: Criteria,
    ground: Ground,
    numbers: Mapping[str, str],
    segment: segments.SavedSegment | None,
) -> list[tuple[str, str, bool, str]]:
    segment_id = segment.id if segment else None
    found = [
        (
            words,
            finding.address(replace(criteria, effort=effort), segment_id=segment_id),
            segment is None and criteria.effort is effort,
            numbers[effort.value if effort else ""],
        )
        for effort, words in TABS
    ]
    for saved in segments.newest(session, SEGMENTS_SHOWN):
        number = up_to(searches.how_many(session, saved.criteria, ground))
        url = finding.address(saved.criteria, segment_id=saved.id)
        found.append((saved.name, url, saved.id == segment_id, number))
    return found
