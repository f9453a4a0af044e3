"""The program's own row and its activities."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.models import Activity, Program, RewardRules

FIRST = {
    "id": 1,
    "company_name": "Your company",
    "product_name": "Advocates",
    "accent": "#0b5a70",
    "sender_name": "Customer advocacy",
    "sender_address": "advocates@company.example",
    "help_address": "advocates@company.example",
    "postal_address": "",
    "reward_word": "credits",
    "time_zone": "UTC",
    "high_gap": 92,
    "low_gap": 31,
    "rest_after": 3,
    "reply_days": 7,
    "first_reminder_days": 3,
    "second_reminder_days": 6,
    "own_domains": [],
    "story_days": 540,
    "deployments_days": 365,
    "outcomes_days": 270,
    "mail_gap": 31,
}

ACTIVITIES: tuple[tuple[str, str, str, ActivityKind, Effort, int, int, str, str, str, bool], ...] = (
    (
        "call",
        "Reference call",
        "Reference calls",
        ActivityKind.REFERENCE,
        Effort.HIGH,
        30,
        90,
        "A 30-minute call with one company in a similar business. Nothing to prepare.",
        "Would you take one {minutes} call with {other_side} {when}?",
        "call",
        True,
    ),
    (
        "story",
        "Case study",
        "Case studies",
        ActivityKind.CASE_STUDY,
        Effort.HIGH,
        180,
        540,
        "Two interviews and a draft you approve line by line. Four to eight weeks, about 3 hours in all.",
        "Would you tell your story in a case study for readers like {other_side}, with two interviews {when}?",
        "story",
        False,
    ),
    (
        "speak",
        "Speaking",
        "Speaking",
        ActivityKind.SPEAKING,
        Effort.HIGH,
        60,
        365,
        "A webinar, a panel, a conference slot or a visit to your site, with help on slides and travel paid.",
        "Would you give one {minutes} talk to an audience like {other_side} {when}?",
        "speak",
        False,
    ),
    (
        "review",
        "Review",
        "Reviews",
        ActivityKind.REVIEW,
        Effort.LOW,
        15,
        365,
        "A public review, good or bad, in your own words. About 15 minutes.",
        "Would you write a {minutes} review in your own words, the kind {other_side} would read, {when}?",
        "review",
        False,
    ),
    (
        "intro",
        "Email introduction",
        "Email introductions",
        ActivityKind.REFERENCE,
        Effort.LOW,
        10,
        90,
        "Answer one company’s questions by email. About 10 minutes.",
        "Would you answer a few questions by email from {other_side} {when}?",
        "intro",
        True,
    ),
    (
        "quote",
        "Quote",
        "Quotes",
        ActivityKind.CASE_STUDY,
        Effort.LOW,
        10,
        540,
        "A sentence or two we may use once you have approved the exact words.",
        "Would you give us a sentence or two in your own words, for readers like {other_side}, {when}?",
        "quote",
        False,
    ),
    (
        "community",
        "Community",
        "Community",
        ActivityKind.COMMUNITY,
        Effort.LOW,
        5,
        90,
        "Answer a question from another customer. Five minutes each.",
        "Would you answer one question from {other_side} in the community {when}?",
        "community",
        False,
    ),
    (
        "referral",
        "Referral",
        "Referrals",
        ActivityKind.REFERRAL,
        Effort.LOW,
        10,
        180,
        "Introduce us to someone you know who has the problem we solve.",
        "Would you introduce us to {other_side} you know, if you think it would help them, {when}?",
        "referral",
        False,
    ),
)
COLUMNS = (
    "slug",
    "name",
    "plural",
    "kind",
    "effort",
    "minutes",
    "shelf_days",
    "what",
    "question",
    "icon",
    "needs_contact",
)


GIVING = {
    "id": 1,
    "expires_after_months": 24,
    "second_points": 500,
    "second_cents": 50_000,
    "gift_limit_cents": 20_000,
    "promised_days": 2,
    "review_sites": ["g2.com", "capterra.com", "trustradius.com"],
}
POINTS = {
    "call": 100,
    "story": 250,
    "speak": 200,
    "review": 40,
    "intro": 40,
    "quote": 30,
    "community": 10,
    "referral": 60,
}
"""What each activity credits at first, by slug."""


def ensure(session: Session, *, now: datetime) -> None:
    """Make the program's row and the eight activities (CAP-1) if there are none yet."""
    if session.execute(select(Program.id)).first():
        return
    session.execute(insert(Program).values(**FIRST))
    session.execute(insert(RewardRules).values(**GIVING))
    session.execute(
        insert(Activity),
        [
            dict(zip(COLUMNS, row, strict=True), position=place, archived=False, points=POINTS[row[0]])
            for place, row in enumerate(ACTIVITIES)
        ],
    )
    audit.record(session, "program.begun", kind="program", id=1, actor_id=None, now=now)
