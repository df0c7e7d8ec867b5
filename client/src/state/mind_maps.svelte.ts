/**
 * The mind maps of a board: reads the tree from the nodes, lays them out, and knows what this person has
 * folded away or looks at alone. Folding is personal, and kept on this device.
 */
import type { Point } from "../board/geometry";
import type { MindNodeFields } from "../board/kinds/mindnode";
import { layMap, sizeOf, type Laid, type NodeOf, type Size } from "../board/map_layout";
import { branch, forest, type Forest, type Hanging } from "../board/tree";
import { FOLDED } from "../sync/local_copy";
import type { BoardItem } from "./board_item.svelte";
import type { Arranger, Store } from "./store.svelte";

const EMPTY: Forest = { centres: [], children: new Map(), parents: new Map(), lost: new Set(), places: new Map() };

export class MindMaps implements Arranger {
  readonly type = "mindnode";
  tree: Forest = EMPTY;
  /** The branch that is looked at alone; null for all. */
  focus = $state<string | null>(null);
  readonly #store: Store;
  readonly #nodes = new Map<string, Hanging>();
  /** By centre, what hangs in its map. */
  #maps = new Map<string, readonly string[]>();
  readonly #sizes = new Map<string, { readonly fields: MindNodeFields; readonly level: number; readonly size: Size }>();
  readonly #folded: Set<string>;
  readonly #kept: string;

  constructor(store: Store, board: string) {
    this.#store = store;
    this.#kept = FOLDED + board;
    this.#folded = new Set(remembered(this.#kept));
    store.install(this);
  }

  /** Take in what `touched` are now; returns those that lie elsewhere than before. */
  arrange(touched: Iterable<string>): Iterable<string> {
    let hangs = false;
    const maps = new Set<string>();
    for (const id of touched) {
      const item = this.#store.get(id) ?? this.#store.deletedItem(id);
      const before = this.#nodes.get(id);
      if (item?.is("mindnode") !== true) {
        hangs = this.#nodes.delete(id) || hangs;
        continue;
      }
      const { parent, order, deleted, at } = item.fields;
      const now: Hanging = { parent, order, gone: deleted !== null, at };
      hangs ||= before === undefined || before.parent !== parent || before.order !== order || before.gone !== now.gone;
      this.#nodes.set(id, now);
      // What is in the bin is in no map, though somebody may still write in it.
      if (!now.gone && item.laid !== null) maps.add(item.laid.centre);
    }
    if (hangs) {
      this.tree = forest(this.#nodes);
      this.#maps = new Map(this.tree.centres.map((centre) => [centre, [...branch(this.tree, centre)]]));
    }
    if (this.focus !== null && !this.#alive(this.focus)) this.focus = null;
    return this.#lay(hangs ? this.tree.centres : maps);
  }

  /** All words have another width now. */
  measured(): void {
    this.#sizes.clear();
    this.#again();
  }

  isFolded(id: string): boolean {
    return this.#folded.has(id);
  }

  /** Fold away what hangs under `id`, or show it again. */
  fold(id: string, folded: boolean): void {
    if (folded === this.#folded.has(id)) return;
    if (folded) this.#folded.add(id);
    else this.#folded.delete(id);
    this.#keep();
    this.#again();
  }

  /** Look at the branch of `id` alone; null for everything again. */
  look(id: string | null): void {
    this.focus = id;
    if (id !== null) this.#folded.delete(id);
    this.#again();
  }

  /** Unfold whatever hides `id`. */
  reveal(id: string): void {
    if (this.#store.get(id)?.laid?.concealed !== true) return;
    for (let at = this.tree.parents.get(id); at !== undefined; at = this.tree.parents.get(at)) this.#folded.delete(at);
    this.focus = null;
    this.#keep();
    this.#again();
  }

  /** `ids`, and what hangs under those among them that are nodes. */
  withBranches(ids: Iterable<string>): string[] {
    const all = new Set<string>();
    for (const id of ids) for (const each of branch(this.tree, id)) all.add(each);
    return [...all];
  }

  children(id: string): readonly BoardItem[] {
    return (this.tree.children.get(id) ?? []).flatMap((each) => this.#store.get(each) ?? []);
  }

  #again(): void {
    this.#store.rearranged(this.#lay(this.tree.centres));
  }

  #alive(id: string): boolean {
    return this.#store.get(id)?.is("mindnode") === true;
  }

  #lay(centres: Iterable<string>): Set<string> {
    const moved = new Set<string>();
    const store = this.#store;
    const fields = (id: string): MindNodeFields => {
      const item = store.get(id);
      if (item?.is("mindnode") !== true) throw new Error(`${id} is no node of a map`);
      return item.fields;
    };
    const node: NodeOf = { fields, size: (id, level) => this.#size(id, fields(id), level), folded: (id) => this.#folded.has(id) };
    for (const centre of centres) {
      const laid = new Map<string, Laid>();
      layMap(this.tree, centre, this.#placeOf(centre), node, laid);
      this.#concealOthers(centre, laid);
      for (const [id, place] of laid) if (store.get(id)?.lay(place) === true) moved.add(id);
    }
    return moved;
  }

  /** Out of focus is what is in the same map and not in the branch that is looked at. */
  #concealOthers(centre: string, laid: Map<string, Laid>): void {
    if (this.focus === null || this.#maps.get(centre)?.includes(this.focus) !== true) return;
    const seen = new Set(branch(this.tree, this.focus));
    const there = laid.get(this.focus);
    for (const [id, place] of laid) if (!seen.has(id) && there !== undefined) laid.set(id, { ...place, box: there.box, under: null, concealed: true });
    if (there !== undefined) laid.set(this.focus, { ...there, under: null });
  }

  #placeOf(centre: string): Point {
    return this.tree.places.get(centre) ?? this.#nodes.get(centre)?.at ?? [0, 0];
  }

  #size(id: string, fields: MindNodeFields, level: number): Size {
    const known = this.#sizes.get(id);
    if (known !== undefined && known.level === Math.min(level, 2) && known.fields.text === fields.text && known.fields.icon === fields.icon && known.fields.image === fields.image) return known.size;
    const size = sizeOf(fields, level, this.#store.measure);
    this.#sizes.set(id, { fields, level: Math.min(level, 2), size });
    return size;
  }

  #keep(): void {
    const kept = [...this.#folded].filter((id) => this.#nodes.has(id));
    if (kept.length === 0) localStorage.removeItem(this.#kept);
    else localStorage.setItem(this.#kept, JSON.stringify(kept));
  }
}

function remembered(name: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    // Somebody else's text under our name: nothing is folded.
    return [];
  }
}
