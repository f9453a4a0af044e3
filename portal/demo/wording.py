"""What people write to each other in the demo program."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OtherSide:
    role: str
    industry: str
    name: str


OTHER_SIDES = (
    OtherSide("supply chain director", "logistics", "Ingrid Solberg, Fjordlast"),
    OtherSide("head of operations", "parcel", "Dermot Walsh, Shannon Post"),
    OtherSide("planning manager", "retail", "Anneke Prins, Warenmarkt"),
    OtherSide("chief operating officer", "food wholesale", "Rashid Karim, Gulf Provisions"),
    OtherSide("head of IT", "manufacturing", "Jonas Pohl, Elbe Guss"),
    OtherSide("director of patient logistics", "healthcare", "Marie Aubry, Clinique du Lac"),
    OtherSide("warehouse lead", "pharmaceuticals", "Divya Nair, Konkan Labs"),
    OtherSide("fleet manager", "energy", "Euan Baird, Moray Wind"),
)

WHY = {
    "call": "They are replacing the same planning system you left and want to hear how moving your carriers across "
    "went. There is nothing to prepare, and we’ve checked that you don’t compete.",
    "story": "Your first year is the part that others ask us about most. You approve every line before it is read.",
    "speak": "They asked for somebody who has done it, not for us. We help with slides and pay for the travel.",
    "review": "People who compare systems read what customers write, good or bad. Write what you think.",
    "intro": "They have three short questions about onboarding, and you answered the same ones well last year.",
    "quote": "You said something at the spring meeting that others would like to read. You approve the exact words.",
    "community": "Somebody who has just begun asks about lane planning, and you know it better than we do.",
    "referral": "You mentioned a neighbour with the problem you had two years ago. Only if you think it helps them.",
}

REASONS = (
    "It’s a busy time",
    "This wasn’t a good match for me",
    "Year-end close, try me in the summer",
    "I’d rather not do calls at all",
)

BY_HAND = "You said to ask you first, so here I am. Say no if it does not suit; I’d still like to hear how you are."

EVIDENCE = {
    "call": "Held by video, 35 minutes. Both sides confirmed it.",
    "story": "Published at larkfield.example/stories/{number}",
    "speak": "Spoke at the spring webinar, recording at larkfield.example/webinars/{number}",
    "review": "Published at reviews.example/larkfield/{number}",
    "intro": "Copied on their answer by email.",
    "quote": "Approved the words, on the product page since then.",
    "community": "Answered in the community, thread {number}. Thanked by 3 customers.",
    "referral": "Introduced us by email.",
}

SUGGESTIONS = ("Any Thursday afternoon works", "After the 20th, mornings only", "The week after next is free")

NOTES = (
    (
        "Dana Okafor",
        261,
        "Tom Brandt",
        "Prefers mornings. Very good with sceptical operations people; less keen on IT.",
    ),
    ("Dana Okafor", 40, "Priya Raman", "Renewal is due in spring. Check with Leo before any ask in February."),
    ("Samir Haddad", 200, "Sara Lindholm", "Always says yes to people in food. Ask him about the desert routes."),
    ("Ruth Abernathy", 60, "Tom Brandt", "Short of people since the summer. Leave her be until she writes."),
    ("Zofia Nowak", 120, "Priya Raman", "Knows the interface better than our own engineers. Wants to meet peers."),
    ("Harriet Cole", 35, "Sara Lindholm", "On parental leave. She will tell us when she is back."),
    ("Frank Moller", 28, "Tom Brandt", "Moving to a new role in the group; asked for quiet meanwhile."),
    ("Grace Lindqvist", 9, "Sara Lindholm", "Shift plans change weekly, so offer several times."),
)

CONTACT_VIEWS = (
    ("Dana Okafor", 263, "Tom Brandt"),
    ("Dana Okafor", 215, "Priya Raman"),
    ("Joaquín Ferrer", 194, "Tom Brandt"),
    ("Thandiwe Moyo", 12, "Sara Lindholm"),
    ("Anders Vik", 4, "Tom Brandt"),
    ("Niamh Byrne", 12, "Priya Raman"),
)

INVITING = "Leo told me how your team cut stock-outs this spring. People who are where you were would learn from you."

HANDED_ON = (
    ("Moira Stewart", "moira.stewart", "She ran the migration from the first day."),
    ("Per Hallberg", "per.hallberg", "He looks after the carriers now."),
    ("Lucía Ortega", "lucia.ortega", None),
    ("Tim Ashworth", "tim.ashworth", "Closer to the daily work than I am."),
    ("Ada Okonjo", "ada.okonjo", "She has the numbers you are after."),
    ("Willem de Jong", "willem.dejong", None),
    ("Nour Haddad", "nour.haddad", "New in the team and full of it."),
)


@dataclass(frozen=True)
class Wanting:
    """Somebody who asked to join on the public page. `refused` is the day the team said no, if it did."""

    name: str
    email: str
    company: str
    title: str
    activities: tuple[str, ...]
    words: str
    days_ago: int
    refused: int | None = None


WANTING = (
    Wanting(
        "Ilse Vermeer",
        "ilse.vermeer@veendijk.example",
        "Gemeente Veendijk",
        "Head of fleet",
        ("call", "community"),
        "Lotte told me about it. I would enjoy talking to other councils about electric vans.",
        1,
    ),
    Wanting(
        "Omar Farouk",
        "omar.farouk@nilecold.example",
        "Nile Cold Stores",
        "Operations director",
        ("review", "referral"),
        "Customer since March. I already recommend you, so why not properly.",
        3,
    ),
    Wanting(
        "Guest Writer",
        "hello@contentmill.example",
        "Content Mill",
        "Author",
        ("quote",),
        "I can write reviews for you at a good price.",
        26,
        25,
    ),
)
