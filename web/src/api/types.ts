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
export type Stopped = Schemas["Stopped"];
export type StartRequest = Schemas["StartDeployment"];
