"""Who can be nominated, and which names may be one person's (NOM-1)."""

import pytest

from portal.domain.kinds import Role, Stage
from portal.domain.rules.nominations import WHY, Known, Reason, alike, why_not

NOBODY = Known(None, None, awaiting=False, stopped=False)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (NOBODY, None),
        (Known(Role.COLLEAGUE, None, awaiting=False, stopped=False), Reason.ONE_OF_US),
        (Known(Role.ADMINISTRATOR, None, awaiting=False, stopped=True), Reason.ONE_OF_US),
        (Known(Role.ADVOCATE, Stage.CANDIDATE, awaiting=False, stopped=False), None),
        (Known(Role.ADVOCATE, Stage.INVITED, awaiting=False, stopped=False), None),
        (Known(Role.ADVOCATE, Stage.INVITED, awaiting=True, stopped=False), Reason.INVITED),
        (Known(Role.ADVOCATE, Stage.INVITED, awaiting=False, stopped=True), Reason.NOT_AGAIN),
        (Known(Role.ADVOCATE, Stage.JOINED, awaiting=False, stopped=False), Reason.HERE),
        (Known(Role.ADVOCATE, Stage.CONFIRMED, awaiting=False, stopped=True), Reason.HERE),
        (Known(Role.ADVOCATE, Stage.DEPARTED, awaiting=False, stopped=False), Reason.NOT_AGAIN),
        (Known(None, None, awaiting=False, stopped=True), Reason.NOT_AGAIN),
    ],
)
def test_who_can_be_nominated(known: Known, reason: Reason | None) -> None:
    assert why_not(known) == reason


def test_each_reason_has_words_that_say_nothing_of_a_no() -> None:
    assert set(WHY) == set(Reason)
    assert not any(word in " ".join(WHY.values()).lower() for word in ("no thanks", "bounce", "unsubscribed", "left"))


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Hélène Marchand", "Helene Marchand", True),
        ("Marchand, Hélène", "Hélène  marchand", True),
        ("Helene Marchant", "Hélène Marchand", True),
        ("Owen Pritchard", "Owen Prichard", True),
        ("Owen Pritchard", "Nadia Rahmani", False),
        ("Dana Okafor", "Dana Oyelaran", False),
        ("Jon Smith", "Joan Smythe", False),
        ("李小龙", "李小龙", True),
        ("Łukasz Nowak", "Zofia Nowak", False),
    ],
)
def test_which_names_may_be_one_persons(name: str, other: str, *, same: bool) -> None:
    assert alike(name, other) is same
