"use strict";
// Draws /openapi.json as a reference. Text is only ever set as text, never as markup.

const make = (tag, text, name) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (name) node.className = name;
  return node;
};

const nameOf = (ref) => ref.split("/").pop();

const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return `map of ${typeOf(schema.additionalProperties)}`;
  }
  return schema.type || "any";
};

const table = (heads, rows) => {
  const node = make("table");
  const top = node.createTHead().insertRow();
  for (const head of heads) top.append(make("th", head));
  const body = node.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const cell of row) line.append(make("td", cell));
  }
  return node;
};

const parameters = (operation) =>
  (operation.parameters || []).map((item) => [
    item.name,
    item.in,
    typeOf(item.schema),
    item.required ? "required" : item.schema.default === undefined ? "" : `default ${item.schema.default}`,
    item.description || item.schema.description || "",
  ]);

const contents = (content) =>
  Object.entries(content || {}).map(([media, entry]) => `${typeOf(entry.schema)} (${media})`).join(", ");

const drawOperation = (path, method, operation) => {
  const node = make("details");
  const head = make("summary");
  head.append(make("span", method.toUpperCase(), "method"), make("span", path, "path"), " ");
  head.append(make("span", (operation.description || operation.summary || "").split("\n")[0], "words"));
  node.append(head);
  if (operation.description) node.append(make("p", operation.description));
  node.append(make("p", operation.security ? "Needs an API key or a session." : "Open to everyone."));
  const rows = parameters(operation);
  if (rows.length) node.append(table(["parameter", "in", "type", "", "what"], rows));
  if (operation.requestBody) node.append(make("p", `Body: ${contents(operation.requestBody.content)}`));
  const answers = Object.entries(operation.responses).map(([status, entry]) => [
    status, contents(entry.content), entry.description,
  ]);
  node.append(table(["status", "answer", "what"], answers));
  node.dataset.words = `${method} ${path} ${operation.description || ""}`.toLowerCase();
  return node;
};

const drawSchema = (name, schema) => {
  const node = make("details");
  node.id = `schema-${name}`;
  const head = make("summary");
  head.append(make("span", name, "path"), " ", make("span", (schema.description || "").split("\n")[0], "words"));
  const required = new Set(schema.required || []);
  const rows = Object.entries(schema.properties || {}).map(([field, entry]) => [
    field, typeOf(entry), required.has(field) ? "always" : "optional", entry.description || "",
  ]);
  node.append(head, table(["field", "type", "", "what"], rows));
  node.dataset.words = name.toLowerCase();
  return node;
};

const draw = (description) => {
  document.getElementById("title").textContent = `${description.info.title} REST reference ${description.info.version}`;
  document.getElementById("about").textContent = description.info.description || "";
  const operations = document.getElementById("operations");
  for (const [path, entries] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(entries)) {
      operations.append(drawOperation(path, method, operation));
    }
  }
  const schemas = document.getElementById("schemas");
  for (const [name, schema] of Object.entries(description.components.schemas).sort()) {
    schemas.append(drawSchema(name, schema));
  }
  document.getElementById("find").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase();
    for (const node of document.querySelectorAll("details")) node.hidden = !node.dataset.words.includes(words);
  });
};

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then(draw)
  .catch((error) => {
    document.getElementById("about").textContent = `The description could not be loaded: ${error.message}`;
  });
