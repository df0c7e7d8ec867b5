import { describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { BoardDocument } from "../board/document";
import { Camera } from "../canvas/camera";
import { Presence } from "../state/presence.svelte";
import { Store } from "../state/store.svelte";
import { apply } from "./changing";
import { createAt, createInView, createNear, duplicate, placeUnplaced, remove } from "./making";
import { Workbench } from "./workbench.svelte";

function sit(writable = true) {
  let made = 0;
  const doc = new Y.Doc();
  const document = new BoardDocument(doc, { person: "ann", now: () => 1, newId: () => `n${++made}` });
  const store = new Store(document.objects, (text) => text.length * 0.5);
  const awareness = new Awareness(doc);
  const camera = new Camera();
  camera.resize(1200, 900);
  const bench = new Workbench({ id: "board", document, store, presence: new Presence(awareness), writable, me: { role: writable ? "participant" : "viewer" } }, camera, () => 0);
  const elsewhere = (act: (objects: Y.Map<unknown>) => void): void => {
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    act(other.getMap("objects"));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), "network");
  };
  return { bench, document, store, awareness, elsewhere };
}

const deleteIt = (objects: Y.Map<unknown>): void => {
  (objects.get("n1") as Y.Map<unknown>).set("deleted", { by: "bob", at: 2 });
};

describe("making a note", () => {
  test("it is around the point, chosen, and being written in; others are told so", () => {
    const { bench, store, awareness } = sit();
    createAt(bench, [500, 400]);
    expect(store.get("n1")).toMatchObject({ x: 400, y: 300 });
    expect(bench.editing).toBe("n1");
    expect([...bench.selected]).toEqual(["n1"]);
    expect(bench.tool).toBe("select");
    bench.session.presence.show({}, { atOnce: true });
    expect(awareness.getLocalState()).toMatchObject({ editing: "n1", selection: ["n1"] });
  });

  test("pressing N again and again over one place hides no note under another", () => {
    const { bench, store } = sit();
    for (let count = 0; count < 4; count++) createNear(bench, [500, 400]);
    expect(store.get("n1")).toMatchObject({ x: 400, y: 300 });
    const places = new Set([...store.items.values()].map(({ x, y }) => `${String(x)} ${String(y)}`));
    expect(places.size).toBe(4);
  });

  test("who may only look makes none", () => {
    const { bench, store } = sit(false);
    createAt(bench, [0, 0]);
    createInView(bench);
    duplicate(bench);
    expect(store.items.size).toBe(0);
  });

  test("a note made by the button goes where the paper is tapped, as long as nothing is written in it", () => {
    const { bench, store } = sit();
    createInView(bench);
    expect(placeUnplaced(bench, [0, 0])).toBe(true);
    expect(store.get("n1")).toMatchObject({ x: -100, y: -100 });
    expect(placeUnplaced(bench, [50, 50])).toBe(false);
  });
});

describe("when another removes the note I am writing in", () => {
  test("I go on writing and am asked; keeping it brings it back with my words", () => {
    const { bench, document, store, elsewhere } = sit();
    createAt(bench, [0, 0]);
    elsewhere(deleteIt);
    expect(bench.taken).toEqual({ id: "n1", by: "bob" });
    bench.finish();
    expect(bench.editing).toBe("n1");
    document.splice("n1", { index: 0, remove: 0, insert: "my words" });
    bench.answer(true);
    expect(store.get("n1")?.fields.text).toBe("my words");
    expect(bench.editing).toBe("n1");
  });

  test("letting it go ends the writing", () => {
    const { bench, store, elsewhere } = sit();
    createAt(bench, [0, 0]);
    elsewhere(deleteIt);
    bench.answer(false);
    expect(bench.editing).toBeNull();
    expect(store.items.size).toBe(0);
  });

  test("when I take my own note away, by undoing it, I am not asked", () => {
    const { bench } = sit();
    createAt(bench, [0, 0]);
    bench.undo();
    expect(bench.taken).toBeNull();
    expect(bench.editing).toBeNull();
  });
});

describe("the keyboard's way", () => {
  test("goes through the notes in reading order and ends behind the last", () => {
    const { bench, document } = sit();
    document.create([{ type: "sticky", at: [300, 0], size: [200, 200] }, { type: "sticky", at: [0, 10], size: [200, 200] }], null);
    expect(bench.step(1)).toBe(true);
    expect(bench.focused).toBe("n2");
    expect(bench.step(1)).toBe(true);
    expect(bench.focused).toBe("n1");
    expect(bench.step(1)).toBe(false);
  });

  test("goes on beside a note that was deleted", () => {
    const { bench, document } = sit();
    const size = [200, 200] as const;
    document.create([{ type: "sticky", at: [0, 0], size }, { type: "sticky", at: [250, 0], size }, { type: "sticky", at: [900, 0], size }], null);
    bench.select(["n1"]);
    remove(bench);
    expect(bench.focused).toBe("n2");
  });
});

describe("locked notes", () => {
  test("are neither moved, coloured, written in nor deleted", () => {
    const { bench, document, store, elsewhere } = sit();
    document.create([{ type: "sticky", at: [0, 0], size: [200, 200] }], null);
    elsewhere((objects) => (objects.get("n1") as Y.Map<unknown>).set("lock", "everyone"));
    bench.select(["n1"]);
    apply(bench, "color", "mint");
    bench.edit("n1");
    remove(bench);
    expect(bench.changeable).toEqual([]);
    expect(bench.editing).toBeNull();
    expect(store.get("n1")?.fields).toMatchObject({ color: "sun" });
  });
});

test("a copy lies aside, above, and is what is chosen then", () => {
  const { bench, document, store } = sit();
  document.create([{ type: "sticky", at: [0, 0], size: [200, 200], text: "idea", color: "mint" }], null);
  bench.select(["n1"]);
  duplicate(bench);
  expect(store.get("n2")).toMatchObject({ x: 24, y: 24, rank: 1, fields: { text: "idea", color: "mint" } });
  expect([...bench.selected]).toEqual(["n2"]);
});
