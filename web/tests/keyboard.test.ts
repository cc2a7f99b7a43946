import { describe, expect, it } from "vitest";
import { actionOf, nameOf, type KeyPress } from "@/app/keyboard";
import { tokenIn } from "@/app/signed_out";
import { resolveTheme } from "@/app/theme";
import { parseStored } from "@/state/preferences";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key, ctrl: false, meta: false, alt: false, shift: false, isTyping: false, before: null, ...more,
});

describe("the keyboard map", () => {
  it.each([
    [press("k", { ctrl: true }), { do: "palette" }],
    [press("k", { meta: true, isTyping: true }), { do: "palette" }],
    [press("/"), { do: "symbols" }],
    [press("?", { shift: true }), { do: "help" }],
    [press("1"), { do: "timeframe", timeframe: "M1" }],
    [press("9"), { do: "timeframe", timeframe: "MN1" }],
    [press("l", { before: "g" }), { do: "page", path: "/live" }],
    [press("l"), null],
    [press("0"), null],
    [press("5", { isTyping: true }), null],
    [press("5", { alt: true }), null],
    [press("Escape"), null],
  ])("%o does %o", (one, action) => {
    expect(actionOf(one)).toEqual(action);
  });

  it("stops all strategies on Shift+Esc twice, never on once", () => {
    const escape = press("Escape", { shift: true });
    expect(actionOf(escape)).toBeNull();
    expect(actionOf({ ...escape, before: nameOf(escape), isTyping: true })).toEqual({ do: "kill" });
    expect(actionOf({ ...escape, before: "escape" })).toBeNull();
  });

  it("can be turned off, except for chords with a modifier", () => {
    expect(actionOf(press("/"), false)).toBeNull();
    expect(actionOf(press("k", { ctrl: true }), false)).toEqual({ do: "palette" });
  });
});

describe("what is kept in the browser", () => {
  it("falls back to the defaults for anything unreadable", () => {
    for (const text of [null, "", "{", "[]", '{"theme":"neon"}']) expect(parseStored(text).theme).toBe("system");
    expect(parseStored('{"theme":"light"}')).toMatchObject({ theme: "light", zone: "utc" });
  });

  it("follows the system only when asked to", () => {
    expect(resolveTheme("system", true)).toBe("dark");
    expect(resolveTheme("light", true)).toBe("light");
  });
});

describe("a pasted sign-in link", () => {
  it("gives its token, as does the token alone", () => {
    expect(tokenIn(" http://127.0.0.1:8080/sign-in#token=abc-_1 ")).toBe("abc-_1");
    expect(tokenIn("abc-_1")).toBe("abc-_1");
  });
});
