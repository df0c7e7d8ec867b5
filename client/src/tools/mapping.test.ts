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
import { move } from "./changing";
import { make, removeThese } from "./making";
import { MAP_COMMANDS } from "./map_commands";
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

describe("what is locked [UI-24]", () => {
  test("stays when its branch is deleted, and so does what it hangs on", () => {
    const { document, store, mapping } = open("participant", "street > trees, play", "trees > apple, pear", "apple > core");
    document.change([["apple", { lock: "everyone" }]]);
    mapping.remove("trees");
    expect(store.stack.map(({ id }) => id).sort()).toEqual(["apple", "play", "street", "trees"]);
    expect(store.get("apple")?.laid).toMatchObject({ parent: "trees", lost: false });
  });

  test("or deleted while it is dragged stays where it hangs", () => {
    const { document, store, bench, mapping, children } = open("participant", "street > trees, play");
    document.change([["trees", { lock: "everyone" }]]);
    mapping.hang("trees", { parent: "play" });
    expect(children("street")).toEqual(["trees", "play"]);
    document.change([["trees", { lock: undefined }]]);
    document.remove(["trees"]);
    mapping.hang("trees", { parent: "play" });
    expect(document.plain("trees")?.["parent"]).toBe("street");
    expect(bench.selected.size).toBe(0);
    expect(store.get("trees")).toBeUndefined();
  });

  test("keeps its branch from becoming notes, but not for who may change it", () => {
    for (const [role, offered] of [["participant", false], ["facilitator", true]] as const) {
      const { document, bench } = open(role, "street > trees", "trees > apple");
      document.change([["apple", { lock: "facilitators" }]]);
      bench.select(["trees"]);
      expect(MAP_COMMANDS.mapNotes.fits(bench)).toBe(offered);
    }
  });
});

describe("branches change places [MAP-5]", () => {
  test("among those that grow to the same side, whatever side they had before", () => {
    const { document, mapping, children } = open("participant", "street > trees, benches, play");
    document.change([["benches", { side: "left" }]]);
    mapping.reorder("play", -1);
    expect(children("street")).toEqual(["trees", "play", "benches"]);
  });

  test("and are offered to, only where there is another place", () => {
    const { document, bench } = open("participant", "street > trees, benches, play");
    document.change([["street", { layout: "both" }], ["benches", { side: "left" }]]);
    const offered = (id: string): [boolean, boolean] => {
      bench.select([id]);
      return [MAP_COMMANDS.mapUp.fits(bench), MAP_COMMANDS.mapDown.fits(bench)];
    };
    expect(offered("trees")).toEqual([false, true]);
    expect(offered("benches")).toEqual([false, false]);
    expect(offered("play")).toEqual([true, false]);
  });

  test("a side is offered only where a map has two", () => {
    const { document, bench } = open("participant", "street > trees");
    bench.select(["trees"]);
    expect(MAP_COMMANDS.mapLeft.fits(bench)).toBe(false);
    document.change([["street", { layout: "both" }]]);
    expect(MAP_COMMANDS.mapLeft.fits(bench)).toBe(true);
  });
});

describe("the keyboard goes on beside what is deleted [UI-12]", () => {
  test("also when its neighbours are deleted with it", () => {
    const { bench } = open("participant", "street > trees, benches, play");
    removeThese(bench, ["trees", "benches"]);
    expect(bench.focused).toBe("play");
  });

  test("or above, when nothing is left beside it", () => {
    const { bench } = open("participant", "street > trees, play", "trees > apple, pear");
    removeThese(bench, ["apple", "pear"]);
    expect(bench.focused).toBe("trees");
    removeThese(bench, ["trees", "play"]);
    expect(bench.focused).toBe("street");
  });
});

describe("frames [UI-19]", () => {
  test("take in the centre of a map; what hangs on it goes where that goes", () => {
    const { store, bench } = open("participant", "street > trees");
    const frame = make(bench, "frame", { x: -500, y: -500, w: 1500, h: 1000 });
    expect(store.get("street")?.fields.frame).toBe(frame);
    expect(store.get("trees")?.fields.frame).toBeNull();
  });
});

describe("a map whose centre was thrown away while somebody added to it", () => {
  test("is moved by what stands in for it, and stays one map [TREE-3] [MAP-6]", () => {
    const { document, store, bench, children } = open("participant", "street > trees, play", "trees > apple");
    document.remove(["street"]);
    expect(children("trees")).toEqual(["play", "apple"]);
    const before = store.get("trees")?.body;
    move(bench, ["trees"], [30, 40]);
    expect(store.get("trees")?.body).toEqual({ ...before, x: (before?.x ?? 0) + 30, y: (before?.y ?? 0) + 40 });
    expect(children("trees")).toEqual(["play", "apple"]);
    document.history.undo();
    expect(store.get("trees")?.body).toEqual(before);
    expect(children("trees")).toEqual(["play", "apple"]);
  });
});
