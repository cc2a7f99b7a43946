//+------------------------------------------------------------------+
//| The commands of the DWX protocol on MetaTrader 5, for the bridge's |
//| ZeroMQ adapter in its dialect "tickloom": magic numbers of 63 bits,|
//| a level of 0 is "none", errors are MetaTrader 5's return codes,    |
//| tickets stay the same after a partial close.                       |
//|                                                                    |
//| Needs the library mql-zmq: Include/Zmq, Include/Mql, libzmq.dll.   |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_DWX_MQH
#define TICKLOOM_DWX_MQH

#include <Zmq/Zmq.mqh>
#include <Tickloom/Protocol.mqh>
#include <Tickloom/Book.mqh>
#include <Tickloom/Surface.mqh>

#define DWX_FIELDS        11
#define DWX_LISTEN_MS     20
#define DWX_TURN_MS       200

class CTickloomDwx
  {
private:
   Context           m_context;
   Socket            m_pull;
   Socket            m_push;
   Socket            m_pub;
   CTickloomBook     m_book;
   CTickloomSurface  m_surface;
   string            m_tracked[];
   string            m_published[];
   double            m_lots_max;
   int               m_orders_max;
   int               m_deviation;

   static string     Number(const double value) { return(DoubleToString(value, 8)); }
   static string     Whole(const long value) { return(IntegerToString(value)); }
   static string     Time(const datetime value)
     {
      return(TimeToString(value, TIME_DATE | TIME_SECONDS));
     }
   //--- a quote in a text would break the reply that carries it
   static string     Text(const string value)
     {
      string text = value;
      StringReplace(text, "'", " ");
      StringReplace(text, "\\", " ");
      return("'" + text + "'");
     }

   void              Reply(const string text)
     {
      ZmqMsg message(text);
      m_push.send(message, true);
     }

public:
                     CTickloomDwx(void) : m_context("tickloom"), m_pull(m_context, ZMQ_PULL),
                     m_push(m_context, ZMQ_PUSH), m_pub(m_context, ZMQ_PUB)
     {
      m_lots_max   = 0.0;
      m_orders_max = 0;
      m_deviation  = 0;
     }

   bool              Open(const string host, const int commands, const int replies, const int prices)
     {
      m_pull.setReceiveHighWaterMark(1);
      m_pull.setLinger(0);
      m_push.setSendHighWaterMark(1);
      m_push.setLinger(0);
      m_pub.setSendHighWaterMark(1);
      m_pub.setLinger(0);
      bool is_open = m_pull.bind(StringFormat("tcp://%s:%d", host, commands)) &&
                     m_push.bind(StringFormat("tcp://%s:%d", host, replies)) &&
                     m_pub.bind(StringFormat("tcp://%s:%d", host, prices));
      if(!is_open)
         Print("Tickloom: a port of ", commands, ", ", replies, ", ", prices, " cannot be bound");
      return(is_open);
     }

   void              Configure(const double lots_max, const int orders_max, const int deviation)
     {
      m_lots_max   = lots_max;
      m_orders_max = orders_max;
      m_deviation  = deviation;
      m_surface.Configure(lots_max, orders_max);
     }

   void              Shut(void)
     {
      m_context.shutdown();
      m_context.destroy(0);
     }

   //--- true when a heartbeat was among the commands
   bool              Serve(const bool refuses_entries, const string reason)
     {
      bool  is_beat  = false;
      ulong began_ms = GetTickCount64();
      ulong last_ms  = began_ms;
      bool  is_asked = false;
      // Whoever was answered asks again at once: a while longer spares it the wait for the timer.
      while(GetTickCount64() - last_ms <= DWX_LISTEN_MS && GetTickCount64() - began_ms < DWX_TURN_MS)
        {
         ZmqMsg request;
         if(!m_pull.recv(request, true) || request.size() == 0)
           {
            if(!is_asked)
               break;
            Sleep(1);
            continue;
           }
         is_asked = true;
         last_ms  = GetTickCount64();
         string fields[];
         int    count = StringSplit(request.getData(), StringGetCharacter(";", 0), fields);
         if(count < 1)
            continue;
         if(fields[0] == "HEARTBEAT")
           {
            is_beat = true;
            Reply("{'_action': 'heartbeat', '_response': 'loud and clear!'}");
           }
         else
         if(fields[0] == TICKLOOM_WORD)
            Reply(m_surface.Answer(fields, count, refuses_entries, reason));
         else
            Reply(Blocked() == "" ? Answer(fields, count, refuses_entries, reason)
                  : "{'_response': '" + Blocked() + "__ABORTED_COMMAND'}");
        }
      Publish();
      return(is_beat);
     }

private:
   static string     Blocked(void)
     {
      if(!MQLInfoInteger(MQL_TRADE_ALLOWED))
         return("TRADING_IS_NOT_ALLOWED");
      if(!TerminalInfoInteger(TERMINAL_TRADE_ALLOWED) || !AccountInfoInteger(ACCOUNT_TRADE_EXPERT))
         return("EA_IS_DISABLED");
      if(!TerminalInfoInteger(TERMINAL_CONNECTED))
         return("NO_BROKER_CONNECTION");
      return("");
     }

   string            Answer(string &fields[], const int count, const bool refuses, const string reason)
     {
      if(fields[0] == "TRACK_PRICES")
         return(Track(fields, count));
      if(fields[0] == "HIST" && count >= 5)
         return(History(fields));
      if(fields[0] != "TRADE" || count != DWX_FIELDS)
         return("{'_response': 'UNKNOWN_COMMAND__ABORTED_COMMAND'}");
      string action = fields[1];
      if(action == "OPEN")
         return(refuses ? "{'_action': 'EXECUTION', '_response': '" + TICKLOOM_REFUSED +
                "', 'response_value': " + Text(reason) + "}" : OpenTrade(fields));
      if(action == "MODIFY")
         return(Modify(fields));
      if(action == "CLOSE")
         return(CloseTrade(fields));
      if(action == "CLOSE_PARTIAL")
         return(ClosePartial(fields));
      if(action == "GET_OPEN_TRADES")
         return(OpenTrades());
      if(action == "GET_ACCOUNT_INFO")
         return(Account());
      return("{'_response': 'UNKNOWN_COMMAND__ABORTED_COMMAND'}");
     }

   //--- the fields of a reply about a request that was not done
   static string     Failure(const MqlTradeResult &result, const string value_name)
     {
      return(", '_response': '" + Whole(result.retcode) + "', '" + value_name + "': " +
             Text(result.comment));
     }

   string            OpenTrade(string &fields[])
     {
      string head = "{'_action': 'EXECUTION'";
      double lots = StringToDouble(fields[8]);
      if(lots > m_lots_max)
         return(head + ", '_response': 'LOT_SIZE_ERROR', 'response_value': 'MAX_LOT_SIZE_EXCEEDED'}");
      if(PositionsTotal() + OrdersTotal() >= m_orders_max)
         return(head + ", '_response': 'NUM_ORDERS_ERROR', " +
                "'response_value': 'MAX_NUMBER_OF_ORDERS_EXCEEDED'}");
      MqlTradeRequest request;
      MqlTradeResult  result;
      ZeroMemory(request);
      ZeroMemory(result);
      string symbol    = fields[3];
      int    type      = (int)StringToInteger(fields[2]);
      bool   is_market = (type <= 1);
      bool   buys      = (type % 2 == 0);
      request.symbol       = symbol;
      request.type         = (ENUM_ORDER_TYPE)type;
      request.volume       = lots;
      request.price        = is_market ? SymbolInfoDouble(symbol, buys ? SYMBOL_ASK : SYMBOL_BID)
                             : StringToDouble(fields[4]);
      request.action       = is_market ? TRADE_ACTION_DEAL : TRADE_ACTION_PENDING;
      request.type_filling = is_market ? CTickloomBook::FillingOf(symbol) : ORDER_FILLING_RETURN;
      request.deviation    = m_deviation;
      request.comment      = fields[7];
      request.magic        = (ulong)StringToInteger(fields[9]);
      request.sl           = Level(symbol, request.price, buys ? -1 : 1, fields[5]);
      request.tp           = Level(symbol, request.price, buys ? 1 : -1, fields[6]);
      ResetLastError();
      if(!OrderSend(request, result) ||
         (result.retcode != TRADE_RETCODE_DONE && result.retcode != TRADE_RETCODE_PLACED &&
          result.retcode != TRADE_RETCODE_DONE_PARTIAL))
         return(head + Failure(result, "response_value") + "}");
      string text = head + ", '_symbol': " + Text(symbol) + ", '_magic': " + Whole((long)request.magic) +
                    ", '_ticket': " + Whole((long)result.order) + ", '_open_time': '" +
                    Time(TimeTradeServer()) + "', '_open_price': " +
                    Number(result.price > 0.0 ? result.price : request.price) +
                    ", '_lots': " + Number(result.volume);
      if(request.sl != 0.0 || request.tp != 0.0)
         text += ", '_sl': " + Number(request.sl) + ", '_tp': " + Number(request.tp);
      return(text + "}");
     }

   //--- a distance in points, with decimals; 0 is no level
   static double     Level(const string symbol, const double price, const int sign, const string points)
     {
      double distance = StringToDouble(points);
      if(distance == 0.0)
         return(0.0);
      double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
      return(NormalizeDouble(price + sign * distance * point,
                             (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS)));
     }

   string            Modify(string &fields[])
     {
      string head   = "{'_action': 'MODIFY'";
      ulong  ticket = (ulong)StringToInteger(fields[10]);
      MqlTradeRequest request;
      MqlTradeResult  result;
      ZeroMemory(request);
      ZeroMemory(result);
      double price = 0.0;
      bool   buys  = false;
      if(PositionSelectByTicket(ticket))
        {
         request.action   = TRADE_ACTION_SLTP;
         request.position = ticket;
         request.symbol   = PositionGetString(POSITION_SYMBOL);
         request.magic    = (ulong)PositionGetInteger(POSITION_MAGIC);
         price            = PositionGetDouble(POSITION_PRICE_OPEN);
         buys             = (PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY);
        }
      else if(OrderSelect(ticket))
        {
         price              = StringToDouble(fields[4]);
         if(price == 0.0)
            price           = OrderGetDouble(ORDER_PRICE_OPEN);
         request.action     = TRADE_ACTION_MODIFY;
         request.order      = ticket;
         request.symbol     = OrderGetString(ORDER_SYMBOL);
         request.price      = price;
         request.stoplimit  = OrderGetDouble(ORDER_PRICE_STOPLIMIT);
         request.type_time  = (ENUM_ORDER_TYPE_TIME)OrderGetInteger(ORDER_TYPE_TIME);
         request.expiration = (datetime)OrderGetInteger(ORDER_TIME_EXPIRATION);
         buys               = (OrderGetInteger(ORDER_TYPE) % 2 == 0);
        }
      else
         return(head + ", '_response': 'NOT_FOUND'}");
      request.sl = Level(request.symbol, price, buys ? -1 : 1, fields[5]);
      request.tp = Level(request.symbol, price, buys ? 1 : -1, fields[6]);
      if(!OrderSend(request, result) || result.retcode != TRADE_RETCODE_DONE)
         return(head + Failure(result, "_response_value") + ", '_sl_attempted': " +
                Number(request.sl) + ", '_tp_attempted': " + Number(request.tp) + "}");
      return(head + ", '_sl': " + Number(request.sl) + ", '_tp': " + Number(request.tp) + "}");
     }

   string            CloseTrade(string &fields[])
     {
      ulong  ticket = (ulong)StringToInteger(fields[10]);
      string head   = "{'_action': 'CLOSE', '_ticket': " + Whole((long)ticket);
      if(PositionSelectByTicket(ticket))
         return(Closed(head, ticket, PositionGetDouble(POSITION_VOLUME), "CLOSE_MARKET"));
      if(!OrderSelect(ticket))
         return(head + ", '_response': 'NOT_FOUND'}");
      MqlTradeRequest request;
      MqlTradeResult  result;
      ZeroMemory(request);
      ZeroMemory(result);
      request.action = TRADE_ACTION_REMOVE;
      request.order  = ticket;
      if(!OrderSend(request, result) || result.retcode != TRADE_RETCODE_DONE)
         return(head + Failure(result, "_response_value") + "}");
      return(head + ", '_response': 'CLOSE_PENDING', '_response_value': 'SUCCESS'}");
     }

   string            ClosePartial(string &fields[])
     {
      ulong  ticket = (ulong)StringToInteger(fields[10]);
      string head   = "{'_action': 'CLOSE', '_ticket': " + Whole((long)ticket);
      if(!PositionSelectByTicket(ticket))
         return(head + ", '_response': 'CLOSE_PARTIAL_FAILED'}");
      return(Closed(head, ticket, StringToDouble(fields[8]), "CLOSE_PARTIAL"));
     }

   //--- success names price and lots; without them nothing was closed
   string            Closed(const string head, const ulong ticket, const double lots, const string what)
     {
      string symbol = PositionGetString(POSITION_SYMBOL);
      bool   is_buy = (PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY);
      MqlTradeRequest request;
      MqlTradeResult  result;
      ZeroMemory(request);
      ZeroMemory(result);
      request.action       = TRADE_ACTION_DEAL;
      request.position     = ticket;
      request.symbol       = symbol;
      request.volume       = MathMin(lots, PositionGetDouble(POSITION_VOLUME));
      request.type         = is_buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
      request.price        = SymbolInfoDouble(symbol, is_buy ? SYMBOL_BID : SYMBOL_ASK);
      request.deviation    = m_deviation;
      request.type_filling = CTickloomBook::FillingOf(symbol);
      request.magic        = (ulong)PositionGetInteger(POSITION_MAGIC);
      bool is_sent = OrderSend(request, result);
      if(!is_sent || (result.retcode != TRADE_RETCODE_DONE &&
                      result.retcode != TRADE_RETCODE_DONE_PARTIAL))
         return(head + Failure(result, "_response_value") + "}");
      return(head + ", '_close_price': " + Number(result.price) + ", '_close_lots': " +
             Number(result.volume) + ", '_response': '" + what + "', '_response_value': 'SUCCESS'}");
     }

   string            OpenTrades(void)
     {
      string rows = "";
      for(int i = OrdersTotal() - 1; i >= 0; i--)
        {
         ulong ticket = OrderGetTicket(i);
         if(ticket == 0)
            return("{'_response': 'BOOK_CHANGED__ABORTED_COMMAND'}");
         rows += (rows == "" ? "" : ", ") +
                 Row((long)ticket, OrderGetInteger(ORDER_MAGIC), OrderGetString(ORDER_SYMBOL),
                     OrderGetDouble(ORDER_VOLUME_CURRENT), OrderGetInteger(ORDER_TYPE),
                     OrderGetDouble(ORDER_PRICE_OPEN), (datetime)OrderGetInteger(ORDER_TIME_SETUP),
                     OrderGetDouble(ORDER_SL), OrderGetDouble(ORDER_TP), 0.0,
                     OrderGetString(ORDER_COMMENT));
        }
      for(int i = PositionsTotal() - 1; i >= 0; i--)
        {
         ulong ticket = PositionGetTicket(i);
         if(ticket == 0)
            return("{'_response': 'BOOK_CHANGED__ABORTED_COMMAND'}");
         rows += (rows == "" ? "" : ", ") +
                 Row((long)ticket, PositionGetInteger(POSITION_MAGIC), PositionGetString(POSITION_SYMBOL),
                     PositionGetDouble(POSITION_VOLUME), PositionGetInteger(POSITION_TYPE),
                     PositionGetDouble(POSITION_PRICE_OPEN), (datetime)PositionGetInteger(POSITION_TIME),
                     PositionGetDouble(POSITION_SL), PositionGetDouble(POSITION_TP),
                     PositionGetDouble(POSITION_PROFIT), PositionGetString(POSITION_COMMENT));
        }
      return("{'_action': 'OPEN_TRADES', '_trades': {" + rows + "}}");
     }

   static string     Row(const long ticket, const long magic, const string symbol, const double lots,
                         const long type, const double price, const datetime opened,
                         const double sl, const double tp, const double profit, const string comment)
     {
      return(Whole(ticket) + ": {'_magic': " + Whole(magic) + ", '_symbol': " + Text(symbol) +
             ", '_lots': " + Number(lots) + ", '_type': " + Whole(type) + ", '_open_price': " +
             Number(price) + ", '_open_time': '" + Time(opened) + "', '_SL': " + Number(sl) +
             ", '_TP': " + Number(tp) + ", '_pnl': " + Number(profit) + ", '_comment': " +
             Text(comment) + "}");
     }

   static string     Account(void)
     {
      return("{'_action': 'GET_ACCOUNT_INFORMATION', 'account_number':" +
             Whole(AccountInfoInteger(ACCOUNT_LOGIN)) + ", '_data': [{'currenttime': '" +
             TimeToString(TimeTradeServer()) + "', 'account_name':" +
             Text(AccountInfoString(ACCOUNT_NAME)) + ", 'account_balance':" +
             Number(AccountInfoDouble(ACCOUNT_BALANCE)) + ", 'account_equity':" +
             Number(AccountInfoDouble(ACCOUNT_EQUITY)) + ", 'account_profit':" +
             Number(AccountInfoDouble(ACCOUNT_PROFIT)) + ", 'account_free_margin':" +
             Number(AccountInfoDouble(ACCOUNT_MARGIN_FREE)) + ", 'account_leverage' :" +
             Whole(AccountInfoInteger(ACCOUNT_LEVERAGE)) + "}]}");
     }

   string            Track(string &fields[], const int count)
     {
      ArrayResize(m_tracked, 0);
      ArrayResize(m_published, 0);
      if(count <= 1)
         return("{'_action': 'TRACK_PRICES', '_data': {'symbol_count': 0}}");
      string wrong = "";
      for(int i = 1; i < count; i++)
        {
         if(!SymbolSelect(fields[i], true))
           {
            wrong += (wrong == "" ? "" : ", ") + Text(fields[i]);
            continue;
           }
         int size = ArraySize(m_tracked);
         ArrayResize(m_tracked, size + 1);
         ArrayResize(m_published, size + 1);
         m_tracked[size]   = fields[i];
         m_published[size] = "";
        }
      return("{'_action': 'TRACK_PRICES', '_data': {'symbol_count':" + Whole(count - 1) +
             ", 'error_symbols':[" + wrong + "]}}");
     }

   void              Publish(void)
     {
      for(int i = 0; i < ArraySize(m_tracked); i++)
        {
         MqlTick tick;
         if(!SymbolInfoTick(m_tracked[i], tick))
            continue;
         string text = m_tracked[i] + StringFormat(":|:%f;%f", tick.bid, tick.ask);
         if(text == m_published[i])
            continue;
         m_published[i] = text;
         ZmqMsg message(text);
         m_pub.send(message, true);
        }
     }

   static ENUM_TIMEFRAMES Timeframe(const long minutes)
     {
      switch((int)minutes)
        {
         case 1:     return(PERIOD_M1);
         case 5:     return(PERIOD_M5);
         case 15:    return(PERIOD_M15);
         case 30:    return(PERIOD_M30);
         case 60:    return(PERIOD_H1);
         case 240:   return(PERIOD_H4);
         case 1440:  return(PERIOD_D1);
         case 10080: return(PERIOD_W1);
         default:    return(PERIOD_MN1);
        }
     }

   static string     History(string &fields[])
     {
      MqlRates rates[];
      long     minutes = StringToInteger(fields[2]);
      string   name    = EnumToString(Timeframe(minutes));
      StringReplace(name, "PERIOD_", "");
      string   head    = "{'_action': 'HIST', '_symbol': " + Text(fields[1] + "_" + name);
      int      count   = CopyRates(fields[1], Timeframe(minutes), StringToTime(fields[3]),
                                   StringToTime(fields[4]), rates);
      if(count <= 0)
         return(head + ", '_response': 'NOT_AVAILABLE'}");
      string rows = "";
      for(int i = 0; i < count; i++)
         rows += (i == 0 ? "" : ", ") + "{'time':'" + TimeToString(rates[i].time) + "', 'open':" +
                 Number(rates[i].open) + ", 'high':" + Number(rates[i].high) + ", 'low':" +
                 Number(rates[i].low) + ", 'close':" + Number(rates[i].close) + ", 'tick_volume':" +
                 Whole(rates[i].tick_volume) + ", 'spread':" + Whole(rates[i].spread) +
                 ", 'real_volume':" + Whole(rates[i].real_volume) + "}";
      return(head + ", '_data': [" + rows + "]}");
     }
  };

#endif
