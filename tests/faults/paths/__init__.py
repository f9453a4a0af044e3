"""A program in which everybody does whatever they can at random, and a book of what really reached whom.

The book knows nothing of match rows, places or states: only what people said they wish, what the program allows, and
which messages passed their final dot. It is the judge of the rule that nothing may break.
"""

from tests.faults.paths.world import World

__all__ = ["World"]
