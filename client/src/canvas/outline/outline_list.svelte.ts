/** What the list shows and where the keyboard is in it; stays true while others change the board. */
import { outlineOf, type OutlineRow } from "../../board/outline";
import type { BoardItem } from "../../state/board_item.svelte";
import type { Workbench } from "../../tools/workbench.svelte";

export type Row = OutlineRow<BoardItem>;

/** What others do is taken in at most so often: a list of thousands is sorted anew each time. */
const INTERVAL_MS = 250;
/** Letters that follow each other faster are one word that is looked for. */
const WORD_MS = 700;

export class OutlineList {
  rows = $state.raw<readonly Row[]>([]);
  /** The row that the keyboard is at; null only in an empty list. */
  current = $state<string | null>(null);
  /** How many belong to each group. */
  groups = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #bench: Workbench;
  readonly #folded = new Set<string>();
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #word = "";
  #letter = -Infinity;

  constructor(bench: Workbench) {
    this.#bench = bench;
    this.refresh();
    this.#stop = bench.session.store.onchange(({ mine }) => {
      if (mine) this.refresh();
      else this.#timer ??= setTimeout(() => this.refresh(), INTERVAL_MS);
    });
  }

  destroy(): void {
    this.#stop();
    clearTimeout(this.#timer);
  }

  get index(): number {
    return this.rows.findIndex(({ item }) => item.id === this.current);
  }

  get row(): Row | undefined {
    return this.rows[this.index];
  }

  /** Read the board anew. Where the current row has gone, the one in its place is current. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { items } = this.#bench.session.store;
    const before = this.index;
    const groups = new Map<string, number>();
    for (const { fields } of items.values()) if (fields.group !== null) groups.set(fields.group, (groups.get(fields.group) ?? 0) + 1);
    this.groups = groups;
    this.rows = outlineOf(items, this.#folded);
    if (this.index !== -1) return;
    this.current = this.rows[Math.min(Math.max(0, before), this.rows.length - 1)]?.item.id ?? null;
  }

  /** Make `id` current; when it is folded away, everything is unfolded. */
  show(id: string): void {
    if (!this.#bench.session.store.items.has(id)) return;
    if (this.rows.every(({ item }) => item.id !== id)) {
      this.#folded.clear();
      this.refresh();
    }
    this.current = id;
  }

  fold(row: Row, folded: boolean): void {
    if (row.within === 0 || row.folded === folded) return;
    if (folded) this.#folded.add(row.item.id);
    else this.#folded.delete(row.item.id);
    this.refresh();
  }

  /** Where a key of the arrows leads from the current row; null when it leads nowhere. */
  towards(key: string, page: number): number | null {
    const { index, rows } = this;
    const last = rows.length - 1;
    switch (key) {
      case "ArrowDown":
        return Math.min(last, index + 1);
      case "ArrowUp":
        return Math.max(0, index - 1);
      case "PageDown":
        return Math.min(last, index + page);
      case "PageUp":
        return Math.max(0, index - page);
      case "Home":
        return 0;
      case "End":
        return last;
      default:
        return null;
    }
  }

  /** Whatever is typed next begins a word. */
  finishWord(): void {
    this.#word = "";
  }

  /** The row that begins with what has been typed just now, from the current one on and round. */
  typed(letter: string, now: number): number | null {
    this.#word = (now - this.#letter < WORD_MS ? this.#word : "") + letter.toLowerCase();
    this.#letter = now;
    const again = [...this.#word].every((one) => one === this.#word[0]);
    // One letter again and again walks the rows that begin with it.
    const word = again ? (this.#word[0] ?? "") : this.#word;
    const from = this.index + (word.length === 1 ? 1 : 0);
    for (let step = 0; step < this.rows.length; step++) {
      const at = (from + step) % this.rows.length;
      if (this.rows[at]?.item.fields.text.trim().toLowerCase().startsWith(word) === true) return at;
    }
    return null;
  }
}
