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
