/**
 * What this device keeps of a board, so that it opens without the server: the document in
 * IndexedDB, one database per board, epoch and person; and beside it, in localStorage, what the
 * page needs to know before the server answers.
 */
import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from "y-indexeddb";
import type * as Y from "yjs";

import type { Person } from "../ui/contract";

/** What was last known of a board and of me on it. */
export interface Remembered {
  readonly id: string;
  readonly title: string;
  readonly language: "nl" | "en";
  readonly epoch: string;
  readonly me: Person;
  /** Whether I have an account, and so can make boards and templates. */
  readonly makesBoards?: boolean;
}

const PREFIX = "tafelronde";
const TRIAL = `${PREFIX}/trial`;
const ABOUT = `${PREFIX}.board.`;
const UNSENT = `${PREFIX}.unsent.`;
/** Before the id of a board: what somebody has folded away there. */
export const FOLDED = `${PREFIX}.folded.`;

function databaseName(board: string, epoch: string, person: string): string {
  return [PREFIX, board, epoch, person].join("/");
}

/**
 * Fill `doc` with the copy kept on this device and keep it up to date from now on. Resolves when
 * the copy has been read; with `kept: false` when this browser keeps nothing (a private window).
 */
export async function keepCopy(
  doc: Y.Doc,
  { id, epoch, me }: Pick<Remembered, "id" | "epoch" | "me">,
): Promise<{ kept: boolean; stop: () => Promise<void> }> {
  if (!(await storageWorks())) return { kept: false, stop: () => Promise.resolve() };
  const copy = new PromptCopy(databaseName(id, epoch, me.id), doc);
  await copy.whenSynced;
  return { kept: true, stop: () => copy.destroy() };
}

/** Whether this device may keep something of `board`, whoever wrote it and when. */
export async function hasCopy(board: string): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name?.startsWith(`${PREFIX}/${board}/`));
  } catch {
    // Where it cannot be told, what is there is looked for.
    return true;
  }
}

/** What others do is written down so often: the server has it as well, and a transaction costs more than what is in it. */
const TOGETHER_MS = 500;

/**
 * y-indexeddb leaves it to the browser when to commit, and a page that is closed or loaded anew in
 * that moment takes the last letters with it. Here what I do is committed as soon as it is handed over,
 * and what others do together: after a moment, with what I do next, or when the page goes.
 */
class PromptCopy extends IndexeddbPersistence {
  #waiting: Uint8Array[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(name: string, doc: Y.Doc) {
    super(name, doc);
    doc.off("update", this._storeUpdate);
    const keep = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
      if (this.db === null || origin === this) return;
      this.#waiting.push(update);
      if (transaction.local) this.#write();
      else this.#timer ??= setTimeout(() => this.#write(), TOGETHER_MS);
    };
    // It is taken off under this name when the copy is closed.
    this._storeUpdate = keep as unknown as typeof this._storeUpdate;
    doc.on("update", keep);
    addEventListener("pagehide", this.#goes);
    document.addEventListener("visibilitychange", this.#goes);
    // The base class makes a property of it, which it has called when the document goes first.
    const destroy = this.destroy;
    doc.off("destroy", destroy);
    this.destroy = () => {
      this.#write();
      removeEventListener("pagehide", this.#goes);
      document.removeEventListener("visibilitychange", this.#goes);
      return destroy();
    };
    doc.on("destroy", this.destroy);
  }

  /** The page may not come back. */
  readonly #goes = (event: Event): void => {
    if (event.type === "pagehide" || document.visibilityState === "hidden") this.#write();
  };

  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.db === null || this.#waiting.length === 0) return;
    const transaction = this.db.transaction("updates", "readwrite");
    for (const update of this.#waiting) transaction.objectStore("updates").add(update);
    transaction.commit();
    this._dbsize += this.#waiting.length;
    this.#waiting = [];
    if (this._dbsize < PREFERRED_TRIM_SIZE) return;
    clearTimeout(this._storeTimeoutId as number);
    this._storeTimeoutId = setTimeout(() => void storeState(this, false), this._storeTimeout);
  }
}

/** Whether IndexedDB can be opened at all; y-indexeddb would wait for ever where it cannot. */
function storageWorks(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(TRIAL);
      request.onsuccess = () => {
        request.result.close();
        void deleteDatabase(TRIAL);
        resolve(true);
      };
      request.onerror = () => {
        resolve(false);
      };
    } catch {
      // Some browsers throw instead of failing the request; both mean the same.
      resolve(false);
    }
  });
}

export function remember(board: Remembered): void {
  try {
    localStorage.setItem(ABOUT + board.id, JSON.stringify(board));
  } catch {
    // Without storage the board cannot be opened offline; it says so while offline ("not saved yet").
  }
}

export function remembered(id: string): Remembered | null {
  try {
    const text = localStorage.getItem(ABOUT + id);
    return text === null ? null : (JSON.parse(text) as Remembered);
  } catch {
    return null;
  }
}

/** The boards that can be opened without the server. */
export function allRemembered(): Remembered[] {
  try {
    const ids = Object.keys(localStorage).flatMap((key) => (key.startsWith(ABOUT) ? [key.slice(ABOUT.length)] : []));
    return ids.flatMap((id) => remembered(id) ?? []).sort((a, b) => a.title.localeCompare(b.title));
  } catch {
    return [];
  }
}

/**
 * I have signed out: without the server no board opens on this device any more. The copies stay, one
 * for each person, because they may hold what was not sent yet; `forgetDevice` deletes them.
 */
export function forgetWhoIAm(): void {
  for (const { id } of allRemembered()) localStorage.removeItem(ABOUT + id);
}

/** The ids of what holds work of mine that the server has not confirmed, as kept for `person` on `board`. */
export function unsent(board: string, person: string): string[] {
  try {
    return JSON.parse(localStorage.getItem(`${UNSENT}${board}/${person}`) ?? "[]") as string[];
  } catch {
    return [];
  }
}

export function keepUnsent(board: string, person: string, ids: readonly string[]): void {
  try {
    if (ids.length === 0) localStorage.removeItem(`${UNSENT}${board}/${person}`);
    else localStorage.setItem(`${UNSENT}${board}/${person}`, JSON.stringify(ids));
  } catch {
    // Without storage it is known to this page only.
  }
}

/** Delete copies of `board` kept under an epoch other than `epoch`: they belong to a closed history. */
export async function forgetOldEpochs(board: string, epoch: string): Promise<void> {
  await deleteCopies((name) => name.startsWith(`${PREFIX}/${board}/`) && !name.startsWith(`${PREFIX}/${board}/${epoch}/`));
}

/** Delete everything that this device keeps of `board`, whoever wrote it. */
export async function forgetBoard(board: string): Promise<void> {
  await deleteCopies((name) => name.startsWith(`${PREFIX}/${board}/`));
  localStorage.removeItem(ABOUT + board);
  localStorage.removeItem(FOLDED + board);
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${UNSENT}${board}/`)) localStorage.removeItem(key);
}

/** Delete everything that this device keeps of any board. */
export async function forgetDevice(): Promise<void> {
  await deleteCopies((name) => name.startsWith(`${PREFIX}/`));
  for (const key of Object.keys(localStorage)) if ([ABOUT, UNSENT, FOLDED].some((kept) => key.startsWith(kept))) localStorage.removeItem(key);
}

async function deleteCopies(wanted: (name: string) => boolean): Promise<void> {
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name !== undefined && wanted(name) ? [name] : []));
  await Promise.all(names.map(deleteDatabase));
}

/** Resolves when the database is gone, or will be as soon as another tab that holds it lets go. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => {
      resolve();
    };
    request.onblocked = () => {
      resolve();
    };
    request.onerror = () => {
      reject(request.error ?? new Error(`${name} could not be deleted`));
    };
  });
}
