/** Bodies of the REST interface, by the names the page uses; generated from the gateway's description. */

import type { components } from "@/api/openapi.gen";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type SignedIn = Schemas["SignedIn"];
export type Ticket = Schemas["Ticket"];
export type Symbols = Schemas["Symbols"];
export type Candles = Schemas["Candles"];
export type Indicators = Schemas["Indicators"];
export type Accounts = Schemas["Accounts"];
export type Deals = Schemas["Deals"];
export type Strategies = Schemas["Strategies"];
export type Deployments = Schemas["Deployments"];
export type Deployment = Schemas["StrategyStatus"];
export type Decisions = Schemas["Decisions"];
export type Killed = Schemas["Killed"];
export type KillStates = Schemas["KillStates"];
export type Kill = Schemas["Kill"];
export type Outcome = Schemas["Outcome"];
export type Estimate = Schemas["Estimate"];
export type Flattened = Schemas["Flattened"];
export type PlaceOrder = Schemas["PlaceOrder"];
export type Order = Schemas["Order"];
export type Orders = Schemas["Orders"];
export type Positions = Schemas["Positions"];
export type ConnectionReply = Schemas["Connection"];
export type ConnectionStep = Schemas["ConnectionStep"];
export type StartRequest = Schemas["StartDeployment"];
