"""Identifiers that must not be mistaken for one another."""

from typing import NewType

AccountId = NewType("AccountId", str)
Symbol = NewType("Symbol", str)
OrderId = NewType("OrderId", str)
"""The id of the command that asked for the order: ours, unique for ever."""
DeploymentId = NewType("DeploymentId", str)
StrategyId = NewType("StrategyId", str)
PositionTicket = NewType("PositionTicket", int)
DealTicket = NewType("DealTicket", int)
