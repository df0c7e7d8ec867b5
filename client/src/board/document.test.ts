import { describe, expect, test } from "vitest";
import * as Y from "yjs";

import { LIMITS } from "../generated/wire.gen";
import { BoardDocument, randomId } from "./document";
import { readObject, type ObjectFields } from "./objects";

function boardOf(person = "ann"): BoardDocument {
  let made = 0;
  return new BoardDocument(new Y.Doc(), { person, now: () => 1_000, newId: () => `${person}${++made}` });
}

/** Exchange everything between two boards, both ways. */
function meet(a: BoardDocument, b: BoardDocument): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)), "network");
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc, Y.encodeStateVector(a.doc)), "network");
}

function fields(board: BoardDocument, id: string): ObjectFields {
  const read = readObject(board.objects.get(id));
  if (read === null) throw new Error(`${id} cannot be read`);
  return read;
}

function write(board: BoardDocument, id: string, index: number, insert: string): void {
  board.splice(id, { index, remove: 0, insert });
}

const note = { type: "sticky", at: [10.4, 20.6], size: [200, 200] } as const;

describe("creating", () => {
  test("a new note has whole coordinates, an order and an empty text, and is not in the bin", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    expect(fields(board, id)).toMatchObject({ type: "sticky", at: [10, 21], text: "", color: "sun", deleted: null });
    expect(fields(board, id).order).not.toBe("");
  });

  test("each new note lies above the ones before", () => {
    const board = boardOf();
    const [a = "", b = ""] = board.create([note, note], null);
    const [c = ""] = board.create([note], fields(board, b).order);
    expect(fields(board, a).order < fields(board, b).order).toBe(true);
    expect(fields(board, b).order < fields(board, c).order).toBe(true);
  });

  test("undo of a creation sets the field `deleted` and removes no key; redo takes it out again", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    board.history.undo();
    expect(fields(board, id).deleted).toEqual({ by: "ann", at: 1_000 });
    board.history.redo();
    expect(fields(board, id).deleted).toBeNull();
    board.history.undo();
    expect(fields(board, id).deleted).not.toBeNull();
  });

  test("coordinates and sizes beyond the limits of the schema are brought within them", () => {
    const board = boardOf();
    const [id = ""] = board.create([{ type: "sticky", at: [-5e9, 5e9], size: [0, 1e9] }], null);
    expect(fields(board, id)).toMatchObject({ type: "sticky", at: [-1_000_000, 1_000_000], size: [1, 100_000] });
  });

  test("thousands of notes at once are many messages, each below the server's limit, and one step of undo", () => {
    const board = boardOf();
    let largest = 0;
    board.doc.on("update", (update: Uint8Array) => (largest = Math.max(largest, update.length)));
    const ids = board.create(Array.from({ length: 1_000 }, () => ({ ...note, text: "€".repeat(5_000) })), null);
    board.move(new Map(ids.map((id) => [id, [1, 1] as const])));
    expect(largest).toBeLessThan(LIMITS.maxMessageBytes);
    board.history.undo();
    board.history.undo();
    expect(ids.every((id) => fields(board, id).deleted !== null)).toBe(true);
    expect(board.history.canUndo).toBe(false);
  });

  test("random ids have the form that the schema asks for", () => {
    const ids = new Set(Array.from({ length: 100 }, randomId));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{16}$/);
  });
});

describe("undo and redo of my own work", () => {
  test("undo leaves alone what others did after me", () => {
    const [ann, bob] = [boardOf("ann"), boardOf("bob")];
    const [id = ""] = ann.create([note], null);
    meet(ann, bob);
    ann.move(new Map([[id, [100, 100]]]));
    meet(ann, bob);
    bob.move(new Map([[id, [300, 300]]]));
    meet(ann, bob);
    ann.history.undo();
    expect(fields(ann, id)).toMatchObject({ at: [300, 300] });
  });

  test("undo of my typing keeps what another typed between my words", () => {
    const [ann, bob] = [boardOf("ann"), boardOf("bob")];
    const [id = ""] = ann.create([note], null);
    ann.history.finishTyping();
    write(ann, id, 0, "one three");
    meet(ann, bob);
    write(bob, id, 4, "two ");
    meet(ann, bob);
    ann.history.undo();
    meet(ann, bob);
    expect(fields(bob, id).text).toBe("two ");
  });

  test("undo of my note's creation leaves it when another has written on it, and says so", () => {
    const [ann, bob] = [boardOf("ann"), boardOf("bob")];
    const [id = ""] = ann.create([note], null);
    meet(ann, bob);
    write(bob, id, 0, "bob was here");
    meet(ann, bob);
    expect(ann.history.undo()).toEqual({ touched: [id], kept: id });
    expect(fields(ann, id).deleted).toBeNull();
    expect(ann.history.canUndo).toBe(false);
  });

  test("[EXCH-14] undo of much that was made at once leaves what another has written on, and says so", () => {
    const [ann, bob] = [boardOf("ann"), boardOf("bob")];
    const [one = "", two = ""] = ann.create([note, note], null);
    meet(ann, bob);
    write(bob, two, 0, "bob was here");
    meet(ann, bob);
    expect(ann.history.undo()?.kept).toBe(two);
    meet(ann, bob);
    expect([fields(bob, one).deleted === null, fields(bob, two).deleted]).toEqual([false, null]);
    ann.history.redo();
    meet(ann, bob);
    expect([fields(bob, one).deleted, fields(bob, two).text]).toEqual([null, "bob was here"]);
  });

  test("a move and a change of colour in quick succession are two steps", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    board.move(new Map([[id, [50, 50]]]));
    board.change([[id, { color: "mint" }]]);
    board.history.undo();
    expect(fields(board, id)).toMatchObject({ type: "sticky", at: [50, 50], color: "sun" });
    board.history.undo();
    expect(fields(board, id)).toMatchObject({ at: [10, 21] });
  });

  test("typing quickly is one step; a new line begins the next", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    for (const [index, letter] of [..."first\nsecond"].entries()) write(board, id, index, letter);
    board.history.undo();
    expect(fields(board, id).text).toBe("first\n");
    board.history.undo();
    expect(fields(board, id).text).toBe("");
    expect(fields(board, id).deleted).toBeNull();
  });

  test("what an undo touched is named, so that it can be shown", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    write(board, id, 0, "hello");
    expect(board.history.undo()).toEqual({ touched: [id], kept: null });
    expect(board.history.redo()).toEqual({ touched: [id], kept: null });
  });
});

describe("the bin", () => {
  test("what another types into a note that I delete survives and comes back with it", () => {
    const [ann, bob] = [boardOf("ann"), boardOf("bob")];
    const [id = ""] = ann.create([note], null);
    meet(ann, bob);
    ann.remove([id]);
    write(bob, id, 0, "still here");
    meet(ann, bob);
    expect(fields(bob, id).deleted?.by).toBe("ann");
    bob.restore([id]);
    meet(ann, bob);
    expect(fields(ann, id)).toMatchObject({ text: "still here", deleted: null });
  });

  test("a register that would stay the same is not written", () => {
    const board = boardOf();
    const [id = ""] = board.create([note], null);
    let updates = 0;
    board.doc.on("update", () => updates++);
    board.change([[id, { color: "rose" }]]);
    board.change([[id, { color: "rose" }]]);
    board.move(new Map([[id, [10, 21]]]));
    expect(updates).toBe(1);
  });
});

describe("reading", () => {
  test.each([
    ["no map", "text"],
    ["a type that is not shown", new Map([["type", "hologram"]])],
    ["a note without a text", new Map<string, unknown>([["type", "sticky"], ["at", [0, 0]], ["size", [1, 1]]])],
    ["a place that is none", new Map<string, unknown>([["type", "sticky"], ["at", "here"], ["size", [1, 1]]])],
  ])("%s is not shown and not an error", (_why, content) => {
    const doc = new Y.Doc();
    const value = content instanceof Map ? new Y.Map([...content]) : content;
    doc.getMap("objects").set("x", value);
    expect(readObject(doc.getMap("objects").get("x"))).toBeNull();
  });
});
