from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Regexp

from portal.web.forms import Address, Form, tidy


class SignIn(Form):
    email = EmailField("Work email", [InputRequired("Enter your work email."), Address()], filters=[tidy])


class Code(Form):
    code = StringField(
        "Or type the 6-digit code here",
        [InputRequired("Type the 6 digits from the email."), Regexp(r"[0-9]{6}\Z", message="The code has 6 digits.")],
        filters=[lambda text: "".join(text.split()) if text else text],
        description="It is in the same email. The link works only in this browser;"
        " if you read your mail elsewhere, use the code.",
    )
