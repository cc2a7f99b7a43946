"""The fault campaign: the order path under seeded faults in virtual time, judged by the broker."""
