"""`flask mail bounce FILE`."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.commands import mails
from portal.domain.kinds import AskState, MessageState, Topic
from portal.domain.models import Ask, Outbox
from portal.links import Links
from portal.mail import envelopes
from tests import make, returned


def test_a_returned_message_is_read_from_a_file(app: Flask, session: Session, links: Links, tmp_path: Path) -> None:
    app.cli.add_command(mails.group)
    made = make.ask(session, make.advocate(session))
    session.flush()
    row = session.scalars(select(Outbox).where(Outbox.topic == Topic.ASK_SENT)).one()
    row.state, row.dotted_at = MessageState.SENT, make.NOW
    session.commit()
    address = envelopes.make(links, sender_address="a@company.example", outbox_id=row.id, message_id=row.message_id)
    file = tmp_path / "returned.eml"
    file.write_bytes(returned.report("hard", returned_to=address, message_id=row.message_id))
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["mail", "bounce", str(file)])
    assert (result.exit_code, result.output) == (0, "Taken: the message and its address are marked.\n")
    session.expire_all()
    assert session.get_one(Ask, made.id).state is AskState.UNDELIVERED


def test_what_is_not_ours_changes_nothing_and_says_so(app: Flask, tmp_path: Path) -> None:
    app.cli.add_command(mails.group)
    file = tmp_path / "note.eml"
    file.write_bytes(returned.out_of_office(returned_to="bounces@company.example", message_id="<x@y.example>"))
    result = app.test_cli_runner().invoke(args=["mail", "bounce", str(file)])
    assert result.exit_code == 1
    assert "no report about a returned message" in result.output
