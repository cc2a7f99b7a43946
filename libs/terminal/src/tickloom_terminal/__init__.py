"""A terminal for MetaTrader 5 scripts where there is none: `import tickloom_terminal as mt5`.

The names of the MetaTrader5 package, over a simulated terminal that runs in a process of its own.
Nothing but names stands here, because the package has all of them at its top.
"""

from tickloom_terminal.api import (
    Buy as Buy,
)
from tickloom_terminal.api import (
    Close as Close,
)
from tickloom_terminal.api import (
    Sell as Sell,
)
from tickloom_terminal.api import (
    account_info as account_info,
)
from tickloom_terminal.api import (
    copy_rates_from as copy_rates_from,
)
from tickloom_terminal.api import (
    copy_rates_from_pos as copy_rates_from_pos,
)
from tickloom_terminal.api import (
    copy_rates_range as copy_rates_range,
)
from tickloom_terminal.api import (
    copy_ticks_from as copy_ticks_from,
)
from tickloom_terminal.api import (
    copy_ticks_range as copy_ticks_range,
)
from tickloom_terminal.api import (
    history_deals_get as history_deals_get,
)
from tickloom_terminal.api import (
    history_deals_total as history_deals_total,
)
from tickloom_terminal.api import (
    history_orders_get as history_orders_get,
)
from tickloom_terminal.api import (
    history_orders_total as history_orders_total,
)
from tickloom_terminal.api import (
    initialize as initialize,
)
from tickloom_terminal.api import (
    last_error as last_error,
)
from tickloom_terminal.api import (
    login as login,
)
from tickloom_terminal.api import (
    market_book_add as market_book_add,
)
from tickloom_terminal.api import (
    market_book_get as market_book_get,
)
from tickloom_terminal.api import (
    market_book_release as market_book_release,
)
from tickloom_terminal.api import (
    order_calc_margin as order_calc_margin,
)
from tickloom_terminal.api import (
    order_calc_profit as order_calc_profit,
)
from tickloom_terminal.api import (
    order_check as order_check,
)
from tickloom_terminal.api import (
    order_send as order_send,
)
from tickloom_terminal.api import (
    orders_get as orders_get,
)
from tickloom_terminal.api import (
    orders_total as orders_total,
)
from tickloom_terminal.api import (
    positions_get as positions_get,
)
from tickloom_terminal.api import (
    positions_total as positions_total,
)
from tickloom_terminal.api import (
    shutdown as shutdown,
)
from tickloom_terminal.api import (
    symbol_info as symbol_info,
)
from tickloom_terminal.api import (
    symbol_info_tick as symbol_info_tick,
)
from tickloom_terminal.api import (
    symbol_select as symbol_select,
)
from tickloom_terminal.api import (
    symbols_get as symbols_get,
)
from tickloom_terminal.api import (
    symbols_total as symbols_total,
)
from tickloom_terminal.api import (
    terminal_info as terminal_info,
)
from tickloom_terminal.api import (
    version as version,
)
from tickloom_terminal.constants import (
    ACCOUNT_MARGIN_MODE_EXCHANGE as ACCOUNT_MARGIN_MODE_EXCHANGE,
)
from tickloom_terminal.constants import (
    ACCOUNT_MARGIN_MODE_RETAIL_HEDGING as ACCOUNT_MARGIN_MODE_RETAIL_HEDGING,
)
from tickloom_terminal.constants import (
    ACCOUNT_MARGIN_MODE_RETAIL_NETTING as ACCOUNT_MARGIN_MODE_RETAIL_NETTING,
)
from tickloom_terminal.constants import (
    ACCOUNT_STOPOUT_MODE_MONEY as ACCOUNT_STOPOUT_MODE_MONEY,
)
from tickloom_terminal.constants import (
    ACCOUNT_STOPOUT_MODE_PERCENT as ACCOUNT_STOPOUT_MODE_PERCENT,
)
from tickloom_terminal.constants import (
    ACCOUNT_TRADE_MODE_CONTEST as ACCOUNT_TRADE_MODE_CONTEST,
)
from tickloom_terminal.constants import (
    ACCOUNT_TRADE_MODE_DEMO as ACCOUNT_TRADE_MODE_DEMO,
)
from tickloom_terminal.constants import (
    ACCOUNT_TRADE_MODE_REAL as ACCOUNT_TRADE_MODE_REAL,
)
from tickloom_terminal.constants import (
    BOOK_TYPE_BUY as BOOK_TYPE_BUY,
)
from tickloom_terminal.constants import (
    BOOK_TYPE_BUY_MARKET as BOOK_TYPE_BUY_MARKET,
)
from tickloom_terminal.constants import (
    BOOK_TYPE_SELL as BOOK_TYPE_SELL,
)
from tickloom_terminal.constants import (
    BOOK_TYPE_SELL_MARKET as BOOK_TYPE_SELL_MARKET,
)
from tickloom_terminal.constants import (
    COPY_TICKS_ALL as COPY_TICKS_ALL,
)
from tickloom_terminal.constants import (
    COPY_TICKS_INFO as COPY_TICKS_INFO,
)
from tickloom_terminal.constants import (
    COPY_TICKS_TRADE as COPY_TICKS_TRADE,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_FRIDAY as DAY_OF_WEEK_FRIDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_MONDAY as DAY_OF_WEEK_MONDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_SATURDAY as DAY_OF_WEEK_SATURDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_SUNDAY as DAY_OF_WEEK_SUNDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_THURSDAY as DAY_OF_WEEK_THURSDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_TUESDAY as DAY_OF_WEEK_TUESDAY,
)
from tickloom_terminal.constants import (
    DAY_OF_WEEK_WEDNESDAY as DAY_OF_WEEK_WEDNESDAY,
)
from tickloom_terminal.constants import (
    DEAL_DIVIDEND as DEAL_DIVIDEND,
)
from tickloom_terminal.constants import (
    DEAL_DIVIDEND_FRANKED as DEAL_DIVIDEND_FRANKED,
)
from tickloom_terminal.constants import (
    DEAL_ENTRY_IN as DEAL_ENTRY_IN,
)
from tickloom_terminal.constants import (
    DEAL_ENTRY_INOUT as DEAL_ENTRY_INOUT,
)
from tickloom_terminal.constants import (
    DEAL_ENTRY_OUT as DEAL_ENTRY_OUT,
)
from tickloom_terminal.constants import (
    DEAL_ENTRY_OUT_BY as DEAL_ENTRY_OUT_BY,
)
from tickloom_terminal.constants import (
    DEAL_REASON_CLIENT as DEAL_REASON_CLIENT,
)
from tickloom_terminal.constants import (
    DEAL_REASON_EXPERT as DEAL_REASON_EXPERT,
)
from tickloom_terminal.constants import (
    DEAL_REASON_MOBILE as DEAL_REASON_MOBILE,
)
from tickloom_terminal.constants import (
    DEAL_REASON_ROLLOVER as DEAL_REASON_ROLLOVER,
)
from tickloom_terminal.constants import (
    DEAL_REASON_SL as DEAL_REASON_SL,
)
from tickloom_terminal.constants import (
    DEAL_REASON_SO as DEAL_REASON_SO,
)
from tickloom_terminal.constants import (
    DEAL_REASON_SPLIT as DEAL_REASON_SPLIT,
)
from tickloom_terminal.constants import (
    DEAL_REASON_TP as DEAL_REASON_TP,
)
from tickloom_terminal.constants import (
    DEAL_REASON_VMARGIN as DEAL_REASON_VMARGIN,
)
from tickloom_terminal.constants import (
    DEAL_REASON_WEB as DEAL_REASON_WEB,
)
from tickloom_terminal.constants import (
    DEAL_TAX as DEAL_TAX,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_BALANCE as DEAL_TYPE_BALANCE,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_BONUS as DEAL_TYPE_BONUS,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_BUY as DEAL_TYPE_BUY,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_BUY_CANCELED as DEAL_TYPE_BUY_CANCELED,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_CHARGE as DEAL_TYPE_CHARGE,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_COMMISSION as DEAL_TYPE_COMMISSION,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_COMMISSION_AGENT_DAILY as DEAL_TYPE_COMMISSION_AGENT_DAILY,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_COMMISSION_AGENT_MONTHLY as DEAL_TYPE_COMMISSION_AGENT_MONTHLY,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_COMMISSION_DAILY as DEAL_TYPE_COMMISSION_DAILY,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_COMMISSION_MONTHLY as DEAL_TYPE_COMMISSION_MONTHLY,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_CORRECTION as DEAL_TYPE_CORRECTION,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_CREDIT as DEAL_TYPE_CREDIT,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_INTEREST as DEAL_TYPE_INTEREST,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_SELL as DEAL_TYPE_SELL,
)
from tickloom_terminal.constants import (
    DEAL_TYPE_SELL_CANCELED as DEAL_TYPE_SELL_CANCELED,
)
from tickloom_terminal.constants import (
    ORDER_FILLING_BOC as ORDER_FILLING_BOC,
)
from tickloom_terminal.constants import (
    ORDER_FILLING_FOK as ORDER_FILLING_FOK,
)
from tickloom_terminal.constants import (
    ORDER_FILLING_IOC as ORDER_FILLING_IOC,
)
from tickloom_terminal.constants import (
    ORDER_FILLING_RETURN as ORDER_FILLING_RETURN,
)
from tickloom_terminal.constants import (
    ORDER_REASON_CLIENT as ORDER_REASON_CLIENT,
)
from tickloom_terminal.constants import (
    ORDER_REASON_EXPERT as ORDER_REASON_EXPERT,
)
from tickloom_terminal.constants import (
    ORDER_REASON_MOBILE as ORDER_REASON_MOBILE,
)
from tickloom_terminal.constants import (
    ORDER_REASON_SL as ORDER_REASON_SL,
)
from tickloom_terminal.constants import (
    ORDER_REASON_SO as ORDER_REASON_SO,
)
from tickloom_terminal.constants import (
    ORDER_REASON_TP as ORDER_REASON_TP,
)
from tickloom_terminal.constants import (
    ORDER_REASON_WEB as ORDER_REASON_WEB,
)
from tickloom_terminal.constants import (
    ORDER_STATE_CANCELED as ORDER_STATE_CANCELED,
)
from tickloom_terminal.constants import (
    ORDER_STATE_EXPIRED as ORDER_STATE_EXPIRED,
)
from tickloom_terminal.constants import (
    ORDER_STATE_FILLED as ORDER_STATE_FILLED,
)
from tickloom_terminal.constants import (
    ORDER_STATE_PARTIAL as ORDER_STATE_PARTIAL,
)
from tickloom_terminal.constants import (
    ORDER_STATE_PLACED as ORDER_STATE_PLACED,
)
from tickloom_terminal.constants import (
    ORDER_STATE_REJECTED as ORDER_STATE_REJECTED,
)
from tickloom_terminal.constants import (
    ORDER_STATE_REQUEST_ADD as ORDER_STATE_REQUEST_ADD,
)
from tickloom_terminal.constants import (
    ORDER_STATE_REQUEST_CANCEL as ORDER_STATE_REQUEST_CANCEL,
)
from tickloom_terminal.constants import (
    ORDER_STATE_REQUEST_MODIFY as ORDER_STATE_REQUEST_MODIFY,
)
from tickloom_terminal.constants import (
    ORDER_STATE_STARTED as ORDER_STATE_STARTED,
)
from tickloom_terminal.constants import (
    ORDER_TIME_DAY as ORDER_TIME_DAY,
)
from tickloom_terminal.constants import (
    ORDER_TIME_GTC as ORDER_TIME_GTC,
)
from tickloom_terminal.constants import (
    ORDER_TIME_SPECIFIED as ORDER_TIME_SPECIFIED,
)
from tickloom_terminal.constants import (
    ORDER_TIME_SPECIFIED_DAY as ORDER_TIME_SPECIFIED_DAY,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_BUY as ORDER_TYPE_BUY,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_BUY_LIMIT as ORDER_TYPE_BUY_LIMIT,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_BUY_STOP as ORDER_TYPE_BUY_STOP,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_BUY_STOP_LIMIT as ORDER_TYPE_BUY_STOP_LIMIT,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_CLOSE_BY as ORDER_TYPE_CLOSE_BY,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_SELL as ORDER_TYPE_SELL,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_SELL_LIMIT as ORDER_TYPE_SELL_LIMIT,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_SELL_STOP as ORDER_TYPE_SELL_STOP,
)
from tickloom_terminal.constants import (
    ORDER_TYPE_SELL_STOP_LIMIT as ORDER_TYPE_SELL_STOP_LIMIT,
)
from tickloom_terminal.constants import (
    POSITION_REASON_CLIENT as POSITION_REASON_CLIENT,
)
from tickloom_terminal.constants import (
    POSITION_REASON_EXPERT as POSITION_REASON_EXPERT,
)
from tickloom_terminal.constants import (
    POSITION_REASON_MOBILE as POSITION_REASON_MOBILE,
)
from tickloom_terminal.constants import (
    POSITION_REASON_WEB as POSITION_REASON_WEB,
)
from tickloom_terminal.constants import (
    POSITION_TYPE_BUY as POSITION_TYPE_BUY,
)
from tickloom_terminal.constants import (
    POSITION_TYPE_SELL as POSITION_TYPE_SELL,
)
from tickloom_terminal.constants import (
    RES_E_AUTH_FAILED as RES_E_AUTH_FAILED,
)
from tickloom_terminal.constants import (
    RES_E_AUTO_TRADING_DISABLED as RES_E_AUTO_TRADING_DISABLED,
)
from tickloom_terminal.constants import (
    RES_E_FAIL as RES_E_FAIL,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL as RES_E_INTERNAL_FAIL,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL_CONNECT as RES_E_INTERNAL_FAIL_CONNECT,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL_INIT as RES_E_INTERNAL_FAIL_INIT,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL_RECEIVE as RES_E_INTERNAL_FAIL_RECEIVE,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL_SEND as RES_E_INTERNAL_FAIL_SEND,
)
from tickloom_terminal.constants import (
    RES_E_INTERNAL_FAIL_TIMEOUT as RES_E_INTERNAL_FAIL_TIMEOUT,
)
from tickloom_terminal.constants import (
    RES_E_INVALID_PARAMS as RES_E_INVALID_PARAMS,
)
from tickloom_terminal.constants import (
    RES_E_INVALID_VERSION as RES_E_INVALID_VERSION,
)
from tickloom_terminal.constants import (
    RES_E_NO_MEMORY as RES_E_NO_MEMORY,
)
from tickloom_terminal.constants import (
    RES_E_NOT_FOUND as RES_E_NOT_FOUND,
)
from tickloom_terminal.constants import (
    RES_E_UNSUPPORTED as RES_E_UNSUPPORTED,
)
from tickloom_terminal.constants import (
    RES_S_OK as RES_S_OK,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_CFD as SYMBOL_CALC_MODE_CFD,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_CFDINDEX as SYMBOL_CALC_MODE_CFDINDEX,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_CFDLEVERAGE as SYMBOL_CALC_MODE_CFDLEVERAGE,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_BONDS as SYMBOL_CALC_MODE_EXCH_BONDS,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_BONDS_MOEX as SYMBOL_CALC_MODE_EXCH_BONDS_MOEX,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_FUTURES as SYMBOL_CALC_MODE_EXCH_FUTURES,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_OPTIONS as SYMBOL_CALC_MODE_EXCH_OPTIONS,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_OPTIONS_MARGIN as SYMBOL_CALC_MODE_EXCH_OPTIONS_MARGIN,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_STOCKS as SYMBOL_CALC_MODE_EXCH_STOCKS,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX as SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_FOREX as SYMBOL_CALC_MODE_FOREX,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE as SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_FUTURES as SYMBOL_CALC_MODE_FUTURES,
)
from tickloom_terminal.constants import (
    SYMBOL_CALC_MODE_SERV_COLLATERAL as SYMBOL_CALC_MODE_SERV_COLLATERAL,
)
from tickloom_terminal.constants import (
    SYMBOL_CHART_MODE_BID as SYMBOL_CHART_MODE_BID,
)
from tickloom_terminal.constants import (
    SYMBOL_CHART_MODE_LAST as SYMBOL_CHART_MODE_LAST,
)
from tickloom_terminal.constants import (
    SYMBOL_OPTION_MODE_AMERICAN as SYMBOL_OPTION_MODE_AMERICAN,
)
from tickloom_terminal.constants import (
    SYMBOL_OPTION_MODE_EUROPEAN as SYMBOL_OPTION_MODE_EUROPEAN,
)
from tickloom_terminal.constants import (
    SYMBOL_OPTION_RIGHT_CALL as SYMBOL_OPTION_RIGHT_CALL,
)
from tickloom_terminal.constants import (
    SYMBOL_OPTION_RIGHT_PUT as SYMBOL_OPTION_RIGHT_PUT,
)
from tickloom_terminal.constants import (
    SYMBOL_ORDERS_DAILY as SYMBOL_ORDERS_DAILY,
)
from tickloom_terminal.constants import (
    SYMBOL_ORDERS_DAILY_NO_STOPS as SYMBOL_ORDERS_DAILY_NO_STOPS,
)
from tickloom_terminal.constants import (
    SYMBOL_ORDERS_GTC as SYMBOL_ORDERS_GTC,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT as SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_CURRENCY_MARGIN as SYMBOL_SWAP_MODE_CURRENCY_MARGIN,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_CURRENCY_SYMBOL as SYMBOL_SWAP_MODE_CURRENCY_SYMBOL,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_DISABLED as SYMBOL_SWAP_MODE_DISABLED,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_INTEREST_CURRENT as SYMBOL_SWAP_MODE_INTEREST_CURRENT,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_INTEREST_OPEN as SYMBOL_SWAP_MODE_INTEREST_OPEN,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_POINTS as SYMBOL_SWAP_MODE_POINTS,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_REOPEN_BID as SYMBOL_SWAP_MODE_REOPEN_BID,
)
from tickloom_terminal.constants import (
    SYMBOL_SWAP_MODE_REOPEN_CURRENT as SYMBOL_SWAP_MODE_REOPEN_CURRENT,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_EXECUTION_EXCHANGE as SYMBOL_TRADE_EXECUTION_EXCHANGE,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_EXECUTION_INSTANT as SYMBOL_TRADE_EXECUTION_INSTANT,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_EXECUTION_MARKET as SYMBOL_TRADE_EXECUTION_MARKET,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_EXECUTION_REQUEST as SYMBOL_TRADE_EXECUTION_REQUEST,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_MODE_CLOSEONLY as SYMBOL_TRADE_MODE_CLOSEONLY,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_MODE_DISABLED as SYMBOL_TRADE_MODE_DISABLED,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_MODE_FULL as SYMBOL_TRADE_MODE_FULL,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_MODE_LONGONLY as SYMBOL_TRADE_MODE_LONGONLY,
)
from tickloom_terminal.constants import (
    SYMBOL_TRADE_MODE_SHORTONLY as SYMBOL_TRADE_MODE_SHORTONLY,
)
from tickloom_terminal.constants import (
    TICK_FLAG_ASK as TICK_FLAG_ASK,
)
from tickloom_terminal.constants import (
    TICK_FLAG_BID as TICK_FLAG_BID,
)
from tickloom_terminal.constants import (
    TICK_FLAG_BUY as TICK_FLAG_BUY,
)
from tickloom_terminal.constants import (
    TICK_FLAG_LAST as TICK_FLAG_LAST,
)
from tickloom_terminal.constants import (
    TICK_FLAG_SELL as TICK_FLAG_SELL,
)
from tickloom_terminal.constants import (
    TICK_FLAG_VOLUME as TICK_FLAG_VOLUME,
)
from tickloom_terminal.constants import (
    TIMEFRAME_D1 as TIMEFRAME_D1,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H1 as TIMEFRAME_H1,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H2 as TIMEFRAME_H2,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H3 as TIMEFRAME_H3,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H4 as TIMEFRAME_H4,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H6 as TIMEFRAME_H6,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H8 as TIMEFRAME_H8,
)
from tickloom_terminal.constants import (
    TIMEFRAME_H12 as TIMEFRAME_H12,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M1 as TIMEFRAME_M1,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M2 as TIMEFRAME_M2,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M3 as TIMEFRAME_M3,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M4 as TIMEFRAME_M4,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M5 as TIMEFRAME_M5,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M6 as TIMEFRAME_M6,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M10 as TIMEFRAME_M10,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M12 as TIMEFRAME_M12,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M15 as TIMEFRAME_M15,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M20 as TIMEFRAME_M20,
)
from tickloom_terminal.constants import (
    TIMEFRAME_M30 as TIMEFRAME_M30,
)
from tickloom_terminal.constants import (
    TIMEFRAME_MN1 as TIMEFRAME_MN1,
)
from tickloom_terminal.constants import (
    TIMEFRAME_W1 as TIMEFRAME_W1,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_CLOSE_BY as TRADE_ACTION_CLOSE_BY,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_DEAL as TRADE_ACTION_DEAL,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_MODIFY as TRADE_ACTION_MODIFY,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_PENDING as TRADE_ACTION_PENDING,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_REMOVE as TRADE_ACTION_REMOVE,
)
from tickloom_terminal.constants import (
    TRADE_ACTION_SLTP as TRADE_ACTION_SLTP,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_CANCEL as TRADE_RETCODE_CANCEL,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_CLIENT_DISABLES_AT as TRADE_RETCODE_CLIENT_DISABLES_AT,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_CLOSE_ONLY as TRADE_RETCODE_CLOSE_ONLY,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_CLOSE_ORDER_EXIST as TRADE_RETCODE_CLOSE_ORDER_EXIST,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_CONNECTION as TRADE_RETCODE_CONNECTION,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_DONE as TRADE_RETCODE_DONE,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_DONE_PARTIAL as TRADE_RETCODE_DONE_PARTIAL,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_ERROR as TRADE_RETCODE_ERROR,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_FIFO_CLOSE as TRADE_RETCODE_FIFO_CLOSE,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_FROZEN as TRADE_RETCODE_FROZEN,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID as TRADE_RETCODE_INVALID,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_CLOSE_VOLUME as TRADE_RETCODE_INVALID_CLOSE_VOLUME,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_EXPIRATION as TRADE_RETCODE_INVALID_EXPIRATION,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_FILL as TRADE_RETCODE_INVALID_FILL,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_ORDER as TRADE_RETCODE_INVALID_ORDER,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_PRICE as TRADE_RETCODE_INVALID_PRICE,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_STOPS as TRADE_RETCODE_INVALID_STOPS,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_INVALID_VOLUME as TRADE_RETCODE_INVALID_VOLUME,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_LIMIT_ORDERS as TRADE_RETCODE_LIMIT_ORDERS,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_LIMIT_POSITIONS as TRADE_RETCODE_LIMIT_POSITIONS,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_LIMIT_VOLUME as TRADE_RETCODE_LIMIT_VOLUME,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_LOCKED as TRADE_RETCODE_LOCKED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_LONG_ONLY as TRADE_RETCODE_LONG_ONLY,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_MARKET_CLOSED as TRADE_RETCODE_MARKET_CLOSED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_NO_CHANGES as TRADE_RETCODE_NO_CHANGES,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_NO_MONEY as TRADE_RETCODE_NO_MONEY,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_ONLY_REAL as TRADE_RETCODE_ONLY_REAL,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_ORDER_CHANGED as TRADE_RETCODE_ORDER_CHANGED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_PLACED as TRADE_RETCODE_PLACED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_POSITION_CLOSED as TRADE_RETCODE_POSITION_CLOSED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_PRICE_CHANGED as TRADE_RETCODE_PRICE_CHANGED,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_PRICE_OFF as TRADE_RETCODE_PRICE_OFF,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_REJECT as TRADE_RETCODE_REJECT,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_REJECT_CANCEL as TRADE_RETCODE_REJECT_CANCEL,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_REQUOTE as TRADE_RETCODE_REQUOTE,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_SERVER_DISABLES_AT as TRADE_RETCODE_SERVER_DISABLES_AT,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_SHORT_ONLY as TRADE_RETCODE_SHORT_ONLY,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_TIMEOUT as TRADE_RETCODE_TIMEOUT,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_TOO_MANY_REQUESTS as TRADE_RETCODE_TOO_MANY_REQUESTS,
)
from tickloom_terminal.constants import (
    TRADE_RETCODE_TRADE_DISABLED as TRADE_RETCODE_TRADE_DISABLED,
)
from tickloom_terminal.structures import (
    AccountInfo as AccountInfo,
)
from tickloom_terminal.structures import (
    BookInfo as BookInfo,
)
from tickloom_terminal.structures import (
    OrderCheckResult as OrderCheckResult,
)
from tickloom_terminal.structures import (
    OrderSendResult as OrderSendResult,
)
from tickloom_terminal.structures import (
    SymbolInfo as SymbolInfo,
)
from tickloom_terminal.structures import (
    TerminalInfo as TerminalInfo,
)
from tickloom_terminal.structures import (
    Tick as Tick,
)
from tickloom_terminal.structures import (
    TradeDeal as TradeDeal,
)
from tickloom_terminal.structures import (
    TradeOrder as TradeOrder,
)
from tickloom_terminal.structures import (
    TradePosition as TradePosition,
)
from tickloom_terminal.structures import (
    TradeRequest as TradeRequest,
)

__author__ = "Tickloom"
__version__ = "5.0.6231"
