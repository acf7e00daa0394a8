"""Who runs after whom while wires are still being chosen.

Unlike the final graph it grows wire by wire, and it must not mind a user's own cycles, which
are reported later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from pipec.compiler.wiring.evidence.field import Field


class Precedence:
    """Who follows whom, as bit sets: `ancestors[n]` has bit `m` if step `n` runs after `m`."""

    def __init__(self, predecessors: list[set[int]]) -> None:
        self.predecessors = predecessors
        self.ancestors: list[int] = []

    @staticmethod
    def of(known: Field) -> Precedence:
        """The order that is known before any wire."""
        graph = Precedence([set() for _ in known.steps])
        for number, step in enumerate(known.steps):
            before = [known.number[name] for name in sorted(step.after) if name in known.number]
            graph.add([(producer, number) for producer in before])
        graph.update()
        return graph

    def add(self, wires: Sequence[tuple[int, int]]) -> None:
        """Let each second follow each first."""
        for producer, consumer in wires:
            self.predecessors[consumer].add(producer)

    def update(self) -> None:
        """Work out the ancestors anew. Cycles, which only users can write, do no harm."""
        count = len(self.predecessors)
        order = self._order()
        self.ancestors = [0] * count
        changed = True
        while changed:
            changed = False
            for number in order:
                found = self.ancestors[number]
                for before in self.predecessors[number]:
                    found |= self.ancestors[before] | 1 << before
                if found != self.ancestors[number]:
                    self.ancestors[number] = found
                    changed = True

    def _order(self) -> list[int]:
        seen = [False] * len(self.predecessors)
        order: list[int] = []
        for start in range(len(seen)):
            stack = [(start, False)]
            while stack:
                number, done = stack.pop()
                if done:
                    order.append(number)
                elif not seen[number]:
                    seen[number] = True
                    stack.append((number, True))
                    stack += [(before, False) for before in self.predecessors[number]]
        return order

    def follows(self, producer: int, consumer: int) -> bool:
        """Whether the producer can only run after the consumer."""
        return bool(self.ancestors[producer] >> consumer & 1)

    def way(self, later: int, earlier: int) -> list[tuple[int, int]]:
        """A shortest way by which a step runs after another: pairs of one step and the next."""
        after = {later: later}
        queue = [later]
        for number in queue:  # which grows
            if number == earlier:
                break
            for before in sorted(self.predecessors[number] - after.keys()):
                after[before] = number
                queue.append(before)
        pairs: list[tuple[int, int]] = []
        at = earlier
        while at in after and after[at] != at:
            pairs.append((at, after[at]))
            at = after[at]
        return pairs

    def followers(self) -> dict[int, set[int]]:
        """The steps that run right after each."""
        found: dict[int, set[int]] = defaultdict(set)
        for number, before in enumerate(self.predecessors):
            for one in before:
                found[one].add(number)
        return found

    def copy(self) -> Precedence:
        """The same order, to try wires on."""
        return Precedence([set(before) for before in self.predecessors])


def reachable(followers: Mapping[int, Collection[int]], starts: Collection[int]) -> set[int]:
    """All steps that run after one of some."""
    found: set[int] = set()
    stack = list(starts)
    while stack:
        new = set(followers.get(stack.pop(), ())) - found
        found |= new
        stack += new
    return found
