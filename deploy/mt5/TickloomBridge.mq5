//+------------------------------------------------------------------+
//| TickloomBridge: beside the broker when the bridge is not.          |
//|                                                                    |
//| Watches the bridge's heartbeat and, when it stops, deletes pending |
//| orders and refuses new ones (and flattens, if told so). Has a kill |
//| button. With TICKLOOM_ZEROMQ defined it is the bridge's terminal,  |
//| too: it answers everything that MetaTrader's Python package does.  |
//|                                                                    |
//| docs/operations/adviser.md says how it is installed and used.      |
//+------------------------------------------------------------------+
#property copyright "Tickloom"
#property version   "1.00"

// Needs the library mql-zmq (Include/Zmq) and "Allow DLL imports":
// #define TICKLOOM_ZEROMQ

#include <Tickloom/Protocol.mqh>
#include <Tickloom/Files.mqh>
#include <Tickloom/Book.mqh>
#include <Tickloom/DeadMan.mqh>
#ifdef TICKLOOM_ZEROMQ
#include <Tickloom/Wire.mqh>
#endif

input int    InpDeadManS      = 20;          // Seconds without a heartbeat until it acts (10-30)
input bool   InpDeadManFlat   = false;       // Close the positions as well when it acts
input bool   InpByHandToo     = false;       // Orders without a magic number count, too
input bool   InpKillFlat      = true;        // The kill button closes positions if no bridge does
input int    InpTimerMs       = 100;         // Milliseconds between two looks
#ifdef TICKLOOM_ZEROMQ
input string InpHost          = "127.0.0.1"; // Address on which commands are taken
input int    InpCommandsPort  = 32768;       // PULL: commands
input int    InpRepliesPort   = 32769;       // PUSH: replies
input double InpLotsMax       = 1.0;         // An order of more lots is refused
input int    InpOrdersMax     = 50;          // More open trades and orders are refused
#endif

#define KILL_BUTTON  "TickloomKill"
#define SECOND_MS    1000

CTickloomFiles   g_files;
CTickloomBook    g_book;
CTickloomDeadMan g_dead_man;
#ifdef TICKLOOM_ZEROMQ
CTickloomWire    g_wire;
#endif

long  g_login       = 0;
long  g_sequence    = 0;
ulong g_next_ms     = 0;

//+------------------------------------------------------------------+
int OnInit(void)
  {
   g_login = AccountInfoInteger(ACCOUNT_LOGIN);
   g_files.Open(g_login);
   g_dead_man.Configure(InpDeadManS, InpDeadManFlat);
   g_dead_man.ArmFromTheStart(g_files.ReadLine(TICKLOOM_HEARTBEAT_FILE));
   MakeButton();
#ifdef TICKLOOM_ZEROMQ
   if(!g_wire.Open(InpHost, InpCommandsPort, InpRepliesPort))
      return(INIT_FAILED);
   g_wire.Configure(InpLotsMax, InpOrdersMax);
#endif
   if(!EventSetMillisecondTimer(MathMax(1, InpTimerMs)))
      return(INIT_FAILED);
   return(INIT_SUCCEEDED);
  }

//+------------------------------------------------------------------+
void OnDeinit(const int reason)
  {
   EventKillTimer();
#ifdef TICKLOOM_ZEROMQ
   g_wire.Shut();
#endif
   ObjectDelete(0, KILL_BUTTON);
   Comment("");
  }

//+------------------------------------------------------------------+
void OnTimer(void)
  {
   // The account was switched: this adviser's files and orders are another's now.
   if(AccountInfoInteger(ACCOUNT_LOGIN) != g_login)
     {
      ExpertRemove();
      return;
     }
#ifdef TICKLOOM_ZEROMQ
   if(g_wire.Serve(g_dead_man.RefusesEntries(), g_dead_man.Reason()))
      g_dead_man.OnBeat();
#endif
   LookAtKillFile();
   if(GetTickCount64() < g_next_ms)
      return;
   g_next_ms = GetTickCount64() + SECOND_MS;
   g_dead_man.OnHeartbeatLine(g_files.ReadLine(TICKLOOM_HEARTBEAT_FILE));
   if(g_dead_man.OnTimer())
      Alert("Tickloom: ", g_dead_man.Reason(), "; pending orders are deleted");
   Act();
   Report();
  }

//+------------------------------------------------------------------+
void OnChartEvent(const int id, const long &lparam, const double &dparam, const string &sparam)
  {
   if(id != CHARTEVENT_OBJECT_CLICK || sparam != KILL_BUTTON)
      return;
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_STATE, false);
   g_dead_man.Kill("kill button");
   WriteKillFile();
   Act();
   Report();
  }

//+------------------------------------------------------------------+
//| Once a second until nothing is left: resting orders first, because |
//| they would fill an account that is already flat.                   |
//+------------------------------------------------------------------+
void Act(void)
  {
   if(g_dead_man.IsTripped())
     {
      g_book.RemovePendings(InpByHandToo);
      if(g_dead_man.Flattens())
         g_book.ClosePositions(InpByHandToo);
     }
   if(g_dead_man.IsKilled())
     {
      g_book.RemovePendings(true);
      // A living bridge flattens: two at once could open what one has just closed (netting).
      if(InpKillFlat && !g_dead_man.IsBridgeAlive())
         g_book.ClosePositions(true);
     }
  }

//+------------------------------------------------------------------+
void LookAtKillFile(void)
  {
   if(g_files.Exists(TICKLOOM_KILL_FILE))
      g_dead_man.OnKillFile();
   else
      g_dead_man.OnNoKillFile();
  }

//+------------------------------------------------------------------+
//| The bridge reads it as its own kill file: the same words.          |
//+------------------------------------------------------------------+
void WriteKillFile(void)
  {
   string seconds = IntegerToString((long)TimeGMT());
   string order   = "{\"id\":\"button-" + IntegerToString(g_login) + "-" + seconds +
                    "\",\"reason\":\"kill button of the adviser\",\"by\":\"adviser\",\"at_us\":" +
                    seconds + "000000,\"flatten\":" + (InpKillFlat ? "true" : "false") + "}";
   if(!g_files.WriteLine(TICKLOOM_KILL_FILE, order))
      Alert("Tickloom: the kill file cannot be written; the bridge does not know of the kill");
  }

//+------------------------------------------------------------------+
void Report(void)
  {
   g_sequence++;
   string reason = g_dead_man.Reason();
   StringReplace(reason, ";", ",");
   string server = AccountInfoString(ACCOUNT_SERVER);
   StringReplace(server, ";", ",");
   string line = TICKLOOM_VERSION + ";" + IntegerToString(g_sequence) + ";" + g_dead_man.State() +
                 ";" + IntegerToString(g_login) + ";" + server +
                 ";" + IntegerToString(g_book.Pendings()) +
                 ";" + IntegerToString(g_book.Positions()) +
                 ";" + IntegerToString(g_dead_man.PatienceS()) +
                 ";" + reason + ";" + TICKLOOM_END;
   g_files.WriteLine(TICKLOOM_ADVISER_FILE, line);
   Comment("Tickloom ", g_dead_man.State(), reason == "" ? "" : ": ", reason);
  }

//+------------------------------------------------------------------+
void MakeButton(void)
  {
   ObjectCreate(0, KILL_BUTTON, OBJ_BUTTON, 0, 0, 0);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_CORNER, CORNER_RIGHT_UPPER);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_XDISTANCE, 170);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_YDISTANCE, 20);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_XSIZE, 150);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_YSIZE, 32);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_BGCOLOR, clrFireBrick);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_COLOR, clrWhite);
   ObjectSetInteger(0, KILL_BUTTON, OBJPROP_SELECTABLE, false);
   ObjectSetString(0, KILL_BUTTON, OBJPROP_TEXT, "KILL ALL ORDERS");
  }
//+------------------------------------------------------------------+
