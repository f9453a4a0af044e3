"""A saved search's name."""

from wtforms import Form

from admin.forms.fields import line


class SegmentName(Form):
    name = line("Name", missing="Give it a name.", longest=60, description="For example “Healthcare, can speak”.")
