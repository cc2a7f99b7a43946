"""By how many bars MetaTrader plots the Alligator's lines ahead."""

JAW_SHIFT, TEETH_SHIFT, LIPS_SHIFT = 8, 5, 3
