"""What a person sees of a bar: every comparison with its two values and its truth."""

from collections.abc import Sequence
from math import isnan

from tickloom.engine.decision import ConditionReading, TruthWord
from tickloom.engine.drivers import Block
from tickloom.engine.program import Leaf, Program

_WORDS: dict[int, TruthWord] = {1: "true", 0: "false", -1: "not_warmed_up"}


def number(block: Block, row: int | None) -> float | None:
    """The value of a row on the last bar of a block; None where there is none."""
    if row is None:
        return None
    value = float(block.columns[row, -1])
    return None if isnan(value) else value


def readings(program: Program, blocks: Sequence[Block | None]) -> tuple[ConditionReading, ...]:
    """One reading a comparison, entries first; without a bar nothing is warmed up."""
    return tuple(_reading(leaf, blocks[leaf.lane] if blocks else None) for leaf in program.leaves)


def _reading(leaf: Leaf, block: Block | None) -> ConditionReading:
    if block is None:
        return ConditionReading(
            path=leaf.path, text=leaf.text, left=None, right=None, truth="not_warmed_up"
        )
    left, right = None, None
    if not leaf.is_event:
        left = number(block, leaf.left)
        right = _nearest(left, [number(block, row) for row in leaf.rights])
    return ConditionReading(
        path=leaf.path, text=leaf.text, left=left, right=right,
        truth=_WORDS[int(block.truths[leaf.instruction, -1])],
    )  # fmt: skip


def _nearest(left: float | None, rights: list[float | None]) -> float | None:
    """The right side; of two bounds the one that `left` is nearer to."""
    known = [right for right in rights if right is not None]
    if left is None or len(known) < len(rights):
        return known[0] if len(rights) == 1 and known else None
    return min(known, key=lambda right: abs(left - right))
