// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { BoardDocument, type NewObject } from "../board/document";
import { addKind } from "../board/kinds/registry";
import { mindnode } from "../board/kinds/mindnode";
import { Camera } from "../canvas/camera";
import { MindMaps } from "../state/mind_maps.svelte";
import { Presence } from "../state/presence.svelte";
import { Store } from "../state/store.svelte";
import type { Role } from "../ui/contract";
import { Mapping } from "./mapping";
import { Workbench } from "./workbench.svelte";

beforeEach(() => {
  localStorage.clear();
});

/** A board with one map, each node of which is called by its words: "street > trees, play", "trees > apple". */
function open(role: Role, ...lines: string[]) {
  const doc = new Y.Doc();
  let made = 0;
  const document = new BoardDocument(doc, { person: "ann", now: () => 1, newId: () => `new${String(++made)}` });
  const store = new Store(document.objects, (text) => text.length * 0.5);
  const camera = new Camera();
  camera.resize(1200, 900);
  const session = { id: "board", document, store, presence: new Presence(new Awareness(doc)), writable: role !== "viewer", me: { role } };
  const bench = new Workbench(session as never, camera, () => 0);
  addKind("mindnode", mindnode);
  const mapping = new Mapping(bench, new MindMaps(store, "board"));
  bench.mapping = mapping;
  const ids = new Set<string>();
  for (const line of lines) {
    const [parent = "", children = ""] = line.split(" > ");
    const node = (id: string, above: string | null): NewObject => ({ id, type: "mindnode", parent: above, order: `a${String(ids.size).padStart(3, "0")}`, text: id, ...(above === null && { at: [0, 0], layout: "right" }) });
    if (!ids.has(parent)) document.create([node(parent, null)], null);
    ids.add(parent);
    for (const id of children.split(", ")) {
      document.create([node(id, parent)], null);
      ids.add(id);
    }
  }
  const children = (id: string): string[] => mapping.maps.children(id).map((item) => item.id);
  return { document, store, bench, mapping, children };
}

describe("what is thrown away while somebody writes in it", () => {
  test("goes on taking words, and comes back with them [MAP-7] [CON-2]", () => {
    const { document, store } = open("participant", "street > trees");
    document.remove(["street", "trees"]);
    for (const id of ["street", "trees"]) document.splice(id, { index: 0, remove: 0, insert: "old " });
    document.restore(["street", "trees"]);
    expect(store.get("street")?.fields.text).toBe("old street");
    expect(store.get("trees")?.laid?.parent).toBe("street");
  });
});
