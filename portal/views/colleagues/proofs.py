"""Looking for proof: content that can be used today, and people who could speak, unnamed (REQ-4, CON-1)."""

from flask import Response, request, url_for

from portal.domain.kinds import Effort
from portal.domain.operations import adoptions, segments
from portal.domain.queries import contents, grounds, proofs, searches
from portal.domain.queries.contents import Filters
from portal.domain.queries.grounds import Ground
from portal.domain.queries.proofs import Profile
from portal.domain.rules.contents import KINDS
from portal.domain.rules.searches import Criteria
from portal.forms.proofs import Search
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses
from portal.web.contents import ICONS, is_heading
from portal.web.quiets import Quiet, quiet

PAGE, LIST = "colleagues/proofs/index.html", "colleagues/proofs/_found.html"
CONTENTS_SHOWN = 6


@blueprint.get("/proofs", endpoint="proofs")
@access.colleague
def find_proof() -> Response:
    form = Search(formdata=request.args)
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        choices = searches.choices(session)
        form.offer(sorted({*choices["industry"], *contents.usable_industries(session, ground.today)}))
        words, industry = form.words, form.industry_chosen
        people = proofs.people(session, words, industry, choices) if form.wants_people else None
        pieces = (
            contents.usable_page(session, ground.today, Filters(words=words, kind=None, industry=industry))
            if form.wants_contents
            else []
        )
    if form.searched:
        note(words, industry, form.kind.data or "", results=len(pieces) + (people.number if people else 0))
    return responses.page(
        PAGE,
        LIST,
        form=form,
        pieces=pieces[:CONTENTS_SHOWN],
        more_pieces=url_for("colleagues.contents", q=words, industry=industry) if len(pieces) > CONTENTS_SHOWN else "",
        people=people,
        profiles=[(one, *quiets(one, ground), wishes(one)) for one in people.profiles] if people else [],
        headings={one.id: is_heading(one.kind, one.words) for one in pieces},
        kinds=KINDS,
        icons=ICONS,
        most=searches.COUNT_TO,
    )


def note(words: str, industry: str | None, kind: str, *, results: int) -> None:
    """That somebody looked, and what they missed (SEG-1, ADO-1)."""
    me = current.signed_in().id
    with current.writing() as session:
        now = current.moment(session)
        adoptions.note_search(session, by_id=me, sought=f"{words}|{industry}|{kind}", results=results, now=now)
        if not results:
            sought = Criteria(words=words, industries=(industry,) if industry else ())
            segments.note_miss(session, criteria=sought, by_id=me, now=now)


def quiets(one: Profile, ground: Ground) -> tuple[Quiet, Quiet]:
    high, low = (
        quiet(one.standing, effort, ground.policy, activities=ground.ids(effort), today=ground.today)
        for effort in (Effort.HIGH, Effort.LOW)
    )
    return high, low


def wishes(one: Profile) -> str:
    """The form for a request that such a person would fit."""
    return url_for(
        "colleagues.new_request",
        industry=one.industry or None,
        region=one.region or None,
        persona=one.persona or None,
    )
