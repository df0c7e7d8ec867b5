import { describe, expect, test } from "vitest";
import * as Y from "yjs";

import { BoardDocument } from "./document";
import { difference, shifted, TextBinding, type Field } from "./text_binding";

class FakeField implements Field {
  value = "";
  selectionStart = 0;
  selectionEnd = 0;

  setSelectionRange(start: number, end: number): void {
    [this.selectionStart, this.selectionEnd] = [start, end];
  }

  /** What a browser does when `text` is typed at the caret. */
  type(text: string): void {
    this.value = this.value.slice(0, this.selectionStart) + text + this.value.slice(this.selectionEnd);
    this.setSelectionRange(this.selectionStart + text.length, this.selectionStart + text.length);
  }
}

function editing(text: string): { field: FakeField; binding: TextBinding; shared: Y.Text; document: BoardDocument } {
  const document = new BoardDocument(new Y.Doc(), { person: "ann", now: () => 0, newId: () => "note" });
  document.create([{ type: "sticky", at: [0, 0], size: [200, 200], text }], null);
  const field = new FakeField();
  const binding = new TextBinding(document, "note", field);
  const shared = document.text("note");
  if (shared === null) throw new Error("the note has no text");
  return { field, binding, shared, document };
}

/** Another person changes the text. */
function elsewhere(shared: Y.Text, change: (text: Y.Text) => void): void {
  shared.doc?.transact(() => change(shared), "network");
}

describe("the smallest change", () => {
  test.each([
    ["", "a", 1, { index: 0, remove: 0, insert: "a" }],
    ["aa", "aaa", 1, { index: 0, remove: 0, insert: "a" }],
    ["aa", "aaa", 3, { index: 2, remove: 0, insert: "a" }],
    ["hello", "help", 4, { index: 3, remove: 2, insert: "p" }],
    ["abc", "ac", 1, { index: 1, remove: 1, insert: "" }],
    ["aaa", "aa", 1, { index: 1, remove: 1, insert: "" }],
    ["same", "same", 2, { index: 4, remove: 0, insert: "" }],
    ["😀", "😁", 2, { index: 0, remove: 2, insert: "😁" }],
  ])("from %j to %j with the caret at %d", (before, after, caret, expected) => {
    const splice = difference(before, after, caret);
    const made = before.slice(0, splice.index) + splice.insert + before.slice(splice.index + splice.remove);
    expect(made).toBe(after);
    if (splice.remove + splice.insert.length > 0) expect(splice).toEqual(expected);
  });
});

describe("a caret among others' changes", () => {
  test.each([
    ["text inserted before it pushes it", 5, [{ insert: "abc" }], 8],
    ["text inserted behind it leaves it", 2, [{ retain: 4 }, { insert: "x" }], 2],
    ["text inserted exactly at it stays behind it", 3, [{ retain: 3 }, { insert: "x" }], 3],
    ["text deleted before it pulls it", 5, [{ retain: 1 }, { delete: 2 }], 3],
    ["text deleted around it takes it to the gap", 5, [{ retain: 3 }, { delete: 9 }], 3],
    ["several changes add up", 6, [{ insert: "ab" }, { retain: 2 }, { delete: 1 }, { retain: 2 }, { insert: "!" }], 8],
  ])("%s", (_why, at, delta, expected) => {
    expect(shifted(at, delta)).toBe(expected);
  });
});

describe("typing together", () => {
  test("what I type goes into the shared text", () => {
    const { field, binding, shared } = editing("ab");
    field.setSelectionRange(1, 1);
    field.type("X");
    binding.input();
    expect(shared.toString()).toBe("aXb");
  });

  test("what another types before my caret appears and my caret stays in its word", () => {
    const { field, shared } = editing("hello");
    field.setSelectionRange(5, 5);
    elsewhere(shared, (text) => text.insert(0, "Oh, "));
    expect(field.value).toBe("Oh, hello");
    expect(field.selectionStart).toBe(9);
  });

  test("a composition is left in peace, and both people's words are there when it ends", () => {
    const { field, binding, shared } = editing("hello");
    field.setSelectionRange(5, 5);
    binding.compositionStart();
    field.type("に");
    binding.input();
    elsewhere(shared, (text) => text.insert(0, "Oh, "));
    expect(field.value).toBe("helloに");
    binding.compositionEnd();
    expect(shared.toString()).toBe("Oh, helloに");
    expect(field.value).toBe("Oh, helloに");
    expect(field.selectionStart).toBe(10);
  });

  test("undo while editing shows in the field", () => {
    const { field, binding, document } = editing("");
    field.type("word");
    binding.input();
    document.history.undo();
    expect(field.value).toBe("");
  });

  test("an input that changed nothing writes nothing", () => {
    const { field, binding, shared } = editing("one\ntwo");
    let updates = 0;
    shared.doc?.on("update", () => updates++);
    field.setSelectionRange(3, 3);
    binding.input();
    expect(updates).toBe(0);
  });
});
