"""How a MetaTrader 5 venue counts: profit, margin, costs and normalisation, pure."""
