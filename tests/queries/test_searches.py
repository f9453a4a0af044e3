"""Finding: each facet narrows, values of one facet widen, and each result says why (SEG-1, ADV-5)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.domain.kinds import Answer, Channel, Effort, Part, Stage
from portal.domain.models import Account, Advocate, Confirmation, Interview
from portal.domain.operations import searches as operations
from portal.domain.queries import advocates, grounds, searches
from portal.domain.queries.searches import words
from portal.domain.rules.searches import Criteria, Freshness
from tests import make
from tests.make import NOW


def found(session: Session, **criteria: object) -> set[int]:
    ground = grounds.ground(session, NOW)
    wanted = Criteria(**criteria)  # type: ignore[arg-type]
    ids = {line.id for line in advocates.page(session, wanted, ground).lines}
    assert ids == set(session.scalars(searches.members(wanted, ground)))
    assert searches.how_many(session, wanted, ground) == len(ids)
    return ids


@pytest.fixture
def grace(session: Session) -> Advocate:
    """Everything about her is particular."""
    made = make.advocate(session, name="Grace Martin-Holt", stage=Stage.INTERVIEWED, willing={"speak": Answer.HAPPY})
    account = session.get_one(Account, made.account_id)
    account.name, account.industry, account.region, account.employees = "Halden Retail", "retail", "Nordics", 4200
    made.persona, made.channel, made.tags = "operations director", Channel.EVENT, ["Champion"]
    made.products, made.use_cases, made.outcomes = ["Route"], ["Planning"], "Halved the stock in 3 months"
    session.add(
        Interview(
            advocate_id=made.id,
            held_on=date(2026, 11, 2),
            by_id=make.person(session).id,
            experience="Moved fourteen warehouses off spreadsheets without one late delivery",
            expertise=["customs"],
            created_at=NOW,
        )
    )
    session.add_all(Confirmation(advocate_id=made.id, part=part, confirmed_at=NOW) for part in Part)
    operations.refresh(session, advocate_ids=[made.id])
    return made


@pytest.mark.parametrize(
    "criteria",
    [
        {"words": "grace"},
        {"words": "mart"},
        {"words": "martin-ho"},
        {"words": "WAREHOUSES customs"},
        {"words": "halden champ"},
        {"words": "stock"},
        {"industries": ("retail",)},
        {"industries": ("retail", "mining")},
        {"regions": ("Nordics",)},
        {"personas": ("operations director",)},
        {"channels": (Channel.EVENT,)},
        {"channels": (Channel.EVENT, Channel.SURVEY)},
        {"stages": (Stage.INTERVIEWED, Stage.INVITED)},
        {"products": ("Route", "Other")},
        {"use_cases": ("Planning",)},
        {"tags": ("Champion",)},
        {"employees_from": 1001},
        {"employees_from": 4200, "employees_to": 4200},
        {"industries": ("retail",), "employees_from": 1001, "freshness": Freshness.FRESH, "effort": Effort.HIGH},
    ],
)
def test_each_facet_finds_its_one(session: Session, grace: Advocate, criteria: dict[str, object]) -> None:
    make.advocate(session, name="Dana Okafor")
    assert found(session, **criteria) == {grace.id}


@pytest.mark.parametrize(
    "criteria",
    [
        {"words": "grace mining"},
        {"words": "!"},
        {"words": "' | 'x':*"},
        {"words": "\\"},
        {"industries": ("retail",), "regions": ("DACH",)},
        {"employees_to": 4199},
        {"freshness": Freshness.STALE},
        {"tags": ("champion",)},
    ],
)
def test_what_does_not_fit_finds_nobody(session: Session, grace: Advocate, criteria: dict[str, object]) -> None:
    assert grace.id not in found(session, **criteria)


def test_willingness_is_the_rule_of_asking(session: Session, grace: Advocate) -> None:
    speak, call = make.activity(session, "speak"), make.activity(session, "call")
    wary = make.advocate(session, willing={"speak": Answer.ASK_FIRST})
    resting = make.advocate(session, willing={"speak": Answer.HAPPY})
    make.match_row(session, resting).resting = True
    session.flush()
    assert found(session, activity_id=speak.id) == {grace.id, wary.id, resting.id}
    assert found(session, activity_id=speak.id, answer=Answer.HAPPY) == {grace.id, resting.id}
    assert found(session, activity_id=speak.id, answer=Answer.ASK_FIRST) == {wary.id}
    assert found(session, activity_id=speak.id, effort=Effort.HIGH) == {grace.id, wary.id}
    assert found(session, activity_id=call.id) == set()


def test_fresh_stale_and_never_confirmed_are_everybody_once(session: Session, grace: Advocate) -> None:
    stale = make.advocate(session, willing={"speak": Answer.HAPPY})
    session.execute(
        text("UPDATE willingness SET chosen_at = :then WHERE advocate_id = :id"),
        {"then": NOW - timedelta(days=365), "id": stale.id},
    )
    operations.refresh(session, advocate_ids=[stale.id])
    never = make.advocate(session, willing={})
    imported = make.advocate(session, willing={"speak": Answer.HAPPY})
    for one in (imported, stale):
        one.outcomes = "12% fewer returns, says a file"
    operations.refresh(session, advocate_ids=[imported.id, stale.id])
    assert found(session, freshness=Freshness.FRESH) == {grace.id}
    assert found(session, freshness=Freshness.STALE) == {stale.id}
    assert found(session, freshness=Freshness.NEVER) == {never.id, imported.id}
    shown = {
        line.id: line.is_unconfirmed(NOW.date())
        for line in advocates.listed(session, [grace.id, imported.id, stale.id])
    }
    assert shown == {grace.id: False, imported.id: True, stale.id: False}


def test_a_result_says_which_words_hit_where(session: Session, grace: Advocate) -> None:
    hits = searches.hits(session, [grace.id], ["grace", "warehouses", "champ"])[grace.id]
    assert [(hit.word, hit.places) for hit in hits] == [
        ("grace", ("name",)),
        ("warehouses", ("interview",)),
        ("champ", ("tags",)),
    ]
    assert hits[1].passage is not None
    assert "fourteen warehouses off spreadsheets" in hits[1].passage
    assert hits[0].passage is None


def test_the_values_on_offer_are_those_in_use(session: Session, grace: Advocate) -> None:
    assert grace.id
    make.advocate(session)
    offered = searches.choices(session)
    assert offered["industry"] == ["logistics", "retail"]
    assert offered["region"] == ["Nordics"]
    assert offered["tag"] == ["Champion"]
    ground = grounds.ground(session, NOW)
    counted = searches.counts(session, Criteria(regions=("Nordics",)), ground, "industry", offered["industry"])
    assert [(each.value, each.count) for each in counted] == [("retail", 1), ("logistics", 0)]


def test_pages_follow_each_other_without_gap_or_repeat(session: Session) -> None:
    ids = [make.advocate(session, willing={}).id for _ in range(7)]
    ground = grounds.ground(session, NOW)
    advocates.lists.PAGE, kept = 3, advocates.lists.PAGE
    try:
        first = advocates.page(session, Criteria(), ground)
        second = advocates.page(session, Criteria(), ground, before=first.older)
        third = advocates.page(session, Criteria(), ground, before=second.older)
        back = advocates.page(session, Criteria(), ground, after=second.newer)
    finally:
        advocates.lists.PAGE = kept
    seen = [line.id for page in (first, second, third) for line in page.lines]
    assert seen == sorted(ids, reverse=True)
    assert back.lines == first.lines
    assert (first.newer, third.older) == (None, None)
    assert back.newer is None


def test_a_count_stops_at_a_thousand_and_one(session: Session) -> None:
    make.program(session)
    ground = grounds.ground(session, NOW)
    session.execute(
        text(
            "WITH who AS (INSERT INTO person (email, name, role, publisher, created_at)"
            " SELECT n || '@x.example', 'Somebody', 'advocate', false, now()"
            " FROM generate_series(1, 1100) n RETURNING id)"
            " INSERT INTO advocate (person_id, stage, stage_at, channel, languages, products, use_cases, tags,"
            " created_at) SELECT id, 'candidate', now(), 'import', '{}', '{}', '{}', '{}', now() FROM who"
        )
    )
    operations.refresh(session, advocate_ids=list(session.scalars(text("SELECT id FROM advocate"))))
    assert searches.how_many(session, Criteria(words="somebody"), ground) == searches.COUNT_TO + 1


@pytest.mark.parametrize(
    ("shares", "page", "count", "narrowed"),
    [
        ({}, "", "", ""),
        ({"rare": 0.0}, "", "", ""),
        ({"rare": 0.002}, "", "", ""),
        ({"middling": 0.004}, "middling", "", ""),
        ({"common": 0.33}, "common", "common", "common"),
        ({"common": 0.33, "often": 0.2}, "common often", "common often", "common often"),
        ({"common": 0.33, "middling": 0.007}, "common middling", "common", "common"),
        ({"common": 0.33, "rare": 0.001}, "common", "common", "common"),
        ({"middling": 0.05, "rare": 0.001}, "", "", ""),
    ],
)
def test_common_words_are_looked_for_in_rows_and_rare_ones_in_their_index(
    shares: dict[str, float], page: str, count: str, narrowed: str
) -> None:
    """Of a million people: for one page of the list, for a count, and for a page beside other facets."""
    found = words.Sample(1_000_000, shares)
    assert words.looked_for(found, evens_at=words.PAGE, narrowed=False) == set(page.split())
    assert words.looked_for(found, evens_at=words.COUNT, narrowed=False) == set(count.split())
    assert words.looked_for(found, evens_at=words.PAGE, narrowed=True) == set(narrowed.split())


def test_how_words_are_looked_for_changes_nothing_of_what_is_found(session: Session, grace: Advocate) -> None:
    make.advocate(session, name="Grace Hopper")
    ground, wanted = grounds.ground(session, NOW), Criteria(words="grace retail")
    ways = [set(), {"grace"}, {"retail"}, {"grace", "retail"}]
    found = [session.scalars(searches.members(wanted, ground, looked_for=way)).all() for way in ways]
    assert found == [[grace.id]] * 4


def test_pages_of_rare_and_common_words_follow_each_other_in_one_order(session: Session) -> None:
    people = [make.advocate(session, name=f"Dana {n}").id for n in range(4)]
    ground, wanted = grounds.ground(session, NOW), Criteria(words="dana")
    for share in (0.0, 1.0):
        session.info[words.__name__] = {"dana": words.Sample(1_000_000, {"dana": share})}
        first = searches.newest(session, wanted, ground, limit=2)
        assert first == people[:1:-1]
        assert searches.newest(session, wanted, ground, limit=2, before=first[-1]) == people[1::-1]
        assert searches.newest(session, wanted, ground, limit=2, after=people[0]) == people[1:3]
