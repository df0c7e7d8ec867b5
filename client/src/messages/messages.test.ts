import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
const CATALOGUES = ["messages", "messages/board"];

type Catalogue = Record<string, unknown>;

function catalogue(folder: string, language: string): Catalogue {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(join(SOURCE, folder, `${language}.json`), "utf8"),
  ) as Catalogue;
  return messages;
}

/** Everything of ours that could show a message. */
function sources(): string {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(svelte|ts)$/.test(path) && !/^(paraglide|generated)\//.test(path) && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(SOURCE, path), "utf8"))
    .join("\n");
}

/** The names of the values that a message, in whatever form, has room for. */
function places(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].sort();
}

describe.each(CATALOGUES)("the messages in %s", (folder) => {
  const english = catalogue(folder, "en");
  const dutch = catalogue(folder, "nl");

  test("have the same keys in both languages, in the same order", () => {
    expect(Object.keys(dutch)).toEqual(Object.keys(english));
  });

  test("have room for the same values in both languages", () => {
    for (const [key, message] of Object.entries(english)) expect(places(dutch[key]), key).toEqual(places(message));
  });

  test("are each shown somewhere", () => {
    const used = new Set([...sources().matchAll(/\bm\.(\w+)\(/g)].map((match) => match[1]));
    expect(Object.keys(english).filter((key) => !used.has(key))).toEqual([]);
  });

  test("are calm: nothing is empty, nothing is shouted", () => {
    for (const message of [...Object.values(english), ...Object.values(dutch)]) {
      expect(JSON.stringify(message)).not.toMatch(/!|^""$/);
    }
  });
});
