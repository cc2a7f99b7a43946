//+------------------------------------------------------------------+
//| The dead man's switch: while heartbeats come it does nothing.      |
//|                                                                    |
//| WAITING  no bridge has been seen since this adviser started        |
//| ARMED    heartbeats come                                           |
//| TRIPPED  none for T seconds: pendings go, new orders are refused   |
//| KILLED   the button was pressed or the kill file is there          |
//| OFF      the bridge has signed off                                 |
//|                                                                    |
//| Ages are counted with GetTickCount64: no clock has to be right.    |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_DEADMAN_MQH
#define TICKLOOM_DEADMAN_MQH

#include <Tickloom/Protocol.mqh>

class CTickloomDeadMan
  {
private:
   string            m_state;
   string            m_reason;
   long              m_sequence;
   ulong             m_last_beat_ms;
   int               m_patience_s;
   bool              m_flattens;
   bool              m_saw_file;

   static int        Bounded(const int seconds)
     {
      return(MathMax(TICKLOOM_DEAD_MAN_S_MIN, MathMin(TICKLOOM_DEAD_MAN_S_MAX, seconds)));
     }

public:
                     CTickloomDeadMan(void)
     {
      m_state        = TICKLOOM_STATE_WAITING;
      m_reason       = "no bridge has been seen";
      m_sequence     = -1;
      m_last_beat_ms = 0;
      m_patience_s   = TICKLOOM_DEAD_MAN_S_MIN;
      m_flattens     = false;
      m_saw_file     = false;
     }

   string            State(void) const { return(m_state); }
   string            Reason(void) const { return(m_reason); }
   int               PatienceS(void) const { return(m_patience_s); }
   bool              Flattens(void) const { return(m_flattens); }
   bool              IsTripped(void) const { return(m_state == TICKLOOM_STATE_TRIPPED); }
   bool              IsKilled(void) const { return(m_state == TICKLOOM_STATE_KILLED); }
   bool              RefusesEntries(void) const { return(IsTripped() || IsKilled()); }

   bool              IsBridgeAlive(void) const
     {
      return(m_last_beat_ms > 0 && GetTickCount64() - m_last_beat_ms < (ulong)m_patience_s * 1000);
     }

   //--- the defaults of the inputs; a heartbeat may say otherwise
   void              Configure(const int patience_s, const bool flattens)
     {
      m_patience_s = Bounded(patience_s);
      m_flattens   = flattens;
     }

   //--- a heartbeat file was there when the adviser started: a bridge was at work before it
   void              ArmFromTheStart(const string line)
     {
      string fields[];
      if(!Split(line, fields) || StringToInteger(fields[1]) == TICKLOOM_SIGNED_OFF)
         return;
      m_sequence     = StringToInteger(fields[1]);
      m_last_beat_ms = GetTickCount64();
      m_patience_s   = Bounded((int)StringToInteger(fields[2]));
      m_flattens     = (StringToInteger(fields[3]) != 0);
      m_state        = TICKLOOM_STATE_ARMED;
      m_reason       = "a bridge was here before the adviser";
     }

   //--- a line counts only when it is whole, and as a beat only when its number is a new one
   void              OnHeartbeatLine(const string line)
     {
      string fields[];
      if(!Split(line, fields))
         return;
      long sequence = StringToInteger(fields[1]);
      if(sequence == m_sequence)
         return;
      m_sequence = sequence;
      if(sequence == TICKLOOM_SIGNED_OFF)
        {
         m_last_beat_ms = 0;
         if(!IsKilled())
           {
            m_state  = TICKLOOM_STATE_OFF;
            m_reason = "the bridge has signed off";
           }
         return;
        }
      m_patience_s = Bounded((int)StringToInteger(fields[2]));
      m_flattens   = (StringToInteger(fields[3]) != 0);
      OnBeat();
     }

   //--- from the file, or from a HEARTBEAT command
   void              OnBeat(void)
     {
      m_last_beat_ms = GetTickCount64();
      if(IsKilled())
         return;
      if(IsTripped())
         Print("Tickloom: the bridge is back");
      m_state  = TICKLOOM_STATE_ARMED;
      m_reason = "";
     }

   //--- true in the moment in which it trips
   bool              OnTimer(void)
     {
      if(m_state != TICKLOOM_STATE_ARMED || IsBridgeAlive())
         return(false);
      m_state  = TICKLOOM_STATE_TRIPPED;
      m_reason = "no heartbeat for " + IntegerToString(m_patience_s) + " s";
      return(true);
     }

   void              Kill(const string reason)
     {
      m_state  = TICKLOOM_STATE_KILLED;
      m_reason = reason;
     }

   void              OnKillFile(void)
     {
      m_saw_file = true;
      if(!IsKilled())
         Kill("kill file");
     }

   //--- only a file that was there can be taken away: a kill whose file could not be written stays
   void              OnNoKillFile(void)
     {
      if(!m_saw_file)
         return;
      m_saw_file = false;
      m_state    = IsBridgeAlive() ? TICKLOOM_STATE_ARMED : TICKLOOM_STATE_WAITING;
      m_reason   = "";
     }

private:
   static bool       Split(const string line, string &fields[])
     {
      ushort separator = StringGetCharacter(";", 0);
      int    count     = StringSplit(line, separator, fields);
      return(count == TICKLOOM_HEARTBEAT_FIELDS && fields[0] == TICKLOOM_VERSION &&
             fields[4] == TICKLOOM_END);
     }
  };

#endif
