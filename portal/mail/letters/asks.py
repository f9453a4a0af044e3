"""An ask and its reminders, the receipt of its answer, and what its asker is told."""

from portal import words
from portal.domain.kinds import AskState, Effort, Topic
from portal.domain.leases import Claimed
from portal.domain.queries import campaigns, gifts, mails, meetings
from portal.domain.queries.mails import AskFacts, Recipient
from portal.domain.rules import asks as rules
from portal.domain.rules import reviews
from portal.domain.rules.sentences import other_side, week_day
from portal.links import Purpose
from portal.mail.letters.desks import Desk, Draft, Writer

BECAUSE = {
    "suppressed": "They get no mail from the program: they stopped it, or our mail to them came back.",
    "on_a_break": "They have begun a break, so it was not sent.",
    "not_chosen": "They no longer choose this activity, so it was not sent.",
    "no_consent": "They no longer share their contact details, so it was not sent.",
    "too_soon": "More time has to pass between two asks now, so it was not sent.",
    "departed": "They have left the program, so it was not sent.",
}
"""By the words of queries/deliveries.py: why a message was stopped before its point of no return."""


def ask(template: str) -> Writer:
    def writer(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
        facts = desk.asks.get(claimed.ask_id or 0) or mails.ask(desk.session, claimed.ask_id, now=desk.now)
        if facts is None:
            return None
        links = {
            "link_url": _ask_link(desk, facts),
            "preferences_url": desk.url("/preferences"),
            "break_url": desk.url("/preferences#break"),
            "leave_url": desk.url("/leave"),
            "unsubscribe_url": desk.unsubscribe(who),
        }
        return Draft(template, who.email, _ask_words(desk, facts) | links)

    return writer


def campaign_test(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """What the next person of a campaign would read, to a reader of the team. Its links lead to a page that says so."""
    facts = campaigns.example(desk.session, claimed.about_id, reader_id=who.id, now=desk.now)
    if facts is None:
        return None
    names = ("link_url", "preferences_url", "break_url", "leave_url", "unsubscribe_url")
    links = dict.fromkeys(names, desk.url("/test-mail"))
    return Draft("campaign_test", who.email, _ask_words(desk, facts) | links | {"example": facts.advocate.name})


def receipt(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    answer = _answer(facts) if facts else None
    if facts is None or answer is None:
        return None
    ask, yes = facts.ask, answer in {"accepted", "time"}
    zone = str(desk.zone(who))
    until = rules.change_ends(ask.answered_at) if ask.answered_at else desk.now
    variables = _ask_basics(facts) | {
        "given_name": who.given_name,
        "answer": answer,
        "after_no": desk.words("receipt.declined", who),
        "other": _other(facts) if yes else None,
        "when": words.moment(ask.scheduled_for, zone, desk.today()) if yes and ask.scheduled_for else None,
        "suggestion": _suggestion(desk, facts),
        "times_url": _times_url(desk, facts) if yes else None,
        "link_url": _ask_link(desk, facts),
        "change_until": words.moment(until, zone, desk.today()) if until > desk.now else None,
    }
    return Draft("receipt", who.email, variables)


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """To the asker. What happened is the ask's state now: news that has been overtaken is not told twice."""
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    event = _event(facts, claimed.topic) if facts else None
    if facts is None or event is None:
        return None
    variables = _ask_basics(facts) | {
        "given_name": who.given_name,
        "event": event,
        "advocate_name": facts.advocate.name,
        "account_name": facts.account_name,
        "suggestion": _suggestion(desk, facts),
        "because": BECAUSE.get(mails.stopped_because(desk.session, facts.ask.id) or ""),
        "reason": facts.ask.decline_reason,
        "ask_url": desk.url(f"/admin/asks/{facts.ask.id}"),
    }
    return Draft("requester_told", who.email, variables)


def called_off(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """A yes is off: the advocate changed it, or the team took the ask back. The other of the two is told."""
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    if facts is None:
        return None
    if facts.advocate.id != who.id:
        return told(desk, claimed, who)
    variables = _ask_basics(facts) | {"given_name": who.given_name, "asker_role": desk.role(facts.asker_title)}
    return Draft("called_off", who.email, variables)


def released(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Somebody else said yes first, or the request has ended: nothing is expected of them any more."""
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    if facts is None or facts.ask.state is not AskState.WITHDRAWN:
        return None
    variables = _ask_basics(facts) | {
        "given_name": who.given_name,
        "asker_role": desk.role(facts.asker_title),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("ask_released", who.email, variables)


def _ask_words(desk: Desk, facts: AskFacts) -> dict[str, object]:
    """Everything that an ask’s letter says but its links."""
    ask = facts.ask
    return _ask_basics(facts) | {
        "given_name": facts.advocate.given_name,
        "why": ask.why,
        "note": ask.by_hand_note,
        "minutes": ask.minutes,
        "gap": facts.gap,
        "last_on": facts.last_on,
        "reply_by": ask.reply_by,
        "happen_by": ask.happen_by,
        "asker_role": desk.role(facts.asker_title),
        "disclosure": _disclosure(desk, facts),
    }


def _ask_basics(facts: AskFacts) -> dict[str, object]:
    return {
        "activity_name": facts.activity_name,
        "sentence": facts.ask.sentence,
        "is_bigger": facts.ask.effort is Effort.HIGH,
        "other_side": other_side(facts.ask.other_role, facts.ask.other_industry),
        "asker_name": facts.asker_name,
        "next_on": facts.next_on,
    }


def _disclosure(desk: Desk, facts: AskFacts) -> str | None:
    """Nothing is promised to whom nothing may be given."""
    points = facts.review_points
    if not points or not gifts.of_advocate(desk.session, facts.ask.advocate_id).may_earn:
        return None
    return reviews.disclosure(desk.program.company_name, points, desk.program.reward_word)


def _times_url(desk: Desk, facts: AskFacts) -> str | None:
    """Where a call gets its time; needs a session (ID-3)."""
    found = meetings.of_team(desk.session, facts.ask.id)
    open_call = found is not None and found.is_call and facts.ask.scheduled_for is None
    return desk.url(f"/asks/{facts.ask.id}/meeting") if open_call else None


def _ask_link(desk: Desk, facts: AskFacts) -> str:
    address = facts.advocate.email
    return desk.link("/a/", Purpose.ASK, id=facts.ask.id, version=facts.ask.link_version, address=address)


def _answer(facts: AskFacts) -> str | None:
    if facts.ask.state in rules.SAID_YES:
        return "time" if facts.ask.time_open else "accepted"
    return str(facts.ask.state) if facts.ask.state in {AskState.DECLINED, AskState.HANDED_ON} else None


def _event(facts: AskFacts, topic: Topic) -> str | None:
    if topic is Topic.ASK_CALLED_OFF:
        return "called_off"
    if facts.ask.state in {AskState.EXPIRED, AskState.UNDELIVERED} or _unanswered(facts):
        return str(facts.ask.state)
    return _answer(facts)


def _unanswered(facts: AskFacts) -> bool:
    """It ended without an answer that its asker may have been told of already."""
    return facts.ask.state is AskState.WITHDRAWN and facts.ask.answered_at is None


def _other(facts: AskFacts) -> str | None:
    return ", ".join(part for part in (facts.ask.other_name, facts.ask.other_contact) if part) or None


def _suggestion(desk: Desk, facts: AskFacts) -> str | None:
    ask = facts.ask
    day = week_day(ask.suggested_on, desk.today()) if ask.suggested_on else ""
    where = words.place(str(desk.zone(facts.advocate)))
    at = f"{words.clock_time(ask.suggested_at)} {where} time" if ask.suggested_at else ""
    return ", ".join(part for part in (day, at, ask.suggestion or "") if part) or None
