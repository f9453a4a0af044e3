"""The scorer against 100 comments that a person labelled (NOM-3). The first 70 were at hand when its words were chosen;
the other 30 were written afterwards, and nothing was changed for them. All are invented, so they tell less than real
ones would.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules import feelings
from portal.domain.rules.feelings import Leaning, read

GLAD, NEITHER, UNHAPPY = Leaning.GLAD, Leaning.NEITHER, Leaning.UNHAPPY

AT_HAND = [
    ("We cut stock-outs by a third and told everyone about it.", GLAD),
    ("Support is the best I've dealt with. Happy to say so.", GLAD),
    ("I'd be glad to talk to other councils.", GLAD),
    ("It just works.", GLAD),
    ("Couldn't be happier with how the rollout went!", GLAD),
    ("No complaints at all.", GLAD),
    ("Not bad, honestly better than I expected.", GLAD),
    ("The dashboards are slow sometimes, but overall we love it.", GLAD),
    ("Saved us twelve hours a week.", GLAD),
    ("The team went above and beyond during go-live.", GLAD),
    ("It never let us down in two years.", GLAD),
    ("Really intuitive and the onboarding was painless.", GLAD),
    ("A true partner, responsive and knowledgeable.", GLAD),
    ("Would recommend to anybody in logistics.", GLAD),
    ("Although setup took a while, the result is excellent.", GLAD),
    ("Great product!", GLAD),
    ("Doubled our throughput without a hitch.", GLAD),
    ("We use it in the Rotterdam warehouse.", NEITHER),
    ("I joined the company in March.", NEITHER),
    ("See my answer to question two.", NEITHER),
    ("It is a planning tool.", NEITHER),
    ("We have not used it long enough to say.", NEITHER),
    ("Ask me again next year, after the second site.", NEITHER),
    ("It would be great if you had an API.", NEITHER),
    ("Too slow and far too expensive.", UNHAPPY),
    ("Nobody answers our tickets.", UNHAPPY),
    ("I like the idea, but it crashes every day.", UNHAPPY),
    ("Oh great, another outage. Third one this month.", UNHAPPY),
    ("We are not happy with the new pricing.", UNHAPPY),
    ("Still waiting for the fix you promised in January.", UNHAPPY),
    ("It doesn't work on our scanners.", UNHAPPY),
    ("The last release broke our integration and support was no help.", UNHAPPY),
    ("Confusing screens and too many clicks.", UNHAPPY),
    ("I wouldn't recommend it to my worst enemy.", UNHAPPY),
    ("We had to replace half of it ourselves, what a waste of time.", UNHAPPY),
    ("Hard to learn, harder to explain to the drivers.", UNHAPPY),
    ("The sales team was friendly. The product is a nightmare.", UNHAPPY),
    ("Reports are wrong more often than right.", UNHAPPY),
    ("If support were any slower we'd be on fax.", UNHAPPY),
    ("Let us down at quarter end.", UNHAPPY),
    ("Our planners stopped working weekends since we switched to you.", GLAD),
    ("Implementation was quick and the people who did it knew our trade.", GLAD),
    ("Honestly the nicest vendor I work with.", GLAD),
    ("We renewed early because it earns its money.", GLAD),
    ("Everyone from the forklift driver to the CFO uses it and smiles.", GLAD),
    ("I can't think of anything I would change.", GLAD),
    ("Forecast accuracy is up nine points, thank you.", GLAD),
    ("The mobile app is superb, even with gloves on.", GLAD),
    ("Switching was easier than I feared.", GLAD),
    ("You listen, and it shows in every release.", GLAD),
    ("Never had a vendor respond this fast.", GLAD),
    ("The webinar was useful and the trainer was patient with us.", GLAD),
    ("Solid tool, fair price, decent people.", GLAD),
    ("Please call me next week about the licence count.", NEITHER),
    ("We run four sites, two of them abroad.", NEITHER),
    ("My colleague Anna handles this now.", NEITHER),
    ("Does it support right-to-left languages?", NEITHER),
    ("Neither good nor bad.", NEITHER),
    ("Only used the export so far.", NEITHER),
    ("Three months in, we are about halfway through the rollout.", NEITHER),
    ("Every update breaks something we relied on.", UNHAPPY),
    ("I have explained the same problem to five different agents.", UNHAPPY),
    ("The invoice was wrong again and nobody apologised.", UNHAPPY),
    ("We expected more for this money.", UNHAPPY),
    ("Search is useless once you have more than a thousand orders.", UNHAPPY),
    ("It used to be good. Since the takeover it isn't.", UNHAPPY),
    ("Our contract ends in May and we won't extend it.", UNHAPPY),
    ("The app logs me out ten times a day.", UNHAPPY),
    ("Your roadmap slides look lovely, the product less so.", UNHAPPY),
    ("Lost two days of data and got a shrug.", UNHAPPY),
]

AFTERWARDS = [
    ("The move to the new version took one afternoon and nobody noticed, in the best way.", GLAD),
    ("Carla from your team solved in an hour what took us a month.", GLAD),
    ("I show it off to every visitor of the plant.", GLAD),
    ("Reporting finally matches what finance says. Very pleased.", GLAD),
    ("Good value and friendly people.", GLAD),
    ("We tried three others first; yours is the only one that stuck.", GLAD),
    ("It makes month end almost fun.", GLAD),
    ("Not a single late delivery since we started.", GLAD),
    ("I was sceptical, now I'm a fan.", GLAD),
    ("Onboarding was smooth and the manuals are excellent.", GLAD),
    ("Happy customer since 2019.", GLAD),
    ("Cut our planning time in half.", GLAD),
    ("The new filters are a huge improvement.", GLAD),
    ("We have 1,200 users in nine countries.", NEITHER),
    ("Can you send me the slides from Tuesday?", NEITHER),
    ("I am answering for my manager, who is on leave.", NEITHER),
    ("No opinion yet.", NEITHER),
    ("It does what a planning tool does.", NEITHER),
    ("We will decide on the second module in the autumn.", NEITHER),
    ("I mainly use the weekly view.", NEITHER),
    ("The training was a waste of a day.", UNHAPPY),
    ("Every time we grow, you charge us more and we get less.", UNHAPPY),
    ("Your support closed my ticket without reading it.", UNHAPPY),
    ("Promised in spring, still not there in November.", UNHAPPY),
    ("The interface is ugly and full of errors.", UNHAPPY),
    ("Great people, but the software keeps failing us at peak.", UNHAPPY),
    ("I don't trust the numbers any more.", UNHAPPY),
    ("We are evaluating your competitors.", UNHAPPY),
    ("Not what I hoped for.", UNHAPPY),
    ("It freezes whenever more than two of us are in.", UNHAPPY),
]


def right(table: list[tuple[str, Leaning]]) -> int:
    return sum(read_as(text) is label for text, label in table)


def read_as(text: str) -> Leaning:
    return feelings.leaning(read(text).feeling, None)


def test_how_often_it_agrees_with_a_person() -> None:
    """65 of 70 at hand, 19 of 30 afterwards. Most of what it misses it calls neither, so the score decides."""
    assert (len(AT_HAND), len(AFTERWARDS)) == (70, 30)
    assert right(AT_HAND) >= 65
    assert right(AFTERWARDS) >= 19


def test_it_hardly_ever_takes_the_unhappy_for_glad() -> None:
    """Two of 36, both sarcasm: the one mistake that would disturb somebody."""
    taken = [text for text, label in [*AT_HAND, *AFTERWARDS] if label is UNHAPPY and read_as(text) is GLAD]
    assert taken == [
        "Oh great, another outage. Third one this month.",
        "Your roadmap slides look lovely, the product less so.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben sehr guten und schnellen Support.",
        "Le produit est excellent, nous sommes très contents.",
        "El equipo es fantástico, muy contentos con todo.",
        "Molto bene, siamo contenti del servizio.",
        "De ondersteuning is goed, maar niet snel en ook duur.",
        "Produkten är bra och vi är mycket nöjda.",
        "Отличный продукт, спасибо!",
        "とても使いやすいです。",
        "👍👍👍",
        "",
        "   ",
        "8",
    ],
)
def test_what_is_not_english_is_not_scored(text: str) -> None:
    assert read(text) == feelings.Reading(None, None)


def test_it_shows_the_sentence_and_the_words() -> None:
    found = read("We run four sites. Support is not slow, it is really great! Call me on Monday.")
    assert found.sentence is not None
    assert found.sentence.text == "Support is not slow, it is really great!"
    assert [(word.text, word.weight) for word in found.sentence.because] == [("slow", 1.4), ("great", 3.9)]
    unhappy = read("The people are friendly.\nThe product is a nightmare. An absolute nightmare.")
    assert unhappy.sentence is not None
    assert unhappy.sentence.text == "An absolute nightmare."


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("It is good.", "It is very good."),
        ("It is somewhat good.", "It is good."),
        ("It is good.", "It is good!"),
        ("It is not good.", "It is good."),
        ("I love it, but it is slow.", "It is slow, but I love it."),
        ("It would be good if it were here.", "It is good."),
        ("Is it good?", "It is good."),
    ],
)
def test_the_words_around_a_word_count(weaker: str, stronger: str) -> None:
    low, high = read(weaker).feeling, read(stronger).feeling
    assert low is not None
    assert high is not None
    assert low < high


@pytest.mark.parametrize(
    ("feeling", "score", "expected"),
    [
        (None, 10, GLAD),
        (None, 9, GLAD),
        (None, 8, NEITHER),
        (None, 7, NEITHER),
        (None, 6, UNHAPPY),
        (0, 0, UNHAPPY),
        (0, None, NEITHER),
        (24, 9, GLAD),
        (25, 3, UNHAPPY),
        (100, 6, UNHAPPY),
        (25, 7, GLAD),
        (-25, 10, UNHAPPY),
        (-24, None, NEITHER),
    ],
)
def test_on_a_tie_the_score_decides(feeling: int | None, score: int | None, expected: Leaning) -> None:
    assert feelings.leaning(feeling, score) is expected


@given(
    st.text(max_size=2_000)
    | st.lists(st.sampled_from(("not", "very", "great", "awful", "but", ",", ".", "!", "?", "would", "isn't"))).map(
        " ".join
    )
)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert found.feeling is None or -100 < found.feeling < 100
    assert found == read(text)
    if found.sentence:
        assert found.sentence.text in text
