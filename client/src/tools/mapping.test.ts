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
import { toasts } from "../ui/toasts.svelte";
import { Hanging } from "./acts/hanging";
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

describe("a lock [MAP-15]", () => {
  test("hinders nobody from hanging something on the node, beside it, or taking it off", () => {
    const { document, bench, mapping, children } = open("participant", "street > trees, play", "trees > apple");
    document.change([["trees", { lock: "facilitators" }]]);
    bench.select(["trees"]);
    expect([MAP_COMMANDS.mapChild.fits(bench), MAP_COMMANDS.mapSibling.fits(bench)]).toEqual([true, true]);
    mapping.hang("play", { parent: "trees" });
    expect(children("trees")).toEqual(["apple", "play"]);
    mapping.hang("apple", { parent: "street" });
    expect(children("trees")).toEqual(["play"]);
    expect(mapping.paste("Pear", "trees")).toBe(true);
    expect(children("trees")).toHaveLength(2);
  });

  test("lets the node go along with its branch, and keeps it from going by itself", () => {
    const { document, bench, mapping, children } = open("participant", "street > trees, play", "trees > apple");
    document.change([["apple", { lock: "everyone" }]]);
    mapping.hang("trees", { parent: "play" });
    expect([children("play"), children("trees")]).toEqual([["trees"], ["apple"]]);
    bench.select(["apple"]);
    const held = [MAP_COMMANDS.mapUp, MAP_COMMANDS.mapSplit].map((command) => command.fits(bench));
    expect(held).toEqual([false, false]);
    mapping.hang("apple", { parent: "street" });
    expect(children("trees")).toEqual(["apple"]);
  });

  test("or a read-only board leaves folding and looking at a branch, which change nothing", () => {
    for (const role of ["participant", "viewer"] as const) {
      const { document, bench } = open(role, "street > trees", "trees > apple");
      document.change([["trees", { lock: "facilitators" }]]);
      bench.select(["trees"]);
      expect([MAP_COMMANDS.mapFold.fits(bench), MAP_COMMANDS.mapFocus.fits(bench)]).toEqual([true, true]);
      expect(MAP_COMMANDS.mapChild.fits(bench)).toBe(role !== "viewer");
    }
  });
});

describe("a branch that is let go on the centre of a map with two sides [MAP-6]", () => {
  test.each(["left", "right"] as const)("hangs at the %s, where it was let go", (side) => {
    const { document, store, bench, mapping } = open("participant", "street > trees, play", "trees > apple");
    document.change([["street", { layout: "both" }], ["play", { side: side === "left" ? undefined : "left" }]]);
    const [apple, street] = [store.get("apple"), store.get("street")];
    if (apple === undefined || street === undefined) throw new Error("The map is not there");
    const { x, y, w, h } = street.body;
    const on = [x + (side === "left" ? 0.2 : 0.8) * w, y + h / 2] as const;
    const hanging = new Hanging(bench, mapping, apple, [apple.body.x, apple.body.y]);
    hanging.end({ at: on, on, pressure: 0, pen: false, touch: false, shift: false, alt: false, ctrl: false });
    expect(apple.laid).toMatchObject({ parent: "street", growth: side });
  });
});

describe("a map that is written by keyboard [MAP-1] [MAP-11]", () => {
  test("grows to both sides: Enter behind the last of a side adds where there is less", () => {
    const { document, store, mapping, children } = open("participant", "street > trees");
    document.change([["street", { layout: "both" }]]);
    for (let count = 0; count < 3; count++) mapping.addSibling(children("street").at(-1) ?? "", false);
    expect(children("street").map((id) => store.get(id)?.laid?.growth)).toEqual(["right", "left", "right", "left"]);
    // Between two of one side it stays on theirs.
    mapping.addSibling("trees", false);
    expect(store.get(children("street")[1] ?? "")?.laid?.growth).toBe("right");
  });
});

describe("lines that are pasted on a node [MAP-8]", () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, line) => `line ${String(line)}`).join("\n");

  test("become its branch, 500 at once", () => {
    const { mapping, children } = open("participant", "street > trees");
    expect(mapping.paste(lines(500), "trees")).toBe(true);
    expect(children("trees")).toHaveLength(500);
  });

  test("are refused with a word when there are more, and nothing of them is made", () => {
    const { document, mapping, children } = open("participant", "street > trees");
    const before = document.objects.size;
    expect(mapping.paste(lines(501), "trees")).toBe(true);
    expect(children("trees")).toEqual([]);
    expect(document.objects.size).toBe(before);
    expect(toasts().map(({ text }) => text)).toContainEqual(expect.stringMatching(/501.*500/));
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
