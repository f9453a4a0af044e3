"""How a text reads, from -100 to 100, and the sentence that weighs most. Words, not a model: it can say why."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.rules.feelings import lexicon
from portal.domain.rules.feelings.languages import is_english

LONGEST_SENTENCE = 400
REACH = 3
"""How many words before one can turn or strengthen it."""
GLAD, UNHAPPY = 25, -25
STRONG = 50
"""From here on words alone, without a score, make a candidate (NOM-3)."""
PROMOTER, DETRACTOR = 9, 6
"""On the scale from 0 to 10: glad from the first on, unhappy up to the second."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")
_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:()–—-]", re.UNICODE)
_SHORTENED = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "is not"}


class Leaning(StrEnum):
    GLAD = "glad"
    NEITHER = "neither"
    UNHAPPY = "unhappy"


@dataclass(frozen=True)
class Word:
    """A word or phrase that counted, and by how much after what stood before it."""

    text: str
    weight: float


@dataclass(frozen=True)
class Sentence:
    text: str
    feeling: int
    because: tuple[Word, ...]


@dataclass(frozen=True)
class Reading:
    """`feeling` is None for a text without words, or in a language that is not scored."""

    feeling: int | None
    sentence: Sentence | None
    """The one that weighs most for the feeling; None where no word counted."""


def read(text: str) -> Reading:
    if not is_english([word.lower() for word in _WORD.findall(text)]):
        return Reading(None, None)
    scored = [sentence for sentence in map(_score, sentences(text)) if sentence.because]
    weight = sum(one.feeling**2 for one in scored)
    if not weight:
        return Reading(0, None)
    feeling = round(sum(one.feeling**3 for one in scored) / weight)
    return Reading(feeling, max(scored, key=lambda one: one.feeling if feeling >= 0 else -one.feeling))


def leaning(feeling: int | None, score: int | None) -> Leaning:
    """A low score is unhappy, however it sounds. Else the words decide; where they say neither, the score does."""
    if score is not None and score <= DETRACTOR:
        return Leaning.UNHAPPY
    if feeling is not None and feeling <= UNHAPPY:
        return Leaning.UNHAPPY
    glad = (feeling is not None and feeling >= GLAD) or (score is not None and score >= PROMOTER)
    return Leaning.GLAD if glad else Leaning.NEITHER


def sentences(text: str) -> list[str]:
    """Those longer than a screen are cut: nobody marked where they end."""
    found = (part.strip() for part in _SENTENCE.split(text))
    return [part[at : at + LONGEST_SENTENCE] for part in found if part for at in range(0, len(part), LONGEST_SENTENCE)]


def _score(text: str) -> Sentence:
    words, pauses = _plain(text)
    because = tuple(_weighed(words, pauses))
    total = sum(word.weight for word in because) * (1 + 0.1 * min(text.count("!"), 3))
    if text.endswith("?"):
        total *= 0.3
    return Sentence(text, round(100 * total / (abs(total) + 2.5)), because)


def _plain(text: str) -> tuple[list[str], frozenset[int]]:
    """Lower case with "n't" and the like spelled out; and before which words a comma stands."""
    words: list[str] = []
    pauses = set()
    for piece in _PIECE.findall(text.lower().replace("’", "'")):
        if not piece[0].isalnum():
            pauses.add(len(words))
            continue
        spelled = _SHORTENED.get(piece) or (f"{piece[:-3]} not" if piece.endswith("n't") else piece)
        words += re.sub(r"'(d|ll|ve|re|m|s)$", "", spelled).split()
        if piece.endswith("'d"):
            words.append("would")
    return words, frozenset(pauses)


def _weighed(words: Sequence[str], pauses: frozenset[int]) -> Iterator[Word]:
    at = 0
    turn = max((place for place, word in enumerate(words) if word in lexicon.TURNS), default=None)
    while at < len(words):
        long = next(
            (
                n
                for n in range(lexicon.LONGEST, 0, -1)
                if tuple(words[at : at + n]) in lexicon.WEIGHTS and at + n <= len(words)
            ),
            0,
        )
        if long:
            phrase = tuple(words[at : at + long])
            weight = _moved(lexicon.WEIGHTS[phrase], words, at, pauses)
            weight *= 1.0 if turn is None else 0.5 if at < turn else 1.5
            if weight:
                yield Word(" ".join(phrase), math.floor(weight * 10 + 0.5) / 10)
        at += max(long, 1)


def _moved(weight: float, words: Sequence[str], at: int, pauses: frozenset[int]) -> float:
    """By what stands before it in its clause."""
    clause = max((place for place in pauses if place <= at), default=0)
    before = words[max(clause, at - REACH) : at]
    for word in before:
        if word in lexicon.STRONGER:
            weight *= 1.3
        elif word in lexicon.WEAKER:
            weight *= 0.6
    if any(word in lexicon.NOT for word in before):
        weight *= -0.7
    elif weight > 0 and any(word in lexicon.WISHING for word in words[max(clause, at - REACH - 1) : at]):
        weight *= 0.2
    if any(word in lexicon.YIELDS for word in words[clause:at]):
        weight *= 0.5
    return weight
