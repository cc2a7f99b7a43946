"""How work is divided: by what a worker does in half a second."""

from collections.abc import Iterator


def chunk_size(
    *, sets: int, seconds: float, target_s: float, most: int
) -> int:  # fmt: skip
    """How many sets a chunk holds, when `sets` of them took `seconds`."""
    if sets < 1 or seconds <= 0:
        return 1
    return max(1, min(most, int(target_s * sets / seconds)))


def spread(whole: int, count: int) -> list[int]:
    """`count` numbers of [0, whole), as many as there are, evenly apart."""
    count = min(whole, count)
    return [(2 * number + 1) * whole // (2 * count) for number in range(count)]


def ranges(first: int, stop: int, size: int, *, block: int = 0) -> Iterator[tuple[int, int]]:
    """[first, stop) in chunks of at most `size` that do not cross a multiple of `block`.

    The last axis changes fastest, so neighbours share most of their indicators; a block is the
    sets of one window, whose bars a chunk reads.
    """
    while first < stop:
        end = min(stop, first + size)
        if block:
            end = min(end, (first // block + 1) * block)
        yield first, end
        first = end


def missing(done: list[int], first: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretches of [first, stop) that are not in `done` (sorted)."""
    at = first
    for number in done:
        if number > at:
            yield at, number
        at = max(at, number + 1)
    if at < stop:
        yield at, stop
