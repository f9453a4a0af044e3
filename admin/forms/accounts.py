"""A customer company, written down or corrected."""

from collections.abc import Mapping

from wtforms import BooleanField, Form, IntegerField, SelectField
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from admin.forms.fields import line
from portal.domain.operations.accounts import Details
from portal.domain.rules.imports.cells import BadCell, website

NOBODY = "0"


class AccountDetails(Form):
    name = line("Name", missing="Write the company’s name.")
    domain = line("Website", description="Only the domain counts, for example “harbourline.example”.")
    industry = line("Industry")
    region = line("Region", description="Counts for its people who have none of their own.")
    country = line("Country")
    employees = IntegerField(
        "Employees", validators=[Optional(), NumberRange(0, 2**31 - 1, "Write how many people, as a whole number.")]
    )
    csm_id = SelectField("Customer success manager", description="Owns the relationship. Each ask names them.")
    owner_approves = BooleanField("A colleague’s request for this account waits for their word first")

    def validate_domain(self, field: Field) -> None:
        try:
            field.data = website(field.data or "")
        except BadCell as bad:
            raise ValidationError(f"{bad}.") from bad

    def offer(self, managers: Mapping[int, str], *, owner: tuple[int, str] | None = None) -> "AccountDetails":
        """The owner of now stays on offer even when they can't be chosen anew."""
        offered = dict([owner] if owner else []) | dict(managers)
        self.csm_id.choices = {NOBODY: "Nobody"} | {str(key): name for key, name in offered.items()}
        return self

    def details(self) -> Details:
        return Details(
            name=self.name.data or "",
            domain=self.domain.data or None,
            industry=self.industry.data or None,
            region=self.region.data or None,
            country=self.country.data or None,
            employees=self.employees.data,
            csm_id=int(self.csm_id.data) or None,
            owner_approves=bool(self.owner_approves.data),
        )
