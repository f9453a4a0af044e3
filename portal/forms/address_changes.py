from wtforms import EmailField
from wtforms.validators import InputRequired

from portal.web.forms import Address, Form, Radios, tidy


class AddressChange(Form):
    email = EmailField(
        "New email",
        [InputRequired("Enter the new address."), Address()],
        filters=[tidy],
        description="We write to both addresses. The change is made once both have said yes.",
    )


class Confirmation(Form):
    answer = Radios(
        "Shall we make this change?",
        [InputRequired("Choose one of the two.")],
        choices=[("yes", "Yes, change it"), ("no", "No, leave it as it is")],
    )
