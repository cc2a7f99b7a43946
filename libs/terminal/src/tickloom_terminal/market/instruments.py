"""The built-in symbol sheets: what a simulated venue says of a symbol, in MetaTrader's terms.

A replay may hold any symbol. One without a sheet gets one made from its name: six letters of two
known currencies are a currency pair, anything else a contract of size 1 without a pip, which says
of itself that it is assumed.
"""

from dataclasses import replace
from decimal import Decimal

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, ContractOrigin, Instrument
from tickloom.domain.pips import CURRENCIES, pip_size_of

_THREE_DIGITS = frozenset(("JPY", "HUF", "KRW", "THB", "TWD", "INR"))
_PAIRS = (
    "EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "NZDUSD", "USDCAD", "USDCHF", "EURGBP", "EURJPY",
    "EURCHF", "EURAUD", "EURCAD", "EURNZD", "GBPJPY", "GBPCHF", "GBPAUD", "GBPCAD", "GBPNZD",
    "AUDJPY", "AUDCAD", "AUDCHF", "AUDNZD", "CADJPY", "CADCHF", "CHFJPY", "NZDJPY", "NZDCAD",
    "NZDCHF", "USDSEK", "USDNOK", "USDMXN", "USDZAR", "USDTRY", "USDSGD", "USDHKD", "USDCNH",
    "EURSEK", "EURNOK", "EURPLN",
)  # fmt: skip
_ALIASES = {"GOLD": "XAUUSD", "SILVER": "XAGUSD"}


def forex_pair(symbol: str) -> Instrument:
    """A currency pair: lots of 100,000, five digits (three for yen and its like), pip 10 points."""
    base, profit = symbol[:3].upper(), symbol[3:6].upper()
    digits = 3 if profit in _THREE_DIGITS else 5
    point = Decimal(1).scaleb(-digits)
    return Instrument(
        symbol=Symbol(symbol), description=f"{base} vs {profit}", group="Forex", digits=digits,
        tick_size=point, contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
        volume_max=Decimal(500), volume_step=Decimal("0.01"), currency_base=base,
        currency_profit=profit, currency_margin=base, calc_mode=CalcMode.FOREX,
        origin=ContractOrigin.BUILT_IN,
        pip_size=pip_size_of(
            symbol, digits=digits, currency_base=base, currency_profit=profit,
            calc_mode=CalcMode.FOREX,
        ),
    )  # fmt: skip


def _contract(
    symbol: str, description: str, group: str, *, digits: int, size: str,
    base: str = "USD", always_open: bool = False,
) -> Instrument:  # fmt: skip
    return Instrument(
        symbol=Symbol(symbol), description=description, group=group, digits=digits,
        tick_size=Decimal(1).scaleb(-digits), contract_size=Decimal(size),
        volume_min=Decimal("0.01"), volume_max=Decimal(100), volume_step=Decimal("0.01"),
        currency_base=base, currency_profit="USD", currency_margin="USD",
        calc_mode=CalcMode.CFD_LEVERAGE, always_open=always_open, origin=ContractOrigin.BUILT_IN,
        pip_size=pip_size_of(
            symbol, digits=digits, currency_base=base, currency_profit="USD",
            calc_mode=CalcMode.CFD_LEVERAGE,
        ),
    )  # fmt: skip


_CONTRACTS = (
    _contract("XAUUSD", "Gold vs US Dollar", "Metals", digits=2, size="100", base="XAU"),
    _contract("XAGUSD", "Silver vs US Dollar", "Metals", digits=3, size="5000", base="XAG"),
    _contract("TLX24", "Tickloom demo index 24/7", "Demo", digits=2, size="1", always_open=True),
    _contract("BTCUSD", "Bitcoin vs US Dollar", "Crypto", digits=2, size="1", base="BTC",
              always_open=True),
    _contract("ETHUSD", "Ether vs US Dollar", "Crypto", digits=2, size="1", base="ETH",
              always_open=True),
    _contract("US500", "US 500 index", "Indices", digits=1, size="1"),
    _contract("NAS100", "US Tech 100 index", "Indices", digits=1, size="1"),
    _contract("US30", "Wall Street 30 index", "Indices", digits=1, size="1"),
    _contract("XTIUSD", "Crude oil WTI", "Energies", digits=2, size="1000"),
)  # fmt: skip

SHEETS: dict[str, Instrument] = {
    **{symbol: forex_pair(symbol) for symbol in _PAIRS},
    **{sheet.symbol: sheet for sheet in _CONTRACTS},
}


def is_forex_name(name: str) -> bool:
    """Whether the name is two different known currencies and nothing more."""
    base, profit = name[:3].upper(), name[3:].upper()
    return base in CURRENCIES and profit in CURRENCIES and base != profit


def sheet_for(symbol: str) -> Instrument:
    """The sheet of a symbol under that very name; made from the name when there is none.

    Case is kept, since brokers' names differ by it, but a sheet is found without it and without
    a broker's suffix (`EURUSDm`, `EURUSD.raw`).
    """
    name = symbol.upper()
    known = SHEETS.get(name) or SHEETS.get(name[:6]) or _metal(name)
    if known is not None:
        return replace(known, symbol=Symbol(symbol))
    if is_forex_name(name[:6]):
        return forex_pair(symbol)
    made = _contract(symbol, symbol, "Other", digits=2, size="1")
    return replace(made, origin=ContractOrigin.ASSUMED)


def _metal(name: str) -> Instrument | None:
    """Gold and silver by their other names (`GOLDm`, `SILVER.pro`), or in another currency."""
    for word, meant in _ALIASES.items():
        suffix = name.removeprefix(word)
        if suffix != name and not (len(suffix) > 1 and suffix[0].isalpha()):
            return SHEETS[meant]
    metal, profit = SHEETS.get(f"{name[:3]}USD"), name[3:6]
    if metal is None or metal.group != "Metals" or profit not in CURRENCIES:
        return None
    return replace(
        metal,
        description=metal.description.replace("US Dollar", profit),
        currency_profit=profit,
        currency_margin=profit,
    )


def with_digits(sheet: Instrument, digits: int) -> Instrument:
    """The sheet on a finer price grid; never a coarser one, and the pip stays what it is."""
    return sheet if digits <= sheet.digits else sheet.on_grid(digits)


def symbol_in_text(text: str) -> str | None:
    """The first word of `text` (a file's name) that is a known symbol; None when there is none."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.upper()).split()
    for word in words:
        name = _ALIASES.get(word, word)
        if name in SHEETS or (len(name) == 6 and is_forex_name(name)):
            return name
    return None
