import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Imports only go down: format < live < charts < api/ui < pages < app. */
function floor(files, banned) {
  return {
    files,
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: banned.map(([group, message]) => ({ group: [].concat(group), message })) },
      ],
    },
  };
}

const react = [["react", "react-dom", "react/*"], "No React here: ticks never enter React state."];
const upward = (...folders) => [folders.map((f) => `@/${f}/*`), "Imports only go down."];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/contracts.gen.ts", "src/api/openapi.gen.ts"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true }],
      "no-console": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  floor(["src/format/**"], [react, upward("live", "charts", "api", "ui", "pages", "app")]),
  floor(["src/live/**"], [react, upward("charts", "api", "ui", "pages", "app")]),
  floor(["src/charts/**"], [react, upward("api", "ui", "pages", "app")]),
  floor(["src/api/**"], [upward("charts", "ui", "pages", "app")]),
  floor(["src/ui/**"], [upward("live", "charts", "api", "pages", "app")]),
  floor(["src/state/**"], [upward("charts", "api", "ui", "pages", "app")]),
  floor(["src/pages/**"], [upward("app")]),
);
