/** Weighs what a first visit to a board loads, and fails the build that makes it heavier than promised. */
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Initial JavaScript of the board's page, compressed, everything counted (docs/SPEC.md, UI-47). */
const BOUND_BYTES = 126_000;
/** The page of a board, as its chunk is called. */
export const BOARD = "BoardPage";
const PAGE = `src/pages/${BOARD}.svelte`;

function isBoard({ moduleIds }: Rollup.OutputChunk): boolean {
  return moduleIds.some((id) => id.endsWith(PAGE));
}

/** The entry and the page of the board, with all that both import before anything is shown. */
export function chunksNeeded(chunks: readonly Rollup.OutputChunk[]): Set<Rollup.OutputChunk> {
  return imported(chunks.filter((chunk) => chunk.isEntry || isBoard(chunk)), chunks);
}

/** `starts`, and all chunks that they import before they run. */
function imported(starts: readonly Rollup.OutputChunk[], chunks: readonly Rollup.OutputChunk[]): Set<Rollup.OutputChunk> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rollup.OutputChunk>();
  const waiting = [...starts];
  for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
    if (found.has(chunk)) continue;
    found.add(chunk);
    for (const name of chunk.imports) {
      const next = byName.get(name);
      if (next !== undefined) waiting.push(next);
    }
  }
  return found;
}

export function weighFirstVisit(): Plugin {
  return {
    name: "tafelronde-first-visit",
    apply: "build",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const loaded = chunksNeeded(chunks);
      // Two files that need each other run in an order that nobody has chosen.
      for (const chunk of loaded) {
        const needed = imported(chunks.filter(({ fileName }) => chunk.imports.includes(fileName)), chunks);
        if (needed.has(chunk)) this.error(`${chunk.fileName} needs a file that needs it`);
      }
      if (![...loaded].some(isBoard)) this.error(`no chunk is ${PAGE}: what a first visit loads is not known`);
      const bytes = [...loaded].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
      const said = `a first visit to a board loads ${(bytes / 1000).toFixed(1)} kB of JavaScript (gzip); ${BOUND_BYTES / 1000} are promised`;
      if (bytes > BOUND_BYTES) this.error(said);
      this.info(said);
    },
  };
}
