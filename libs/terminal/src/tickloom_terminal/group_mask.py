"""The mask language of `group=`: conditions in order, `*` at the ends, `!` excludes."""

from collections.abc import Callable


def group_filter(mask: str | None) -> Callable[[str], bool]:
    """Whether a symbol's name passes `mask`, such as "*USD*,!*EUR*"; all do without one.

    Conditions are applied from left to right, each includes or (with `!`) excludes. One without a
    `*` is an exact name: the vendor's example reads otherwise, its rule is not known.
    """
    if not mask:
        return lambda _name: True
    conditions = [_condition(part.strip()) for part in mask.split(",") if part.strip()]

    def passes(name: str) -> bool:
        taken = bool(conditions) and not conditions[0][0]
        for includes, matches in conditions:
            if matches(name):
                taken = includes
        return taken

    return passes


def _condition(text: str) -> tuple[bool, Callable[[str], bool]]:
    includes = not text.startswith("!")
    word = text.removeprefix("!")
    core = word.strip("*")
    if word.startswith("*") and word.endswith("*"):
        return includes, lambda name: core in name
    if word.startswith("*"):
        return includes, lambda name: name.endswith(core)
    if word.endswith("*"):
        return includes, lambda name: name.startswith(core)
    return includes, lambda name: name == core
