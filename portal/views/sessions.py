"""Signing in and out (ID-1, ID-2, ID-6). A link opens a page; only the page's POST acts."""

from hmac import compare_digest

from flask import Blueprint, Response, request, url_for

from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.operations import logins, sign_ins
from portal.domain.queries import sign_ins as asked
from portal.domain.queries.logins import Viewer
from portal.domain.queries.sign_ins import Asked
from portal.forms import sessions as forms
from portal.links import Purpose, Token
from portal.web import access, current, linking, responses, sessions
from portal.web.limits import address_block
from portal.web.security import local_path

blueprint = Blueprint("sessions", __name__)
LOST = Token(id=0, version=0, mac="")


@blueprint.get("/")
@access.anyone
def landing() -> Response:
    return responses.elsewhere(home_of(current.viewer()))


def home_of(viewer: Viewer | None) -> str:
    if viewer is None:
        return url_for("sessions.new")
    if viewer.role == Role.ADVOCATE:
        return url_for("home.show")
    return url_for("admin.today") if viewer.is_team else url_for("colleagues.requests")


@blueprint.get("/sign-in")
@access.anyone
def new() -> Response:
    return page_of(forms.SignIn())


def page_of(form: forms.SignIn, *, status: int = 200) -> Response:
    next_path = local_path(request.values.get("next"))
    return responses.page(
        "sessions/new.html",
        status=status,
        form=form,
        failed=bool(form.errors),
        next_path=next_path,
        providers=current.settings().providers,
        linking=linking.pending(),
    )


@blueprint.post("/sign-in")
@access.anyone
def create() -> Response:
    form = forms.SignIn()
    if not form.validate():
        return page_of(form, status=422)
    return send_link(form.email.data or "", next_path=local_path(request.form.get("next")))


def send_link(email: str, *, next_path: str | None) -> Response:
    """The same answer, whether or not anybody has the address."""
    address_key = current.links().hash_address(email).hex()
    secret = sessions.browser_secret()
    try:
        with current.writing() as session:
            sign_ins.ask(
                session,
                email=email,
                address_key=address_key,
                block=address_block(),
                browser_hash=current.hash_of(secret),
                next_path=next_path,
                now=current.moment(session),
                known=sessions.knows(address_key),
            )
    except Refused:
        return responses.page("errors/429.html", status=429, minutes=15)
    return responses.elsewhere(url_for("sessions.check"))


@blueprint.get("/sign-in/check")
@access.anyone
def check() -> Response:
    """Where the code is typed: only in the browser that asked."""
    if sessions.browser_hash() is None:
        return responses.elsewhere(url_for("sessions.new"))
    return responses.page("sessions/check.html", form=forms.Code(), failed=False)


@blueprint.post("/sign-in/check")
@access.anyone
def enter_code() -> Response:
    form = forms.Code()
    if not form.validate():
        return responses.again("sessions/check.html", form=form)
    browser_hash = sessions.browser_hash()
    secret = None
    with current.writing() as session:
        now = current.moment(session)
        spent = sign_ins.spend_try(session, browser_hash=browser_hash, now=now)
        if spent is not None and code_fits(spent, form.code.data or ""):
            used = sign_ins.use(session, sign_in_id=spent.id, version=spent.version, browser_hash=browser_hash, now=now)
            secret = sessions.begin(session, person_id=used.person_id, role=used.role, method="code")
    if secret is None:
        tried = "That code doesn’t fit. Check the newest email, or ask for a new one."
        over = "This code no longer works: it is too old, or was tried too often. Ask for a new one."
        form.code.errors = [tried if spent else over]
        return responses.again("sessions/check.html", form=form)
    return enter(secret, used.next_path)


def code_fits(spent: sign_ins.Try, typed: str) -> bool:
    """As much work for an address that nobody has."""
    codes = current.links().codes(id=spent.id, version=spent.version, subject=spent.email)
    fits = [compare_digest(code, typed) for code in codes]
    return any(fits) and spent.person_id is not None


def enter(secret: str, next_path: str | None) -> Response:
    sessions.keep(secret)
    if linking.pending():
        return responses.elsewhere(url_for("sso.link"))
    return responses.elsewhere(local_path(next_path) or home_of(current.viewer()))


@blueprint.get("/s/<token>")
@access.link
def show(token: str) -> Response:
    """Opens "Continue as …" in the browser that asked, and says elsewhere what to do."""
    with current.reading() as session:
        found, wrong = found_by(token, asked.asked(session, (current.links().read(token) or LOST).id))
    if found is None or wrong:
        return dead(wrong or "unknown", token=token, own_browser=wrong != "foreign" and is_own(found))
    return responses.page("sessions/continue.html", person=found, token=token)


def found_by(token: str, row: Asked | None) -> tuple[Asked | None, str]:
    """What the link names, and why it can't be used now; nothing where nothing is proven."""
    links = current.links()
    read = links.read(token)
    if read is None or row is None or not links.holds(Purpose.SIGN_IN, read, subject=row.email):
        return None, "unknown"
    if row.used_at is not None:
        return row, "used"
    if row.replaced or row.version != read.version:
        return row, "unknown"
    if row.expires_at <= current.now():
        return row, "expired"
    return row, "" if is_own(row) else "foreign"


def is_own(row: Asked | None) -> bool:
    return row is not None and row.browser_hash is not None and row.browser_hash == sessions.browser_hash()


def dead(reason: str, *, token: str, own_browser: bool) -> Response:
    """A fresh link at the press of a button only where the old one was asked: scanners press buttons too."""
    fresh = None
    if own_browser and reason in ("expired", "used"):
        fresh = {"action": url_for("sessions.renew", token=token), "label": "Send a new link", "token": ""}
    return responses.page("errors/link.html", status=410, purpose="sign_in", reason=reason, fresh=fresh)


@blueprint.post("/s/<token>")
@access.link
def use(token: str) -> Response:
    try:
        with current.writing() as session:
            row, _ = found_by(token, asked.asked(session, (current.links().read(token) or LOST).id))
            used = sign_ins.use(
                session,
                sign_in_id=row.id if row else LOST.id,
                version=row.version if row else LOST.version,
                browser_hash=sessions.browser_hash(),
                now=current.moment(session),
            )
            secret = sessions.begin(session, person_id=used.person_id, role=used.role, method="link")
    except Refused:
        return show(token)
    return enter(secret, used.next_path)


@blueprint.post("/s/<token>/renewal")
@access.link
def renew(token: str) -> Response:
    """To the same address, from the browser that had asked."""
    with current.reading() as session:
        found, wrong = found_by(token, asked.asked(session, (current.links().read(token) or LOST).id))
    if found is None or not is_own(found):
        return dead(wrong or "unknown", token=token, own_browser=False)
    return send_link(found.email, next_path=found.next_path)


@blueprint.post("/sign-out")
@access.anyone
def destroy() -> Response:
    """Signed out is signed out: a second press, or a session that has ended meanwhile, is no error."""
    viewer = current.viewer()
    if viewer is not None:
        with current.writing() as session:
            logins.end(session, login_id=viewer.login_id, person_id=viewer.id, now=current.moment(session))
    return sessions.drop(responses.elsewhere(url_for("sessions.new")))
