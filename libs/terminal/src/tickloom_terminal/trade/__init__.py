"""The trade server: accounts, orders, deals and positions on quotes; pure, its time is given."""
