"""Where a column of a file can go, and the headings that say so."""

from dataclasses import dataclass
from enum import StrEnum


class Noun(StrEnum):
    CONTACTS = "contacts"
    ACCOUNTS = "accounts"


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


def targets(noun: Noun) -> tuple[Target, ...]:
    return CONTACTS if noun is Noun.CONTACTS else ACCOUNTS
