"""What the bridge and the adviser say to each other.

`deploy/mt5/Include/Tickloom/Protocol.mqh` holds the same values; a test compares the two files.
"""

VERSION = "TICKLOOM1"
FOLDER = "Tickloom"
HEARTBEAT_FILE = "heartbeat.txt"
ADVISER_FILE = "adviser.txt"
KILL_FILE = "KILL"
END = "END"
"""The last field of every line: half a line is no line."""
SIGNED_OFF = 0
"""The sequence of a bridge that stops on purpose."""
HEARTBEAT_FIELDS = 5
ADVISER_FIELDS = 10
DEAD_MAN_S_MIN, DEAD_MAN_S_MAX = 10, 30
STATE_WAITING = "WAITING"
STATE_ARMED = "ARMED"
STATE_TRIPPED = "TRIPPED"
STATE_KILLED = "KILLED"
STATE_OFF = "OFF"
REFUSED = "TICKLOOM_REFUSED"

TERMINAL_FIELDS = "connected,trade_allowed,tradeapi_disabled,build,ping_last,commondata_path"
ACCOUNT_FIELDS = (
    "login,server,name,currency,currency_digits,leverage,trade_mode,margin_mode,trade_allowed,"
    "trade_expert,fifo_close,limit_orders,balance,credit,profit,equity,margin,margin_free,"
    "margin_level"
)
SYMBOL_FIELDS = (
    "name,path,description,digits,point,trade_tick_size,trade_tick_value_profit,"
    "trade_tick_value_loss,trade_contract_size,volume_min,volume_max,volume_step,volume_limit,"
    "currency_base,currency_profit,currency_margin,trade_calc_mode,trade_exemode,filling_mode,"
    "expiration_mode,order_mode,trade_mode,trade_stops_level,trade_freeze_level,visible,"
    "margin_initial,swap_mode,swap_long,swap_short,swap_rollover3days"
)
TICK_FIELDS = "time,bid,ask,last,volume,time_msc,flags,volume_real"
RATE_FIELDS = "time,open,high,low,close,tick_volume,spread,real_volume"
POSITION_FIELDS = (
    "ticket,identifier,symbol,type,volume,price_open,price_current,sl,tp,swap,profit,time,"
    "time_msc,time_update,time_update_msc,magic,reason,comment"
)
ORDER_FIELDS = (
    "ticket,symbol,type,state,type_filling,type_time,volume_initial,volume_current,price_open,"
    "price_stoplimit,sl,tp,time_setup,time_setup_msc,time_done,time_done_msc,time_expiration,"
    "magic,reason,position_id,comment"
)
DEAL_FIELDS = (
    "ticket,order,position_id,symbol,type,entry,reason,volume,price,profit,commission,swap,fee,"
    "time,time_msc,magic,comment"
)
CHECK_FIELDS = "retcode,margin,margin_free,margin_level,comment"
SEND_FIELDS = "retcode,deal,order,volume,price,bid,ask,request_id,retcode_external,comment"
REQUEST_FIELDS = (
    "action,magic,order,symbol,volume,price,stoplimit,sl,tp,deviation,type,type_filling,type_time,"
    "expiration,comment,position,position_by"
)
"""What the adviser's answers hold and a trade request says, in their order, as the package names
it: `zeromq/adviser_module` asks, `Surface.mqh` answers."""
