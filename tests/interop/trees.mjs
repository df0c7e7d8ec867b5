/**
 * The client's reading of mind maps: reads one JSON list of base64 updates a line, and answers each with
 * the forest that `client/src/board/tree.ts` makes of the document that Yjs makes of them.
 */
import { createInterface } from "node:readline";

import * as Y from "yjs";

import { forest } from "../../client/src/board/tree.ts";

function read(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, "base64"));
  const nodes = new Map();
  for (const [id, node] of doc.getMap("objects")) {
    nodes.set(id, {
      parent: node.get("parent"), order: node.get("order"), gone: node.has("deleted"), at: node.get("at") ?? null,
    });
  }
  doc.destroy();
  const { centres, children, lost, places } = forest(nodes);
  return { centres, children: Object.fromEntries(children), lost: [...lost].sort(), places: Object.fromEntries(places) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(read(JSON.parse(line)))}\n`);
}
