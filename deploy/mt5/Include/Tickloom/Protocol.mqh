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

#endif
