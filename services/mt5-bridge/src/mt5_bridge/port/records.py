"""What terminals know, as MetaTrader 5 knows it: its own numbers, exact amounts, server times.

Codes (`type`, `reason`, `entry`, `state`, modes) are MetaTrader's integers; amounts are decimals
made of a float's shortest text; times are milliseconds of the SERVER clock written as an epoch
(`mt5-api.md` 2.14): `broker_clock` alone turns them into UTC. Levels of 0 mean "none".
"""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalStatus:
    """The terminal and who is logged on; what must be right before anything is sent."""

    connected: bool
    trade_allowed: bool
    """The AutoTrading button of the terminal."""
    api_disabled: bool
    """"Disable automatic trading via external Python API" is ticked."""
    login: int
    server: str
    account_trade_allowed: bool
    account_expert_allowed: bool
    trade_mode: int
    """ACCOUNT_TRADE_MODE: 0 demo, 1 contest, 2 real."""
    margin_mode: int
    """ACCOUNT_MARGIN_MODE: 0 netting, 1 exchange, 2 hedging."""
    currency: str
    currency_digits: int
    leverage: int
    fifo_close: bool = False
    limit_orders: int = 0
    name: str = ""
    build: int = 0
    ping_us: int = 0
    common_path: str = ""
    """The folder that all terminals of the machine share; expert advisers can read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigures:
    """Money in the account's currency; `margin_level` in percent, 0 while no margin is used."""

    balance: Decimal
    credit: Decimal
    profit: Decimal
    equity: Decimal
    margin: Decimal
    margin_free: Decimal
    margin_level: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSymbol:
    """A symbol's sheet as the server trades it; `filling_mask` holds bits FOK 1, IOC 2, BOC 4."""

    name: str
    path: str
    description: str
    digits: int
    point: Decimal
    tick_size: Decimal
    tick_value_profit: Decimal
    tick_value_loss: Decimal
    contract_size: Decimal
    volume_min: Decimal
    volume_max: Decimal
    volume_step: Decimal
    volume_limit: Decimal
    currency_base: str
    currency_profit: str
    currency_margin: str
    calc_mode: int
    execution: int
    filling_mask: int
    expiration_mask: int
    order_mask: int
    trade_mode: int
    stops_level_points: int
    freeze_level_points: int
    visible: bool
    margin_initial: Decimal = ZERO
    swap_mode: int = 0
    swap_long: Decimal = ZERO
    swap_short: Decimal = ZERO
    swap_triple_day: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueTick:
    """A quote; `time_ms` on the server clock, prices exactly as sent (they may be absurd)."""

    time_ms: int
    bid: Decimal
    ask: Decimal
    last: Decimal
    volume: Decimal
    flags: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRequest:
    """A trade request with MetaTrader's fields; `expiration_s` is server time in seconds."""

    action: int
    symbol: str = ""
    volume: Decimal = ZERO
    type: int = 0
    price: Decimal = ZERO
    stoplimit: Decimal = ZERO
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    deviation_points: int = 0
    type_filling: int = 0
    type_time: int = 0
    expiration_s: int = 0
    magic: int = 0
    comment: str = ""
    order: int = 0
    position: int = 0
    position_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """`order_check`: retcode 0 is good, and guarantees nothing."""

    retcode: int
    comment: str
    margin: Decimal
    margin_free: Decimal
    margin_level: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """`order_send`: what the trade server answered; tickets are 0 when nothing came to be."""

    retcode: int
    comment: str
    deal: int
    order: int
    volume: Decimal
    price: Decimal
    bid: Decimal = ZERO
    ask: Decimal = ZERO
    request_id: int = 0
    retcode_external: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VenuePosition:
    """An open position; `identifier` joins it to its orders and deals for ever."""

    ticket: int
    identifier: int
    symbol: str
    type: int
    """0 buy, 1 sell."""
    volume: Decimal
    price_open: Decimal
    price_current: Decimal
    sl: Decimal
    tp: Decimal
    swap: Decimal
    profit: Decimal
    time_ms: int
    time_update_ms: int
    magic: int
    reason: int
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOrder:
    """An order, waiting or finished; `state` 7 to 9 are in flight: never treat as absent."""

    ticket: int
    symbol: str
    type: int
    state: int
    type_filling: int
    type_time: int
    volume_initial: Decimal
    volume_current: Decimal
    price_open: Decimal
    stoplimit: Decimal
    sl: Decimal
    tp: Decimal
    time_setup_ms: int
    time_done_ms: int
    expiration_s: int
    magic: int
    reason: int
    position: int
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDeal:
    """An execution, or a balance operation (`type` 2 and above, no symbol)."""

    ticket: int
    order: int
    position: int
    symbol: str
    type: int
    entry: int
    """0 in, 1 out, 2 in/out (netting reversal), 3 out by."""
    reason: int
    volume: Decimal
    price: Decimal
    profit: Decimal
    commission: Decimal
    swap: Decimal
    fee: Decimal
    time_ms: int
    magic: int
    comment: str
