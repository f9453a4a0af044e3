"""Whoever comes while a transaction runs waits, and goes with the next one: group commit for the lanes of a process."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOMENT, LOOK = 0.012, 0.0003
"""Seconds for which whoever comes first waits for the others, and between two looks for them."""
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class Turn(Generic[Item, Result]):
    item: Item
    result: Result | BaseException | None = None
    done: bool = False


class Together(Generic[Item, Result]):
    """`work` takes the items of everybody who waits and answers each in their order; an exception among the answers is
    raised to the one it is for, one that `work` raises is raised to all.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result | Exception]],
        party: Callable[[], int] = lambda: 1,
    ) -> None:
        """`party`: how many may come at the moment, the caller included."""
        self._work = work
        self._party = party
        self._waiting: deque[Turn[Item, Result]] = deque()
        self._at_work = threading.Lock()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def __call__(self, item: Item) -> Result:
        mine: Turn[Item, Result] = Turn(item)
        self._waiting.append(mine)
        with self._at_work:
            if not mine.done:
                self._go()
        if isinstance(mine.result, BaseException):
            raise mine.result
        return mine.result  # type: ignore[return-value]

    def _go(self) -> None:
        ends = time.monotonic() + MOMENT
        while len(self._waiting) < self._party() and time.monotonic() < ends:
            time.sleep(LOOK)
        here = [self._waiting.popleft() for _ in range(len(self._waiting))]
        answers: Sequence[Result | BaseException] = ()
        try:
            answers = self._work([one.item for one in here])
        except BaseException as error:  # noqa: BLE001 - raised to each of them
            answers = [error] * len(here)
        for one, answer in zip(here, answers, strict=True):
            one.result, one.done = answer, True
