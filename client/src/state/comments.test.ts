import * as Y from "yjs";
import { describe, expect, test } from "vitest";

import { BoardDocument } from "../board/document";
import { Comments } from "./comments.svelte";
import { Store } from "./store.svelte";

const measure = (): number => 8;

function boardWithASoup(): { board: BoardDocument; comments: Comments } {
  let made = 0;
  const board = new BoardDocument(new Y.Doc(), { person: "anna", now: () => 5, newId: () => `id${++made}` });
  board.create([{ type: "sticky", id: "soup", at: [0, 0], size: [200, 200], text: "Soup" }], null);
  return { board, comments: new Comments(board, new Store(board.objects, measure)) };
}

describe("[UI-46] comments", () => {
  test("are threads of what was said first and what was answered", () => {
    const { comments } = boardWithASoup();
    comments.begin("soup", "Which soup?");
    const [thread] = comments.threads;
    if (thread === undefined) throw new Error("There is no thread");
    comments.reply(thread, "Pumpkin");
    expect(comments.threads.map(({ text, replies }) => [text, ...replies.map((reply) => reply.text)])).toEqual([["Which soup?", "Pumpkin"]]);
    expect(comments.open.get("soup")).toBe(1);
  });

  test("say nothing of who and when before the server has", () => {
    const { comments } = boardWithASoup();
    comments.begin("soup", "Which soup?");
    expect(comments.threads[0]).toMatchObject({ author: null, created: null });
  });

  test("are dealt with and opened again, and undone like all work", () => {
    const { board, comments } = boardWithASoup();
    const id = comments.begin("soup", "Which soup?") ?? "";
    comments.resolve(id, true);
    expect(comments.threads[0]?.resolved).toEqual({ by: "anna", at: 5 });
    expect(comments.openCount).toBe(0);
    comments.resolve(id, false);
    expect(comments.openCount).toBe(1);
    board.history.undo();
    expect(comments.openCount).toBe(0);
  });

  test("wait in the bin with what they are about", () => {
    const { board, comments } = boardWithASoup();
    comments.begin("soup", "Which soup?");
    board.remove(["soup"]);
    expect(comments.threads).toEqual([]);
    board.restore(["soup"]);
    expect(comments.threads).toHaveLength(1);
  });
});
