// @vitest-environment happy-dom
import "fake-indexeddb/auto";

import { describe, expect, test, vi } from "vitest";
import * as Y from "yjs";

import { FOLDED, forgetBoard, forgetDevice, forgetOldEpochs, hasCopy, keepCopy, remember, remembered, type Remembered } from "./local_copy";

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

test("what came before the copy could be opened is in it as well", async () => {
  const where = { ...board, id: "b0" };
  expect(await hasCopy("b0")).toBe(false);
  const doc = new Y.Doc();
  const keeping = keepCopy(doc, where);
  hear(doc, "tulips");
  await (await keeping).stop();
  expect(await hasCopy("b0")).toBe(true);
  expect(await found(where)).toEqual({ note: "tulips" });
});

/** `words` come from somebody else, with what one of my own changes needs. */
function hear(doc: Y.Doc, words: string): void {
  const other = new Y.Doc();
  other.getMap("objects").set("note", words);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), "network");
}

/** What another page would find now, before this one has closed its copy. */
async function found(where: Remembered): Promise<unknown> {
  return (await kept(where)).getMap("objects").toJSON();
}

describe("what others write is written down with what else they write", () => {
  const where = (id: string): Remembered => ({ ...board, id });

  test("when the page goes, and when it is hidden", async () => {
    for (const [id, goes] of [["b3", "pagehide"], ["b4", "visibilitychange"]] as const) {
      const doc = new Y.Doc();
      const copy = await keepCopy(doc, where(id));
      hear(doc, "tulips");
      expect(await found(where(id))).toEqual({});
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      (goes === "pagehide" ? window : document).dispatchEvent(new Event(goes));
      Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
      expect(await found(where(id))).toEqual({ note: "tulips" });
      await copy.stop();
    }
  });

  test("when I leave the board", async () => {
    const doc = new Y.Doc();
    const copy = await keepCopy(doc, where("b5"));
    hear(doc, "tulips");
    await copy.stop();
    expect(await found(where("b5"))).toEqual({ note: "tulips" });
  });

  test("when the document goes before its copy does", async () => {
    const doc = new Y.Doc();
    await keepCopy(doc, where("b8"));
    hear(doc, "tulips");
    doc.destroy();
    expect(await found(where("b8"))).toEqual({ note: "tulips" });
  });

  test("together with the next thing I do, which is written at once", async () => {
    const doc = new Y.Doc();
    const copy = await keepCopy(doc, where("b6"));
    hear(doc, "tulips");
    doc.getMap("objects").set("other", "roses");
    expect(await found(where("b6"))).toEqual({ note: "tulips", other: "roses" });
    await copy.stop();
  });

  test("after a moment in any case", async () => {
    const doc = new Y.Doc();
    const copy = await keepCopy(doc, where("b7"));
    hear(doc, "tulips");
    await vi.waitFor(async () => expect(await found(where("b7"))).toEqual({ note: "tulips" }), { timeout: 5_000 });
    await copy.stop();
  });
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
