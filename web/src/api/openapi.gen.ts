// Generated from the gateway's /openapi.json by scripts/types.mjs; do not edit.

export interface paths {
    "/api/v1/time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Time */
        get: operations["read_time"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/symbols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Symbols */
        get: operations["read_symbols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Candles
         * @description Closed bars with from_time <= open < to_time, the last `limit` of them.
         *
         *     The record answers when the terminal does not, and `source` then says so.
         */
        get: operations["read_candles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Ticks
         * @description Recorded ticks with from_ts <= ts < to_ts, oldest first; without from_ts the last ones.
         */
        get: operations["read_ticks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Coverage
         * @description What is recorded, and what was repaired.
         */
        get: operations["read_coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Indicators
         * @description Values over the last closed bars, on one time axis.
         */
        get: operations["read_indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Accounts */
        get: operations["read_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Orders
         * @description The latest state of each order, newest first.
         */
        get: operations["read_orders"];
        put?: never;
        /**
         * Place Order
         * @description Send an order; with `validate_only` only say what it would put at stake.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Deals
         * @description Executions, newest first.
         */
        get: operations["read_deals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Order
         * @description What is known of one order now.
         */
        get: operations["read_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waiting-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Waiting Orders
         * @description Orders that wait at the venue for their price.
         */
        get: operations["read_waiting_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waiting-orders/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel Order
         * @description Take a waiting order out of the book.
         */
        delete: operations["cancel_order"];
        options?: never;
        head?: never;
        /**
         * Change Order
         * @description Move a waiting order or its stops.
         */
        patch: operations["change_order"];
        trace?: never;
    };
    "/api/v1/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Positions
         * @description Every open position with what its stop puts at stake.
         */
        get: operations["read_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/positions/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Move Stops
         * @description Set or take away a position's stop loss and take profit.
         */
        patch: operations["move_stops"];
        trace?: never;
    };
    "/api/v1/positions/{ticket}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Position
         * @description Close a position, wholly or in part.
         */
        post: operations["close_position"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/positions/{ticket}/close-by": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Position By
         * @description Close a position and an opposite one of its symbol by each other (hedging accounts).
         */
        post: operations["close_position_by"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account}/flatten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Flatten Account
         * @description Cancel what waits and close what is open, then read what is left.
         */
        post: operations["flatten_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Kill Switch
         * @description How the switch of every account stands.
         */
        get: operations["read_kill_switch"];
        put?: never;
        /**
         * Stop Everything
         * @description Refuse new orders at the bridge, stop every strategy, and with `flatten` close everything.
         */
        post: operations["stop_everything"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switch/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release Kill Switch
         * @description Let orders pass again. Strategies stay stopped until somebody starts them.
         */
        post: operations["release_kill_switch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Connection
         * @description Every step to a tradable account; the first that is not `ok` is the one to mend.
         */
        get: operations["read_connection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Audit
         * @description Who told an account what, newest first.
         */
        get: operations["read_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/strategies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Strategies */
        get: operations["read_strategies"];
        put?: never;
        /**
         * Create Strategy
         * @description Store a new document; 422 lists everything there is to mend.
         */
        post: operations["create_strategy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/strategies/{strategy}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Strategy */
        get: operations["read_strategy"];
        /**
         * Change Strategy
         * @description Store a new version, if the stored one is the one you saw.
         */
        put: operations["change_strategy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/strategies/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate Strategy
         * @description Every finding about a document at its place, and the document in words; stores nothing.
         */
        post: operations["validate_strategy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Deployments */
        get: operations["read_deployments"];
        put?: never;
        /**
         * Start Deployment
         * @description Run a strategy on an account.
         */
        post: operations["start_deployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{deployment}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Deployment
         * @description Stop one deployment; its open positions keep their stop loss and take profit.
         */
        post: operations["stop_deployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deployments/{deployment}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Decisions
         * @description What was decided on each closed bar, newest first, with bar_time < before.
         */
        get: operations["read_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Backtests
         * @description Backtests, newest first.
         */
        get: operations["read_backtests"];
        put?: never;
        /**
         * Start Backtest
         * @description Run a strategy over a history; the job says when the result is there.
         */
        post: operations["start_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Backtest
         * @description A backtest with its figures; trades, deals and equity are read apart.
         */
        get: operations["read_backtest"];
        put?: never;
        post?: never;
        /**
         * Delete Backtest
         * @description Forget a backtest; one that runs is cancelled.
         */
        delete: operations["delete_backtest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Trades
         * @description Trades in the order in which they were opened.
         */
        get: operations["read_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Run Deals
         * @description Deals in their order.
         */
        get: operations["read_run_deals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/equity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Equity
         * @description Balance, equity and drawdown over time.
         */
        get: operations["read_equity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Run Candles
         * @description The bars that the run read: around a moment, or at either side of one.
         */
        get: operations["read_run_candles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/trades/{trade}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Why
         * @description Why a trade was opened and closed: the conditions with their values at that bar.
         */
        get: operations["read_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/monte-carlo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Monte Carlo
         * @description The same trades drawn anew many times; the same seed gives the same answer.
         */
        post: operations["roll_monte_carlo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/stress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stress Backtest
         * @description The same run at twice the costs, one bar late, and both.
         */
        post: operations["stress_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Report
         * @description The result as a page of its own that needs nothing else.
         */
        get: operations["read_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backtests/{run}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Backtest
         * @description The whole result ("tickloom-result/1"), or its trades as CSV.
         */
        get: operations["export_backtest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Sweeps
         * @description Sweeps, newest first.
         */
        get: operations["read_sweeps"];
        put?: never;
        /**
         * Start Sweep
         * @description Run every set of a space; results come while it runs, best first.
         */
        post: operations["start_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sweeps/{sweep}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Sweep
         * @description A sweep with its best set and how much of it may be luck.
         */
        get: operations["read_sweep"];
        put?: never;
        post?: never;
        /**
         * Delete Sweep
         * @description Forget a sweep; one that runs is cancelled.
         */
        delete: operations["delete_sweep"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sweeps/{sweep}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Variants
         * @description Sets that are done, by a statistic, highest first.
         */
        get: operations["read_variants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/walk-forwards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Walk Forwards
         * @description Walk-forwards, newest first.
         */
        get: operations["read_walk_forwards"];
        put?: never;
        /**
         * Start Walk Forward
         * @description Choose the best set on one part of the history, show it on the next, and go on.
         */
        post: operations["start_walk_forward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/walk-forwards/{walk_forward}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Walk Forward
         * @description A walk-forward with its windows and what their unseen parts come to together.
         */
        get: operations["read_walk_forward"];
        put?: never;
        post?: never;
        /**
         * Delete Walk Forward
         * @description Forget a walk-forward; one that runs is cancelled.
         */
        delete: operations["delete_walk_forward"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Jobs
         * @description Jobs, newest first; the channel `job:{id}` says how one goes on.
         */
        get: operations["read_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Job
         * @description One job as it stands.
         */
        get: operations["read_job"];
        put?: never;
        post?: never;
        /**
         * Cancel Job
         * @description Stop a job within a second; what is done stays, and a job that has ended stays as it is.
         */
        delete: operations["cancel_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/market-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Market Data
         * @description Bars that can be tested, recorded or imported, and how good they are.
         */
        get: operations["read_market_data"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out
         * @description End the session everywhere; an API key has none to end.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Me */
        get: operations["read_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ws-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue Ticket
         * @description A ticket for the first frame on /ws/v1, for this caller and this origin, once.
         */
        post: operations["issue_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Health
         * @description Every service and the feed; 503 while any of them is not well.
         */
        get: operations["read_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Ready
         * @description Whether this gateway hears the bus.
         */
        get: operations["read_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Use up the token of a sign-in link; the answer sets the session's cookie.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Account
         * @description An account with all open positions; `margin_level` is null while no margin is used.
         */
        Account: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Account */
            account: string;
            /** Currency */
            currency: string;
            /** Leverage */
            leverage: number;
            /** Balance */
            balance: string;
            /** Equity */
            equity: string;
            /** Floating */
            floating: string;
            /** Margin */
            margin: string;
            /** Margin Free */
            margin_free: string;
            /** Positions */
            positions: components["schemas"]["Position"][];
            /** Margin Level */
            margin_level: string | null;
            /** Orders */
            orders: components["schemas"]["WaitingOrder"][];
            kill: components["schemas"]["KillInfo"] | null;
            reconciled: components["schemas"]["Reconciled"] | null;
            /**
             * Halted
             * @description why no entries pass; empty: they do
             * @default
             */
            halted: string;
            /** Halts */
            halts: components["schemas"]["Halt"][];
            /**
             * Commands
             * @description what the bridge carries out; null: it did not say
             */
            commands: string[] | null;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * AccountPosition
         * @description A position and the account it is on; `risk_percent` is of the equity.
         */
        AccountPosition: {
            /** Ticket */
            ticket: number;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /** Volume */
            volume: string;
            /** Price Open */
            price_open: string;
            /** Time */
            time: number;
            /** Price Current */
            price_current: string;
            /** Profit */
            profit: string;
            /**
             * Swap
             * @default 0.00
             */
            swap: string;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /** Deployment */
            deployment: string | null;
            /**
             * Comment
             * @default
             */
            comment: string;
            /**
             * Risk
             * @description lost from the opening price when the stop fills at its price
             */
            risk: string | null;
            /**
             * Is External
             * @default false
             */
            is_external: boolean;
            /** Account */
            account: string;
            /**
             * Currency
             * @default
             */
            currency: string;
            /** Risk Percent */
            risk_percent: string | null;
            /**
             * Opened At
             * @description `time` as RFC 3339
             */
            readonly opened_at: string;
        };
        /**
         * AccountWaitingOrder
         * @description A waiting order and the account it is on.
         */
        AccountWaitingOrder: {
            /** Ticket */
            ticket: number;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Type
             * @enum {string}
             */
            type: "market" | "limit" | "stop" | "stop_limit";
            /** Volume */
            volume: string;
            /** Price */
            price: string;
            /** Time */
            time: number;
            /** Price Current */
            price_current: string | null;
            /** Limit Price */
            limit_price: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /**
             * Time In Force
             * @default gtc
             * @enum {string}
             */
            time_in_force: "gtc" | "day" | "specified" | "specified_day";
            /** Good Till */
            good_till: number | null;
            /** Deployment */
            deployment: string | null;
            /**
             * Comment
             * @default
             */
            comment: string;
            /**
             * State
             * @default 1
             */
            state: number;
            /** Order Id */
            order_id: string | null;
            /**
             * Is External
             * @default false
             */
            is_external: boolean;
            /** Account */
            account: string;
        };
        /**
         * Accounts
         * @description Every account of the terminal, marked now.
         */
        Accounts: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Accounts */
            accounts: components["schemas"]["Account"][];
        };
        /**
         * AuditRow
         * @description One act; `hash` binds it to the row before.
         */
        AuditRow: {
            /** Id */
            id: number;
            /**
             * At
             * @description microseconds UTC
             */
            at: number;
            /** User */
            user: string;
            /** Credential */
            credential: string;
            /** What */
            what: string;
            /** Account */
            account: string;
            /** Subject */
            subject: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /** Hash */
            hash: string;
            /**
             * Time
             * @description `at` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * AuditRows
         * @description Acts, newest first; `next_cursor` is null on the last page.
         */
        AuditRows: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Rows */
            rows: components["schemas"]["AuditRow"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Axis
         * @description A param that varied, and its values.
         */
        Axis: {
            /** Name */
            name: string;
            /** Values */
            values: number[];
        };
        /**
         * Backtest
         * @description A backtest; `result` is null until it is done.
         */
        Backtest: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Id */
            id: string;
            /** Job */
            job: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Name */
            name: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /** Currency */
            currency: string;
            /** Created At */
            created_at: number;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Request */
            request: {
                [key: string]: unknown;
            };
            result: components["schemas"]["Result"] | null;
        };
        /**
         * Backtests
         * @description Backtests, newest first.
         */
        Backtests: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Backtests */
            backtests: components["schemas"]["Run"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Candles
         * @description Closed bars as columns of equal length, oldest first; `time` is the open, microseconds.
         *
         *     `source` says whether the terminal answered or the record had to. `more`: older ones exist.
         */
        Candles: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /** Symbol */
            symbol: string;
            timeframe: components["schemas"]["Timeframe"];
            /**
             * Source
             * @enum {string}
             */
            source: "terminal" | "recorded";
            /** Time */
            time: number[];
            /** Open */
            open: number[];
            /** High */
            high: number[];
            /** Low */
            low: number[];
            /** Close */
            close: number[];
            /** Volume */
            volume: number[];
            /**
             * Spread
             * @description points
             */
            spread: number[];
            forming: components["schemas"]["FormingCandle"] | null;
            /**
             * More
             * @default false
             */
            more: boolean;
        };
        /**
         * ChangeOrder
         * @description A waiting order as it shall be. What is left out stays; null takes a stop away.
         */
        ChangeOrder: {
            /** Account */
            account: string;
            /** Price */
            price?: string | null;
            /** Limit Price */
            limit_price?: string | null;
            /** Stop Loss */
            stop_loss?: string | null;
            /** Take Profit */
            take_profit?: string | null;
        };
        /**
         * CheckedStrategy
         * @description A document as it is understood; nothing is stored.
         *
         *     `valid`: it may be saved. `runnable`: it lacks nothing. Without errors `read_back` has words.
         */
        CheckedStrategy: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Valid */
            valid: boolean;
            /** Runnable */
            runnable: boolean;
            /** Findings */
            findings: components["schemas"]["FieldProblem"][];
            /**
             * Read Back
             * @description the document in plain English, made by code
             */
            read_back: string;
            /** Document Hash */
            document_hash: string | null;
        };
        /**
         * Close
         * @description Close a position, wholly or `volume` lots of it.
         */
        Close: {
            /** Account */
            account: string;
            /** Volume */
            volume?: string | null;
        };
        /**
         * CloseBy
         * @description Close a position by an opposite one of the same symbol, for the smaller volume of both.
         */
        CloseBy: {
            /** Account */
            account: string;
            /**
             * By
             * @description the ticket of the opposite position
             */
            by: number;
        };
        /**
         * CommissionAsked
         * @description What a deal pays; `amount` belongs to the mode.
         */
        CommissionAsked: {
            /**
             * Mode
             * @default none
             * @enum {string}
             */
            mode: "none" | "per_lot" | "round_turn" | "per_million" | "percent" | "per_deal";
            /**
             * Amount
             * @default 0
             */
            amount: number | string;
            /**
             * Minimum
             * @default 0
             */
            minimum: number | string;
        };
        /**
         * ConditionLight
         * @description One comparison of a document with its current values; `path` is a JSON pointer.
         */
        ConditionLight: {
            /** Path */
            path: string;
            /** Text */
            text: string;
            /**
             * Truth
             * @enum {string}
             */
            truth: "true" | "false" | "not_warmed_up";
            /** Left */
            left: number | null;
            /** Right */
            right: number | null;
        };
        /**
         * Connection
         * @description Every step to a tradable account, in order; `failing` is the first that is not ok.
         */
        Connection: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Steps */
            steps: components["schemas"]["ConnectionStep"][];
            failing: components["schemas"]["ConnectionStep"] | null;
            link: components["schemas"]["VenueLink"] | null;
        };
        /**
         * ConnectionStep
         * @description One step; `action` is the switch to press when it failed.
         */
        ConnectionStep: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * State
             * @enum {string}
             */
            state: "ok" | "failed" | "waiting" | "unknown";
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Action
             * @default
             */
            action: string;
            /** Code */
            code: number | null;
        };
        /**
         * Coverage
         * @description What is recorded of a symbol, and what was repaired.
         */
        Coverage: {
            /** Symbol */
            symbol: string;
            /** Ticks */
            ticks: number;
            /** Bars */
            bars: number;
            /** First Ts */
            first_ts: number | null;
            /** Last Ts */
            last_ts: number | null;
            /**
             * Repaired Ticks
             * @default 0
             */
            repaired_ticks: number;
            /**
             * Repaired Bars
             * @default 0
             */
            repaired_bars: number;
            /**
             * Gaps Open
             * @default 0
             */
            gaps_open: number;
        };
        /**
         * Coverages
         * @description What is recorded, a row a symbol.
         */
        Coverages: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /** Symbols */
            symbols: components["schemas"]["Coverage"][];
        };
        /**
         * Deal
         * @description An execution; `balance` is the account's balance after it.
         */
        Deal: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Account */
            account: string;
            /** Ticket */
            ticket: number;
            /** Symbol */
            symbol: string;
            /** Position */
            position: number;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Entry
             * @description in_out turned the position round: it closed it whole and opened the rest of the volume on the other side; out_by closed it by an opposite position
             * @enum {string}
             */
            entry: "in" | "out" | "in_out" | "out_by";
            /** Volume */
            volume: string;
            /** Price */
            price: string;
            /** Profit */
            profit: string;
            /** Commission */
            commission: string;
            /** Swap */
            swap: string;
            /** Balance */
            balance: string;
            /** Reason */
            reason: string;
            /** Order Id */
            order_id: string | null;
            /** Deployment */
            deployment: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /**
             * Comment
             * @default
             */
            comment: string;
            /** Order */
            order: number | null;
            /**
             * Is External
             * @default false
             */
            is_external: boolean;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * Deals
         * @description Deals, newest first; `next_cursor` is null on the last page.
         */
        Deals: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Deals */
            deals: components["schemas"]["Deal"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Decision
         * @description What was decided on one closed bar, and why.
         */
        Decision: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Deployment */
            deployment: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /** Bar Time */
            bar_time: number;
            /**
             * Action
             * @enum {string}
             */
            action: "none" | "enter_long" | "enter_short" | "exit" | "refused";
            /** Reason */
            reason: string;
            /** Conditions */
            conditions: components["schemas"]["ConditionLight"][];
            /** Order Id */
            order_id: string | null;
            /** Volume */
            volume: string | null;
            /** Price */
            price: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * Decisions
         * @description The decision log, newest first; `more` says that older ones exist.
         */
        Decisions: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Decisions */
            decisions: components["schemas"]["Decision"][];
            /**
             * More
             * @default false
             */
            more: boolean;
        };
        /**
         * Deleted
         * @description It is gone; its trials stay counted.
         */
        Deleted: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Id */
            id: string;
        };
        /**
         * Deployments
         * @description Deployments, newest first.
         */
        Deployments: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Deployments */
            deployments: components["schemas"]["StrategyStatus"][];
        };
        /**
         * EquityCurve
         * @description Columns of one length; lows and highs are kept when it is thinned.
         */
        EquityCurve: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Time */
            time: string[];
            /** Balance */
            balance: number[];
            /** Equity */
            equity: number[];
            /** Drawdown Pct */
            drawdown_pct: number[];
        };
        /**
         * Estimate
         * @description What an order would put at stake; null is "not known", never 0.
         *
         *     Losses are positive in `risk`; percentages are of the equity.
         */
        Estimate: {
            /** Account */
            account: string;
            /** Currency */
            currency: string;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Type
             * @enum {string}
             */
            type: "market" | "limit" | "stop" | "stop_limit";
            /** Volume */
            volume: string;
            /** Price */
            price: string | null;
            /** Risk */
            risk: string | null;
            /** Risk Percent */
            risk_percent: string | null;
            /** Reward */
            reward: string | null;
            /** Reward Percent */
            reward_percent: string | null;
            /** Reward To Risk */
            reward_to_risk: string | null;
            /** Margin */
            margin: string | null;
            /** Margin Free After */
            margin_free_after: string | null;
            /** Is Affordable */
            is_affordable: boolean | null;
            /** Notional */
            notional: string | null;
            /** Spread Points */
            spread_points: number | null;
            /** Spread Cost */
            spread_cost: string | null;
            /** Stop Points */
            stop_points: number | null;
            /** Target Points */
            target_points: number | null;
            /** Price Age Ms */
            price_age_ms: number | null;
            /** Warnings */
            warnings: string[];
        };
        /**
         * Fan
         * @description A line of equity for each level, over numbers of trades.
         */
        Fan: {
            /** Steps */
            steps: number[];
            /** Levels */
            levels: number[];
            /** Lines */
            lines: number[][];
        };
        /**
         * FeedStatus
         * @description Health of the venue's feed: five lights, and each symbol's state.
         */
        FeedStatus: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /**
             * Transport
             * @enum {string}
             */
            transport: "up" | "down" | "unknown";
            /**
             * Terminal
             * @enum {string}
             */
            terminal: "up" | "down" | "unknown";
            /**
             * Broker
             * @enum {string}
             */
            broker: "up" | "down" | "unknown";
            /**
             * Feed
             * @enum {string}
             */
            feed: "up" | "down" | "unknown";
            /**
             * Synchronised
             * @enum {string}
             */
            synchronised: "up" | "down" | "unknown";
            /** Market Time */
            market_time: number;
            /** History From */
            history_from: number;
            /** Speed */
            speed: number;
            /** Symbols */
            symbols: components["schemas"]["SymbolState"][];
            /**
             * Ended
             * @default false
             */
            ended: boolean;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Source
             * @default
             */
            source: string;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * FieldProblem
         * @description One field that does not fit.
         */
        FieldProblem: {
            /**
             * Path
             * @description JSON pointer to the field
             */
            path: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
            /**
             * Severity
             * @default error
             */
            severity: string;
            /**
             * Hint
             * @default
             */
            hint: string;
        };
        /**
         * Flag
         * @description One thing to know before believing a result.
         */
        Flag: {
            /** Code */
            code: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "info" | "warning" | "danger";
            /** Message */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Flatten
         * @description Cancel every waiting order and close every position, or only those of `symbol`.
         */
        Flatten: {
            /** Symbol */
            symbol?: string | null;
            /**
             * Reason
             * @default closed by hand
             */
            reason: string;
        };
        /**
         * Flattened
         * @description What became of closing everything, command by command; `open` is what is still there.
         */
        Flattened: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Account */
            account: string;
            /** Outcomes */
            outcomes: components["schemas"]["Outcome"][];
            /** Is Known */
            is_known: boolean;
            /** Open Positions */
            open_positions: number | null;
            /** Waiting Orders */
            waiting_orders: number | null;
            /** Next */
            next: string;
        };
        /**
         * FormingCandle
         * @description The open bar as it stands.
         */
        FormingCandle: {
            /** Ts */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /** Time */
            time: number;
            /** Open */
            open: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Close */
            close: number;
            /** Volume */
            volume: number;
            /** Spread */
            spread: number;
        };
        /**
         * Halt
         * @description A cause that keeps entries off; what does not end by itself is cleared by a person.
         */
        Halt: {
            /** Cause */
            cause: string;
            /** Detail */
            detail: string;
            /**
             * Since
             * @description wall clock, microseconds UTC
             */
            since: number;
            /**
             * Ends By Itself
             * @default false
             */
            ends_by_itself: boolean;
        };
        /**
         * Health
         * @description Every part of the platform; `degraded` comes with status 503.
         */
        Health: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "degraded";
            /** Services */
            services: components["schemas"]["ServiceState"][];
            feed: components["schemas"]["FeedStatus"] | null;
            /** Versions */
            versions: {
                [key: string]: string;
            };
        };
        /**
         * Honesty
         * @description How much of a figure may be luck.
         */
        Honesty: {
            /** Trials */
            trials: number;
            /** Probabilistic Sharpe */
            probabilistic_sharpe: number | string | null;
            /** Deflated Sharpe */
            deflated_sharpe: number | string | null;
            /** Pbo */
            pbo: number | string | null;
            /** Flags */
            flags: components["schemas"]["Flag"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * IndicatorSeries
         * @description One line of an indicator; null where it is not warmed up.
         */
        IndicatorSeries: {
            /** Name */
            name: string;
            /** Line */
            line: string;
            /**
             * Pane
             * @enum {string}
             */
            pane: "price" | "below";
            /** Values */
            values: (number | null)[];
        };
        /**
         * Indicators
         * @description Lines over one common time axis (open times, microseconds UTC).
         */
        Indicators: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Symbol */
            symbol: string;
            timeframe: components["schemas"]["Timeframe"];
            /** Time */
            time: number[];
            /** Series */
            series: components["schemas"]["IndicatorSeries"][];
        };
        /**
         * Job
         * @description Work that makes a run; `result` is the id of what it makes.
         */
        Job: {
            /** Job */
            job: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "backtest" | "sweep" | "walk_forward";
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Result */
            result: string;
            /** Label */
            label: string;
            /** Done */
            done: number;
            /** Total */
            total: number | null;
            /** Rate Per S */
            rate_per_s: number | null;
            /** Left S */
            left_s: number | null;
            /** Unit */
            unit: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Created At
             * @description microseconds UTC
             */
            created_at: number;
            /**
             * At
             * @description microseconds UTC
             */
            at: number;
        };
        /**
         * Jobs
         * @description Jobs, newest first.
         */
        Jobs: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Jobs */
            jobs: components["schemas"]["Job"][];
        };
        /**
         * Kill
         * @description An account's kill switch. `unconfirmed`: the bridge did not say that it heard.
         */
        Kill: {
            /** Account */
            account: string;
            /**
             * Stage
             * @enum {string}
             */
            stage: "off" | "refusing" | "acknowledged" | "flat" | "unconfirmed";
            /**
             * Flatten
             * @default false
             */
            flatten: boolean;
            /**
             * By
             * @default
             */
            by: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Path
             * @default
             */
            path: string;
            /** At */
            at: number | null;
        };
        /**
         * KillInfo
         * @description How an account's kill switch stands.
         */
        KillInfo: {
            /**
             * Stage
             * @enum {string}
             */
            stage: "off" | "refusing" | "acknowledged" | "flat";
            /**
             * Flatten
             * @default false
             */
            flatten: boolean;
            /**
             * By
             * @default
             */
            by: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Path
             * @default
             */
            path: string;
            /** At */
            at: number | null;
        };
        /**
         * KillStates
         * @description The kill switch of every account, and how many strategies run.
         */
        KillStates: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Accounts */
            accounts: components["schemas"]["Kill"][];
            /** Running */
            running: number | null;
        };
        /**
         * Killed
         * @description What the kill switch did.
         *
         *     `stopped` deployments; null: the strategies did not confirm. `closed` comes with `flatten`
         *     where the bridge has no switch of its own and everything was closed by orders instead.
         */
        Killed: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Stopped */
            stopped: number | null;
            /** Accounts */
            accounts: components["schemas"]["Kill"][];
            /** Closed */
            closed: components["schemas"]["Flattened"][];
            /** Problems */
            problems: string[];
        };
        /**
         * MarketData
         * @description What can be tested, by symbol and timeframe.
         */
        MarketData: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Series */
            series: components["schemas"]["MarketSeries"][];
        };
        /**
         * MarketSeries
         * @description Bars that can be tested; times are RFC 3339, quality is known once they were used.
         */
        MarketSeries: {
            /** Venue */
            venue: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /**
             * Source
             * @enum {string}
             */
            source: "terminal" | "recorded" | "imported";
            /** Bars */
            bars: number | null;
            /** From */
            from: string | null;
            /** To */
            to: string | null;
            /** Digits */
            digits: number | null;
            /** Quality */
            quality: {
                [key: string]: number | null;
            };
        };
        /**
         * Me
         * @description Who asks, and the accounts that are known.
         */
        Me: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            user: components["schemas"]["User"];
            /** Accounts */
            accounts: string[];
        };
        /**
         * MonteCarlo
         * @description What else could have come of the trades; chances are 0 to 1.
         */
        MonteCarlo: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Method */
            method: string;
            /** Runs */
            runs: number;
            /** Seed */
            seed: number;
            fan: components["schemas"]["Fan"];
            drawdown_pct: components["schemas"]["Quantiles"];
            final_equity: components["schemas"]["Quantiles"];
            /** Loss Chance */
            loss_chance: number;
            /**
             * Ruin Chance
             * @description chance to lose half of the deposit at some point
             */
            ruin_chance: number;
            /** Notes */
            notes: string[];
        };
        /**
         * Month
         * @description A month of the calendar.
         */
        Month: {
            /** Year */
            year: number;
            /** Month */
            month: number;
            /** Return Pct */
            return_pct: number | string | null;
            /** Profit */
            profit: number | string | null;
            /**
             * Trades
             * @default 0
             */
            trades: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * MoveStops
         * @description New stops of a position. What is left out stays as it is; null takes the level away.
         */
        MoveStops: {
            /** Account */
            account: string;
            /** Stop Loss */
            stop_loss?: string | null;
            /** Take Profit */
            take_profit?: string | null;
        };
        /**
         * Order
         * @description The latest state of an order.
         */
        Order: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Order Id */
            order_id: string;
            /** Account */
            account: string;
            /** Symbol */
            symbol: string;
            /** State */
            state: string;
            /**
             * Volume
             * @default
             */
            volume: string;
            /** Side */
            side: ("buy" | "sell") | null;
            /** Position */
            position: number | null;
            /** Price */
            price: string | null;
            /** Deployment */
            deployment: string | null;
            /** Retcode */
            retcode: number | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Verb
             * @default
             */
            verb: string;
            /** Ticket */
            ticket: number | null;
            /**
             * Slippage Points
             * @description above 0: against us
             */
            slippage_points: string | null;
            /** Type */
            type: string | null;
            /** Target */
            target: string | null;
            /** Asked Volume */
            asked_volume: string | null;
            /** Asked Price */
            asked_price: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /**
             * Next
             * @description what happens next, in a sentence
             * @default
             */
            next: string;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * Orders
         * @description Orders, newest first; `next_cursor` is null on the last page.
         */
        Orders: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Orders */
            orders: components["schemas"]["Order"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Outcome
         * @description What became of a command.
         *
         *     `state` is the order's, or `unknown` while nobody knows: then `next` says what is being done,
         *     and nothing is sent again. `estimate` comes with `?validate_only=true`, where nothing is sent.
         */
        Outcome: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Order Id */
            order_id: string;
            /** State */
            state: string;
            /** Is Known */
            is_known: boolean;
            /** Next */
            next: string;
            order: components["schemas"]["Order"] | null;
            estimate: components["schemas"]["Estimate"] | null;
        };
        /**
         * PlaceOrder
         * @description An order by hand. Without `type` it is filled at the market.
         *
         *     `client_order_id` names the order for ever; a second order with the same one is refused.
         */
        PlaceOrder: {
            /** Account */
            account: string;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Volume
             * @description lots
             */
            volume: string;
            /**
             * Type
             * @default market
             * @enum {string}
             */
            type: "market" | "limit" | "stop" | "stop_limit";
            /**
             * Price
             * @description where a waiting order lies
             */
            price?: string | null;
            /**
             * Limit Price
             * @description only for type stop_limit
             */
            limit_price?: string | null;
            /** Stop Loss */
            stop_loss?: string | null;
            /** Take Profit */
            take_profit?: string | null;
            /**
             * Time In Force
             * @default gtc
             * @enum {string}
             */
            time_in_force: "gtc" | "day" | "specified" | "specified_day";
            /**
             * Good Till
             * @description microseconds UTC; time_in_force specified
             */
            good_till?: number | null;
            /** Deviation Points */
            deviation_points?: number | null;
            /**
             * Valid For S
             * @description not sent to the broker later than that
             * @default 10
             */
            valid_for_s: number;
            /**
             * Comment
             * @default
             */
            comment: string;
            /** Client Order Id */
            client_order_id?: string | null;
        };
        /**
         * Position
         * @description An open position, marked with the current price; `time` is its opening, microseconds.
         */
        Position: {
            /** Ticket */
            ticket: number;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /** Volume */
            volume: string;
            /** Price Open */
            price_open: string;
            /** Time */
            time: number;
            /** Price Current */
            price_current: string;
            /** Profit */
            profit: string;
            /**
             * Swap
             * @default 0.00
             */
            swap: string;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /** Deployment */
            deployment: string | null;
            /**
             * Comment
             * @default
             */
            comment: string;
            /**
             * Risk
             * @description lost from the opening price when the stop fills at its price
             */
            risk: string | null;
            /**
             * Is External
             * @default false
             */
            is_external: boolean;
            /**
             * Opened At
             * @description `time` as RFC 3339
             */
            readonly opened_at: string;
        };
        /**
         * Positions
         * @description Every open position.
         */
        Positions: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Positions */
            positions: components["schemas"]["AccountPosition"][];
        };
        /**
         * Quantiles
         * @description Values at levels from 0 to 1.
         */
        Quantiles: {
            /** Levels */
            levels: number[];
            /** Values */
            values: number[];
        };
        /**
         * RangeAsked
         * @description From `min` to `max` by `step`, both ends included where the steps meet them.
         */
        RangeAsked: {
            /** Min */
            min: number;
            /** Max */
            max: number;
            /** Step */
            step: number;
        };
        /**
         * Ready
         * @description Whether this gateway can answer.
         */
        Ready: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Ready */
            ready: boolean;
        };
        /**
         * Reconciled
         * @description How the bridge's journal stands against the broker's books.
         */
        Reconciled: {
            /**
             * Unknown
             * @default 0
             */
            unknown: number;
            /** At */
            at: number | null;
            /**
             * Detail
             * @default
             */
            detail: string;
        };
        /**
         * ReleaseKill
         * @description Let orders pass again; `reason` says why that is safe now.
         */
        ReleaseKill: {
            /** Reason */
            reason: string;
            /** Account */
            account?: string | null;
        };
        /**
         * Result
         * @description A result without its trades, deals and equity, which are read apart.
         */
        Result: {
            /** Format */
            format: string;
            /** Header */
            header: {
                [key: string]: unknown;
            };
            /** Statistics */
            statistics: {
                [key: string]: number | string | null;
            };
            /** Annualisation */
            annualisation: {
                [key: string]: unknown;
            } | null;
            /** Intervals */
            intervals: {
                [key: string]: unknown;
            };
            honesty: components["schemas"]["Honesty"];
            /** Monthly */
            monthly: components["schemas"]["Month"][];
            /** Refused */
            refused: {
                [key: string]: number;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * Run
         * @description A run in a list; `trials` counts the sets of a search.
         */
        Run: {
            /** Id */
            id: string;
            /** Job */
            job: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "backtest" | "sweep" | "walk_forward";
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Name */
            name: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /** Currency */
            currency: string;
            /**
             * Created At
             * @description microseconds UTC
             */
            created_at: number;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Net Profit */
            net_profit: number | string | null;
            /** Total Trades */
            total_trades: number | null;
            /** Trials */
            trials: number | null;
        };
        /**
         * RunCandles
         * @description Bars that the run read, oldest first; `time` is the open, microseconds UTC.
         */
        RunCandles: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Time */
            time: number[];
            /** Open */
            open: number[];
            /** High */
            high: number[];
            /** Low */
            low: number[];
            /** Close */
            close: number[];
            /** Volume */
            volume: number[];
        };
        /**
         * RunDeal
         * @description A deal of the simulated account.
         */
        RunDeal: {
            /** Time */
            time: string;
            /** Position */
            position: number;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /** Entry */
            entry: string;
            /** Volume */
            volume: string;
            /** Price */
            price: string | null;
            /** Profit */
            profit: string;
            /** Commission */
            commission: string;
            /** Swap */
            swap: string;
            /** Balance */
            balance: string;
            /** Reason */
            reason: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * RunDeals
         * @description Deals in their order.
         */
        RunDeals: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Deals */
            deals: components["schemas"]["RunDeal"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * SaveStrategy
         * @description A document to store.
         */
        SaveStrategy: {
            /** Document */
            document: {
                [key: string]: unknown;
            };
        };
        /**
         * ServiceState
         * @description A service's last word about itself, `age_ms` ago.
         */
        ServiceState: {
            /** Service */
            service: string;
            /** Ready */
            ready: boolean;
            /** Pid */
            pid: number | null;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Age Ms */
            age_ms: number | null;
            /** Counters */
            counters: {
                [key: string]: number;
            };
        };
        /**
         * SettingsAsked
         * @description Account, costs and modes of a run; the defaults are an account without any cost.
         */
        SettingsAsked: {
            /**
             * Balance
             * @default 10000
             */
            balance: number | string;
            /**
             * Currency
             * @default USD
             */
            currency: string;
            /**
             * Leverage
             * @default 100
             */
            leverage: number;
            /**
             * Account
             * @default hedging
             * @enum {string}
             */
            account: "hedging" | "netting";
            /**
             * Stop Out Pct
             * @default 30
             */
            stop_out_pct: number | string;
            /** Conversion Rate */
            conversion_rate?: number | string | null;
            spread?: components["schemas"]["SpreadAsked"];
            commission?: components["schemas"]["CommissionAsked"];
            swap?: components["schemas"]["SwapAsked"];
            slippage?: components["schemas"]["SlippageAsked"];
            /**
             * Intrabar
             * @default stop_first
             * @enum {string}
             */
            intrabar: "stop_first" | "one_minute_ohlc" | "drill_down";
            /**
             * Road
             * @default auto
             * @enum {string}
             */
            road: "auto" | "event" | "reference";
            /** Server Clock */
            server_clock?: string | null;
            /** Warm Up Bars */
            warm_up_bars?: number | null;
            /**
             * Entry Delay Bars
             * @default 0
             */
            entry_delay_bars: number;
            /**
             * Ignore News
             * @default false
             */
            ignore_news: boolean;
            /**
             * Seed
             * @default 0
             */
            seed: number;
        };
        /**
         * SignIn
         * @description The token of a one-time sign-in link.
         */
        SignIn: {
            /** Token */
            token: string;
        };
        /**
         * SignedIn
         * @description The session's user.
         */
        SignedIn: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            user: components["schemas"]["User"];
        };
        /**
         * SignedOut
         * @description The session has ended.
         */
        SignedOut: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /**
             * Signed Out
             * @default true
             */
            signed_out: boolean;
        };
        /**
         * SlippageAsked
         * @description Points by which fills are worse; with `maximum_points` drawn between the two.
         */
        SlippageAsked: {
            /**
             * Points
             * @default 0
             */
            points: number;
            /**
             * Maximum Points
             * @default 0
             */
            maximum_points: number;
        };
        /**
         * SpreadAsked
         * @description The bars' own spread, or a fixed one; `multiplier` is a stress.
         */
        SpreadAsked: {
            /**
             * Mode
             * @default recorded
             * @enum {string}
             */
            mode: "recorded" | "fixed";
            /**
             * Points
             * @default 0
             */
            points: number;
            /**
             * Multiplier
             * @default 1
             */
            multiplier: number | string;
        };
        /**
         * StartBacktest
         * @description A stored strategy or a document, over bars of one symbol and timeframe.
         */
        StartBacktest: {
            /** Strategy */
            strategy?: string | null;
            /** Document */
            document?: {
                [key: string]: unknown;
            } | null;
            /** Symbol */
            symbol: string;
            timeframe: components["schemas"]["Timeframe"];
            /** From */
            from?: string | null;
            /**
             * To
             * @description exclusive
             */
            to?: string | null;
            /** Params */
            params?: {
                [key: string]: number;
            };
            /** Sizing */
            sizing?: {
                [key: string]: unknown;
            } | null;
            settings?: components["schemas"]["SettingsAsked"];
        };
        /**
         * StartDeployment
         * @description What to run where; symbol, timeframe and sizing fill in what the document leaves open.
         */
        StartDeployment: {
            /** Strategy */
            strategy: string;
            /** Account */
            account: string;
            /** Symbol */
            symbol?: string | null;
            timeframe?: components["schemas"]["Timeframe"] | null;
            /** Sizing */
            sizing?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * StartMonteCarlo
         * @description How the trades are drawn again.
         */
        StartMonteCarlo: {
            /**
             * Method
             * @default bootstrap
             * @enum {string}
             */
            method: "bootstrap" | "shuffle" | "block";
            /**
             * Runs
             * @default 1000
             */
            runs: number;
            /**
             * Seed
             * @default 1
             */
            seed: number;
        };
        /**
         * StartSweep
         * @description As a backtest, for every set of a space; without one the ranges of the document's params.
         */
        StartSweep: {
            /** Strategy */
            strategy?: string | null;
            /** Document */
            document?: {
                [key: string]: unknown;
            } | null;
            /** Symbol */
            symbol: string;
            timeframe: components["schemas"]["Timeframe"];
            /** From */
            from?: string | null;
            /**
             * To
             * @description exclusive
             */
            to?: string | null;
            /** Params */
            params?: {
                [key: string]: number;
            };
            /** Sizing */
            sizing?: {
                [key: string]: unknown;
            } | null;
            settings?: components["schemas"]["SettingsAsked"];
            /** Space */
            space?: {
                [key: string]: components["schemas"]["RangeAsked"] | number[];
            };
            /**
             * Method
             * @default grid
             * @enum {string}
             */
            method: "grid" | "random" | "optuna";
            /**
             * Trials
             * @description how many sets; random and optuna need it
             */
            trials?: number | null;
            /**
             * Objective
             * @default net_profit
             */
            objective: string;
            /**
             * Seed
             * @default 0
             */
            seed: number;
        };
        /**
         * StartWalkForward
         * @description As a sweep, chosen on one part of the history and shown on the next.
         */
        StartWalkForward: {
            /** Strategy */
            strategy?: string | null;
            /** Document */
            document?: {
                [key: string]: unknown;
            } | null;
            /** Symbol */
            symbol: string;
            timeframe: components["schemas"]["Timeframe"];
            /** From */
            from?: string | null;
            /**
             * To
             * @description exclusive
             */
            to?: string | null;
            /** Params */
            params?: {
                [key: string]: number;
            };
            /** Sizing */
            sizing?: {
                [key: string]: unknown;
            } | null;
            settings?: components["schemas"]["SettingsAsked"];
            /** Space */
            space?: {
                [key: string]: components["schemas"]["RangeAsked"] | number[];
            };
            /**
             * Method
             * @default grid
             * @enum {string}
             */
            method: "grid" | "random" | "optuna";
            /**
             * Trials
             * @description how many sets; random and optuna need it
             */
            trials?: number | null;
            /**
             * Objective
             * @default net_profit
             */
            objective: string;
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /**
             * Scheme
             * @default rolling
             * @enum {string}
             */
            scheme: "rolling" | "anchored" | "purged";
            /**
             * In Sample
             * @default 180d
             */
            in_sample: string;
            /**
             * Out Of Sample
             * @default 60d
             */
            out_of_sample: string;
            /**
             * Embargo Bars
             * @default 0
             */
            embargo_bars: number;
            /**
             * Groups
             * @default 6
             */
            groups: number;
            /**
             * Held Out
             * @default 2
             */
            held_out: number;
        };
        /**
         * Started
         * @description The job that was started and what it makes: one of the three is not null.
         */
        Started: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Job */
            job: string;
            /** Backtest */
            backtest: string | null;
            /** Sweep */
            sweep: string | null;
            /** Walk Forward */
            walk_forward: string | null;
        };
        /**
         * StitchedEquity
         * @description Equity of the out-of-sample parts, one after the other.
         */
        StitchedEquity: {
            /** Time */
            time: string[];
            /** Equity */
            equity: number[];
        };
        /**
         * StopReason
         * @description Why, for the log.
         */
        StopReason: {
            /**
             * Reason
             * @default stopped by user
             */
            reason: string;
        };
        /**
         * StoredJob
         * @description One job as it stands.
         */
        StoredJob: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Job */
            job: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "backtest" | "sweep" | "walk_forward";
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Result */
            result: string;
            /** Label */
            label: string;
            /** Done */
            done: number;
            /** Total */
            total: number | null;
            /** Rate Per S */
            rate_per_s: number | null;
            /** Left S */
            left_s: number | null;
            /** Unit */
            unit: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Created At */
            created_at: number;
            /** At */
            at: number;
        };
        /**
         * StoredStrategy
         * @description One strategy, and what was noted when it was saved.
         */
        StoredStrategy: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            strategy: components["schemas"]["Strategy"];
            /** Findings */
            findings: components["schemas"]["FieldProblem"][];
        };
        /**
         * Strategies
         * @description Stored strategies, by name.
         */
        Strategies: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Strategies */
            strategies: components["schemas"]["Strategy"][];
        };
        /**
         * Strategy
         * @description A stored document; `version` counts from 1, `hash` is that of its canonical form.
         */
        Strategy: {
            /** Strategy */
            strategy: string;
            /** Name */
            name: string;
            /** Version */
            version: number;
            /** Hash */
            hash: string;
            /** Document */
            document: {
                [key: string]: unknown;
            };
            /**
             * Example
             * @default false
             */
            example: boolean;
            /**
             * Explanation
             * @default
             */
            explanation: string;
        };
        /**
         * StrategyStatus
         * @description A deployment as it stands; `bar_time` is the open of the last bar decided on.
         */
        StrategyStatus: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Deployment */
            deployment: string;
            /** Strategy */
            strategy: string;
            /** Name */
            name: string;
            /** Account */
            account: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /**
             * State
             * @enum {string}
             */
            state: "warming_up" | "running" | "stopped" | "failed";
            /** Document Hash */
            document_hash: string;
            /**
             * Started At
             * @description microseconds UTC
             */
            started_at: number;
            /** Conditions */
            conditions: components["schemas"]["ConditionLight"][];
            /**
             * Bars Seen
             * @default 0
             */
            bars_seen: number;
            /**
             * Bars Missing
             * @default 0
             */
            bars_missing: number;
            /** Bar Time */
            bar_time: number | null;
            /**
             * Trades
             * @default 0
             */
            trades: number;
            /** Position */
            position: number | null;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
            /**
             * Started
             * @description `started_at` as RFC 3339
             */
            readonly started: string;
        };
        /**
         * StressRun
         * @description The run under one stress.
         */
        StressRun: {
            /** Name */
            name: string;
            /** Statistics */
            statistics: {
                [key: string]: number | string | null;
            };
        };
        /**
         * Stresses
         * @description The same run at twice the costs, one bar late, and both.
         */
        Stresses: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Runs */
            runs: components["schemas"]["StressRun"][];
        };
        /**
         * SwapAsked
         * @description What a lot is credited (negative: charged) each night; the triple day: 0 is Sunday.
         */
        SwapAsked: {
            /**
             * Mode
             * @default none
             * @enum {string}
             */
            mode: "none" | "points" | "money_base" | "money_margin" | "money_deposit" | "interest_current" | "interest_open";
            /**
             * Long
             * @default 0
             */
            long: number | string;
            /**
             * Short
             * @default 0
             */
            short: number | string;
            /**
             * Triple Day
             * @default 3
             */
            triple_day: number;
        };
        /**
         * Sweep
         * @description A sweep as it stands; figures are those of the sets done so far.
         */
        Sweep: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Id */
            id: string;
            /** Job */
            job: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Name */
            name: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /** Currency */
            currency: string;
            /** Created At */
            created_at: number;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Request */
            request: {
                [key: string]: unknown;
            };
            /** Method */
            method: string;
            /** Objective */
            objective: string;
            /** Trials */
            trials: number | null;
            /**
             * Done
             * @default 0
             */
            done: number;
            /** Axes */
            axes: components["schemas"]["Axis"][];
            best: components["schemas"]["Variant"] | null;
            honesty: components["schemas"]["Honesty"] | null;
            /**
             * Plateau
             * @description mean of the best set's neighbours over the best, by objective
             */
            plateau: number | string | null;
            /** Digest */
            digest: string | null;
            /**
             * Command
             * @default
             */
            command: string;
        };
        /**
         * Sweeps
         * @description Sweeps, newest first.
         */
        Sweeps: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Sweeps */
            sweeps: components["schemas"]["Run"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * SymbolInfo
         * @description A symbol's properties, as the terminal states them.
         */
        SymbolInfo: {
            /** Symbol */
            symbol: string;
            /** Description */
            description: string;
            /** Group */
            group: string;
            /** Digits */
            digits: number;
            /** Tick Size */
            tick_size: string;
            /** Contract Size */
            contract_size: string;
            /** Volume Min */
            volume_min: string;
            /** Volume Max */
            volume_max: string;
            /** Volume Step */
            volume_step: string;
            /** Currency Base */
            currency_base: string;
            /** Currency Profit */
            currency_profit: string;
            /** Currency Margin */
            currency_margin: string;
            /** Calc Mode */
            calc_mode: string;
            /** Pip Size */
            pip_size: string | null;
            /**
             * Stops Level Points
             * @default 0
             */
            stops_level_points: number;
            /**
             * Always Open
             * @default false
             */
            always_open: boolean;
            /**
             * Origin
             * @description stated by the terminal, built_in or assumed
             * @default stated
             */
            origin: string;
            /**
             * Aliases
             * @description other names that were found to mean this symbol
             */
            aliases: string[];
        };
        /**
         * SymbolState
         * @description One symbol's session and its last tick (market time and wall time).
         */
        SymbolState: {
            /** Symbol */
            symbol: string;
            /**
             * Session
             * @enum {string}
             */
            session: "open" | "closed";
            /** Last Tick */
            last_tick: number | null;
            /** Last Tick At */
            last_tick_at: number | null;
            /** Opens */
            opens: number | null;
        };
        /**
         * Symbols
         * @description Every symbol of the venue.
         */
        Symbols: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /** Symbols */
            symbols: components["schemas"]["SymbolInfo"][];
        };
        /**
         * Ticket
         * @description A single-use ticket for the WebSocket's first frame.
         */
        Ticket: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Ticket */
            ticket: string;
            /** Expires In S */
            expires_in_s: number;
        };
        /**
         * Ticks
         * @description Recorded ticks as columns; (ts, n) identifies one. `next_from` begins the next page.
         */
        Ticks: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /** Symbol */
            symbol: string;
            /** Ts */
            ts: number[];
            /** N */
            n: number[];
            /** Bid */
            bid: number[];
            /** Ask */
            ask: number[];
            /** Until */
            until: number;
            /** Next From */
            next_from: number | null;
        };
        /**
         * Time
         * @description The gateway's clock.
         */
        Time: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Time */
            time: string;
            /** Time Us */
            time_us: number;
        };
        /**
         * Timeframe
         * @description MetaTrader's 21 timeframes.
         * @enum {string}
         */
        Timeframe: "M1" | "M2" | "M3" | "M4" | "M5" | "M6" | "M10" | "M12" | "M15" | "M20" | "M30" | "H1" | "H2" | "H3" | "H4" | "H6" | "H8" | "H12" | "D1" | "W1" | "MN1";
        /**
         * Trade
         * @description A position from its entry to its end.
         */
        Trade: {
            /** Id */
            id: number;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /** Volume */
            volume: string;
            /** Symbol */
            symbol: string;
            /** Time Open */
            time_open: string;
            /** Price Open */
            price_open: string | null;
            /** Time Close */
            time_close: string | null;
            /** Price Close */
            price_close: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /** Profit */
            profit: string;
            /** Commission */
            commission: string;
            /** Swap */
            swap: string;
            /** Net */
            net: string;
            /** Points */
            points: number | string | null;
            /** Planned R */
            planned_r: number | string | null;
            /** Achieved R */
            achieved_r: number | string | null;
            /** Result R */
            result_r: number | string | null;
            /** Mfe */
            mfe: number | string | null;
            /** Mae */
            mae: number | string | null;
            /** Mfe Money */
            mfe_money: number | string | null;
            /** Mae Money */
            mae_money: number | string | null;
            /** Bars Held */
            bars_held: number;
            /** Entry Reason */
            entry_reason: string;
            /** Exit Reason */
            exit_reason: string;
            /** Exit Assumed */
            exit_assumed: boolean | null;
            /** Decision Time */
            decision_time: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Trades
         * @description Trades in the order in which they were opened.
         */
        Trades: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Trades */
            trades: components["schemas"]["Trade"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Trip
         * @description Stop everything; with `flatten` also cancel what waits and close what is open.
         */
        Trip: {
            /**
             * Reason
             * @default kill switch
             */
            reason: string;
            /** Account */
            account?: string | null;
            /**
             * Flatten
             * @default false
             */
            flatten: boolean;
        };
        /**
         * User
         * @description A person or program that is signed in.
         */
        User: {
            /** Name */
            name: string;
            /** Role */
            role: string;
        };
        /**
         * Variant
         * @description One set of params; `error` says why it could not run.
         */
        Variant: {
            /** Number */
            number: number;
            /** Params */
            params: {
                [key: string]: number;
            };
            /** Objective */
            objective: number | string | null;
            /** Statistics */
            statistics: {
                [key: string]: number | string | null;
            };
            /**
             * Error
             * @default
             */
            error: string;
            /** Backtest */
            backtest: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Variants
         * @description Sets of a sweep by the statistic asked for.
         */
        Variants: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Results */
            results: components["schemas"]["Variant"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * VenueLink
         * @description What is at the other end, as the bridge says; `checked_at` is when it looked.
         */
        VenueLink: {
            /** Id */
            id: string;
            /**
             * Ts
             * @description source time, microseconds UTC
             */
            ts: number;
            /** Seq */
            seq: number;
            /** Ep */
            ep: string;
            /**
             * At
             * @description wall clock when it was said, microseconds UTC
             */
            at: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Venue */
            venue: string;
            /** Terminal */
            terminal: string;
            /** Checked At */
            checked_at: number;
            /**
             * Server
             * @default
             */
            server: string;
            /**
             * Login
             * @default
             */
            login: string;
            /** Build */
            build: number | null;
            /** Ping Ms */
            ping_ms: number | null;
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * WaitingOrder
         * @description An order that waits at the venue; `good_till` null: until it is cancelled.
         */
        WaitingOrder: {
            /** Ticket */
            ticket: number;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Type
             * @enum {string}
             */
            type: "market" | "limit" | "stop" | "stop_limit";
            /** Volume */
            volume: string;
            /** Price */
            price: string;
            /** Time */
            time: number;
            /** Price Current */
            price_current: string | null;
            /** Limit Price */
            limit_price: string | null;
            /** Stop Loss */
            stop_loss: string | null;
            /** Take Profit */
            take_profit: string | null;
            /**
             * Time In Force
             * @default gtc
             * @enum {string}
             */
            time_in_force: "gtc" | "day" | "specified" | "specified_day";
            /** Good Till */
            good_till: number | null;
            /** Deployment */
            deployment: string | null;
            /**
             * Comment
             * @default
             */
            comment: string;
            /**
             * State
             * @default 1
             */
            state: number;
            /** Order Id */
            order_id: string | null;
            /**
             * Is External
             * @default false
             */
            is_external: boolean;
        };
        /**
         * WaitingOrders
         * @description Every order that waits at the venue.
         */
        WaitingOrders: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Orders */
            orders: components["schemas"]["AccountWaitingOrder"][];
        };
        /**
         * WalkForward
         * @description A walk-forward as it stands; windows and figures come when it is done.
         */
        WalkForward: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Id */
            id: string;
            /** Job */
            job: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Name */
            name: string;
            /** Symbol */
            symbol: string;
            /** Timeframe */
            timeframe: string;
            /** Currency */
            currency: string;
            /** Created At */
            created_at: number;
            /**
             * Detail
             * @default
             */
            detail: string;
            /** Request */
            request: {
                [key: string]: unknown;
            };
            /** Scheme */
            scheme: string;
            /** Objective */
            objective: string;
            /** Trials */
            trials: number | null;
            /**
             * Done
             * @default 0
             */
            done: number;
            /** Windows */
            windows: components["schemas"]["Window"][];
            equity: components["schemas"]["StitchedEquity"] | null;
            /** Statistics */
            statistics: {
                [key: string]: number | string | null;
            };
            /**
             * Efficiency
             * @description out-of-sample profit a day over that in the sample
             */
            efficiency: number | string | null;
            honesty: components["schemas"]["Honesty"] | null;
            /** Digest */
            digest: string | null;
            /**
             * Command
             * @default
             */
            command: string;
        };
        /**
         * WalkForwards
         * @description Walk-forwards, newest first.
         */
        WalkForwards: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Walk Forwards */
            walk_forwards: components["schemas"]["Run"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Why
         * @description Why a trade was opened, and why it was closed.
         */
        Why: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            entry: components["schemas"]["WhyMoment"];
            exit: components["schemas"]["WhyMoment"] | null;
        };
        /**
         * WhyCondition
         * @description A comparison of the document, with its values at that bar.
         */
        WhyCondition: {
            /** Path */
            path: string;
            /** Text */
            text: string;
            /**
             * Truth
             * @enum {string}
             */
            truth: "true" | "false" | "not_warmed_up";
            /** Left */
            left: number | null;
            /** Right */
            right: number | null;
        };
        /**
         * WhyMoment
         * @description What happened at the bar that decided it.
         */
        WhyMoment: {
            /** Reason */
            reason: string;
            /** Text */
            text: string;
            /**
             * Time
             * @description open of the bar, microseconds UTC
             */
            time: number | null;
            /** Price */
            price: string | null;
            /** Conditions */
            conditions: components["schemas"]["WhyCondition"][];
        };
        /**
         * Window
         * @description One window: chosen on the first part, shown on the second.
         *
         *     Without `params` nothing could be chosen, and nothing was traded.
         */
        Window: {
            /** Number */
            number: number;
            /** In From */
            in_from: string | null;
            /** In To */
            in_to: string | null;
            /** Out From */
            out_from: string | null;
            /** Out To */
            out_to: string | null;
            /** Params */
            params: {
                [key: string]: number;
            } | null;
            /** In Score */
            in_score: number | string | null;
            /** Out Score */
            out_score: number | string | null;
            /** In Profit */
            in_profit: number | string | null;
            /** Out Profit */
            out_profit: number | string | null;
            /** Out Trades */
            out_trades: number | null;
            /**
             * Held Out
             * @description purged: the parts that it was not chosen on
             */
            held_out: number[];
            /**
             * Rank
             * @description purged: its place among all sets there, 0 (worst) to 1
             */
            rank: number | string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Problem
         * @description Why a request was not done, and what the caller can do about it.
         */
        Problem: {
            /**
             * Type
             * @description stable name of the kind of problem
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Hint
             * @default
             */
            hint: string;
            /**
             * Retryable
             * @default false
             */
            retryable: boolean;
            /**
             * Trace Id
             * @default
             */
            trace_id: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["FieldProblem"][] | null;
            /**
             * Retcode
             * @description the broker's own code
             * @default null
             */
            retcode: number | null;
            /**
             * Order Id
             * @default null
             */
            order_id: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    read_time: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Time"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_symbols: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Symbols"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_candles: {
        parameters: {
            query: {
                symbol: string;
                timeframe: components["schemas"]["Timeframe"];
                limit?: number;
                /** @description microseconds UTC */
                from_time?: number | null;
                /** @description microseconds UTC */
                to_time?: number | null;
                source?: "terminal" | "recorded";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Candles"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_ticks: {
        parameters: {
            query: {
                symbol: string;
                limit?: number;
                /** @description microseconds UTC */
                from_ts?: number | null;
                /** @description microseconds UTC */
                to_ts?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticks"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_coverage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverages"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_indicators: {
        parameters: {
            query: {
                symbol: string;
                timeframe: components["schemas"]["Timeframe"];
                /** @description an operand of a strategy document, as {"ind":"ema","period":20} */
                ind: string[];
                limit?: number;
                /** @description microseconds UTC */
                to_time?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Indicators"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accounts"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_orders: {
        parameters: {
            query?: {
                account?: string | null;
                state?: string | null;
                symbol?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: {
                validate_only?: boolean;
            };
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_deals: {
        parameters: {
            query?: {
                account?: string | null;
                symbol?: string | null;
                deployment?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deals"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_waiting_orders: {
        parameters: {
            query?: {
                account?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingOrders"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query: {
                account: string;
            };
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                ticket: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_order: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                ticket: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_positions: {
        parameters: {
            query?: {
                account?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Positions"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_stops: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                ticket: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveStops"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_position: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                ticket: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Close"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_position_by: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                ticket: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseBy"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    flatten_account: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Flatten"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flattened"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_kill_switch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillStates"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_everything: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Trip"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Killed"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_kill_switch: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseKill"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillStates"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_connection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_audit: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRows"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_strategies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Strategies"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_strategy: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveStrategy"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredStrategy"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_strategy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                strategy: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredStrategy"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_strategy: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag, as "3" */
                "If-Match"?: string | null;
            };
            path: {
                strategy: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveStrategy"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredStrategy"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate_strategy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveStrategy"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedStrategy"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_deployments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployments"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_deployment: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartDeployment"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyStatus"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_deployment: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopReason"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyStatus"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_decisions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description microseconds UTC */
                before?: number | null;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decisions"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_backtests: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtests"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_backtest: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartBacktest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_trades: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trades"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_run_deals: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDeals"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_equity: {
        parameters: {
            query?: {
                points?: number;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EquityCurve"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_run_candles: {
        parameters: {
            query?: {
                around?: string | null;
                before?: string | null;
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCandles"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_why: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                trade: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roll_monte_carlo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartMonteCarlo"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonteCarlo"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stress_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stresses"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_backtest: {
        parameters: {
            query?: {
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_sweeps: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweeps"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_sweep: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartSweep"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_variants: {
        parameters: {
            query?: {
                /** @description a statistic, - before it: lowest first */
                sort?: string;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                sweep: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variants"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_walk_forwards: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalkForwards"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_walk_forward: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 128 visible characters; the same key and body give the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartWalkForward"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_walk_forward: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                walk_forward: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalkForward"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_walk_forward: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                walk_forward: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_jobs: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredJob"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredJob"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_market_data: {
        parameters: {
            query?: {
                symbol?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketData"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issue_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description Why it was not done */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
