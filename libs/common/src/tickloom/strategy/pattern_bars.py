"""How many bars each candle pattern reads, without loading a compiler."""

PATTERN_BARS = {
    "hammer": 1, "shooting_star": 1, "doji": 1,
    "bullish_engulfing": 2, "bearish_engulfing": 2, "inside_bar": 2, "outside_bar": 2,
    "bullish_pin_bar": 2, "bearish_pin_bar": 2,
    "morning_star": 3, "evening_star": 3, "three_white_soldiers": 3, "three_black_crows": 3,
}  # fmt: skip
