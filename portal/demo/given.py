"""What the demo program gives back: a menu, budgets, what people chose, notes of thanks (RWD-1 to RWD-8)."""

from collections.abc import Callable
from datetime import date, datetime

from portal.demo.asked import Known
from portal.demo.joined import Joining
from portal.demo.past import Past
from portal.domain.models import Advocate
from portal.domain.operations import adjustments, budgets, gifts, redemptions, rewards, thanks
from portal.domain.operations.redemptions import Wishes
from portal.domain.operations.rewards import Words
from portal.domain.queries import ledgers
from portal.domain.value_kinds import Fulfilment, GiftPolicy, RewardGroup, RewardKind

CHARITIES = ["Médecins de Rue", "Forest Trust", "Open Books"]
SOON = "We write to you within 2 working days"
Row = tuple[RewardKind, str, str, tuple[int, int, int | None], Fulfilment, str]
MENU: dict[str, Row] = {
    "hour": (
        RewardKind.EXECUTIVE_TIME,
        "An hour with our product chief",
        "Bring your questions to Hanna Weiss. She shares what is planned for the next two quarters.",
        (200, 0, None),
        Fulfilment.OWNER,
        "Hanna’s office writes to you within 2 working days to find a time",
    ),
    "charity": (
        RewardKind.DONATION,
        "€100 to a charity you choose",
        "We make the donation and send you the receipt.",
        (200, 10_000, None),
        Fulfilment.DONATION,
        "We donate within 2 working days and send you the receipt",
    ),
    "dinner": (
        RewardKind.PEER_NETWORKING,
        "Peer dinner in Rotterdam",
        "Twelve supply chain leaders, one table.",
        (150, 14_000, 4),
        Fulfilment.TEAM,
        f"{SOON} with the place and the menu",
    ),
    "early": (
        RewardKind.EARLY_ACCESS,
        "Early access: scenario planner",
        "Your team gets it three months before release, with a direct line to the people building it.",
        (0, 0, None),
        Fulfilment.TEAM,
        "We switch it on within 2 working days",
    ),
    "article": (
        RewardKind.CO_MARKETING,
        "A co-written article in your name",
        "Our editor interviews you, you approve every word, and you own the piece.",
        (120, 60_000, None),
        Fulfilment.TEAM,
        "Our editor calls you to find the angle",
    ),
    "class": (
        RewardKind.TRAINING,
        "Planning masterclass for your team",
        "A half-day session on your own data, for up to eight people.",
        (300, 180_000, None),
        Fulfilment.TEAM,
        f"{SOON} to find a day",
    ),
    "card": (
        RewardKind.GIFT_CARD,
        "€50 for books",
        "A code for an independent bookshop.",
        (100, 5_000, 0),
        Fulfilment.CODE,
        "The code stands on your page within 2 working days",
    ),
    "mug": (
        RewardKind.SWAG,
        "A mug from the potter next door",
        "Hand-thrown in Rotterdam, dishwasher safe.",
        (40, 1_800, 25),
        Fulfilment.POST,
        "It leaves within 2 working days",
    ),
    "pass": (
        RewardKind.TRAINING,
        "Conference pass, Chainwave",
        "Two days in Hamburg. Travel not included.",
        (900, 60_000, 6),
        Fulfilment.TEAM,
        f"{SOON} with the ticket",
    ),
    "lyon": (
        RewardKind.PEER_NETWORKING,
        "Peer dinner in Lyon",
        "Ten planning leads.",
        (150, 12_000, 0),
        Fulfilment.TEAM,
        f"{SOON} with the place",
    ),
}
"""By a short name: kind, name, what it is, (points, cents, stock), how, what happens."""

PLANNED = {
    RewardGroup.ACCESS: 200_000,
    RewardGroup.PEERS: 600_000,
    RewardGroup.LEARNING: 800_000,
    RewardGroup.GIVING: 400_000,
    RewardGroup.RECOGNITION: 300_000,
    RewardGroup.GIFTS: 100_000,
}
CHOSEN = (
    ("Elena Petrova", "hour", 300, "done"),
    ("Samir Haddad", "charity", 190, "done"),
    ("Mei-Ling Tan", "dinner", 160, "done"),
    ("Joaquín Ferrer", "charity", 120, "done"),
    ("Dana Okafor", "article", 80, "done"),
    ("Niamh Byrne", "card", 60, "done"),
    ("Ana Duarte", "mug", 40, "approved"),
    ("Grace Lindqvist", "charity", 3, "approved"),
    ("Pieter de Wit", "dinner", 2, "held"),
    ("Mei-Ling Tan", "hour", 1, "held"),
    ("Petra Kovač", "class", 12, "called off"),
)
"""Who chose what, how many days ago, and what came of it."""

NOTES = (
    (
        "Dana Okafor",
        200,
        "Hanna Weiss",
        "Your call in spring decided it for them. They run 12 sites with us now.",
        True,
    ),
    ("Joaquín Ferrer", 90, "Priya Raman", "Three people told us your talk was why they came back on day two.", True),
    ("Samir Haddad", 130, "Tom Brandt", "You found the words for what we do better than we had. Thank you.", False),
    ("Elena Petrova", 60, "Hanna Weiss", "The answer you wrote in the community has been read 400 times.", False),
)


class Giving:
    """Plans what is given, on the days on which it was."""

    def __init__(self, past: Past, joining: Joining, known: Known) -> None:
        self.past, self.joining, self.known = past, joining, known
        self.rewards: dict[str, int] = {}

    def plan(self) -> None:
        self.past.at(self.past.moment(600, 9), self.open)
        for name, short, days_ago, outcome in CHOSEN:
            self.past.at(self.past.moment(days_ago, 9, 40, working=True), self.choice(name, short, outcome))
        for name, days_ago, author, words, shown in NOTES:
            self.past.at(self.past.moment(days_ago, 15, working=True), self.note(name, author, words, shown=shown))
        self.past.at(self.past.moment(70, 16, working=True), self.adjust)

    def open(self, moment: datetime) -> None:
        """The menu, and a line for each group in each year so far."""
        session, priya = self.past.session, self.known.staff["Priya Raman"]
        for place, (short, row) in enumerate(MENU.items()):
            self.rewards[short] = rewards.add(
                session, words=self.words(short, row, place), actor_id=priya, now=moment
            ).id
        codes = [f"BOOKS-{number:04}" for number in range(1, 13)]
        rewards.import_codes(session, reward_id=self.rewards["card"], codes=codes, actor_id=priya, now=moment)
        for year in range(moment.year, self.past.now.year + 1):
            for group, cents in PLANNED.items():
                plan = budgets.Plan(
                    f"{group.capitalize()} {year}", group, "EUR", date(year, 1, 1), date(year + 1, 1, 1), cents
                )
                budgets.add(session, plan=plan, actor_id=priya, now=moment)

    def words(self, short: str, row: Row, place: int) -> Words:
        kind, name, what, (points, cents, stock), fulfilment, happens = row
        hour = short == "hour"
        return Words(
            kind=kind,
            name=name,
            what=what,
            points=points,
            cents=cents,
            currency="EUR" if cents else None,
            stock=stock,
            regions=[],
            fulfilment=fulfilment,
            owner_id=self.known.staff["Hanna Weiss"] if hour else None,
            question="What would you like to talk about?" if hour else None,
            charities=CHARITIES if short == "charity" else [],
            happens=happens,
            if_plans_change="Call it off up to 24 hours before and the credits come back" if hour else None,
            position=place,
        )

    def choice(self, name: str, short: str, outcome: str) -> Callable[[datetime], None]:
        def choose(moment: datetime) -> None:
            session, advocate_id = self.past.session, self.joining.advocate_id(name)
            if ledgers.balance(session, advocate_id).spendable < MENU[short][3][0]:
                return
            wishes = Wishes(
                allowed=True,
                words="How the forecasts will work across sites." if short == "hour" else None,
                charity=CHARITIES[0] if short == "charity" else None,
                address="14 Harbour Street, second floor" if short == "mug" else None,
            )
            made = redemptions.choose(
                session,
                advocate_id=advocate_id,
                reward_id=self.rewards[short],
                key=f"{short}:{name}",
                wishes=wishes,
                now=moment,
            )
            self.follow(made.id, outcome, moment)

        return choose

    def follow(self, redemption_id: int, outcome: str, moment: datetime) -> None:
        session, first, second = self.past.session, self.known.staff["Tom Brandt"], self.known.staff["Sara Lindholm"]
        if outcome == "called off":
            redemptions.release(
                session,
                redemption_id=redemption_id,
                reason="The trainer left us. We’re sorry, and write as soon as there is another.",
                actor_id=first,
                now=moment,
            )
        elif outcome != "held":
            redemptions.approve(session, redemption_id=redemption_id, actor_id=first, now=moment)
            redemptions.approve(session, redemption_id=redemption_id, actor_id=second, now=moment)
        if outcome == "done":
            redemptions.fulfil(session, redemption_id=redemption_id, actor_id=first, now=moment)

    def note(self, name: str, author: str, words: str, *, shown: bool) -> Callable[[datetime], None]:
        def give(moment: datetime) -> None:
            session, advocate_id = self.past.session, self.joining.advocate_id(name)
            author_id = self.known.staff[author]
            note = thanks.give(session, advocate_id=advocate_id, words=words, author_id=author_id, now=moment)
            if shown:
                thanks.show(session, note_id=note.id, advocate_id=advocate_id, on_wall=True, now=moment)

        return give

    def adjust(self, moment: datetime) -> None:
        """Points by hand; a big one that waits; a company and a person with rules of their own."""
        session, tom, sara = self.past.session, self.known.staff["Tom Brandt"], self.known.staff["Sara Lindholm"]
        for name, points, reason, by in (
            ("Ana Duarte", 50, "For the patience with our broken printer in Porto", tom),
            ("Joaquín Ferrer", 600, "A keynote in Hamburg that nobody had asked him for", sara),
        ):
            advocate_id = self.joining.advocate_id(name)
            adjustments.make(
                session, advocate_id=advocate_id, points=points, reason=reason, key=name, actor_id=by, now=moment
            )
        account_id = session.get_one(Advocate, self.joining.advocate_id("Linnea Berg")).account_id
        if account_id is not None:
            gifts.set_for_account(session, account_id=account_id, policy=GiftPolicy.NOTHING, actor_id=tom, now=moment)
        keiko = self.joining.advocate_id("Keiko Mori")
        gifts.say(session, advocate_id=keiko, policy=GiftPolicy.DONATIONS, off=False, actor_id=tom, now=moment)


def give_back(past: Past, joining: Joining, known: Known) -> None:
    Giving(past, joining, known).plan()
