//+------------------------------------------------------------------+
//| The functions of MetaTrader's Python package over ZeroMQ:          |
//|   TICKLOOM;<number>;<function>;<arguments>                         |
//| The reply repeats the number; its rows have the fields that        |
//| Protocol.mqh lists, in that order. Times are the server's clock.   |
//| mt5_bridge/adapters/zeromq/adviser_module.py asks.                 |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_SURFACE_MQH
#define TICKLOOM_SURFACE_MQH

#include <Tickloom/Protocol.mqh>

#define TICKLOOM_WORD              "TICKLOOM"
#define SURFACE_SUCCESS            1
#define SURFACE_FAILED             -1
#define SURFACE_INVALID            -2
#define SURFACE_NOT_FOUND          -4
#define SURFACE_UNSUPPORTED        -7
#define SURFACE_REQUEST_FIELDS     17

class CTickloomSurface
  {
private:
   int               m_error;
   string            m_text;
   string            m_row;
   string            m_rows;
   double            m_lots_max;
   int               m_orders_max;

   //--- 15 digits name a price, a volume and a sum exactly; what is no number is 0
   static string     Number(const double value)
     {
      return(MathIsValidNumber(value) ? StringFormat("%.15g", value) : "0.0");
     }

   void              Begin(void) { m_row = "("; }
   void              Whole(const long value) { m_row += IntegerToString(value) + ", "; }
   void              Flag(const bool value) { m_row += value ? "1, " : "0, "; }
   void              Real(const double value) { m_row += Number(value) + ", "; }
   void              Words(const string value) { m_row += Text(value) + ", "; }
   void              End(void) { m_rows += m_row + "), "; }

   bool              Fail(const int code, const string text)
     {
      m_error = code;
      m_text  = text;
      return(false);
     }

   bool              FailLast(const string what)
     {
      int error = GetLastError();
      return(Fail(error == ERR_MARKET_UNKNOWN_SYMBOL ? SURFACE_NOT_FOUND : SURFACE_FAILED,
                  what + ": error " + IntegerToString(error)));
     }

public:
   //--- signs that would break the reply become blanks, and those of a path slashes
   static string     Text(const string value)
     {
      string text = value;
      StringReplace(text, "'", " ");
      StringReplace(text, "\\", "/");
      StringReplace(text, "\r", " ");
      StringReplace(text, "\n", " ");
      return("'" + text + "'");
     }

                     CTickloomSurface(void)
     {
      m_lots_max   = 0.0;
      m_orders_max = 0;
     }

   //--- the adviser's own limits on entries, whatever the bridge asks for
   void              Configure(const double lots_max, const int orders_max)
     {
      m_lots_max   = lots_max;
      m_orders_max = orders_max;
     }

   string            Answer(string &fields[], const int count, const bool refuses, const string reason)
     {
      m_error = SURFACE_SUCCESS;
      m_text  = "";
      m_rows  = "";
      string number = count > 1 ? IntegerToString(StringToInteger(fields[1])) : "0";
      ResetLastError();
      if(count < 3)
         Fail(SURFACE_INVALID, "a question has a number and a function");
      else
         Asked(fields, count, refuses, reason);
      return("{'_action': '" + TICKLOOM_WORD + "', '_n': " + number + ", '_error': " +
             IntegerToString(m_error) + ", '_text': " + Text(m_text) + ", '_rows': [" +
             (m_error == SURFACE_SUCCESS ? m_rows : "") + "]}");
     }

private:
   bool              Asked(string &fields[], const int count, const bool refuses, const string reason)
     {
      string function = fields[2];
      if(function == "terminal_info")
         return(Terminal());
      if(function == "account_info")
         return(Account());
      if(function == "symbols_get")
         return(Symbols());
      if(function == "positions_get")
         return(Positions());
      if(function == "orders_get")
         return(Orders());
      if(function == "symbol_info" && count == 4)
         return(Symbol(fields[3]));
      if(function == "symbol_info_tick" && count == 4)
         return(Tick(fields[3]));
      if(function == "symbol_select" && count == 5)
         return(Select(fields[3], fields[4] == "1"));
      if(function == "copy_ticks_range" && count == 6)
         return(Ticks(fields[3], StringToInteger(fields[4]), StringToInteger(fields[5])));
      if(function == "copy_rates_range" && count == 7)
         return(Rates(fields[3], (ENUM_TIMEFRAMES)StringToInteger(fields[4]),
                      StringToInteger(fields[5]), StringToInteger(fields[6])));
      if(function == "history_orders_get" && count == 5)
         return(PastOrders(StringToInteger(fields[3]), StringToInteger(fields[4])));
      if(function == "history_deals_get" && count == 5)
         return(PastDeals(StringToInteger(fields[3]), StringToInteger(fields[4])));
      if(function == "order_calc_margin" && count == 7)
         return(Margin(fields));
      if(function == "order_calc_profit" && count == 8)
         return(Profit(fields));
      if(function == "order_check" && count == 3 + SURFACE_REQUEST_FIELDS)
         return(Check(fields));
      if(function == "order_send" && count == 3 + SURFACE_REQUEST_FIELDS)
         return(Send(fields, refuses, reason));
      return(Fail(SURFACE_UNSUPPORTED, "there is no " + function + " with " +
                  IntegerToString(count - 3) + " arguments"));
     }

   //--- TICKLOOM_TERMINAL_FIELDS
   bool              Terminal(void)
     {
      Begin();
      Flag((bool)TerminalInfoInteger(TERMINAL_CONNECTED));
      Flag(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED) && MQLInfoInteger(MQL_TRADE_ALLOWED));
      Flag(false);
      Whole(TerminalInfoInteger(TERMINAL_BUILD));
      Whole(TerminalInfoInteger(TERMINAL_PING_LAST));
      Words(TerminalInfoString(TERMINAL_COMMONDATA_PATH));
      End();
      return(true);
     }

   //--- TICKLOOM_ACCOUNT_FIELDS
   bool              Account(void)
     {
      Begin();
      Whole(AccountInfoInteger(ACCOUNT_LOGIN));
      Words(AccountInfoString(ACCOUNT_SERVER));
      Words(AccountInfoString(ACCOUNT_NAME));
      Words(AccountInfoString(ACCOUNT_CURRENCY));
      Whole(AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS));
      Whole(AccountInfoInteger(ACCOUNT_LEVERAGE));
      Whole(AccountInfoInteger(ACCOUNT_TRADE_MODE));
      Whole(AccountInfoInteger(ACCOUNT_MARGIN_MODE));
      Flag((bool)AccountInfoInteger(ACCOUNT_TRADE_ALLOWED));
      Flag((bool)AccountInfoInteger(ACCOUNT_TRADE_EXPERT));
      Flag((bool)AccountInfoInteger(ACCOUNT_FIFO_CLOSE));
      Whole(AccountInfoInteger(ACCOUNT_LIMIT_ORDERS));
      Real(AccountInfoDouble(ACCOUNT_BALANCE));
      Real(AccountInfoDouble(ACCOUNT_CREDIT));
      Real(AccountInfoDouble(ACCOUNT_PROFIT));
      Real(AccountInfoDouble(ACCOUNT_EQUITY));
      Real(AccountInfoDouble(ACCOUNT_MARGIN));
      Real(AccountInfoDouble(ACCOUNT_MARGIN_FREE));
      Real(AccountInfoDouble(ACCOUNT_MARGIN_LEVEL));
      End();
      return(true);
     }

   bool              Symbols(void)
     {
      for(int i = 0; i < SymbolsTotal(true); i++)
         SymbolRow(SymbolName(i, true));
      return(true);
     }

   bool              Symbol(const string name)
     {
      if(!SymbolInfoInteger(name, SYMBOL_EXIST))
         return(Fail(SURFACE_NOT_FOUND, "there is no symbol " + name));
      SymbolRow(name);
      return(true);
     }

   //--- TICKLOOM_SYMBOL_FIELDS
   void              SymbolRow(const string name)
     {
      Begin();
      Words(name);
      Words(SymbolInfoString(name, SYMBOL_PATH));
      Words(SymbolInfoString(name, SYMBOL_DESCRIPTION));
      Whole(SymbolInfoInteger(name, SYMBOL_DIGITS));
      Real(SymbolInfoDouble(name, SYMBOL_POINT));
      Real(SymbolInfoDouble(name, SYMBOL_TRADE_TICK_SIZE));
      Real(SymbolInfoDouble(name, SYMBOL_TRADE_TICK_VALUE_PROFIT));
      Real(SymbolInfoDouble(name, SYMBOL_TRADE_TICK_VALUE_LOSS));
      Real(SymbolInfoDouble(name, SYMBOL_TRADE_CONTRACT_SIZE));
      Real(SymbolInfoDouble(name, SYMBOL_VOLUME_MIN));
      Real(SymbolInfoDouble(name, SYMBOL_VOLUME_MAX));
      Real(SymbolInfoDouble(name, SYMBOL_VOLUME_STEP));
      Real(SymbolInfoDouble(name, SYMBOL_VOLUME_LIMIT));
      Words(SymbolInfoString(name, SYMBOL_CURRENCY_BASE));
      Words(SymbolInfoString(name, SYMBOL_CURRENCY_PROFIT));
      Words(SymbolInfoString(name, SYMBOL_CURRENCY_MARGIN));
      Whole(SymbolInfoInteger(name, SYMBOL_TRADE_CALC_MODE));
      Whole(SymbolInfoInteger(name, SYMBOL_TRADE_EXEMODE));
      Whole(SymbolInfoInteger(name, SYMBOL_FILLING_MODE));
      Whole(SymbolInfoInteger(name, SYMBOL_EXPIRATION_MODE));
      Whole(SymbolInfoInteger(name, SYMBOL_ORDER_MODE));
      Whole(SymbolInfoInteger(name, SYMBOL_TRADE_MODE));
      Whole(SymbolInfoInteger(name, SYMBOL_TRADE_STOPS_LEVEL));
      Whole(SymbolInfoInteger(name, SYMBOL_TRADE_FREEZE_LEVEL));
      Flag((bool)SymbolInfoInteger(name, SYMBOL_VISIBLE));
      Real(SymbolInfoDouble(name, SYMBOL_MARGIN_INITIAL));
      Whole(SymbolInfoInteger(name, SYMBOL_SWAP_MODE));
      Real(SymbolInfoDouble(name, SYMBOL_SWAP_LONG));
      Real(SymbolInfoDouble(name, SYMBOL_SWAP_SHORT));
      Whole(SymbolInfoInteger(name, SYMBOL_SWAP_ROLLOVER3DAYS));
      End();
     }

   //--- TICKLOOM_TICK_FIELDS
   void              TickRow(const MqlTick &tick)
     {
      Begin();
      Whole((long)tick.time);
      Real(tick.bid);
      Real(tick.ask);
      Real(tick.last);
      Whole((long)tick.volume);
      Whole(tick.time_msc);
      Whole((long)tick.flags);
      Real(tick.volume_real);
      End();
     }

   bool              Tick(const string name)
     {
      MqlTick tick;
      if(!SymbolInfoTick(name, tick))
         return(FailLast("symbol_info_tick"));
      TickRow(tick);
      return(true);
     }

   bool              Select(const string name, const bool enable)
     {
      if(!SymbolSelect(name, enable))
         return(Fail(SURFACE_NOT_FOUND, "there is no symbol " + name));
      Begin();
      Whole(1);
      End();
      return(true);
     }

   //--- both ends belong to it, as in the package: the last second as a whole
   bool              Ticks(const string name, const long from_s, const long to_s)
     {
      MqlTick ticks[];
      int count = CopyTicksRange(name, ticks, COPY_TICKS_ALL, (ulong)from_s * 1000,
                                 (ulong)to_s * 1000);
      if(count < 0)
         return(FailLast("copy_ticks_range"));
      for(int i = 0; i < count; i++)
         TickRow(ticks[i]);
      return(true);
     }

   //--- TICKLOOM_RATE_FIELDS
   bool              Rates(const string name, const ENUM_TIMEFRAMES timeframe, const long from_s,
                           const long to_s)
     {
      MqlRates rates[];
      int count = CopyRates(name, timeframe, (datetime)from_s, (datetime)to_s, rates);
      if(count < 0)
         return(FailLast("copy_rates_range"));
      for(int i = 0; i < count; i++)
        {
         Begin();
         Whole((long)rates[i].time);
         Real(rates[i].open);
         Real(rates[i].high);
         Real(rates[i].low);
         Real(rates[i].close);
         Whole(rates[i].tick_volume);
         Whole(rates[i].spread);
         Whole(rates[i].real_volume);
         End();
        }
      return(true);
     }

   //--- TICKLOOM_POSITION_FIELDS; a book that changes while it is read is no answer
   bool              Positions(void)
     {
      for(int i = 0; i < PositionsTotal(); i++)
        {
         ulong ticket = PositionGetTicket(i);
         if(ticket == 0)
            return(Fail(SURFACE_FAILED, "the positions changed while they were read"));
         Begin();
         Whole((long)ticket);
         Whole(PositionGetInteger(POSITION_IDENTIFIER));
         Words(PositionGetString(POSITION_SYMBOL));
         Whole(PositionGetInteger(POSITION_TYPE));
         Real(PositionGetDouble(POSITION_VOLUME));
         Real(PositionGetDouble(POSITION_PRICE_OPEN));
         Real(PositionGetDouble(POSITION_PRICE_CURRENT));
         Real(PositionGetDouble(POSITION_SL));
         Real(PositionGetDouble(POSITION_TP));
         Real(PositionGetDouble(POSITION_SWAP));
         Real(PositionGetDouble(POSITION_PROFIT));
         Whole(PositionGetInteger(POSITION_TIME));
         Whole(PositionGetInteger(POSITION_TIME_MSC));
         Whole(PositionGetInteger(POSITION_TIME_UPDATE));
         Whole(PositionGetInteger(POSITION_TIME_UPDATE_MSC));
         Whole(PositionGetInteger(POSITION_MAGIC));
         Whole(PositionGetInteger(POSITION_REASON));
         Words(PositionGetString(POSITION_COMMENT));
         End();
        }
      return(true);
     }

   //--- TICKLOOM_ORDER_FIELDS
   bool              Orders(void)
     {
      for(int i = 0; i < OrdersTotal(); i++)
        {
         ulong ticket = OrderGetTicket(i);
         if(ticket == 0)
            return(Fail(SURFACE_FAILED, "the orders changed while they were read"));
         Begin();
         Whole((long)ticket);
         Words(OrderGetString(ORDER_SYMBOL));
         Whole(OrderGetInteger(ORDER_TYPE));
         Whole(OrderGetInteger(ORDER_STATE));
         Whole(OrderGetInteger(ORDER_TYPE_FILLING));
         Whole(OrderGetInteger(ORDER_TYPE_TIME));
         Real(OrderGetDouble(ORDER_VOLUME_INITIAL));
         Real(OrderGetDouble(ORDER_VOLUME_CURRENT));
         Real(OrderGetDouble(ORDER_PRICE_OPEN));
         Real(OrderGetDouble(ORDER_PRICE_STOPLIMIT));
         Real(OrderGetDouble(ORDER_SL));
         Real(OrderGetDouble(ORDER_TP));
         Whole(OrderGetInteger(ORDER_TIME_SETUP));
         Whole(OrderGetInteger(ORDER_TIME_SETUP_MSC));
         Whole(OrderGetInteger(ORDER_TIME_DONE));
         Whole(OrderGetInteger(ORDER_TIME_DONE_MSC));
         Whole(OrderGetInteger(ORDER_TIME_EXPIRATION));
         Whole(OrderGetInteger(ORDER_MAGIC));
         Whole(OrderGetInteger(ORDER_REASON));
         Whole(OrderGetInteger(ORDER_POSITION_ID));
         Words(OrderGetString(ORDER_COMMENT));
         End();
        }
      return(true);
     }

   bool              PastOrders(const long from_s, const long to_s)
     {
      if(!HistorySelect((datetime)from_s, (datetime)to_s))
         return(FailLast("history_orders_get"));
      for(int i = 0; i < HistoryOrdersTotal(); i++)
        {
         ulong ticket = HistoryOrderGetTicket(i);
         if(ticket == 0)
            return(Fail(SURFACE_FAILED, "the history changed while it was read"));
         Begin();
         Whole((long)ticket);
         Words(HistoryOrderGetString(ticket, ORDER_SYMBOL));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TYPE));
         Whole(HistoryOrderGetInteger(ticket, ORDER_STATE));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TYPE_FILLING));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TYPE_TIME));
         Real(HistoryOrderGetDouble(ticket, ORDER_VOLUME_INITIAL));
         Real(HistoryOrderGetDouble(ticket, ORDER_VOLUME_CURRENT));
         Real(HistoryOrderGetDouble(ticket, ORDER_PRICE_OPEN));
         Real(HistoryOrderGetDouble(ticket, ORDER_PRICE_STOPLIMIT));
         Real(HistoryOrderGetDouble(ticket, ORDER_SL));
         Real(HistoryOrderGetDouble(ticket, ORDER_TP));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TIME_SETUP));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TIME_SETUP_MSC));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TIME_DONE));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TIME_DONE_MSC));
         Whole(HistoryOrderGetInteger(ticket, ORDER_TIME_EXPIRATION));
         Whole(HistoryOrderGetInteger(ticket, ORDER_MAGIC));
         Whole(HistoryOrderGetInteger(ticket, ORDER_REASON));
         Whole(HistoryOrderGetInteger(ticket, ORDER_POSITION_ID));
         Words(HistoryOrderGetString(ticket, ORDER_COMMENT));
         End();
        }
      return(true);
     }

   //--- TICKLOOM_DEAL_FIELDS
   bool              PastDeals(const long from_s, const long to_s)
     {
      if(!HistorySelect((datetime)from_s, (datetime)to_s))
         return(FailLast("history_deals_get"));
      for(int i = 0; i < HistoryDealsTotal(); i++)
        {
         ulong ticket = HistoryDealGetTicket(i);
         if(ticket == 0)
            return(Fail(SURFACE_FAILED, "the history changed while it was read"));
         Begin();
         Whole((long)ticket);
         Whole(HistoryDealGetInteger(ticket, DEAL_ORDER));
         Whole(HistoryDealGetInteger(ticket, DEAL_POSITION_ID));
         Words(HistoryDealGetString(ticket, DEAL_SYMBOL));
         Whole(HistoryDealGetInteger(ticket, DEAL_TYPE));
         Whole(HistoryDealGetInteger(ticket, DEAL_ENTRY));
         Whole(HistoryDealGetInteger(ticket, DEAL_REASON));
         Real(HistoryDealGetDouble(ticket, DEAL_VOLUME));
         Real(HistoryDealGetDouble(ticket, DEAL_PRICE));
         Real(HistoryDealGetDouble(ticket, DEAL_PROFIT));
         Real(HistoryDealGetDouble(ticket, DEAL_COMMISSION));
         Real(HistoryDealGetDouble(ticket, DEAL_SWAP));
         Real(HistoryDealGetDouble(ticket, DEAL_FEE));
         Whole(HistoryDealGetInteger(ticket, DEAL_TIME));
         Whole(HistoryDealGetInteger(ticket, DEAL_TIME_MSC));
         Whole(HistoryDealGetInteger(ticket, DEAL_MAGIC));
         Words(HistoryDealGetString(ticket, DEAL_COMMENT));
         End();
        }
      return(true);
     }

   bool              Margin(string &fields[])
     {
      double margin = 0.0;
      if(!OrderCalcMargin((ENUM_ORDER_TYPE)StringToInteger(fields[3]), fields[4],
                          StringToDouble(fields[5]), StringToDouble(fields[6]), margin))
         return(FailLast("order_calc_margin"));
      Begin();
      Real(margin);
      End();
      return(true);
     }

   bool              Profit(string &fields[])
     {
      double profit = 0.0;
      if(!OrderCalcProfit((ENUM_ORDER_TYPE)StringToInteger(fields[3]), fields[4],
                          StringToDouble(fields[5]), StringToDouble(fields[6]),
                          StringToDouble(fields[7]), profit))
         return(FailLast("order_calc_profit"));
      Begin();
      Real(profit);
      End();
      return(true);
     }

   //--- TICKLOOM_REQUEST_FIELDS, after number and function
   static void       Request(string &fields[], MqlTradeRequest &request)
     {
      ZeroMemory(request);
      request.action       = (ENUM_TRADE_REQUEST_ACTIONS)StringToInteger(fields[3]);
      request.magic        = (ulong)StringToInteger(fields[4]);
      request.order        = (ulong)StringToInteger(fields[5]);
      request.symbol       = fields[6];
      request.volume       = StringToDouble(fields[7]);
      request.price        = StringToDouble(fields[8]);
      request.stoplimit    = StringToDouble(fields[9]);
      request.sl           = StringToDouble(fields[10]);
      request.tp           = StringToDouble(fields[11]);
      request.deviation    = (ulong)StringToInteger(fields[12]);
      request.type         = (ENUM_ORDER_TYPE)StringToInteger(fields[13]);
      request.type_filling = (ENUM_ORDER_TYPE_FILLING)StringToInteger(fields[14]);
      request.type_time    = (ENUM_ORDER_TYPE_TIME)StringToInteger(fields[15]);
      request.expiration   = (datetime)StringToInteger(fields[16]);
      request.comment      = fields[17];
      request.position     = (ulong)StringToInteger(fields[18]);
      request.position_by  = (ulong)StringToInteger(fields[19]);
     }

   //--- TICKLOOM_CHECK_FIELDS
   bool              Check(string &fields[])
     {
      MqlTradeRequest     request;
      MqlTradeCheckResult result;
      Request(fields, request);
      ZeroMemory(result);
      if(!OrderCheck(request, result) && result.retcode == 0)
         return(FailLast("order_check"));
      Begin();
      Whole((long)result.retcode);
      Real(result.margin);
      Real(result.margin_free);
      Real(result.margin_level);
      Words(result.comment);
      End();
      return(true);
     }

   //--- TICKLOOM_SEND_FIELDS; a retcode of 0 tells the bridge that nothing is known
   bool              Send(string &fields[], const bool refuses, const string reason)
     {
      MqlTradeRequest request;
      MqlTradeResult  result;
      Request(fields, request);
      ZeroMemory(result);
      bool opens = (request.action == TRADE_ACTION_PENDING ||
                    (request.action == TRADE_ACTION_DEAL && request.position == 0));
      if(refuses && opens)
        {
         result.retcode = TRADE_RETCODE_TRADE_DISABLED;
         result.comment = TICKLOOM_REFUSED + ": " + reason;
        }
      else
         if(opens && request.volume > m_lots_max)
           {
            result.retcode = TRADE_RETCODE_LIMIT_VOLUME;
            result.comment = "more lots than InpLotsMax of the adviser";
           }
      else
         if(opens && PositionsTotal() + OrdersTotal() >= m_orders_max)
           {
            result.retcode = TRADE_RETCODE_LIMIT_ORDERS;
            result.comment = "as many trades and orders as InpOrdersMax of the adviser";
           }
      else
         if(!OrderSend(request, result))
            Print("Tickloom: order_send failed, retcode ", result.retcode, " ", result.comment,
                  ", error ", GetLastError());
      Begin();
      Whole((long)result.retcode);
      Whole((long)result.deal);
      Whole((long)result.order);
      Real(result.volume);
      Real(result.price);
      Real(result.bid);
      Real(result.ask);
      Whole((long)result.request_id);
      Whole((long)result.retcode_external);
      Words(result.comment);
      End();
      return(true);
     }
  };

#endif
