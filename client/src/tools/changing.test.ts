import { describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { BoardDocument, type NewObject } from "../board/document";
import { Camera } from "../canvas/camera";
import { m } from "../paraglide/messages";
import { Presence } from "../state/presence.svelte";
import { Store } from "../state/store.svelte";
import type { Role } from "../ui/contract";
import { Erasing, Inking, simplified } from "./acts/inking";
import type { Hand } from "./acts/act";
import { apply, group, lifted, lock, move, reorder, stretch, toggleLock, ungroup } from "./changing";
import { chordOf, commandOf, COMMANDS } from "./commands";
import { connectChosen, duplicate, make, remove } from "./making";
import { Workbench } from "./workbench.svelte";

function sit(role: Role, ...objects: NewObject[]) {
  let made = 0;
  const doc = new Y.Doc();
  const document = new BoardDocument(doc, { person: "ann", now: () => 1, newId: () => `n${String(++made)}` });
  const store = new Store(document.objects, (text) => text.length * 0.5);
  const camera = new Camera();
  camera.resize(1200, 900);
  const presence = new Presence(new Awareness(doc));
  const bench = new Workbench({ id: "board", document, store, presence, writable: role !== "viewer", me: { role } }, camera, () => 0);
  document.create(objects, null);
  const stack = (): string[] => store.stack.map(({ id }) => id);
  return { bench, document, store, stack };
}

const note = (id: string, x: number, y: number, more: Record<string, unknown> = {}): NewObject => ({
  id, type: "sticky", at: [x, y], size: [100, 100], ...more,
});
const frame = (id: string, x: number, y: number, w: number, h: number, more = {}): NewObject => ({
  id, type: "frame", at: [x, y], size: [w, h], ...more,
});
const line = (id: string, from: string, to: string): NewObject => ({ id, type: "connector", from: { object: from }, to: { object: to } });
const hand = (x: number, y: number): Hand => ({
  at: [x, y], on: [x, y], pressure: 0, pen: false, touch: false, shift: false, alt: false, ctrl: false,
});

test("what is written on a frame is its title, and the command is called so [UI-26]", () => {
  const { bench } = sit("participant", note("a", 0, 0), frame("f", 300, 0, 400, 400));
  const called = (id: string): string => {
    bench.select([id]);
    return COMMANDS.edit.word(bench);
  };
  expect([called("a"), called("f")]).toEqual([m.command_edit(), m.command_rename()]);
});

describe("frames", () => {
  test("[UI-19] carry what lies in them, at any depth, also when two were put into each other at once", () => {
    const { bench } = sit(
      "participant",
      frame("outer", 0, 0, 900, 900, { frame: "inner" }),
      frame("inner", 50, 50, 400, 400, { frame: "outer" }),
      note("deep", 100, 100, { frame: "inner" }),
      note("free", 1000, 0),
    );
    expect(lifted(bench, ["outer"]).sort()).toEqual(["deep", "inner", "outer"]);
  });

  test("[UI-19] what is put down belongs to the smallest frame around its middle, and to none outside", () => {
    const { bench, store } = sit(
      "participant", frame("outer", 0, 0, 900, 900), frame("inner", 50, 50, 400, 400), note("n", 1000, 0),
    );
    move(bench, ["n"], [-900, 100]);
    expect(store.get("n")?.fields.frame).toBe("inner");
    move(bench, ["n"], [500, 0]);
    expect(store.get("n")?.fields.frame).toBe("outer");
    move(bench, ["n"], [900, 0]);
    expect(store.get("n")?.fields.frame).toBeNull();
    bench.undo();
    expect(store.get("n")?.fields.frame).toBe("outer");
  });

  test("[UI-19] a new frame takes in what it is drawn around; stretched smaller it lets go; deleted it leaves all", () => {
    const { bench, store } = sit("participant", note("in", 100, 100), note("out", 700, 100));
    const id = make(bench, "frame", { x: 0, y: 0, w: 400, h: 400 }) ?? "";
    expect(store.get("in")?.fields.frame).toBe(id);
    expect(store.get("out")?.fields.frame).toBeNull();
    const item = store.get(id);
    if (item === undefined) throw new Error("there is no frame");
    stretch(bench, [item], item.settled, { x: 0, y: 0, w: 120, h: 120 });
    expect(store.get("in")?.fields.frame).toBeNull();
    bench.select([id]);
    remove(bench);
    expect([...store.items.keys()].sort()).toEqual(["in", "out"]);
  });

  test("[LOCK-1] a participant does not carry along what is locked for participants; a facilitator does", () => {
    const objects = [frame("f", 0, 0, 400, 400), note("n", 100, 100, { frame: "f", lock: "facilitators" })];
    expect(lifted(sit("participant", ...objects).bench, ["f"])).toEqual(["f"]);
    expect(lifted(sit("facilitator", ...objects).bench, ["f"]).sort()).toEqual(["f", "n"]);
  });
});

describe("connectors", () => {
  test("[UI-20] follow what they hang on while it is in flight, and go out of sight with it", () => {
    const { bench, store } = sit("participant", note("a", 0, 0), note("b", 300, 0), line("l", "a", "b"));
    store.setInFlight(["b"], { offset: [100, 0] });
    expect(store.get("l")?.path.at(-1)).toEqual([396, 50]);
    store.setInFlight(["b"], null);
    bench.select(["b"]);
    remove(bench);
    expect(store.get("l")).toBeUndefined();
    expect(bench.session.document.plain("l")).not.toHaveProperty("deleted");
    bench.undo();
    expect(store.get("l")?.path.at(-1)).toEqual([296, 50]);
  });

  test("[UI-20] that come before what they hang on appear with it; two chosen things are connected at once", () => {
    const { bench, document, store } = sit("participant", line("early", "a", "b"), note("a", 0, 0));
    expect(store.get("early")).toBeUndefined();
    document.create([note("b", 300, 0)], null);
    expect(store.get("early")).toBeDefined();
    bench.select(["a", "b"]);
    expect(connectChosen(bench, "line")).toBe(true);
    expect([...bench.selected].map((id) => store.get(id)?.fields)).toMatchObject([
      { type: "connector", endHead: "none", from: { object: "a" }, to: { object: "b" } },
    ]);
  });
});

describe("groups and locks", () => {
  test("[UI-22] one of a group chooses all of it; a copy is a group of its own", () => {
    const { bench, store } = sit("participant", note("a", 0, 0), note("b", 200, 0), note("c", 400, 0));
    bench.select(["a", "b"]);
    group(bench);
    bench.select(["b"]);
    expect([...bench.selected].sort()).toEqual(["a", "b"]);
    duplicate(bench);
    const copies = [...bench.selected].map((id) => store.get(id)?.fields.group);
    expect(copies).toHaveLength(2);
    expect(copies[0]).toBe(copies[1]);
    expect(copies[0]).not.toBe(store.get("a")?.fields.group);
    bench.select(["a"]);
    ungroup(bench);
    bench.select(["a"]);
    expect([...bench.selected]).toEqual(["a"]);
  });

  test("[UI-24] a lock against accidents binds a facilitator, too; one for participants does not", () => {
    const { bench } = sit("facilitator", note("a", 0, 0));
    bench.select(["a"]);
    toggleLock(bench);
    expect(bench.changeable).toEqual([]);
    toggleLock(bench);
    lock(bench, "facilitators");
    expect(bench.changeable.map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("order", () => {
  test("[UI-23] several go to the front, to the back, and past what overlaps, and keep their own order", () => {
    const { bench, stack } = sit("participant", note("a", 0, 0), note("b", 50, 0), note("c", 90, 0), note("far", 900, 0));
    bench.select(["b", "a"]);
    reorder(bench, "front");
    expect(stack()).toEqual(["c", "far", "a", "b"]);
    reorder(bench, "back");
    expect(stack()).toEqual(["a", "b", "c", "far"]);
    reorder(bench, "forward");
    expect(stack()).toEqual(["c", "a", "b", "far"]);
    reorder(bench, "backward");
    expect(stack()).toEqual(["a", "b", "c", "far"]);
    bench.undo();
    expect(stack()).toEqual(["c", "a", "b", "far"]);
  });
});

describe("looks", () => {
  test("what was chosen last is what the next one of that kind gets", () => {
    const { bench, store } = sit("participant");
    const first = make(bench, "rectangle", { x: 0, y: 0, w: 100, h: 100 }) ?? "";
    apply(bench, "fill", "mint");
    const second = make(bench, "ellipse", { x: 300, y: 0, w: 100, h: 100 }) ?? "";
    expect(store.get(first)?.fields).toMatchObject({ form: "rectangle", fill: "mint" });
    expect(store.get(second)?.fields).toMatchObject({ form: "ellipse", fill: "mint" });
  });

  test("words on bare paper that were never written are not left behind", () => {
    const { bench, store } = sit("participant");
    make(bench, "text", { x: 0, y: 0, w: 100, h: 30 });
    bench.finish();
    expect(store.items.size).toBe(0);
  });
});

describe("ink", () => {
  test("[UI-21] a stroke is written once, in whole units from its corner, with few points where it is straight", () => {
    const { bench, store } = sit("participant");
    const pen = new Inking(bench, hand(100, 100));
    for (let x = 110; x <= 300; x += 10) pen.move(hand(x, 100));
    for (let y = 110; y <= 200; y += 10) pen.move(hand(300, y));
    expect(store.items.size).toBe(0);
    expect(bench.ink?.points.slice(0, 2)).toEqual([100, 100]);
    pen.end(hand(300, 200));
    const [stroke] = store.items.values();
    expect(stroke?.fields).toMatchObject({
      type: "stroke", at: [100, 100], size: [200, 100], points: [0, 0, 0.5, 200, 0, 0.5, 200, 100, 0.5],
    });
    expect(bench.ink).toBeNull();
  });

  test("[UI-21] the eraser meets strokes between where a fast hand is seen, and nothing that is no ink", () => {
    const { bench, store } = sit(
      "participant",
      note("n", 0, 0),
      { id: "s", type: "stroke", at: [500, -100], size: [1, 200], points: [0, 0, 0.5, 0, 200, 0.5] },
      { id: "locked", type: "stroke", at: [600, -100], size: [1, 200], points: [0, 0, 0.5, 0, 200, 0.5], lock: "everyone" },
    );
    const eraser = new Erasing(bench, hand(50, 50));
    eraser.move(hand(900, 50));
    eraser.end();
    expect([...store.items.keys()]).toEqual(["n", "locked"]);
  });

  test("simplifying keeps every point within the tolerance", () => {
    const wave = Array.from({ length: 200 }, (_, x) => [x, 20 * Math.sin(x / 15)] as const);
    const kept = simplified(wave, 0.5);
    expect(kept.length).toBeLessThan(60);
    expect(kept[0]).toEqual(wave[0]);
    expect(kept.at(-1)).toEqual(wave.at(-1));
  });
});

describe("keys", () => {
  const pressed = (key: string, code: string, held: Partial<KeyboardEvent> = {}): string =>
    chordOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held } as KeyboardEvent);

  test.each([
    ["Ctrl+Shift+G", pressed("G", "KeyG", { ctrlKey: true, shiftKey: true })],
    ["Ctrl+D", pressed("d", "KeyD", { metaKey: true })],
    ["Ctrl+Shift+]", pressed("}", "BracketRight", { ctrlKey: true, shiftKey: true })],
    ["Ctrl+[", pressed("[", "BracketLeft", { ctrlKey: true })],
    ["Shift+1", pressed("!", "Digit1", { shiftKey: true })],
    ["Ctrl++", pressed("+", "Equal", { ctrlKey: true, shiftKey: true })],
    ["Ctrl+0", pressed("0", "Digit0", { ctrlKey: true })],
    ["Alt+.", pressed("≥", "Period", { altKey: true })],
    ["Del", pressed("Delete", "Delete")],
  ])("%s is read from the keyboard and means something", (chord, read) => {
    expect(read).toBe(chord);
    expect(commandOf(read)).not.toBeNull();
  });
});
