"""Keeping what we know about advocates fresh (ADV-6): asking them, and their word."""

from portal.domain.operations.freshness.answers import answer, call_hot, forget_story, story_told, written
from portal.domain.operations.freshness.asking import AT_ONCE, Asked, LeftOut, ask, ask_due, take_back
from portal.domain.operations.freshness.carrying import carry

__all__ = [
    "AT_ONCE",
    "Asked",
    "LeftOut",
    "answer",
    "ask",
    "ask_due",
    "call_hot",
    "carry",
    "forget_story",
    "story_told",
    "take_back",
    "written",
]
