// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";

import { m } from "../paraglide/messages";
import { chooseLanguage, decideLanguage, language } from "./language.svelte";

beforeEach(() => {
  localStorage.clear();
});

test("the browser's first wish that we speak decides", () => {
  expect(decideLanguage(null, ["fr-BE", "nl-BE", "en"])).toBe("nl");
});

test("a choice made before overrides the browser", () => {
  expect(decideLanguage("en", ["nl-NL"])).toBe("en");
});

test("who wishes only what we do not speak gets English, and so does a damaged memory", () => {
  expect(decideLanguage("klingon", ["fr", "de"])).toBe("en");
});

test("choosing changes messages and <html lang> at once and is remembered", () => {
  chooseLanguage("nl");
  expect([language(), document.documentElement.lang, m.join_name()]).toEqual(["nl", "nl", "Je naam"]);
  chooseLanguage("en");
  expect([language(), document.documentElement.lang, m.join_name()]).toEqual(["en", "en", "Your name"]);
  expect(decideLanguage(localStorage.getItem("tafelronde.language"), ["nl"])).toBe("en");
});
