/** Sizes of the built page against its budgets (gzip, kB of 1,000 bytes); fails above them. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const INITIAL_KB = 160;
const LAZY_KB = 150;
const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const assets = new URL("assets/", dist);
const isInitial = (name) => html.includes(`/assets/${name}`);
const rows = readdirSync(assets)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, kb: gzipSync(readFileSync(new URL(name, assets))).length / 1000, initial: isInitial(name) }))
  .sort((a, b) => b.kb - a.kb);
const initial = rows.filter((row) => row.initial).reduce((sum, row) => sum + row.kb, 0);
for (const { name, kb, initial: first } of rows) console.log(`${kb.toFixed(1).padStart(7)} kB  ${first ? "initial" : "lazy   "}  ${name}`);
console.log(`${initial.toFixed(1).padStart(7)} kB  of ${INITIAL_KB} allowed at first`);
const faults = rows.filter((row) => !row.initial && row.kb > LAZY_KB).map((row) => `${row.name} is above ${LAZY_KB} kB`);
if (initial > INITIAL_KB) faults.push(`the initial JavaScript is above ${INITIAL_KB} kB`);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
