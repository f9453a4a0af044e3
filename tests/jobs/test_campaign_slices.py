"""The periodic work that takes the slices of campaigns."""

from datetime import timedelta

from sqlalchemy import func, select, text

from jobs import schedule
from jobs.kit import Kit
from portal.clock import SetClock
from portal.domain.demand_kinds import CampaignState
from portal.domain.models import Ask, Campaign
from tests.operations.test_campaigns import campaign, crowd, start


def vacuums(kit: Kit) -> int:
    with kit.database.reading() as session:
        statement = text("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'match_row'")
        return int(session.execute(statement).scalar_one())


def asked(kit: Kit) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(Ask)).scalar_one()


def test_the_last_step_of_a_campaign_is_to_tidy_the_rows_that_every_list_reads(kit: Kit, clock: SetClock) -> None:
    """Index-only scans need the visibility map, which a hundred thousand changed rows have spoilt (G5)."""
    with kit.database.writing() as session:
        crowd(session, 3)
        campaign_id = start(session, campaign(session)).id
    for turn in range(3):
        assert (asked(kit), vacuums(kit)) == (turn, 0)
        schedule.ask_for_campaigns(kit)
        clock.instant += timedelta(hours=1)
    with kit.database.reading() as session:
        assert session.get_one(Campaign, campaign_id).state is CampaignState.DONE
    assert (asked(kit), vacuums(kit)) == (3, 1)
    schedule.ask_for_campaigns(kit)
    assert vacuums(kit) == 1
