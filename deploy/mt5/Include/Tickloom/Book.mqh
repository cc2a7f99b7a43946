//+------------------------------------------------------------------+
//| What is open on this account, and the ways to end it.             |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_BOOK_MQH
#define TICKLOOM_BOOK_MQH

class CTickloomBook
  {
private:
   //--- a request whose order_send answered nothing was perhaps done: the next look decides
   bool              Send(MqlTradeRequest &request, MqlTradeResult &result) const
     {
      ResetLastError();
      if(OrderSend(request, result))
         return(true);
      Print("Tickloom: order_send failed, retcode ", result.retcode, " ", result.comment,
            ", error ", GetLastError());
      return(false);
     }

public:
   //--- FOK where it is allowed, else IOC, else RETURN; never the mask itself
   static ENUM_ORDER_TYPE_FILLING FillingOf(const string symbol)
     {
      long mask = SymbolInfoInteger(symbol, SYMBOL_FILLING_MODE);
      if((mask & SYMBOL_FILLING_FOK) == SYMBOL_FILLING_FOK)
         return(ORDER_FILLING_FOK);
      if((mask & SYMBOL_FILLING_IOC) == SYMBOL_FILLING_IOC)
         return(ORDER_FILLING_IOC);
      return(ORDER_FILLING_RETURN);
     }

   int               Pendings(void) const { return(OrdersTotal()); }

   int               Positions(void) const { return(PositionsTotal()); }

   //--- returns how many are left that should go; from the end, because the list shrinks
   int               RemovePendings(const bool by_hand_too) const
     {
      int left = 0;
      for(int i = OrdersTotal() - 1; i >= 0; i--)
        {
         ulong ticket = OrderGetTicket(i);
         if(ticket == 0)
           {
            left++;
            continue;
           }
         if(!by_hand_too && OrderGetInteger(ORDER_MAGIC) == 0)
            continue;
         MqlTradeRequest request;
         MqlTradeResult  result;
         ZeroMemory(request);
         ZeroMemory(result);
         request.action = TRADE_ACTION_REMOVE;
         request.order  = ticket;
         if(!Send(request, result) || result.retcode != TRADE_RETCODE_DONE)
            left++;
        }
      return(left);
     }

   //--- by ticket, with no more than what was just read; returns how many are left
   int               ClosePositions(const bool by_hand_too) const
     {
      int left = 0;
      for(int i = PositionsTotal() - 1; i >= 0; i--)
        {
         ulong ticket = PositionGetTicket(i);
         if(ticket == 0)
           {
            left++;
            continue;
           }
         if(!by_hand_too && PositionGetInteger(POSITION_MAGIC) == 0)
            continue;
         left++;
         Close(ticket, PositionGetDouble(POSITION_VOLUME));
        }
      return(left);
     }

   //--- the position must be selected anew: it may have gone meanwhile
   bool              Close(const ulong ticket, const double volume) const
     {
      if(!PositionSelectByTicket(ticket))
         return(false);
      string symbol = PositionGetString(POSITION_SYMBOL);
      bool   is_buy = (PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY);
      MqlTradeRequest request;
      MqlTradeResult  result;
      ZeroMemory(request);
      ZeroMemory(result);
      request.action       = TRADE_ACTION_DEAL;
      request.position     = ticket;
      request.symbol       = symbol;
      request.volume       = MathMin(volume, PositionGetDouble(POSITION_VOLUME));
      request.type         = is_buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
      request.price        = SymbolInfoDouble(symbol, is_buy ? SYMBOL_BID : SYMBOL_ASK);
      request.deviation    = 1000;
      request.type_filling = FillingOf(symbol);
      request.magic        = PositionGetInteger(POSITION_MAGIC);
      return(Send(request, result) && result.retcode == TRADE_RETCODE_DONE);
     }
  };

#endif
