"""For a supervisor or a load balancer."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from portal.domain.queries import beats
from portal.web import access, current

blueprint = Blueprint("health", __name__)
SWEEP_EVERY = timedelta(seconds=10)
LATE = 6 * SWEEP_EVERY


@blueprint.get("/healthz")
@access.anyone
def process() -> Response:
    """Says only that this process answers."""
    return jsonify(ok=True)


@blueprint.get("/readyz")
@access.anyone
def readiness() -> tuple[Response, int]:
    """The database answers and the sweep ran lately. Redis is reported, never required: it is only a hint."""
    checks = {"database": False, "sweep": False, "redis": current.redis_answers()}
    try:
        with current.reading() as session:
            last = beats.last(session, "sweep")
            now = current.moment(session)
        checks["database"] = True
        checks["sweep"] = last is not None and now - last < LATE
    except SQLAlchemyError:
        pass
    ready = checks["database"] and checks["sweep"]
    return jsonify(ready=ready, **checks), 200 if ready else 503
