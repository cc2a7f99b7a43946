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
    "/api/v1/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read Positions */
        get: operations["read_positions"];
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
        post?: never;
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
    "/api/v1/kill-switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Everything
         * @description Stop every running strategy.
         */
        post: operations["stop_everything"];
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
            /**
             * Time
             * @description `ts` as RFC 3339
             */
            readonly time: string;
        };
        /**
         * AccountPosition
         * @description A position and the account it is on.
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
            /** Account */
            account: string;
            /**
             * Opened At
             * @description `time` as RFC 3339
             */
            readonly opened_at: string;
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
             * @enum {string}
             */
            entry: "in" | "out";
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
         * Stopped
         * @description How many deployments the kill switch stopped.
         */
        Stopped: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "demo" | "replay" | "paper" | "live";
            /** Stopped */
            stopped: number;
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
    read_orders: {
        parameters: {
            query?: {
                account?: string | null;
                state?: string | null;
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
                    "application/json": components["schemas"]["Stopped"];
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
