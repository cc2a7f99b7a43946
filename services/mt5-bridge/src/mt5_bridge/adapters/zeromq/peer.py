"""An adviser as its specification describes it, over real sockets, quirks included.

For tests, and for trying the adapter where no MetaTrader is. It fills at its own quotes, which
stand until `quote` moves them; faults are switched on by the names of their attributes.
"""

import contextlib
import threading
from dataclasses import dataclass

import zmq

ERRORS = {
    129: "invalid price", 130: "invalid stops", 131: "invalid trade volume",
    134: "not enough money", 138: "requote", 4106: "unknown symbol",
}  # fmt: skip
OPEN_TIME = "2019.08.02 10:41:15"


@dataclass
class PeerTrade:
    """An open trade or a waiting order of the peer."""

    ticket: int
    type: int
    symbol: str
    lots: float
    price: float
    sl: float
    tp: float
    magic: int
    comment: str


class DwxPeer:
    """Binds three sockets on free ports of the loopback and answers on a thread of its own."""

    def __init__(self) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._pull = self._context.socket(zmq.PULL)
        self._push = self._context.socket(zmq.PUSH)
        self._pub = self._context.socket(zmq.PUB)
        self.commands_port, self.replies_port, self.prices_port = (
            self._bound(socket) for socket in (self._pull, self._push, self._pub)
        )
        self.received: list[bytes] = []
        self.quotes: dict[str, tuple[float, float]] = {"EURUSD": (1.1, 1.1002)}
        self.points: dict[str, float] = {"EURUSD": 0.00001}
        self.trades: list[PeerTrade] = []
        self.bars: dict[str, str] = {}
        self.account_number = 1_000_001
        self.account_name = "Demo"
        self.balance = 10_000.0
        self.maximum_lots = 50.0
        self.maximum_orders = 100
        self.is_dma = True
        self.blocked = ""
        self.loses = ""
        """The next command that begins so is done, and its reply is lost."""
        self.delays = ""
        """The same, but its reply goes out with `release`."""
        self.sends_empty_frames = False
        self.fails_with: int | None = None
        self.held: list[bytes] = []
        self.holds_replies = False
        self._tracked: list[str] = []
        self._next_ticket = 85_051_741
        self._is_over = threading.Event()
        self._outbox: list[bytes] = []
        self._thread = threading.Thread(target=self._run, name="dwx-peer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join(10.0)

    def quote(self, symbol: str, bid: float, ask: float) -> None:
        """A new price, published when the symbol is tracked."""
        self.quotes[symbol] = (bid, ask)

    def release(self) -> None:
        """The replies that were held go out, late, in their order."""
        self.holds_replies = False
        held, self.held = self.held, []
        self._outbox += held

    # -- sockets ------------------------------------------------------------------------------

    @staticmethod
    def _bound(socket: "zmq.Socket[bytes]") -> int:
        socket.setsockopt(zmq.LINGER, 0)
        return socket.bind_to_random_port("tcp://127.0.0.1")

    def _run(self) -> None:
        published: dict[str, tuple[float, float]] = {}
        try:
            while not self._is_over.is_set():
                while self._outbox:
                    self._say(self._outbox.pop(0))
                for symbol in self._tracked:
                    quote = self.quotes[symbol]
                    if published.get(symbol) != quote:
                        published[symbol] = quote
                        self._pub.send(f"{symbol}:|:{quote[0]:f};{quote[1]:f}".encode())
                if self._pull.poll(2):
                    self._answer(self._pull.recv())
        finally:
            for socket in (self._pull, self._push, self._pub):
                socket.close(linger=0)
            self._context.term()

    def _say(self, frame: bytes) -> None:
        """To nobody it is lost: the adviser does not wait."""
        with contextlib.suppress(zmq.Again):
            self._push.send(frame, zmq.DONTWAIT)

    def _answer(self, command: bytes) -> None:
        self.received.append(command)
        reply = self.reply_to(command.decode())
        if reply is None or self._is_hit("loses", command):
            return
        frames = [reply.encode(), b""] if self.sends_empty_frames else [reply.encode()]
        if self.holds_replies or self._is_hit("delays", command):
            self.held += frames
            return
        for frame in frames:
            self._say(frame)

    def _is_hit(self, fault: str, command: bytes) -> bool:
        """Once: the fault is over with the first command that it hits."""
        start = getattr(self, fault)
        if not start or not command.decode().startswith(start):
            return False
        setattr(self, fault, "")
        return True

    # -- what it says -------------------------------------------------------------------------

    def reply_to(self, text: str) -> str | None:
        """The reply to a command, to the byte; None when it has none."""
        fields = text.split(";")
        if fields[0] == "HEARTBEAT":
            return "{'_action': 'heartbeat', '_response': 'loud and clear!'}"
        if self.blocked:
            return f"{{'_response': '{self.blocked}__ABORTED_COMMAND'}}"
        if fields[0] == "TRADE" and len(fields) == 11:
            return self._trade_reply(fields)
        if fields[0] == "TRACK_PRICES":
            return self._track(fields[1:])
        return self._history(fields[1], fields[2]) if fields[0] == "HIST" else None

    def _trade_reply(self, fields: list[str]) -> str:
        answers = {
            "OPEN": self._open,
            "MODIFY": self._modify,
            "CLOSE": self._close,
            "CLOSE_PARTIAL": self._close_partial,
        }
        if fields[1] in answers:
            return answers[fields[1]](fields)
        return self._open_trades() if fields[1] == "GET_OPEN_TRADES" else self._account()

    def _track(self, symbols: list[str]) -> str:
        if not symbols:
            self._tracked = []
            return "{'_action': 'TRACK_PRICES', '_data': {'symbol_count': 0}}"
        self._tracked = [symbol for symbol in symbols if symbol in self.quotes]
        wrong = ", ".join(f"'{symbol}'" for symbol in symbols if symbol not in self.quotes)
        data = f"{{'symbol_count':{len(symbols)}, 'error_symbols':[{wrong}]}}"
        return f"{{'_action': 'TRACK_PRICES', '_data': {data}}}"

    def _history(self, symbol: str, minutes: str) -> str:
        frames = {"1": "M1", "5": "M5", "15": "M15", "30": "M30", "60": "H1", "240": "H4"}
        head = f"{{'_action': 'HIST', '_symbol': '{symbol}_{frames.get(minutes, 'D1')}'"
        rows = self.bars.get(symbol)
        return (
            f"{head}, '_response': 'NOT_AVAILABLE'}}"
            if not rows
            else f"{head}, '_data': [{rows}]}}"
        )

    def _open(self, fields: list[str]) -> str:
        kind, symbol, lots = int(fields[2]), fields[3], float(fields[8])
        head = "{'_action': 'EXECUTION'"
        if lots > self.maximum_lots:
            return (
                head + ", '_response': 'LOT_SIZE_ERROR', 'response_value': 'MAX_LOT_SIZE_EXCEEDED'}"
            )
        if len(self.trades) >= self.maximum_orders:
            return head + (
                ", '_response': 'NUM_ORDERS_ERROR', "
                "'response_value': 'MAX_NUMBER_OF_ORDERS_EXCEEDED'}"
            )
        error = self.fails_with or (None if symbol in self.quotes else 4106)
        if error is not None:
            return head + f", '_response': '{error}', 'response_value': '{ERRORS[error]}'}}"
        bid, ask = self.quotes[symbol]
        price = (ask if kind == 0 else bid) if kind < 2 else float(fields[4])
        trade = PeerTrade(
            self._next_ticket, kind, symbol, lots, price, 0.0, 0.0, int(fields[9]), fields[7]
        )
        self._next_ticket += 1
        self.trades.append(trade)
        text = head + (
            f", '_symbol': '{symbol}', '_magic': {trade.magic}, '_ticket': {trade.ticket}, "
            f"'_open_time': '{OPEN_TIME}', '_open_price': {price:.8f}"
        )
        if int(fields[5]) or int(fields[6]):
            self._set_levels(trade, int(fields[5]), int(fields[6]))
            text += f", '_sl': {trade.sl:.8f}, '_tp': {trade.tp:.8f}"
        return text + ("}" if self.is_dma else "}}")

    def _set_levels(self, trade: PeerTrade, sl: float, tp: float) -> None:
        sign = 1 if trade.type in {0, 2, 4} else -1
        point = self.points[trade.symbol]
        trade.sl = round(trade.price - sign * sl * point, 5)
        trade.tp = round(trade.price + sign * tp * point, 5)

    def _modify(self, fields: list[str]) -> str:
        trade = self._trade(int(fields[10]))
        if trade is None:
            return "{'_action': 'MODIFY', '_response': 'NOT_FOUND'}"
        if trade.type > 1 and float(fields[4]):
            trade.price = float(fields[4])
        before = (trade.sl, trade.tp)
        self._set_levels(trade, float(fields[5]), float(fields[6]))
        wanted = (trade.sl, trade.tp)
        error = self.fails_with or (130 if trade.price in wanted else None)
        if error is None:
            return f"{{'_action': 'MODIFY', '_sl': {trade.sl:.8f}, '_tp': {trade.tp:.8f}}}"
        trade.sl, trade.tp = before
        return (
            f"{{'_action': 'MODIFY', '_response': '{error}', '_response_value': '{ERRORS[error]}', "
            f"'_sl_attempted': {wanted[0]:.5f}, '_tp_attempted': {wanted[1]:.5f}}}"
        )

    def _close(self, fields: list[str]) -> str:
        ticket = int(fields[10])
        trade = self._trade(ticket)
        head = f"{{'_action': 'CLOSE', '_ticket': {ticket}"
        if trade is None:
            return head + ", '_response': 'NOT_FOUND'}"
        if trade.type > 1:
            if self.fails_with is None:
                self.trades.remove(trade)
            return head + ", '_response': 'CLOSE_PENDING', '_response_value': 'SUCCESS'}"
        if self.fails_with is not None:  # it says SUCCESS all the same
            words = ERRORS[self.fails_with]
            head += f", '_response': '{self.fails_with}', '_response_value': '{words}'"
        else:
            self.trades.remove(trade)
            head += f", '_close_price': {self._way_out(trade):.8f}, '_close_lots': {trade.lots:.8f}"
        return head + ", '_response': 'CLOSE_MARKET', '_response_value': 'SUCCESS'}"

    def _close_partial(self, fields: list[str]) -> str:
        ticket, lots = int(fields[10]), float(fields[8])
        trade = self._trade(ticket)
        head = f"{{'_action': 'CLOSE', '_ticket': {ticket}"
        if trade is None:
            return head + ", '_response': 'CLOSE_PARTIAL_FAILED'}"
        head += ", '_response': 'CLOSE_PARTIAL'"
        if self.fails_with is not None:
            words = ERRORS[self.fails_with]
            return head + f", '_response': '{self.fails_with}', '_response_value': '{words}'}}"
        closed = trade.lots if lots < 0.01 or lots > trade.lots else lots
        self._close_and_renew(trade, closed)
        way_out = self._way_out(trade)
        return head + f", '_close_price': {way_out:.8f}, '_close_lots': {closed:.8f}}}"

    def _close_and_renew(self, trade: PeerTrade, closed: float) -> None:
        self.trades.remove(trade)
        if closed < trade.lots:  # the rest goes on under a new ticket
            rest = PeerTrade(**vars(trade))
            rest.ticket, rest.lots = self._next_ticket, round(trade.lots - closed, 2)
            rest.comment = f"from #{trade.ticket}"
            self._next_ticket += 1
            self.trades.append(rest)

    def _open_trades(self) -> str:
        rows = ", ".join(
            f"{t.ticket}: {{'_magic': {t.magic}, '_symbol': '{t.symbol}', '_lots': {t.lots:.8f}, "
            f"'_type': {t.type}, '_open_price': {t.price:.8f}, '_open_time': '{OPEN_TIME}', "
            f"'_SL': {t.sl:.8f}, '_TP': {t.tp:.8f}, '_pnl': 0.00000000, '_comment': '{t.comment}'}}"
            for t in reversed(self.trades)
        )
        return f"{{'_action': 'OPEN_TRADES', '_trades': {{{rows}}}}}"

    def _account(self) -> str:
        money = f"{self.balance:.8f}"
        data = (
            f"{{'currenttime': '2019.08.02 10:41', 'account_name':'{self.account_name}', "
            f"'account_balance':{money}, 'account_equity':{money}, "
            f"'account_profit':0.00000000, 'account_free_margin':{money}, 'account_leverage' :100}}"
        )
        return (
            f"{{'_action': 'GET_ACCOUNT_INFORMATION', 'account_number':{self.account_number}, "
            f"'_data': [{data}]}}"
        )

    def _trade(self, ticket: int) -> PeerTrade | None:
        return next((trade for trade in self.trades if trade.ticket == ticket), None)

    def _way_out(self, trade: PeerTrade) -> float:
        bid, ask = self.quotes[trade.symbol]
        return bid if trade.type == 0 else ask
