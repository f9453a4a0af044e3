"""What to put into a file."""

from wtforms import BooleanField, Form, RadioField
from wtforms.validators import InputRequired

ADVOCATES, ACCOUNTS, CONTENT = "advocates", "accounts", "content"
WHAT = {ADVOCATES: "Advocates", ACCOUNTS: "Accounts", CONTENT: "Content that may be used today"}
FORMATS = {"xlsx": "Excel (XLSX)", "csv": "CSV"}


class NewExport(Form):
    what = RadioField("What", choices=WHAT, default=ADVOCATES, validators=[InputRequired("Choose what to export.")])
    format = RadioField("As", choices=FORMATS, default="xlsx", validators=[InputRequired("Choose a kind of file.")])
    contact = BooleanField(
        "With email addresses and phone numbers of advocates",
        description="Each of them can see that you looked.",
    )
