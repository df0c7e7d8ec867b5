import { describe, expect, test } from "vitest";
import * as Y from "yjs";

import { BoardDocument } from "../board/document";
import { Store, type Changes } from "./store.svelte";

function open(): { board: BoardDocument; store: Store; changes: Changes[] } {
  let made = 0;
  const board = new BoardDocument(new Y.Doc(), { person: "ann", now: () => 1, newId: () => `n${++made}` });
  const store = new Store(board.objects, (text) => text.length * 0.5);
  const changes: Changes[] = [];
  store.onchange((change) => changes.push(change));
  return { board, store, changes };
}

const note = (x: number, y: number) => ({ type: "sticky", at: [x, y], size: [200, 200] }) as const;

describe("the store follows the document", () => {
  test("a new note appears once, at the top of the stack", () => {
    const { board, store, changes } = open();
    const [a = ""] = board.create([note(0, 0)], store.topOrder);
    const [b = ""] = board.create([note(10, 10)], store.topOrder);
    expect(store.stack.map(({ id }) => id)).toEqual([a, b]);
    expect(changes.map(({ added }) => added)).toEqual([[a], [b]]);
    expect(changes.every(({ mine }) => mine)).toBe(true);
  });

  test("a note in the bin is gone from the board and still known", () => {
    const { board, store, changes } = open();
    const [id = ""] = board.create([note(0, 0)], null);
    board.remove([id]);
    expect(store.get(id)).toBeUndefined();
    expect(store.deletedItem(id)?.fields.deleted?.by).toBe("ann");
    expect(changes.at(-1)?.removed).toEqual([id]);
    board.restore([id]);
    expect(store.get(id)?.id).toBe(id);
  });

  test("one and the same item stands for a note through all its changes", () => {
    const { board, store } = open();
    const [id = ""] = board.create([note(0, 0)], null);
    const item = store.get(id);
    const before = item?.version ?? 0;
    board.move(new Map([[id, [50, 60]]]));
    board.remove([id]);
    board.restore([id]);
    expect(store.get(id)).toBe(item);
    expect(item).toMatchObject({ x: 50, y: 60 });
    expect(item?.version).toBeGreaterThan(before);
  });

  test("what comes from the network is not mine", () => {
    const { board, changes } = open();
    const other = open().board;
    other.create([note(0, 0)], null);
    Y.applyUpdate(board.doc, Y.encodeStateAsUpdate(other.doc), "network");
    expect(changes.at(-1)?.mine).toBe(false);
  });

  test("the item under a point is the highest one there", () => {
    const { board, store } = open();
    board.create([note(0, 0), note(100, 100)], null);
    expect(store.at([150, 150])?.id).toBe("n2");
    expect(store.at([50, 50])?.id).toBe("n1");
    expect(store.at([500, 500])).toBeUndefined();
  });

  test("a text too long for its note at the smallest size makes the note longer", () => {
    const { board, store } = open();
    const [id = ""] = board.create([{ ...note(0, 0), text: "word ".repeat(200) }], null);
    expect(store.get(id)?.h).toBeGreaterThan(200);
    expect(store.get(id)?.fontSize).toBe(12);
    expect(store.get(id)?.settled.h).toBe(200);
  });

  test("objects that this client does not know are left out and left alone", () => {
    const { board, store } = open();
    const strange = new Y.Map<unknown>([["type", "hologram"]]);
    board.objects.set("strange", strange);
    expect(store.stack).toEqual([]);
    expect(board.objects.get("strange")).toBe(strange);
  });
});
