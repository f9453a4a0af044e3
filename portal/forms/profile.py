"""An advocate's own details (ADV-3)."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal import words
from portal.domain.queries.profiles import Details
from portal.forms.fields import FewWords, Select, Words
from portal.web.forms import Form, tidy

LINE = Length(max=200, message="Keep it under 200 characters.")
TEXT = Length(max=4000, message="Keep it under 4,000 characters.")
COMMAS = "Separate with commas."


class Profile(Form):
    name = StringField("Name", [DataRequired("Enter your name."), LINE], filters=[tidy])
    title = StringField("Role", [Optional(), LINE], filters=[tidy])
    phone = TelField("Phone", [Optional(), LINE], filters=[tidy])
    time_zone = Select("Time zone", "Choose a time zone from the list.")
    region = StringField("Region", [Optional(), LINE], filters=[tidy])
    persona = StringField(
        "Your part in choosing software",
        [Optional(), LINE],
        filters=[tidy],
        description="For example: I run the budget.",
    )
    languages = Words("Languages for calls", [Optional(), FewWords()], description=COMMAS)
    products = Words("Products you use", [Optional(), FewWords()], description=COMMAS)
    use_cases = Words("What you use them for", [Optional(), FewWords()], description=COMMAS)
    outcomes = TextAreaField(
        "Results you can speak to", [Optional(), TEXT], filters=[tidy], description="A number helps."
    )
    story = TextAreaField(
        "Your story",
        [Optional(), TEXT],
        filters=[tidy],
        description="How it was before, what changed, what surprised you. In your own words.",
    )
    expertise = StringField("Topics you know well", [Optional(), TEXT], filters=[tidy], description=COMMAS)
    interests = StringField("What you would like to hear about", [Optional(), TEXT], filters=[tidy])
    rather_not = StringField("What you would rather not talk about", [Optional(), TEXT], filters=[tidy])

    def offer(self, now: datetime, *, usual: str) -> None:
        """Zones with the time it is there; the empty choice is the program's own, `usual`."""
        self.time_zone.choices = zone_choices(self.time_zone.data, now, usual=usual)

    def details(self) -> Details:
        return Details(
            name=" ".join((self.name.data or "").split()),
            title=self.title.data or None,
            phone=self.phone.data or None,
            time_zone=self.time_zone.data or None,
            persona=self.persona.data or None,
            region=self.region.data or None,
            languages=self.languages.data or [],
            products=self.products.data or [],
            use_cases=self.use_cases.data or [],
            outcomes=self.outcomes.data or None,
            story=self.story.data or None,
            expertise=self.expertise.data or None,
            interests=self.interests.data or None,
            rather_not=self.rather_not.data or None,
        )


@cache
def zones() -> tuple[str, ...]:
    """By the name of the city. Each city once: the table leaves out former names and second ones."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    return tuple(sorted(named & available_timezones(), key=words.place))


def zone_choices(held: str | None, now: datetime, *, usual: str) -> dict[str, str]:
    """What somebody holds already stays to be chosen, even by a former name."""
    own = {held} & available_timezones() if held else set()
    offered = sorted({*zones(), *own}, key=words.place)
    return {"": f"As the program: {zone_words(usual, now)}"} | {zone: zone_words(zone, now) for zone in offered}


def zone_words(zone: str, now: datetime) -> str:
    return f"{words.place(zone)}, {words.clock_time(now.astimezone(ZoneInfo(zone)))} now"
