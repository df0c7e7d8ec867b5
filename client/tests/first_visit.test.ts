/** The build's own scales, with builds of a few lines: what a first visit loads, and what is too much. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build, type Plugin } from "vite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { weighFirstVisit } from "../scripts/first_visit";

/** A module that gzip makes hardly smaller than this: hexadecimal digits are worth half a byte. */
function weighing(kilobytes: number): string {
  let digits = "";
  for (let line = 0; digits.length < kilobytes * 2000; line++) digits += createHash("sha256").update(`${kilobytes} ${line}`).digest("hex");
  return `globalThis.kept = "${digits}";`;
}

/** Modules that are no files. */
function modules(sources: Record<string, string>): Plugin {
  return {
    name: "modules",
    enforce: "pre",
    resolveId: (id) => (id in sources ? id : null),
    load: (id) => sources[id] ?? null,
  };
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "first-visit-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function built(sources: Record<string, string>): Promise<void> {
  await build({
    configFile: false,
    logLevel: "silent",
    root: folder,
    plugins: [modules(sources), weighFirstVisit()],
    build: { outDir: join(folder, "out"), modulePreload: false, rolldownOptions: { input: "/main.js" } },
  });
}

const page = "/src/pages/BoardPage.svelte";
const main = `import("${page}");`;

describe("[UI-47] a build", () => {
  test("passes when a first visit to a board loads what is promised", async () => {
    await built({ "/main.js": main, [page]: weighing(110) });
  });

  test("fails when it would be more: the entry, the page and what it imports together", async () => {
    const heavy = { "/main.js": main + weighing(44), [page]: `import "/deep.js"; ${weighing(45)}`, "/deep.js": weighing(46) };
    await expect(built(heavy)).rejects.toThrow(/loads 14\d\.\d kB of JavaScript \(gzip\); 126 are promised/);
  });

  test("does not count what is loaded after the paper is there", async () => {
    await built({ "/main.js": main, [page]: `import("/later.js"); ${weighing(100)}`, "/later.js": weighing(60) });
  });

  test("fails when the page of the board is not to be found", async () => {
    await expect(built({ "/main.js": weighing(1) })).rejects.toThrow(/no chunk is src\/pages\/BoardPage\.svelte/);
  });
});
