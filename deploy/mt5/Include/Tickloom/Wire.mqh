//+------------------------------------------------------------------+
//| Questions of the bridge over ZeroMQ, one after the other:          |
//|   HEARTBEAT         the bridge is there                            |
//|   TRACK_PRICES;...  a fence: its words come back, which says that  |
//|                     everything before it has been answered         |
//|   TICKLOOM;...      the functions of MetaTrader (Surface.mqh)       |
//|                                                                    |
//| Needs the library mql-zmq: Include/Zmq, Include/Mql, libzmq.dll.   |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_WIRE_MQH
#define TICKLOOM_WIRE_MQH

#include <Zmq/Zmq.mqh>
#include <Tickloom/Surface.mqh>

#define WIRE_LISTEN_MS    20
#define WIRE_TURN_MS      200

class CTickloomWire
  {
private:
   Context           m_context;
   Socket            m_pull;
   Socket            m_push;
   CTickloomSurface  m_surface;

   void              Reply(const string text)
     {
      ZmqMsg message(text);
      m_push.send(message, true);
     }

   static string     Fence(string &fields[], const int count)
     {
      string words = "";
      for(int i = 1; i < count; i++)
         words += (i == 1 ? "" : ", ") + CTickloomSurface::Text(fields[i]);
      return("{'_action': 'TRACK_PRICES', '_data': {'symbol_count': " + IntegerToString(count - 1) +
             ", 'error_symbols': [" + words + "]}}");
     }

public:
                     CTickloomWire(void) : m_context("tickloom"), m_pull(m_context, ZMQ_PULL),
                     m_push(m_context, ZMQ_PUSH) { }

   bool              Open(const string host, const int commands, const int replies)
     {
      m_pull.setReceiveHighWaterMark(1);
      m_pull.setLinger(0);
      m_push.setSendHighWaterMark(1);
      m_push.setLinger(0);
      bool is_open = m_pull.bind(StringFormat("tcp://%s:%d", host, commands)) &&
                     m_push.bind(StringFormat("tcp://%s:%d", host, replies));
      if(!is_open)
         Print("Tickloom: a port of ", commands, " and ", replies, " cannot be bound");
      return(is_open);
     }

   void              Configure(const double lots_max, const int orders_max)
     {
      m_surface.Configure(lots_max, orders_max);
     }

   void              Shut(void)
     {
      m_context.shutdown();
      m_context.destroy(0);
     }

   //--- true when a heartbeat was among the questions
   bool              Serve(const bool refuses_entries, const string reason)
     {
      bool  is_beat  = false;
      bool  is_asked = false;
      ulong began_ms = GetTickCount64();
      ulong last_ms  = began_ms;
      // Whoever was answered asks again at once: a while longer spares it the wait for the timer.
      while(GetTickCount64() - last_ms <= WIRE_LISTEN_MS && GetTickCount64() - began_ms < WIRE_TURN_MS)
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
            if(fields[0] == "TRACK_PRICES")
               Reply(Fence(fields, count));
         else
            if(fields[0] == TICKLOOM_WORD)
               Reply(m_surface.Answer(fields, count, refuses_entries, reason));
         else
            Reply("{'_response': 'UNKNOWN_COMMAND__ABORTED_COMMAND'}");
        }
      return(is_beat);
     }
  };

#endif
