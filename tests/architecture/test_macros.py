from datetime import date
from pathlib import Path

import pytest
from jinja2 import nodes
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from portal.domain.kinds import Effort
from portal.domain.rules.caps import OPEN_END, Policy, Standing
from portal.web.problems import problems
from portal.web.quiets import Quiet, quiet
from tests.architecture.templates import environment, pages
from tests.page_checker import check_page

HERE = Path(__file__).parent
WILLING = [Choice("happy", "Happy to"), Choice("ask_first", "Ask me first"), Choice("not_now", "Not now")]


class SampleForm(Form):
    email = EmailField("Work email", [DataRequired("Enter your work email.")])
    code = StringField("Code", [Optional(), Length(6, 6)])
    note = TextAreaField("Note", [Optional()], description="For example: any Thursday.")
    zone = SelectField("Time zone", choices=[Choice("Europe/London", "London")])
    file = FileField("File")
    share = BooleanField("Share my name")
    reasons = SelectMultipleField("Why", [Optional()], choices=[Choice("busy", "Busy")], option_widget=CheckboxInput())
    answer = RadioField(
        "Your answer", [InputRequired("Choose an answer.")], choices=[Choice("yes", "Yes"), Choice("no", "No")]
    )
    theme = RadioField("Light or dark", [Optional()], choices=[Choice("light", "Light"), Choice("dark", "Dark")])
    pause = RadioField("Take a break", [Optional()], choices=[Choice("no", "No break"), Choice("date", "Until a date")])
    until = DateField("Back on", [Optional()])
    call = RadioField("Reference calls", choices=WILLING, default="not_now")
    high_gap = RadioField("Bigger asks: at most", choices=[Choice("92", "One every 3 months")], default="92")


def standing(**changed: object) -> Standing:
    facts: dict[str, object] = {
        "may_be_asked": True,
        "resting": False,
        "shares_contact": True,
        "awaiting": False,
        "reply_by": None,
        "last_high_on": date(2026, 3, 1),
        "last_low_on": None,
        "high_gap": 92,
        "low_gap": 31,
        "break_until": None,
        "happy": frozenset({1}),
        "ask_first": frozenset(),
    }
    return Standing(**(facts | changed))  # type: ignore[arg-type]


def view(**changed: object) -> Quiet:
    policy = Policy(high_gap=92, low_gap=31)
    return quiet(standing(**changed), Effort.HIGH, policy, activities=frozenset({1}), today=date(2026, 6, 1))


VIEWS = {
    "free": view(last_high_on=None),
    "resting": view(last_high_on=date(2026, 5, 6)),
    "break": view(break_until=date(2026, 9, 1)),
    "waiting": view(break_until=OPEN_END),
    "none": view(happy=frozenset()),
}


def samples(form: SampleForm) -> str:
    template = environment(HERE).get_template("samples.html")
    return template.render(form=form, problems=problems(form), views=VIEWS)


def test_every_macro_stands_on_a_page_without_a_fault() -> None:
    check_page(samples(SampleForm()))


def test_every_macro_stands_on_a_page_with_errors_without_a_fault() -> None:
    form = SampleForm(MultiDict({"code": "12", "pause": "never", "call": "", "high_gap": "1", "zone": "Mars"}))
    assert not form.validate()
    html = samples(form)
    check_page(html)
    assert '<a href="#email">Enter your work email.</a>' in html
    assert '<a href="#answer-0">Choose an answer.</a>' in html
    assert 'aria-describedby="email-hint email-error"' in html


def test_no_macro_is_left_out_of_the_samples() -> None:
    made = environment()
    used = {
        name
        for imported in environment(HERE).parse((HERE / "samples.html").read_text()).find_all(nodes.FromImport)
        for name in imported.names
    }
    inner = {"control", "described_by", "error_of", "hint_of", "label_class", "button_class", "choice", "segments"}
    inner |= {"kind_line", "signed"}
    for name, text in pages().items():
        if name.startswith("macros/") and name != "macros/shell.html":
            defined = {macro.name for macro in made.parse(text).find_all(nodes.Macro)}
            assert defined - inner <= used, name


@pytest.mark.parametrize("status", VIEWS)
def test_the_views_of_a_quiet_period_cover_every_status(status: str) -> None:
    assert VIEWS[status].status == status
