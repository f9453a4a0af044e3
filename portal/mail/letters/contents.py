"""Words to approve, the receipt of what was answered, what became of it, and steps that are overdue."""

from portal.domain.kinds import ContentKind, ContentState, Use
from portal.domain.leases import Claimed
from portal.domain.queries import contents
from portal.domain.queries.contents import Said, Told
from portal.domain.queries.mails import Recipient
from portal.domain.rules import contents as rules
from portal.mail.letters.desks import Desk, Draft, Writer


def approval(template: str) -> Writer:
    """Of the first message, and of the one that brings it back to mind."""

    def write(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
        facts = contents.told(desk.session, claimed.about_id)
        if facts is None:
            return None
        uses = rules.extras(facts.kind, facts.asked)
        variables = _basics(facts) | {
            "given_name": who.given_name,
            "note": facts.note,
            "extras": ", and ".join(f"your {rules.USES[use]}" for use in uses),
            "ends_on": facts.ends_on,
            "asked_on": facts.at.astimezone(desk.zone(who)).date(),
            "by": facts.by,
            "by_role": desk.role(facts.by_title),
            "page_url": desk.url(f"/contents/{facts.content_id}"),
            "preferences_url": desk.url("/preferences"),
            "leave_url": desk.url("/leave"),
            "unsubscribe_url": desk.unsubscribe(who),
        }
        return Draft(template, who.email, variables)

    return write


def receipt(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = contents.told(desk.session, claimed.about_id)
    if facts is None or _overtaken(facts):
        return None
    variables = _basics(facts) | {
        "given_name": who.given_name,
        "said": str(facts.said),
        "extras": _agreed(facts, "your"),
        "ends_on": facts.ends_on,
        "page_url": desk.url(f"/contents/{facts.content_id}"),
    }
    return Draft("content_receipt", who.email, variables)


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """To whoever of the team wrote it down. What was taken back is not repeated."""
    facts = contents.told(desk.session, claimed.about_id)
    if facts is None or _overtaken(facts):
        return None
    gone = facts.state is ContentState.REVOKED
    variables = _basics(facts) | {
        "given_name": who.given_name,
        "said": str(facts.said),
        "title": "" if gone else facts.title,
        "words": "" if gone else facts.words,
        "advocate_name": facts.advocate,
        "account_name": facts.company,
        "reason": facts.note if facts.said in {Said.DECLINED, Said.REVOKED} else None,
        "extras": _agreed(facts, "their"),
        "ends_on": facts.ends_on,
        "content_url": desk.url(f"/admin/contents/{facts.content_id}"),
    }
    return Draft("content_told", who.email, variables)


def published(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = contents.told(desk.session, claimed.about_id)
    if facts is None or facts.place is None:
        return None
    variables = _basics(facts) | {
        "given_name": who.given_name,
        "place": facts.place,
        "by": facts.by,
        "by_role": desk.role(facts.by_title),
        "page_url": desk.url(f"/contents/{facts.content_id}"),
        "leave_url": desk.url("/leave"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("content_published", who.email, variables)


def overdue(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = contents.overdue(desk.session, claimed.about_id, desk.today())
    if facts is None:
        return None
    variables = {
        "given_name": who.given_name,
        "step": rules.STEPS[facts.step],
        "title": facts.title,
        "advocate_name": facts.advocate,
        "due_on": facts.due_on,
        "content_url": desk.url(f"/admin/contents/{facts.content_id}"),
    }
    return Draft("work_overdue", who.email, variables)


def _basics(facts: Told) -> dict[str, object]:
    return {
        "kind": rules.KINDS[facts.kind].lower(),
        "is_quote": facts.kind is ContentKind.QUOTE,
        "title": facts.title,
        "words": facts.words,
        "content_link": facts.url,
    }


def _overtaken(facts: Told) -> bool:
    """Taken back meanwhile, or put differently again: the newer receipt tells it."""
    return not facts.current or (
        facts.state is ContentState.REVOKED and facts.said not in {Said.REVOKED, Said.DECLINED}
    )


def _agreed(facts: Told, whose: str) -> str:
    core = rules.core_use(facts.kind)
    return ", and ".join(f"{whose} {rules.USES[use]}" for use in Use if use in facts.extras and use is not core)
