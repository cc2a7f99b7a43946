"""The table of answers, held against orders.md 4.1 and 4.2 row by row."""

import pytest

from mt5_bridge.orders.retcodes import (
    HALTING_ERRORS,
    LAST_ERRORS,
    MEANINGS,
    Outcome,
    Retcode,
    meaning_of,
    meaning_of_error,
)
from mt5_bridge.port.answers import HALT_CODES, NOT_SENT_CODES, CallFailed

ROWS = {
    Outcome.DONE: {10009, 10025},
    Outcome.PARTIAL: {10010},
    Outcome.ACCEPTED: {10008},
    Outcome.UNKNOWN: {10011, 10012, 10028, 10031, 10046},
    Outcome.RETRY: {10004, 10020, 10021, 10023, 10024, 10029, 10039},
    Outcome.FIX: {10014, 10015, 10016, 10022, 10030, 10035, 10038},
    Outcome.REFUSED: {
        10006, 10007, 10013, 10017, 10018, 10019, 10032, 10033, 10034, 10040, 10041, 10042,
        10043, 10044, 10045,
    },
    Outcome.HALT: {10026, 10027},
    Outcome.CLOSED: {10036},
}  # fmt: skip


@pytest.mark.parametrize("outcome", list(ROWS))
def test_each_class_holds_exactly_the_codes_of_its_row(outcome: Outcome) -> None:
    assert {code for code, row in MEANINGS.items() if row.outcome is outcome} == ROWS[outcome]


def test_the_table_covers_the_whole_set_of_the_package() -> None:
    package = {10004, *range(10006, 10037), *range(10038, 10046)}
    assert set(MEANINGS) == package | {10046} == {int(code) for code in Retcode}


@pytest.mark.parametrize("code", [0, 1, -1, 10001, 10005, 10037, 10047, 99999])
def test_a_code_that_is_not_in_the_table_is_unknown(code: int) -> None:
    meaning = meaning_of(code)
    assert meaning.outcome is Outcome.UNKNOWN
    assert str(code) in meaning.words


def test_missing_answers_are_split_as_the_port_splits_them() -> None:
    for code in [*range(-12, 2), *range(-10010, -9998)]:
        may_have_acted = CallFailed(code=code, text="").may_have_acted
        expected = Outcome.UNKNOWN if may_have_acted else Outcome.NOT_SENT
        assert meaning_of_error(code).outcome is expected, code
    assert {c for c, m in LAST_ERRORS.items() if m.outcome is Outcome.NOT_SENT} == NOT_SENT_CODES
    assert HALTING_ERRORS == HALT_CODES


def test_every_code_has_one_word_of_its_own_and_a_sentence() -> None:
    for table in (MEANINGS, LAST_ERRORS):
        words = [meaning.reason for meaning in table.values()]
        assert len(set(words)) == len(words)
        for meaning in table.values():
            assert meaning.reason.replace("_", "").isalpha()
            assert meaning.words
            assert "10" not in meaning.words
