// @vitest-environment happy-dom
import "fake-indexeddb/auto";

import { expect, test } from "vitest";
import * as Y from "yjs";

import { FOLDED, forgetBoard, forgetDevice, forgetOldEpochs, keepCopy, remember, remembered, type Remembered } from "./local_copy";

const me = { id: "ann", name: "Ann", color: 3, role: "participant" } as const;
const board: Remembered = { id: "b1", title: "Garden", language: "en", epoch: "e1", me };

async function kept(where: Remembered): Promise<Y.Doc> {
  const doc = new Y.Doc();
  const copy = await keepCopy(doc, where);
  await copy.stop();
  return doc;
}

async function writeAndLeave(where: Remembered, words: string): Promise<void> {
  const doc = new Y.Doc();
  const copy = await keepCopy(doc, where);
  doc.getMap("objects").set("note", words);
  await copy.stop();
}

test("what was written is there again after the page has gone", async () => {
  await writeAndLeave(board, "tulips");
  expect((await kept(board)).getMap("objects").get("note")).toBe("tulips");
});

test("another person on the same device sees nothing of it", async () => {
  await writeAndLeave(board, "tulips");
  const other = { ...board, me: { ...me, id: "bob" } };
  expect((await kept(other)).getMap("objects").size).toBe(0);
});

test("copies of a closed epoch go, the present one stays", async () => {
  await writeAndLeave(board, "old");
  await writeAndLeave({ ...board, epoch: "e2" }, "new");
  await forgetOldEpochs("b1", "e2");
  expect((await kept(board)).getMap("objects").size).toBe(0);
  expect((await kept({ ...board, epoch: "e2" })).getMap("objects").get("note")).toBe("new");
});

test("forgetting a board wipes its copies and what was remembered of it, and no other board's", async () => {
  await writeAndLeave(board, "tulips");
  await writeAndLeave({ ...board, id: "b2" }, "roses");
  remember(board);
  expect(remembered("b1")).toEqual(board);
  await forgetBoard("b1");
  expect(remembered("b1")).toBeNull();
  expect((await kept(board)).getMap("objects").size).toBe(0);
  expect((await kept({ ...board, id: "b2" })).getMap("objects").get("note")).toBe("roses");
});

test("forgetting the device leaves the name of no board on it, and the habits of its owner [UI-11]", async () => {
  await writeAndLeave(board, "tulips");
  remember(board);
  localStorage.setItem(`${FOLDED}b1`, '["n1"]');
  localStorage.setItem("tafelronde.language", "nl");
  await forgetDevice();
  expect(Object.keys(localStorage)).toEqual(["tafelronde.language"]);
});
