"""Where a column of a file can go, and the headings that say so."""

from dataclasses import dataclass
from enum import StrEnum


class Noun(StrEnum):
    CONTACTS = "contacts"
    ACCOUNTS = "accounts"
    CONTENT = "content"
    ANSWERS = "answers"
    USAGE = "usage"
    MILESTONES = "milestones"
    OPPORTUNITIES = "opportunities"
    TEAMS = "teams"
    PRODUCTS = "products"
    APPEARANCES = "appearances"


HEARD = frozenset({Noun.ANSWERS, Noun.USAGE, Noun.MILESTONES})
"""Files of what was heard of customers: they make candidates, and nobody an advocate (NOM-2)."""


@dataclass(frozen=True)
class Target:
    """`headings` are written as `words` would leave them: lower case, single spaces, letters and digits only."""

    key: str
    label: str
    headings: tuple[str, ...]


CONTACTS = (
    Target("email", "Email", ("email", "e mail", "mail", "email address", "e mail address", "work email")),
    Target("first_name", "First name", ("first name", "firstname", "given name", "forename", "vorname", "prénom")),
    Target("last_name", "Last name", ("last name", "lastname", "surname", "family name", "nachname")),
    Target("name", "Name", ("name", "full name", "fullname", "contact name", "contact", "person")),
    Target(
        "account",
        "Account",
        (
            "account",
            "account name",
            "company",
            "company name",
            "org",
            "organisation",
            "organization",
            "employer",
            "firma",
            "customer",
        ),
    ),
    Target("title", "Title", ("title", "job title", "job", "position", "role")),
    Target("phone", "Phone", ("phone", "telephone", "phone number", "mobile", "mobile phone", "tel", "business phone")),
    Target("region", "Region", ("region", "territory", "area", "geo", "sales region")),
    Target("country", "Country of the account", ("country", "land", "mailing country", "country region")),
    Target("industry", "Industry of the account", ("industry", "sector", "vertical", "branch")),
    Target(
        "website",
        "Website of the account",
        ("website", "web site", "url", "domain", "company domain", "homepage", "web"),
    ),
    Target("persona", "Persona", ("persona", "buyer persona", "buying role")),
    Target("languages", "Languages", ("languages", "language", "preferred language")),
    Target("products", "Products", ("products", "product", "products used", "product line")),
    Target("use_cases", "Use cases", ("use cases", "use case", "usecase", "usecases")),
    Target("score", "Score, 0 to 10", ("score", "nps", "nps score", "survey score", "rating")),
    Target("score_on", "Date of the score", ("score date", "scored on", "nps date", "survey date", "response date")),
)

ACCOUNTS = (
    Target(
        "name",
        "Name",
        (
            "name",
            "account",
            "account name",
            "company",
            "company name",
            "organisation",
            "organization",
            "customer",
            "firma",
            "org",
        ),
    ),
    Target("website", "Website", ("website", "web site", "url", "domain", "company domain", "homepage", "web")),
    Target("industry", "Industry", ("industry", "sector", "vertical", "branch")),
    Target("region", "Region", ("region", "territory", "area", "geo", "sales region")),
    Target(
        "country",
        "Country",
        ("country", "land", "office location", "location", "billing country", "hq country", "headquarters"),
    ),
    Target(
        "employees",
        "Employees",
        ("employees", "number of employees", "employee count", "headcount", "company size", "staff"),
    ),
    Target("revenue", "Revenue", ("revenue", "annual revenue", "turnover")),
    Target("external_id", "Id in your CRM", ("id", "account id", "external id", "crm id", "record id", "customer id")),
)


_WHO = tuple(target for target in CONTACTS if target.key in {"email", "first_name", "last_name", "name"})
_COMPANY = Target("company", "Company", next(target.headings for target in CONTACTS if target.key == "account"))
_OWN_ID = ("id", "response id", "answer id", "survey response id", "ticket", "ticket id", "uuid", "event id")
_DAYS = ("date", "responded", "responded at", "submitted", "submitted at", "completed", "created", "created at", "day")

ANSWERS = (
    *_WHO,
    _COMPANY,
    Target(
        "score",
        "Score, 0 to 10",
        ("score", "nps", "nps score", "survey score", "rating", "likelihood to recommend", "how likely"),
    ),
    Target(
        "words",
        "Comment",
        ("comment", "comments", "feedback", "verbatim", "reason", "answer", "remarks", "why", "open text", "response"),
    ),
    Target("on", "Date of the answer", ("response date", "survey date", "answer date", "date of response", *_DAYS)),
    Target("external_id", "Id of the answer", _OWN_ID),
)

USAGE = (
    *_WHO,
    _COMPANY,
    Target("health", "Health, 0 to 100", ("health", "health score", "usage score", "adoption", "usage", "score")),
    Target("words", "What was seen", ("note", "notes", "comment", "what happened", "summary", "trend", "details")),
    Target("on", "Date", ("measured", "measured on", "as of", "week", *_DAYS)),
    Target("external_id", "Id", _OWN_ID),
)

MILESTONES = (
    *_WHO,
    _COMPANY,
    Target("words", "Milestone", ("milestone", "event", "what happened", "achievement", "note", "notes", "details")),
    Target("on", "Date", ("reached", "reached on", "milestone date", "event date", *_DAYS)),
    Target("external_id", "Id", _OWN_ID),
)

_OF_ACCOUNT = {target.key: target for target in ACCOUNTS}
_OF_PERSON = {target.key: target for target in CONTACTS}

CONTENT = (
    Target("title", "Title", ("title", "headline", "name", "subject", "content")),
    Target("kind", "Kind", ("kind", "type", "content type", "format")),
    Target("words", "Words", ("words", "text", "quote", "body", "excerpt", "summary", "description")),
    Target("link", "Link", ("link", "url", "address", "web address", "page")),
    Target(
        "email",
        "Email of the advocate",
        ("email", "e mail", "mail", "email address", "advocate email", "contact email", "speaker email"),
    ),
    Target("account", "Account", _OF_PERSON["account"].headings),
    _OF_ACCOUNT["industry"],
    _OF_ACCOUNT["region"],
    _OF_PERSON["persona"],
    _OF_PERSON["products"],
    _OF_PERSON["use_cases"],
    Target("tags", "Tags", ("tags", "tag", "labels", "keywords")),
)

OPPORTUNITIES = (
    Target("external_id", "Id in your CRM", ("opportunity id", "deal id", "id", "record id", "external id", "crm id")),
    Target("name", "Name", ("name", "opportunity name", "deal name", "opportunity", "deal", "title")),
    Target("account", "Account", _OF_PERSON["account"].headings),
    Target(
        "owner",
        "Owner",
        ("owner", "opportunity owner", "deal owner", "sales agent", "sales rep", "rep", "seller", "account executive"),
    ),
    Target("team", "Team", ("team", "sales team", "regional office", "office")),
    Target("product", "Product", ("product", "products", "product name", "product line")),
    Target("stage", "Stage", ("stage", "deal stage", "sales stage", "opportunity stage", "status")),
    Target("amount", "Amount", ("amount", "close value", "value", "deal value", "deal size", "total", "deal amount")),
    Target("currency", "Currency", ("currency", "currency code", "deal currency")),
    Target("opened_on", "Opened", ("engage date", "open date", "opened", "created", "created date", "start date")),
    Target("closes_on", "Closes", ("close date", "closing date", "expected close date", "expected close", "closed")),
)

TEAMS = (
    Target("owner", "Owner", (*next(one.headings for one in OPPORTUNITIES if one.key == "owner"), "name")),
    Target("team", "Team", ("team", "sales team", "regional office", "office", "region")),
    Target("manager", "Manager", ("manager", "sales manager", "team lead", "team manager", "head")),
)

PRODUCTS = (
    Target("name", "Name", ("product", "product name", "name", "title", "item")),
    Target("series", "Series", ("series", "product series", "product line", "family", "product family", "category")),
)

APPEARANCES = (
    Target("what", "What it was", ("what", "kind", "type", "activity", "activity type", "category")),
    Target("happened_on", "Date", ("date", "day", "on", "event date", "happened on", "posted", "posted on", "when")),
    Target("title", "Title", ("title", "name", "event", "event name", "headline", "subject", "post")),
    Target("link", "Link", ("link", "url", "address", "web address", "page", "website")),
    Target("leads", "Leads", ("leads", "number of leads", "new leads", "leads generated", "contacts made")),
    Target(
        "advocates", "Emails of the advocates", ("advocates", "advocate", "speakers", "featuring", "emails", "email")
    ),
    Target("contents", "Titles of the content", ("content", "contents", "assets", "content used", "materials")),
)

_TARGETS = {
    Noun.CONTACTS: CONTACTS,
    Noun.ACCOUNTS: ACCOUNTS,
    Noun.CONTENT: CONTENT,
    Noun.ANSWERS: ANSWERS,
    Noun.USAGE: USAGE,
    Noun.MILESTONES: MILESTONES,
    Noun.OPPORTUNITIES: OPPORTUNITIES,
    Noun.TEAMS: TEAMS,
    Noun.APPEARANCES: APPEARANCES,
    Noun.PRODUCTS: PRODUCTS,
}


def targets(noun: Noun) -> tuple[Target, ...]:
    return _TARGETS[noun]
