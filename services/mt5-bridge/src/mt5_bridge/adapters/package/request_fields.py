"""A trade request as the dict that the package takes: the fields of its action, and no other.

Amounts become the floats nearest to them, so a price on the grid stays on the grid. What a request
leaves out is 0 for the package, so optional zeros are left out; levels of a modification are not,
because there 0 means "remove it".
"""

from mt5_bridge.port.records import VenueRequest

DEAL, PENDING, SLTP, MODIFY, REMOVE, CLOSE_BY = 1, 5, 6, 7, 8, 10
Fields = dict[str, int | float | str]

_NEEDED: dict[int, tuple[str, ...]] = {
    DEAL: ("symbol", "volume", "type", "price", "type_filling", "type_time"),
    PENDING: ("symbol", "volume", "type", "price", "type_filling", "type_time"),
    SLTP: ("sl", "tp"),
    MODIFY: ("order", "price", "sl", "tp", "type_time"),
    REMOVE: ("order",),
    CLOSE_BY: ("position", "position_by"),
}
_OPTIONAL: dict[int, tuple[str, ...]] = {
    DEAL: ("sl", "tp", "deviation", "magic", "comment", "position", "expiration"),
    PENDING: ("stoplimit", "sl", "tp", "expiration", "magic", "comment"),
    SLTP: ("symbol", "position", "magic", "comment"),
    MODIFY: ("symbol", "stoplimit", "expiration", "magic", "comment"),
    REMOVE: ("symbol", "magic", "comment"),
    CLOSE_BY: ("symbol", "magic", "comment"),
}


def fields_of(request: VenueRequest) -> Fields:
    """Ready for `order_check` and `order_send`. An unknown action goes out with all it carries."""
    every = _every_field(request)
    needed = _NEEDED.get(request.action, ())
    optional = _OPTIONAL.get(request.action, tuple(every))
    chosen = {"action": every["action"]}
    chosen |= {name: every[name] for name in needed}
    chosen |= {name: every[name] for name in optional if every[name]}
    return chosen


def _every_field(request: VenueRequest) -> Fields:
    return {
        "action": request.action,
        "magic": request.magic,
        "order": request.order,
        "symbol": request.symbol,
        "volume": float(request.volume),
        "price": float(request.price),
        "stoplimit": float(request.stoplimit),
        "sl": float(request.sl),
        "tp": float(request.tp),
        "deviation": request.deviation_points,
        "type": request.type,
        "type_filling": request.type_filling,
        "type_time": request.type_time,
        "expiration": request.expiration_s,
        "comment": request.comment,
        "position": request.position,
        "position_by": request.position_by,
    }
