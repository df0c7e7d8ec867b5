/**
 * One text field bound to one shared text, both ways, while others type in it too.
 *
 * What I do in the field becomes the smallest change of the shared text. What others do appears in
 * the field, and my caret stays where it was in the words. While an input method is composing, the
 * field is left alone: what others typed meanwhile is woven in when the composition ends.
 */
import type * as Y from "yjs";

import type { BoardDocument, Splice } from "./document";

/** What is needed of a <textarea>. */
export interface Field {
  value: string;
  selectionStart: number;
  selectionEnd: number;
  setSelectionRange(start: number, end: number): void;
}

type Delta = readonly { readonly retain?: number; readonly insert?: unknown; readonly delete?: number }[];

export class TextBinding {
  readonly #document: BoardDocument;
  readonly #id: string;
  readonly #text: Y.Text;
  readonly #field: Field;
  readonly #onchange: () => void;
  /** What the field showed when a composition began, and what others did since. */
  #composing: { readonly shown: string; readonly others: Delta[] } | null = null;
  #writing = false;

  /** Binds `field` to the text of the object `id`, which must exist. `onchange` follows every change. */
  constructor(document: BoardDocument, id: string, field: Field, onchange: () => void = () => undefined) {
    const text = document.text(id);
    if (text === null) throw new Error(`The object ${id} has no text to edit`);
    this.#document = document;
    this.#id = id;
    this.#text = text;
    this.#field = field;
    this.#onchange = onchange;
    field.value = text.toString();
    document.history.finishTyping();
    text.observe(this.#changed);
  }

  /** The field has changed: call on every `input`. */
  input(): void {
    if (this.#composing !== null) return;
    this.#write(difference(this.#text.toString(), this.#field.value, this.#field.selectionEnd));
  }

  compositionStart(): void {
    this.#composing ??= { shown: this.#field.value, others: [] };
  }

  compositionEnd(): void {
    const composing = this.#composing;
    if (composing === null) return;
    this.#composing = null;
    const { value, selectionEnd } = this.#field;
    const mine = difference(composing.shown, value, selectionEnd);
    if (composing.others.length === 0) {
      this.#write(mine);
      return;
    }
    let [start, end] = [mine.index, mine.index + mine.remove];
    for (const delta of composing.others) {
      [start, end] = [shifted(start, delta), shifted(end, delta)];
    }
    this.#write({ index: start, remove: Math.max(0, end - start), insert: mine.insert });
    const caret = start + mine.insert.length;
    this.#show(caret, caret);
  }

  /** Undo and redo change the text under the field: it follows, whatever their origin. */
  destroy(): void {
    if (this.#composing !== null) this.compositionEnd();
    this.#text.unobserve(this.#changed);
    this.#document.history.finishTyping();
  }

  #write(splice: Splice): void {
    if (splice.remove === 0 && splice.insert === "") return;
    this.#writing = true;
    try {
      this.#document.splice(this.#id, splice);
    } finally {
      this.#writing = false;
    }
    this.#onchange();
  }

  readonly #changed = (event: Y.YTextEvent): void => {
    if (this.#writing) return;
    const delta = event.delta as Delta;
    if (this.#composing !== null) {
      this.#composing.others.push(delta);
      return;
    }
    const { selectionStart, selectionEnd } = this.#field;
    this.#show(shifted(selectionStart, delta), shifted(selectionEnd, delta));
    this.#onchange();
  };

  #show(start: number, end: number): void {
    this.#field.value = this.#text.toString();
    this.#field.setSelectionRange(start, end);
  }
}

/**
 * The smallest splice that makes `after` of `before`. Where several would do ("aa" → "aaa"), the
 * one that ends at `caret`, where the typing happened. A surrogate pair is never cut in two.
 */
export function difference(before: string, after: string, caret: number): Splice {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  const longestTail = Math.min(shorter, Math.max(0, after.length - caret));
  while (tail < longestTail && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  let head = 0;
  while (head < shorter - tail && before[head] === after[head]) head++;
  // What is left of the tail once the head is known: text removed behind the caret.
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (head > 0 && isHighSurrogate(before.charCodeAt(head - 1))) head--;
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--;
  return {
    index: head,
    remove: before.length - head - tail,
    insert: after.slice(head, after.length - tail),
  };
}

/** Where the position `at` is after `delta`; what is inserted exactly there comes behind it. */
export function shifted(at: number, delta: Delta): number {
  let index = 0;
  let moved = at;
  for (const part of delta) {
    if (index >= moved && part.delete === undefined && part.retain === undefined) break;
    if (index > moved) break;
    if (part.retain !== undefined) {
      index += part.retain;
    } else if (part.delete !== undefined) {
      moved -= Math.max(0, Math.min(part.delete, moved - index));
    } else if (typeof part.insert === "string") {
      moved += part.insert.length;
      index += part.insert.length;
    }
  }
  return moved;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
