"""Facts into words: templates/mail/NAME.txt and NAME.html. Needs no web; the text part's first line is the subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from portal import words
from portal.brand import MailColours, mail_colours
from portal.domain.queries.programs import Program
from portal.mail.messages import Unsendable, Words

SUBJECT = "Subject: "


@dataclass(frozen=True)
class Face:
    """The program as its messages show it."""

    company_name: str
    product_name: str
    sender_name: str
    help_address: str
    postal_address: str
    colours: MailColours


def face(program: Program) -> Face:
    return Face(
        company_name=program.company_name,
        product_name=program.product_name,
        sender_name=program.sender_name,
        help_address=program.help_address,
        postal_address=program.postal_address,
        colours=mail_colours(program.accent),
    )


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("portal"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words.FILTERS)
    return made


def warm() -> None:
    """Compile all of them once, before a worker forks for its jobs."""
    for name in environment().list_templates(filter_func=lambda name: name.startswith("mail/")):
        environment().get_template(name)


def render(name: str, variables: Mapping[str, object], *, program: Face, today: date) -> Words:
    """Raises jinja2.UndefinedError for a forgotten variable, Unsendable for a text without its subject."""
    given = {**variables, "program": program, "colours": program.colours, "today": today}
    text = environment().get_template(f"mail/{name}.txt").render(given).strip()
    first, _, rest = text.partition("\n")
    if not first.startswith(SUBJECT):
        raise Unsendable(f"The text of {name} has no subject")
    subject = first.removeprefix(SUBJECT).strip()
    html = environment().get_template(f"mail/{name}.html").render({**given, "subject": subject})
    return Words(subject=subject, text=rest.strip() + "\n", html=html.strip() + "\n")
