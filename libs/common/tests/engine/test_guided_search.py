"""A search that learns: the same answers lead to the same questions, and none is asked twice."""

from tickloom.engine.guided_search import Told, next_sets
from tickloom.engine.parameter_space import Axis

AXES = (Axis(name="a", values=tuple(range(20))), Axis(name="b", values=(1, 2, 3)))


def test_it_asks_for_no_set_twice_and_learns() -> None:
    told: list[Told] = []
    while len(told) < 60:
        asked = next_sets(AXES, told, seed=3, count=10)
        if not asked:
            break
        assert asked == next_sets(AXES, told, seed=3, count=10), "the same answers, the same asks"
        told += [(values, -abs(values["a"] - 7.0)) for values in asked]
    params = [tuple(values.values()) for values, _ in told]
    assert len(params) == len(set(params))
    assert any(values["a"] == 7 for values, _ in told)


def test_it_ends_when_every_set_was_tried() -> None:
    told: list[Told] = []
    while asked := next_sets(AXES, told, seed=1, count=32):
        told += [(values, None if values["b"] == 2 else float(values["a"])) for values in asked]
    assert 50 <= len(told) <= 60
