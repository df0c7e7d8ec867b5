/**
 * One file for what only a board needs, in place of two dozen: they are fetched sooner and compressed better.
 *
 * What is in it is found from what imports what, not from names: all that the page of a board imports at once and
 * no other page does. Whatever such a module imports is in it as well or needed by another page, and nothing that
 * another page needs imports any of it: so no two files can need each other.
 */
import { join } from "node:path";

import type { Rolldown } from "vite";

import { BOARD } from "./first_visit";

const ENTRY = "/src/main.ts";
const PAGE = /\/src\/pages\/(\w+)\.svelte$/;
/** All messages are imported through one list of them, of which what is not said is left out: it tells nothing. */
const MESSAGES = "/src/paraglide/";

type Context = { getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[]; readonly code: string | null } | null };

/** `starts` and all that they import before they run. */
function reached(starts: Iterable<string>, context: Context): Set<string> {
  const found = new Set<string>();
  const waiting = [...starts];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || id.includes(MESSAGES)) continue;
    found.add(id);
    waiting.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

/** The names of the messages that `ids` speak of. */
function said(ids: Iterable<string>, context: Context): Set<string> {
  const codes = [...ids].map((id) => context.getModuleInfo(id)?.code ?? "");
  return new Set(codes.flatMap((code) => [...code.matchAll(/\bm\.(\w+)/g)].map(([, name = ""]) => name)));
}

function messageFile(name: string): string {
  return join(import.meta.dirname, "..", MESSAGES, "messages", `${name}.js`);
}

function onlyBoard(context: Context): Set<string> {
  const entry = join(import.meta.dirname, "..", ENTRY);
  const pages = [...reached([entry], context)].flatMap((id) => [...(context.getModuleInfo(id)?.dynamicallyImportedIds ?? [])]).filter((id) => PAGE.test(id));
  const board = pages.filter((id) => PAGE.exec(id)?.[1] === BOARD);
  const others = reached([entry, ...pages.filter((id) => !board.includes(id))], context);
  const only = [...reached(board, context)].filter((id) => !others.has(id));
  const elsewhere = said(others, context);
  return new Set([...only, ...[...said(only, context)].filter((name) => !elsewhere.has(name)).map(messageFile)]);
}

export function oneBoardChunk(): NonNullable<Rolldown.OutputOptions["codeSplitting"]> {
  let only: Set<string> | undefined;
  return {
    includeDependenciesRecursively: false,
    groups: [
      {
        name(id, context) {
          only ??= onlyBoard(context);
          return only.has(id) ? BOARD : null;
        },
      },
    ],
  };
}
