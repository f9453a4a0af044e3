"""The advocate's first page: one statement, prebuilt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, false, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from portal.domain.kinds import ActivityKind, AskState, ContentState, Effort, Stage
from portal.domain.models import Activity, Advocate, Ask, Content, MatchRow, Person, Program, SearchRow
from portal.domain.queries.merges import everyone_of
from portal.domain.rules.caps import Policy, Standing

SHOWN = (AskState.SENT, AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED)
ENOUGH = 200


@dataclass(frozen=True)
class HomeAsk:
    id: int
    state: AskState
    effort: Effort
    activity: str
    activities: str
    kind: ActivityKind
    icon: str
    minutes: int
    sentence: str
    why: str
    asker: str
    asker_title: str | None
    time_open: bool
    reply_by: date
    happen_by: date
    scheduled_for: datetime | None


@dataclass(frozen=True)
class HomeActivity:
    id: int
    effort: Effort
    plural: str


@dataclass(frozen=True)
class Home:
    stage: Stage
    joined_at: datetime | None
    left_at: datetime | None
    fresh_until: date | None
    unconfirmed: bool
    standing: Standing
    policy: Policy
    asks: tuple[HomeAsk, ...]
    activities: tuple[HomeActivity, ...]
    words: int
    """Pieces of content that wait for their yes."""

    @property
    def waiting(self) -> HomeAsk | None:
        """At most one ask awaits an answer."""
        return next((ask for ask in self.asks if ask.state is AskState.SENT), None)

    @property
    def agreed(self) -> tuple[HomeAsk, ...]:
        """Said yes to and still to come, the oldest first."""
        return tuple(ask for ask in reversed(self.asks) if ask.state in {AskState.ACCEPTED, AskState.SCHEDULED})

    @property
    def done(self) -> tuple[HomeAsk, ...]:
        return tuple(ask for ask in self.asks if ask.state is AskState.COMPLETED)

    def of_class(self, effort: Effort) -> tuple[HomeActivity, ...]:
        return tuple(activity for activity in self.activities if activity.effort is effort)


_WHO = bindparam("advocate_id", type_=BigInteger)
_OFFERED = func.jsonb_build_array(Activity.id, Activity.effort, Activity.plural)
_ACTIVITIES = (
    select(func.jsonb_agg(aggregate_order_by(_OFFERED, Activity.position, Activity.id)))
    .where(~Activity.archived)
    .scalar_subquery()
)
_SHOWN = (
    select(
        Ask.id,
        func.jsonb_build_array(
            Ask.id,
            Ask.state,
            Ask.effort,
            Activity.name,
            Activity.plural,
            Activity.kind,
            Activity.icon,
            Ask.minutes,
            Ask.sentence,
            Ask.why,
            Person.name,
            Person.title,
            Ask.time_open,
            Ask.reply_by,
            Ask.happen_by,
            Ask.scheduled_for,
        ).label("fields"),
    )
    .join(Activity, Activity.id == Ask.activity_id)
    .join(Person, Person.id == Ask.asker_id)
    .where(Ask.advocate_id.in_(everyone_of(_WHO)), Ask.state.in_(SHOWN))
    .order_by(Ask.id.desc())
    .limit(ENOUGH)
    .subquery()
)
_ASKS = select(func.jsonb_agg(aggregate_order_by(_SHOWN.c.fields, _SHOWN.c.id.desc()))).scalar_subquery()
_WORDS = select(func.count()).where(Content.advocate_id == _WHO, Content.state == ContentState.SENT).scalar_subquery()
_HOME: Select[*tuple[Any, ...]] = (
    select(
        Advocate.stage,
        Advocate.joined_at,
        Advocate.left_at,
        SearchRow.fresh_until,
        func.coalesce(SearchRow.unconfirmed, false()).label("unconfirmed"),
        MatchRow.may_be_asked,
        MatchRow.reachable,
        MatchRow.resting,
        MatchRow.shares_contact,
        MatchRow.open_ask_id,
        MatchRow.last_high_on,
        MatchRow.last_low_on,
        MatchRow.high_gap,
        MatchRow.low_gap,
        MatchRow.break_until,
        MatchRow.happy,
        MatchRow.ask_first,
        Program.high_gap.label("policy_high_gap"),
        Program.low_gap.label("policy_low_gap"),
        _ACTIVITIES.label("activities"),
        _ASKS.label("asks"),
        _WORDS.label("words"),
    )
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .join(Program, Program.id == 1)
    .outerjoin(SearchRow, SearchRow.advocate_id == Advocate.id)
    .where(Advocate.id == _WHO)
)


def of_advocate(session: Session, advocate_id: int) -> Home:
    # Past the ORM's own work: columns only, on the page that is opened most.
    row = session.connection().execute(_HOME, {"advocate_id": advocate_id}).one()
    asks = tuple(_ask(fields) for fields in row.asks or ())
    reply_by = next((ask.reply_by for ask in asks if ask.id == row.open_ask_id), None)
    return Home(
        stage=row.stage,
        joined_at=row.joined_at,
        left_at=row.left_at,
        fresh_until=row.fresh_until,
        unconfirmed=row.unconfirmed,
        standing=Standing(
            may_be_asked=row.may_be_asked,
            resting=row.resting,
            shares_contact=row.shares_contact,
            awaiting=row.open_ask_id is not None,
            reply_by=reply_by,
            last_high_on=row.last_high_on,
            last_low_on=row.last_low_on,
            high_gap=row.high_gap,
            low_gap=row.low_gap,
            break_until=row.break_until,
            happy=frozenset(row.happy),
            ask_first=frozenset(row.ask_first),
            reachable=row.reachable,
        ),
        policy=Policy(high_gap=row.policy_high_gap, low_gap=row.policy_low_gap),
        asks=asks,
        activities=tuple(HomeActivity(key, Effort(effort), plural) for key, effort, plural in row.activities or ()),
        words=row.words,
    )


def _ask(fields: list[Any]) -> HomeAsk:
    """JSON keeps kinds, days and instants as text."""
    fields[1:3] = AskState(fields[1]), Effort(fields[2])
    fields[5] = ActivityKind(fields[5])
    fields[13:15] = map(date.fromisoformat, fields[13:15])
    fields[15] = datetime.fromisoformat(fields[15]) if fields[15] else None
    return HomeAsk(*fields)
