"""Real money: two deliberate steps, a bus that really stores, and a switch for when it is lost."""
