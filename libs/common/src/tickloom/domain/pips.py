"""What a pip is: one rule for broker sheets, built-in sheets and the paper terminal.

A pip belongs to the kind of the instrument and is never guessed from a price. A currency pair has
the tenfold point with 5 or 3 digits and the point with 4 or 2; gold 0.10 and silver 0.01, however
they are quoted and counted. Anything else has none until somebody states one.
"""

from decimal import Decimal

from tickloom.domain.instrument import CalcMode

CURRENCIES = frozenset((
    "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK",
    "DKK", "EGP", "EUR", "GBP", "GEL", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY",
    "KES", "KRW", "KWD", "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP",
    "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH",
    "USD", "VND", "ZAR",  # codespell:ignore
))  # fmt: skip
"""Money of states; metals and coins are none, whatever mode their profit is counted in."""
_METALS = {"XAU": Decimal("0.10"), "XAG": Decimal("0.01")}
_PAIRS = {5: Decimal("0.0001"), 4: Decimal("0.0001"), 3: Decimal("0.01"), 2: Decimal("0.01")}


def pip_size_of(
    symbol: str, *, digits: int, currency_base: str, currency_profit: str, calc_mode: CalcMode
) -> Decimal | None:
    """The pip of an instrument as its sheet describes it; None where nothing says what it is.

    A sheet that leaves its currencies out is read by its name.
    """
    name = symbol.upper()
    base, profit = currency_base.upper() or name[:3], currency_profit.upper() or name[3:6]
    metal = _METALS.get(base) or (_METALS.get(name[:3]) if name[3:6] == profit else None)
    if metal is not None:
        return metal if metal >= Decimal(1).scaleb(-digits) else None
    is_pair = calc_mode is CalcMode.FOREX or name[:6] == base + profit
    if not is_pair or base == profit or not {base, profit} <= CURRENCIES:
        return None
    return _PAIRS.get(digits)
