"""The two record types of the package: packed, 60 bytes a row."""

import numpy as np

RATES = np.dtype(
    [
        ("time", "<i8"), ("open", "<f8"), ("high", "<f8"), ("low", "<f8"), ("close", "<f8"),
        ("tick_volume", "<u8"), ("spread", "<i4"), ("real_volume", "<u8"),
    ]
)  # fmt: skip
"""Bars: `time` is the open time, epoch seconds of the trade server's clock."""

TICKS = np.dtype(
    [
        ("time", "<i8"), ("bid", "<f8"), ("ask", "<f8"), ("last", "<f8"), ("volume", "<u8"),
        ("time_msc", "<i8"), ("flags", "<u4"), ("volume_real", "<f8"),
    ]
)  # fmt: skip
"""Ticks: `time_msc` milliseconds of the trade server's clock, `time` the same in seconds."""
