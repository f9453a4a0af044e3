"""Claimed rows into messages that can be handed over; several at once, for what they tell is read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.kit import Kit
from portal.domain.kinds import ASK_TOPICS, PROGRAM_TOPICS, Topic
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.queries import mails, programs, stops
from portal.domain.queries.deliveries import why_stop
from portal.domain.queries.mails import Recipient
from portal.mail import calendars, envelopes, letters, rendering
from portal.mail.letters import Desk, Draft
from portal.mail.messages import Letter, Sender, Unsendable, compose, plain
from portal.mail.transport import tidy

UNWRITTEN = "write"
Drafted = tuple[Recipient, Draft]


@dataclass(frozen=True)
class Written:
    """A letter, or why there is none; the recipient’s address under every key."""

    ready: Letter | Report
    hashes: Sequence[bytes] = ()


def write(kit: Kit, claims: Sequence[Claimed]) -> list[Written | Exception]:
    """In their order. A mistake of ours in one of them is the answer for that one."""
    with kit.database.reading() as session:
        now = kit.database.now(session)
        asked = [one.ask_id for one in claims if one.topic in ASK_TOPICS and one.ask_id is not None]
        asks = mails.asks(session, asked, now=now) if asked else {}
        readers = mails.recipients(session, [one.recipient_id for one in claims if one.recipient_id is not None])
        desk = Desk(session, kit.links, programs.current(session), kit.settings.base_url, now, asks, readers)
        drafts = {one: _draft(desk, one) for one in claims}
        hashes = {
            one: kit.links.address_hashes(draft[0].email) for one, draft in drafts.items() if isinstance(draft, tuple)
        }
        for one, reason in _reasons(desk, hashes).items():
            if reason:
                drafts[one] = Report(Outcome.CANCELLED, UNWRITTEN, error=reason)
        return [_written(kit, desk, one, drafts[one], hashes.get(one, ())) for one in claims]


def _draft(desk: Desk, claimed: Claimed) -> Drafted | Report | Exception:
    if claimed.expires_at <= desk.now:
        return Report(Outcome.FAILED, UNWRITTEN, error="It could not be sent in time")
    try:
        nothing = Report(Outcome.CANCELLED, UNWRITTEN, error="nothing_to_tell")
        return letters.write(desk, claimed) or nothing
    except Exception as error:  # noqa: BLE001 - of this one alone
        return error


def _reasons(desk: Desk, hashes: Mapping[Claimed, Sequence[bytes]]) -> dict[Claimed, str | None]:
    """Why not to send them after all."""
    asks = {one: each for one, each in hashes.items() if one.topic in ASK_TOPICS}
    policy = programs.policy(desk.program)
    found = stops.of_asks(desk.session, asks, policy=policy, today=desk.today()) if asks else {}
    for one in hashes.keys() - asks.keys():
        found[one] = why_stop(desk.session, one, address_hashes=hashes[one], now=desk.now)
    return found


def _written(
    kit: Kit, desk: Desk, claimed: Claimed, drafted: Drafted | Report | Exception, hashes: Sequence[bytes]
) -> Written | Exception:
    if isinstance(drafted, Exception):
        return drafted
    if isinstance(drafted, Report):
        return Written(drafted)
    try:
        return Written(_letter(kit, desk, claimed, *drafted), hashes)
    except Unsendable as error:
        return Written(Report(Outcome.FAILED, UNWRITTEN, error=tidy(str(error))))
    except Exception as error:  # noqa: BLE001 - of this one alone
        return error


def _letter(kit: Kit, desk: Desk, claimed: Claimed, who: Recipient, draft: Draft) -> Letter:
    program = desk.program
    content = compose(
        rendering.render(draft.template, draft.variables, program=rendering.face(program), today=desk.today()),
        sender=Sender(program.sender_name, program.sender_address, program.help_address),
        to_name=who.name,
        to_address=draft.address,
        message_id=claimed.message_id,
        date=desk.now,
        unsubscribe_url=_unsubscribe_url(desk, claimed, who),
        invite=calendars.invite(draft.appointment) if draft.appointment else None,
    )
    return Letter(
        envelope_from=envelopes.make(
            kit.links,
            sender_address=plain(program.sender_address),
            outbox_id=claimed.id,
            message_id=claimed.message_id,
        ),
        recipient=plain(draft.address),
        content=content,
    )


def _unsubscribe_url(desk: Desk, claimed: Claimed, who: Recipient) -> str | None:
    """One click stops what people can opt out of; sign-in and receipts have no such header."""
    if claimed.topic is Topic.DIGEST_MADE:
        return desk.stop_digests(who)
    return desk.unsubscribe(who) if claimed.topic in PROGRAM_TOPICS else None
