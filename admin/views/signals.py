"""What was heard of customers, one signal, and how it was meant (NOM-2, NOM-3)."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.signals import KINDS, Correction, Filters
from portal.domain.kinds import SignalKind
from portal.domain.operations import signals
from portal.domain.queries import signals as queries
from portal.domain.queries.signals import Criteria, Mark, SignalLine, Tab
from portal.domain.rules import feelings, transcripts
from portal.domain.rules import signals as rules
from portal.domain.rules.feelings import Leaning
from portal.web import access, current, responses
from portal.words import count

PAGE, LIST = "admin/signals/index.html", "admin/signals/_list.html"
EVIDENCE = "admin/nominations/_evidence.html"
SHOW, ONE = "admin/signals/show.html", "admin/signals/_signal.html"
TABS = {Tab.WAITING: "To decide", Tab.DECIDED: "Decided", Tab.OTHERS: "No candidate", Tab.ALL: "All"}
SAID = {
    Leaning.GLAD: "Noted: it was meant gladly",
    Leaning.NEITHER: "Noted: it was meant neither way",
    Leaning.UNHAPPY: "Noted: it was meant unhappily",
}


@blueprint.get("/signals", endpoint="signals")
@access.team
def index() -> Response:
    with current.reading() as session:
        return responses.page(PAGE, LIST, **listed(session))


@blueprint.get("/signals/<int:signal_id>", endpoint="signal")
@access.team
def show(signal_id: int) -> Response:
    with current.reading() as session:
        return responses.page(SHOW, ONE, **told(session, signal_id))


@blueprint.post("/signals/<int:signal_id>/correction")
@access.team
def create_correction(signal_id: int) -> Response:
    """`nomination` where the form stands in a candidate's evidence: there only the evidence changes."""
    form = Correction(request.form)
    if not form.validate():
        with current.reading() as session:
            return responses.again(SHOW, ONE, **told(session, signal_id))
    leaning = Leaning(form.leaning.data)
    with current.writing() as session:
        signals.correct(
            session,
            signal_id=signal_id,
            leaning=leaning,
            actor_id=current.signed_in().id,
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        )
    page, said = url_for("admin.signal", signal_id=signal_id), SAID[leaning]
    nomination_id = request.form.get("nomination", type=int)
    with current.reading() as session:
        weighed = queries.evidence(session, [nomination_id], today=current.today()) if nomination_id else {}
        shown = told(session, signal_id)
    if nomination_id in weighed:
        return responses.done(page, EVIDENCE, said=said, evidence=weighed[nomination_id])
    return responses.done(page, ONE, said=said, **shown)


def listed(session: Session, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a template needs
    criteria = asked()
    chosen = {"tab": criteria.tab.value}
    chosen |= {"kind": criteria.kind.value} if criteria.kind else {}
    chosen |= {"q": criteria.words} if criteria.words else {}
    numbers = queries.counts(session)
    form = Filters(data={"q": criteria.words, "kind": criteria.kind or ""})
    form.kind.offer(KINDS)
    context = {
        "tab": criteria.tab,
        "tabs": [
            (words, url_for("admin.signals", tab=one), one is criteria.tab, up_to(numbers[one]))
            for one, words in TABS.items()
        ],
        "chosen": chosen,
        "form": form,
        "anything": numbers[Tab.ALL] > 0,
        "waiting": None,
        "page": None,
        "next_after": None,
        "here": None,
        "rest": None,
        "ticked": {},
        "problem": "",
        "left_out": [],
        "said": "",
    }
    return context | page_of(session, criteria) | more


def page_of(session: Session, criteria: Criteria) -> dict[str, Any]:
    if criteria.tab is Tab.WAITING:
        older_than = beyond()
        waiting = queries.waiting(session, criteria, today=current.today(), after=last_seen(), older_than=older_than)
        return {
            "waiting": waiting,
            "next_after": "{}_{}".format(*waiting.after) if waiting.after else None,
            "here": written(older_than),
            "rest": written(waiting.rest),
        }
    found = queries.page(
        session,
        criteria,
        before=request.args.get("before", type=int),
        after=request.args.get("after", type=int),
    )
    lines = [(line, moment_of(line)) for line in found.lines]
    return {"page": {"lines": lines, "newer": found.newer, "older": found.older}}


def asked() -> Criteria:
    """What means nothing counts as not said: an old address still works."""
    tab, kind = request.args.get("tab", ""), request.args.get("kind", "")
    return Criteria(
        tab=Tab(tab) if tab in set(Tab) else Tab.WAITING,
        kind=SignalKind(kind) if kind in set(SignalKind) else None,
        words=" ".join(request.args.get("q", "").split())[:200],
    )


def last_seen() -> tuple[int, int] | None:
    """Points and id of the last candidate of the page before."""
    points, _, key = request.args.get("after", "").partition("_")
    try:
        return int(points), int(key)
    except ValueError:
        return None


def beyond() -> Mark | None:
    """Those ranked together before these ended there."""
    day, _, key = request.args.get("older", "").partition("_")
    try:
        return Mark(date.fromisoformat(day), int(key))
    except ValueError:
        return None


def written(mark: Mark | None) -> str | None:
    return f"{mark.happened_on.isoformat()}_{mark.nomination_id}" if mark else None


def up_to(number: int) -> str:
    return f"{count(queries.UP_TO)}+" if number > queries.UP_TO else count(number)


def moment_of(line: SignalLine) -> queries.Moment:
    return queries.moment(
        signal_id=line.id,
        kind=line.kind,
        happened_on=line.happened_on,
        score=line.score,
        words=line.words,
        feeling=line.feeling,
        corrected_feeling=line.corrected_feeling,
        sentence=line.sentence,
    )


def told(session: Session, signal_id: int) -> dict[str, Any]:
    line = queries.one(session, signal_id)
    words, sentence = line.words or "", line.sentence or ""
    reading = feelings.read(sentence)
    someone = queries.people(session, [line.email]).get(line.email)
    return {
        "line": line,
        "moment": moment_of(line),
        "parts": words.partition(sentence) if sentence in words and sentence else (words, "", ""),
        "because": reading.sentence.because if reading.sentence else (),
        "own_words": line.kind is SignalKind.TRANSCRIPT and transcripts.has_speakers(words),
        "advocate_id": someone.advocate_id if someone else None,
        "why_not": None if line.nomination_id else why_not(session, line),
    }


def why_not(session: Session, line: SignalLine) -> str:
    feeling = line.feeling if line.corrected_feeling is None else line.corrected_feeling
    known = queries.standing(session, line.email, today=current.today(), address_hashes=current.links().address_hashes)
    told = rules.why_not(line.kind, line.score, feeling, on=line.happened_on, known=known, today=current.today())
    return told or "Nobody made one of it when it came in"
