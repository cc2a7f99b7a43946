/**
 * Types of the REST interface from the gateway's own description: src/api/openapi.gen.ts.
 *
 *   npm run types -- http://127.0.0.1:8080/openapi.json [--check]
 *
 * With --check nothing is written; it fails when the file would change.
 */
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = process.argv.slice(2).find((one) => !one.startsWith("--"));
if (!source) {
  console.error("name the gateway's description: npm run types -- http://127.0.0.1:8080/openapi.json");
  process.exit(2);
}
const target = new URL("../src/api/openapi.gen.ts", import.meta.url);
const head = "// Generated from the gateway's /openapi.json by scripts/types.mjs; do not edit.\n\n";
const text = head + astToString(await openapiTS(new URL(source)));
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error("src/api/openapi.gen.ts differs from the gateway's description: run npm run types");
  process.exit(1);
}
