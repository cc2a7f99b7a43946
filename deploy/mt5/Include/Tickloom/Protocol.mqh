//+------------------------------------------------------------------+
//| What the bridge and the adviser say to each other.                |
//| mt5_bridge/adapters/adviser_folder/protocol.py holds the same     |
//| values; a test compares the two files.                            |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_PROTOCOL_MQH
#define TICKLOOM_PROTOCOL_MQH

#define TICKLOOM_VERSION           "TICKLOOM1"
#define TICKLOOM_FOLDER            "Tickloom"
#define TICKLOOM_HEARTBEAT_FILE    "heartbeat.txt"
#define TICKLOOM_ADVISER_FILE      "adviser.txt"
#define TICKLOOM_KILL_FILE         "KILL"
#define TICKLOOM_END               "END"
#define TICKLOOM_SIGNED_OFF        0

#define TICKLOOM_HEARTBEAT_FIELDS  5
#define TICKLOOM_ADVISER_FIELDS    10
#define TICKLOOM_DEAD_MAN_S_MIN    10
#define TICKLOOM_DEAD_MAN_S_MAX    30

#define TICKLOOM_STATE_WAITING     "WAITING"
#define TICKLOOM_STATE_ARMED       "ARMED"
#define TICKLOOM_STATE_TRIPPED     "TRIPPED"
#define TICKLOOM_STATE_KILLED      "KILLED"
#define TICKLOOM_STATE_OFF         "OFF"

// Under '_response' when an entry is refused because of the two states above.
#define TICKLOOM_REFUSED           "TICKLOOM_REFUSED"

// What Surface.mqh answers and a trade request says, in their order.
#define TICKLOOM_TERMINAL_FIELDS "connected,trade_allowed,tradeapi_disabled,build,ping_last,commondata_path"
#define TICKLOOM_ACCOUNT_FIELDS "login,server,name,currency,currency_digits,leverage,trade_mode,margin_mode,trade_allowed,trade_expert,fifo_close,limit_orders,balance,credit,profit,equity,margin,margin_free,margin_level"
#define TICKLOOM_SYMBOL_FIELDS "name,path,description,digits,point,trade_tick_size,trade_tick_value_profit,trade_tick_value_loss,trade_contract_size,volume_min,volume_max,volume_step,volume_limit,currency_base,currency_profit,currency_margin,trade_calc_mode,trade_exemode,filling_mode,expiration_mode,order_mode,trade_mode,trade_stops_level,trade_freeze_level,visible,margin_initial,swap_mode,swap_long,swap_short,swap_rollover3days"
#define TICKLOOM_TICK_FIELDS "time,bid,ask,last,volume,time_msc,flags,volume_real"
#define TICKLOOM_RATE_FIELDS "time,open,high,low,close,tick_volume,spread,real_volume"
#define TICKLOOM_POSITION_FIELDS "ticket,identifier,symbol,type,volume,price_open,price_current,sl,tp,swap,profit,time,time_msc,time_update,time_update_msc,magic,reason,comment"
#define TICKLOOM_ORDER_FIELDS "ticket,symbol,type,state,type_filling,type_time,volume_initial,volume_current,price_open,price_stoplimit,sl,tp,time_setup,time_setup_msc,time_done,time_done_msc,time_expiration,magic,reason,position_id,comment"
#define TICKLOOM_DEAL_FIELDS "ticket,order,position_id,symbol,type,entry,reason,volume,price,profit,commission,swap,fee,time,time_msc,magic,comment"
#define TICKLOOM_CHECK_FIELDS "retcode,margin,margin_free,margin_level,comment"
#define TICKLOOM_SEND_FIELDS "retcode,deal,order,volume,price,bid,ask,request_id,retcode_external,comment"
#define TICKLOOM_REQUEST_FIELDS "action,magic,order,symbol,volume,price,stoplimit,sl,tp,deviation,type,type_filling,type_time,expiration,comment,position,position_by"

#endif
