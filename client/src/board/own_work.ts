/**
 * Undo and redo of my own work, and of nothing else: only transactions with my origin are
 * captured, and what others changed since is left alone.
 */
import * as Y from "yjs";

/** Typing with no longer pause than this is one step. */
const PAUSE_MS = 1_000;
/** After this many characters the next blank ends a step, so that one undo never takes a paragraph. */
const LONG_STEP = 24;

/** Who writes these is the server or whoever threw the thing away: neither has worked on it. */
const STAMPS: ReadonlySet<string> = new Set(["author", "created", "round", "deleted", "resolved"]);

/** What an undo or redo did: the ids of the objects it touched; `kept` are creations left standing. */
export interface Undone {
  readonly touched: readonly string[];
  /** Something I made on which others have worked meanwhile: undoing would take their work away. */
  readonly kept: string | null;
}

export class OwnWork {
  readonly #manager: Y.UndoManager;
  readonly #objects: Y.Map<unknown>;
  #typed = 0;

  /** Captures what is done to `objects` in transactions with the origin `own`. */
  constructor(objects: Y.Map<unknown>, own: object) {
    this.#objects = objects;
    this.#manager = new Y.UndoManager(objects, {
      trackedOrigins: new Set([own]),
      captureTimeout: PAUSE_MS,
    });
  }

  get canUndo(): boolean {
    return this.#manager.canUndo();
  }

  get canRedo(): boolean {
    return this.#manager.canRedo();
  }

  /** Call `listener` whenever what can be undone or redone changes. */
  observe(listener: () => void): void {
    this.#manager.on("stack-item-added", listener);
    this.#manager.on("stack-item-popped", listener);
    this.#manager.on("stack-cleared", listener);
  }

  /** Run `act` as one step of its own. */
  step(act: () => void): void {
    this.#boundary();
    act();
    this.#boundary();
  }

  /** Run `act`, which makes the object `id` appear, as one step of its own. */
  creation(ids: readonly string[], act: () => void): void {
    this.step(act);
    this.#manager.undoStack.at(-1)?.meta.set("created", ids);
  }

  /** Run `act`, which inserts `inserted` into a text, as part of the step that is being typed. */
  typing(inserted: string, act: () => void): void {
    act();
    this.#typed += Math.max(1, inserted.length);
    const pauses = inserted.includes("\n") || (this.#typed >= LONG_STEP && /\s$/.test(inserted));
    if (pauses) this.#boundary();
  }

  /** What is typed from now on is a new step. */
  finishTyping(): void {
    this.#boundary();
  }

  /** Take back my last step of which anything is left; null when there is none. */
  undo(): Undone | null {
    this.#boundary();
    const { undoStack } = this.#manager;
    let undone: Undone | null = null;
    while (undone === null && undoStack.length > 0) {
      const created = undoStack.at(-1)?.meta.get("created") as string[] | undefined;
      const worked = created === undefined ? [] : this.#othersWorkedOn(created);
      const kept = worked[0] ?? null;
      if (kept !== null && worked.length === created?.length) {
        undoStack.pop();
        undone = { touched: worked, kept };
      } else {
        // Yjs goes on by itself where a step has no effect any more; the next one has to be looked at first.
        const below = undoStack.splice(0, undoStack.length - 1);
        undone = this.#popped(() => this.#manager.undo());
        undoStack.unshift(...below);
        if (undone !== null && kept !== null) {
          // Of much that was made at once the rest goes; what others have worked on is out of the bin at once.
          this.#unbin(worked);
          undone = { ...undone, kept };
        }
      }
    }
    // What was heard on the way was true of one step only.
    this.#manager.emit("stack-cleared", [{ undoStackCleared: false, redoStackCleared: false }]);
    return undone;
  }

  /** Do again what was last taken back; null when there is nothing. */
  redo(): Undone | null {
    this.#boundary();
    return this.#popped(() => this.#manager.redo());
  }

  destroy(): void {
    this.#manager.destroy();
  }

  #unbin(ids: readonly string[]): void {
    this.#objects.doc?.transact(() => {
      for (const id of ids) {
        const object = this.#objects.get(id);
        if (object instanceof Y.Map) object.delete("deleted");
      }
    });
  }

  #boundary(): void {
    this.#typed = 0;
    this.#manager.stopCapturing();
  }

  #popped(pop: () => unknown): Undone | null {
    const touched = new Set<string>();
    let created: unknown;
    const note = ({ stackItem, changedParentTypes }: PoppedEvent): void => {
      for (const type of changedParentTypes.keys()) {
        for (const key of keysWithin(this.#objects, type)) touched.add(key);
      }
      created = stackItem.meta.get("created");
    };
    this.#manager.on("stack-item-popped", note);
    try {
      if (pop() === null) return null;
    } finally {
      this.#manager.off("stack-item-popped", note);
    }
    // A creation that is done again can be undone again, under the same condition.
    if (created !== undefined) this.#manager.undoStack.at(-1)?.meta.set("created", created);
    return { touched: [...touched], kept: null };
  }

  /** Those of `ids` that another client wrote in, changed a field of, or said something about. */
  #othersWorkedOn(ids: readonly string[]): string[] {
    const discussed = this.#discussedByOthers();
    return ids.filter((id) => this.#objects.has(id) && (discussed.has(id) || this.#changedByOthers(id)));
  }

  #changedByOthers(id: string): boolean {
    const object = this.#objects.get(id);
    if (!(object instanceof Y.Map)) return false;
    for (const [field, item] of object._map) if (!STAMPS.has(field) && this.#byOthers(item)) return true;
    const text = object.get("text") as unknown;
    if (text instanceof Y.Text) {
      for (let item = text._start; item !== null; item = item.right) if (item.countable && this.#byOthers(item)) return true;
    }
    return false;
  }

  /** What others have said something about. */
  #discussedByOthers(): Set<unknown> {
    const about = new Set<unknown>();
    for (const [key, item] of this.#objects._map) {
      if (!this.#byOthers(item)) continue;
      const said = this.#objects.get(key);
      if (said instanceof Y.Map && said.get("on") !== undefined && said.get("deleted") === undefined) about.add(said.get("on"));
    }
    return about;
  }

  #byOthers({ deleted, id }: Y.Item): boolean {
    return !deleted && id.client !== this.#objects.doc?.clientID;
  }
}

interface PoppedEvent {
  readonly stackItem: { readonly meta: Map<unknown, unknown> };
  readonly changedParentTypes: ReadonlyMap<unknown, unknown>;
}

/** The key in `objects` of the object that is `type` or that `type` belongs to. */
function* keysWithin(objects: Y.Map<unknown>, type: unknown): Iterable<string> {
  let inner = type as Y.AbstractType<unknown>;
  while (inner.parent !== null && inner.parent !== objects) inner = inner.parent as typeof inner;
  if (inner.parent === objects && inner._item?.parentSub != null) yield inner._item.parentSub;
}
