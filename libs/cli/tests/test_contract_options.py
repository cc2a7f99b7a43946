"""What a lot is: from options, from a sheet file, from the built-in sheets, and when from none."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import CalcMode, ContractOrigin
from tickloom_cli import notebook
from tickloom_cli.__main__ import run
from tickloom_cli.bars_source import FileChoice, Market, market_of_file
from tickloom_cli.contract_options import ContractOptions

SPECS = Path(__file__).resolve().parents[4] / "shared" / "data" / "symbol-specs"
CROSS: dict[str, Any] = {
    "spec_version": 1,
    "entry": {"long": {"left": {"price": "close"}, "op": "gt", "right": 0}},
    "stop_loss": {"unit": "points", "value": 500},
    "take_profit": [{"unit": "points", "value": 500}],
    "sizing": {"mode": "fixed_lots", "lots": 1},
}  # fmt: skip


def bars_file(folder: Path, symbol: str, start: int, decimals: int) -> Path:
    generator = random.Random(3)
    price, rows = start, ["time,open,high,low,close,spread"]
    for number in range(600):
        close = price + generator.randint(-300, 300)
        cells = (price, max(price, close) + 20, min(price, close) - 20, close)
        prices = ",".join(f"{cell / 10**decimals:.{decimals}f}" for cell in cells)
        rows.append(f"{1_704_067_200 + 3_600 * number},{prices},9")
        price = close
    path = folder / f"{symbol}_H1.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def dax(tmp_path: Path) -> Path:
    return bars_file(tmp_path, "GER40", 1_800_000, 2)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(CROSS))
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["backtest", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def flags_of(made: Any) -> dict[str, str]:
    return {flag["code"]: flag["severity"] for flag in made["honesty"]["flags"]}


def test_an_unknown_symbol_says_loudly_that_its_contract_is_assumed(
    spec: str, dax: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, spec, "--bars", str(dax), "--symbol", "GER40")
    assert flags_of(made)["assumed_contract"] == "danger"
    assert made["header"]["instrument"]["origin"] == "assumed"
    assert made["header"]["instrument"]["currency_profit"] == "USD"


def test_what_is_stated_is_counted_with_and_stands_in_the_header(
    spec: str, dax: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (spec, "--bars", str(dax), "--symbol", "GER40", "--currency", "EUR")
    stated = told(
        capsys, *arguments, "--contract-size", "25", "--profit-currency", "eur",
        "--base-currency", "EUR", "--pip", "1", "--volume-step", "0.1", "--volume-min", "0.1",
        "--volume-max", "50", "--stops-level", "5",
    )  # fmt: skip
    instrument = stated["header"]["instrument"]
    assert (instrument["contract_size"], instrument["currency_profit"]) == ("25", "EUR")
    assert (instrument["pip_size"], instrument["origin"]) == ("1", "stated")
    assert not {"assumed_contract", "built_in_contract"} & set(flags_of(stated))
    one = told(capsys, *arguments, "--profit-currency", "EUR", "--contract-size", "1")
    # 5.00 a lot of 1, 25 times that of 25: a target of 500 points.
    assert {t["profit"] for t in one["trades"] if t["exit_reason"] == "take_profit"} == {"5.00"}
    assert {t["profit"] for t in stated["trades"] if t["exit_reason"] == "take_profit"} == {
        "125.00"
    }  # fmt: skip
    assert one["header"]["run_key"] != stated["header"]["run_key"]


@pytest.mark.skipif(not SPECS.exists(), reason=f"{SPECS} is not here")
def test_a_sheet_of_a_terminal_is_read_as_it_was_saved(tmp_path: Path) -> None:
    gold = market_of_file(FileChoice(path=bars_file(tmp_path, "XAUUSD", 2_000_000, 3)))
    assert gold.instrument.origin is ContractOrigin.BUILT_IN
    made = ContractOptions(sheet=SPECS / "specs-XAUUSD.csv").applied(gold).instrument
    assert (made.contract_size, made.volume_max) == (Decimal(100), Decimal("80.00"))
    assert (made.calc_mode, made.currency_margin) == (CalcMode.CFD_LEVERAGE, "USD")
    # The sheet has two decimals and the bars three: the grid is theirs, the pip stays.
    assert (made.digits, made.tick_size, made.pip_size) == (3, Decimal("0.001"), Decimal("0.10"))
    assert made.origin is ContractOrigin.STATED


def test_a_sheet_of_json_may_be_one_that_the_platform_wrote(tmp_path: Path, dax: Path) -> None:
    known = market_of_file(FileChoice(path=dax, symbol="GER40"))
    path = tmp_path / "sheet.json"
    sheet = {
        "symbol": "GER40", "digits": 1, "tick_size": 0.5, "contract_size": 25,
        "currency_base": "EUR", "currency_profit": "EUR", "currency_margin": "EUR",
        "calc_mode": "cfd", "stops_level_points": 3, "pip_size": None,
    }  # fmt: skip
    path.write_text(json.dumps(sheet))
    made = ContractOptions(sheet=path, contract_size="1").applied(known).instrument
    assert (made.contract_size, made.calc_mode) == (Decimal(1), CalcMode.CFD)
    # Three points of a decimal are thirty of two.
    assert (made.digits, made.tick_size, made.stops_level_points) == (2, Decimal("0.5"), 30)


def test_a_ticks_worth_is_another_word_for_the_contract(dax: Path) -> None:
    known = market_of_file(FileChoice(path=dax, symbol="GER40"))
    options = ContractOptions(tick_size="0.25", tick_value="12.5")
    assert options.applied(known).instrument.contract_size == 50
    assert options.applied(known).instrument.tick_size == Decimal("0.25")


def test_a_pair_that_is_named_otherwise_has_the_pip_of_its_currencies(tmp_path: Path) -> None:
    market = market_of_file(
        FileChoice(path=bars_file(tmp_path, "X", 110_000, 5), symbol="EURODOLLAR")
    )
    assert market.instrument.pip_size is None
    options = ContractOptions(
        contract_size="100000", base_currency="EUR", profit_currency="USD", calc_mode="forex"
    )
    assert options.applied(market).instrument.pip_size == Decimal("0.0001")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"contract_size": "0"}, "--contract-size"), ({"pip": "x"}, "--pip"),
        ({"tick_size": "0.003"}, "--tick-size"), ({"calc_mode": "futures"}, "--calc-mode"),
        ({"stops_level": -1}, "--stops-level"), ({"profit_currency": "€"}, "--profit-currency"),
        ({"volume_min": "5", "volume_max": "1"}, "volume_max"),
        ({"tick_value": "1", "contract_size": "7"}, "--tick-value, --contract-size"),
        ({"sheet": Path("/nowhere")}, "--sheet"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_contract_is_refused_by_its_option(
    dax: Path, options: dict[str, Any], words: str
) -> None:
    market: Market = market_of_file(FileChoice(path=dax, symbol="GER40"))
    with pytest.raises(InvalidInput) as raised:
        ContractOptions(**options).applied(market)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON"), ("{}", "at least one of"), ('{"contract": 1}', "names of contract_size"),
        ("a,b\n", "Property,Value"), ("Property,Value\nSector,X\n", "at least one of"),
        ("Property,Value\nCalculation,Futures\n", "cfd leverage"),
        ('{"stops_level_points": "-3"}', "whole number"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_refused(
    tmp_path: Path, dax: Path, text: str, words: str
) -> None:
    path = tmp_path / "sheet"
    path.write_text(text)
    market = market_of_file(FileChoice(path=dax, symbol="GER40"))
    with pytest.raises(InvalidInput, match=words):
        ContractOptions(sheet=path).applied(market)


def test_a_notebook_states_a_contract_too(dax: Path) -> None:
    loaded = notebook.load(dax, symbol="GER40", contract_size=25, profit_currency="EUR")
    assert loaded.market.instrument.contract_size == 25
    assert loaded.market.instrument.origin is ContractOrigin.STATED


# -- what a document gives to think about


def test_warnings_of_a_document_are_told_and_stand_in_the_answer(
    dax: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "narrow.json"
    narrow = CROSS | {
        "filters": {"max_spread_points": 2},
        "entry": {"long": {"all": [{"left": {"ind": "sma", "period": 400}, "op": "gt", "right": 0},
                                   {"time_is": "23:00"}]}},
    }  # fmt: skip
    path.write_text(json.dumps(narrow))
    day = [line for line in dax.read_text().splitlines() if not line.startswith("time")]
    kept = [line for line in day if int(line.split(",")[0]) % 86_400 < 20 * 3_600]
    dax.write_text("\n".join(["time,open,high,low,close,spread", *kept[:300]]) + "\n")
    assert run(["backtest", str(path), "--bars", str(dax), "--symbol", "GER40", "--json"]) == 0
    said = capsys.readouterr()
    found = {finding["code"] for finding in json.loads(said.out)["findings"]}
    assert found >= {"warn:spread_cap", "warn:warmup", "warn:clock_closed"}
    assert "below the usual spread of 9 points" in said.err
    assert "there are 300" in said.err
    assert "GER40 does not trade at 23:00" in said.err


def test_a_document_that_fits_its_market_has_nothing_to_warn_of(
    dax: Path, spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, spec, "--bars", str(dax), "--symbol", "GER40")
    assert made["findings"] == []
    assert notebook.backtest(spec, notebook.load(dax, symbol="GER40")).warnings == []
