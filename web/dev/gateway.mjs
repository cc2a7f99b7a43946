/**
 * FOR DEVELOPMENT OF THE PAGE ONLY: a stand-in that speaks the gateway's contract with made-up data.
 * It is no part of the platform, and no test of the platform uses it.
 *
 *   node dev/gateway.mjs [--port 8899] [--speed 1] [--dist]     --dist serves web/dist with the content policy
 *
 * Sign-in: any token. Kill it and start it again to see the page go stale and recover.
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { WebSocketServer } from "ws";
import { Lab } from "./lab.mjs";
import { Market, SYMBOLS, TIMEFRAMES } from "./market.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const port = option("port", 8899);
const market = new Market(option("speed", 1));
const dist = process.argv.includes("--dist") ? new URL("../dist", import.meta.url).pathname : null;
const mode = "demo";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src 'self' data:; connect-src 'self' ws://127.0.0.1:" + port;

function json(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers });
  response.end(JSON.stringify({ mode, ...body }));
}

const refuse = (response, status, code, detail, hint = "") => json(response, status, { status, code, title: code, detail, hint });

async function answer(request, response, url, body) {
  const path = url.pathname.replace("/api/v1", "");
  const query = Object.fromEntries(url.searchParams);
  const isSignedIn = (request.headers.cookie ?? "").includes("tickloom_session=");
  if (path === "/sign-in") {
    if (!body.token) return refuse(response, 401, "unauthenticated", "This sign-in link was used or has run out.", "Start the platform again for a new one.");
    return json(response, 200, { user: { name: "owner", role: "admin" } }, { "set-cookie": "tickloom_session=dev; Path=/; HttpOnly; SameSite=Strict" });
  }
  if (!isSignedIn) return refuse(response, 401, "unauthenticated", "Sign in first.");
  const stop = path.match(/^\/deployments\/([^/]+)\/stop$/);
  const decisions = path.match(/^\/deployments\/([^/]+)\/decisions$/);
  if (stop) return json(response, 200, market.stop(stop[1]));
  if (decisions) return json(response, 200, { decisions: market.decisions.filter((one) => one.deployment === decisions[1]).slice(0, 50), more: false });
  const routes = {
    "GET /me": () => ({ user: { name: "owner", role: "admin" }, accounts: ["paper-1"] }),
    "POST /sign-out": () => ({}),
    "POST /ws-ticket": () => ({ ticket: "dev", expires_in_s: 30 }),
    "GET /symbols": () => ({ venue: "demo", symbols: SYMBOLS }),
    "GET /candles": () => market.candles(query),
    "GET /indicators": () => market.indicators(query, url.searchParams.getAll("ind")),
    "GET /accounts": () => ({ accounts: [market.mark()] }),
    "GET /deals": () => ({ deals: market.deals.slice(0, Number(query.limit ?? 200)), next_cursor: null }),
    "GET /strategies": () => ({ strategies: market.strategies }),
    "GET /deployments": () => ({ deployments: [...market.deployments.values()] }),
    "POST /deployments": () => market.start(body),
    "POST /kill-switch": () => ({ mode: "demo", stopped: market.stopAll(), accounts: [], closed: [], problems: [] }),
  };
  const route = routes[`${request.method} ${path}`];
  const found = route ? null : lab.answer(request.method, path, query);
  if (found) return json(response, 200, found);
  if (!route) return refuse(response, 404, "not_found", `There is no ${path}.`);
  return json(response, request.method === "POST" && path === "/deployments" ? 201 : 200, route());
}

async function file(response, path) {
  const name = extname(path) ? path : "/index.html";
  try {
    const content = await readFile(join(dist, name));
    response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-security-policy": POLICY });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://local");
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    if (url.pathname.startsWith("/api/")) void answer(request, response, url, text ? JSON.parse(text) : {});
    else if (dist) void file(response, url.pathname);
    else response.writeHead(404).end();
  });
});

const clients = new Set();
const sockets = new WebSocketServer({ server, path: "/ws/v1" });
sockets.on("connection", (socket) => {
  const client = { socket, channels: new Set() };
  socket.on("message", (data) => {
    const { id, op, args, channel, channels = channel ? [channel] : [] } = JSON.parse(data);
    const reply = (body) => socket.send(JSON.stringify({ id, ok: true, ...body }));
    if (op === "auth") {
      clients.add(client);
      return reply({ user: "owner", mode, time_us: Date.now() * 1000, args: undefined && args });
    }
    if (op === "ping") return reply({ op: "pong", time_us: Date.now() * 1000 });
    for (const name of channels) {
      if (op === "unsubscribe") client.channels.delete(name);
      else client.channels.add(name);
    }
    reply({ channels: [...client.channels] });
    if (op === "subscribe") for (const frame of market.snapshots(channels)) socket.send(JSON.stringify(frame));
  });
  socket.on("close", () => clients.delete(client));
});

const say = (name, frame) => {
  const text = JSON.stringify(frame);
  for (const { socket, channels } of clients) if (channels.has(name)) socket.send(text);
};
const lab = new Lab(say);
market.say = (name, frame) => {
  const text = JSON.stringify(frame);
  for (const { socket, channels } of clients) if (channels.has(name) || (name.startsWith("algo:") && channels.has("algo:*"))) socket.send(text);
};
setInterval(() => {
  for (const { socket, channels } of clients) {
    const items = [...channels].filter((name) => name.startsWith("tick:")).map((name) => ({ channel: "tick", key: name.slice(5), kind: "heartbeat", seq: 0, ep: "x", feed_age_ms: 0, session: market.sessionOf(name.slice(5)) }));
    socket.send(JSON.stringify({ kind: "heartbeats", time_us: Date.now() * 1000, items }));
  }
}, 2000);
market.run();
server.listen(port, "127.0.0.1", () => console.log(`stand-in for development at http://127.0.0.1:${port} (${TIMEFRAMES.length} timeframes)`));
