"""Notes of thanks to somebody, and the wall of those that people chose to show (RWD-7)."""

from flask import Blueprint, Response, url_for

from portal.domain.operations import thanks as operations
from portal.domain.queries import thanks as queries
from portal.web import access, current, responses

blueprint = Blueprint("thanks", __name__)


@blueprint.get("/thanks")
@access.advocate
def index() -> Response:
    viewer = current.signed_in()
    with current.reading() as session:
        mine = queries.of_advocate(session, viewer.advocate_id or 0)
        wall = queries.wall(session)
    zone = viewer.time_zone or current.program().time_zone
    return responses.page("thanks/index.html", mine=mine, wall=wall, zone=zone)


@blueprint.post("/thanks/<int:note_id>/showing")
@access.advocate
def show(note_id: int) -> Response:
    return change(note_id, on_wall=True, said="It’s on the wall")


@blueprint.post("/thanks/<int:note_id>/hiding")
@access.advocate
def hide(note_id: int) -> Response:
    return change(note_id, on_wall=False, said="It’s off the wall")


def change(note_id: int, *, on_wall: bool, said: str) -> Response:
    with current.writing() as session:
        operations.show(
            session,
            note_id=note_id,
            advocate_id=current.signed_in().advocate_id or 0,
            on_wall=on_wall,
            now=current.moment(session),
        )
    return responses.done(url_for("thanks.index"), said=said)
