import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";

import { BoardDocument } from "../board/document";
import { OthersDrags } from "./others_drags";
import { Peer } from "./presence.svelte";
import { Store } from "./store.svelte";

const bob = { id: "bob", name: "Bob", color: 2, role: "participant" } as const;

function open() {
  const board = new BoardDocument(new Y.Doc(), { person: "ann", now: () => 1, newId: () => "note" });
  const store = new Store(board.objects, (text) => text.length * 0.5);
  board.create([{ type: "sticky", at: [0, 0], size: [200, 200] }], null);
  const drags = new OthersDrags(store);
  const peer = new Peer(7, bob);
  const says = (drag: [number, number] | null): void => {
    peer.read({ selection: ["note"], drag });
    drags.peer(peer, true);
  };
  const x = (): number => store.get("note")?.x ?? NaN;
  return { board, drags, peer, says, x };
}

describe("another's drag", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("shows where the note is in flight, without changing the document", () => {
    const { says, x, board } = open();
    says([30, 0]);
    says([70, 0]);
    expect(x()).toBe(70);
    expect(board.objects.toJSON()["note"].at).toEqual([0, 0]);
  });

  test("does not jump back when its end is known before its new place", () => {
    const { says, x, board } = open();
    says([70, 0]);
    says(null);
    expect(x()).toBe(70);
    board.move(new Map([["note", [70, 0]]]));
    expect(x()).toBe(70);
  });

  test("does not jump ahead when its new place is known before its end", () => {
    const { says, x, board } = open();
    says([70, 0]);
    board.move(new Map([["note", [70, 0]]]));
    expect(x()).toBe(70);
    says([70, 0]);
    expect(x()).toBe(70);
    says(null);
    expect(x()).toBe(70);
  });

  test("that was given up lets the note back to its place after a moment", () => {
    const { says, x } = open();
    says([70, 0]);
    says(null);
    vi.advanceTimersByTime(1_000);
    expect(x()).toBe(0);
  });

  test("ends at once when its person leaves", () => {
    const { says, x, drags, peer } = open();
    says([70, 0]);
    drags.peer(peer, false);
    expect(x()).toBe(0);
  });

  test("goes on while someone writes in the note", () => {
    const { says, x, board } = open();
    says([70, 0]);
    board.splice("note", { index: 0, remove: 0, insert: "hi" });
    expect(x()).toBe(70);
  });
});
