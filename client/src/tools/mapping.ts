/**
 * What hands do with mind maps: hanging nodes under each other, folding, taking them away. Every key,
 * gesture and button of a map ends here.
 */
import type { NewObject } from "../board/document";
import { boxAround, centreOf, type Point } from "../board/geometry";
import { BRANCH_COLORS } from "../board/map_layout";
import { orderAbove, orderBetween } from "../board/order";
import { outlineLines } from "../board/outline_text";
import type { PenColor } from "../board/colors";
import type { MindNodeFields } from "../board/kinds/mindnode";
import type { Lying, Patch } from "../board/kinds/kind";
import { m } from "../paraglide/messages";
import type { BoardItem } from "../state/board_item.svelte";
import type { MindMaps } from "../state/mind_maps.svelte";
import { say } from "../ui/toasts.svelte";
import { Hanging } from "./acts/hanging";
import type { Act } from "./acts/act";
import { frameAround, mayChange } from "./carrying";
import { MapKeys } from "./map_keys";
import { mapOfNotes, notesOfBranch } from "./map_notes";
import type { Workbench } from "./workbench.svelte";

export type Node = BoardItem & Lying<MindNodeFields>;
/** Where something is hung: under a node, before the sibling with this index; the end without one. */
export interface Place {
  readonly parent: string;
  readonly index?: number;
  /** Of a map with two, when it hangs under the centre; that of what it comes to stand beside without one. */
  readonly side?: "left" | "right";
}

/** More lines at once are hardly meant. */
const MOST_LINES = 500;

export class Mapping {
  readonly #bench: Workbench;
  readonly maps: MindMaps;
  readonly #keys: MapKeys;
  #told = false;

  constructor(bench: Workbench, maps: MindMaps) {
    this.#bench = bench;
    this.maps = maps;
    this.#keys = new MapKeys(bench, this);
  }

  destroy(): void {
    this.#keys.destroy();
  }

  key(event: KeyboardEvent): boolean {
    return this.#keys.down(event);
  }

  /** A press on the paper, which may be on a knob of a node; true when the click that follows is all it means. */
  pressed(target: EventTarget | null): boolean {
    this.#keys.pointed();
    return knobOf(target) !== null;
  }

  /** A click on the paper: the press is over, so what is written next keeps the focus. */
  clicked(target: EventTarget | null): void {
    const knob = knobOf(target);
    const id = knob?.closest(".thing")?.id.slice("thing-".length);
    if (knob === null || id === undefined) return;
    if (knob.dataset["knob"] === "fold") this.maps.fold(id, !this.maps.isFolded(id));
    else this.addChild(id);
  }

  /** What dragging `item` is, when it is something else than moving it. */
  grip(item: BoardItem, from: Point): Act | null {
    const only = this.#bench.selected.size === 1 && isNode(item) && item.laid?.parent != null;
    return only && this.#bench.changeable.includes(item) ? new Hanging(this.#bench, this, item, from) : null;
  }

  /** The one node that is chosen. */
  get node(): Node | null {
    const [item, more] = this.#bench.selection;
    return item !== undefined && more === undefined && isNode(item) ? item : null;
  }

  // Making

  /** A new map with its middle at `at`; its words are written next. */
  begin(at: Point): void {
    const { document, store } = this.#bench.session;
    this.#bench.finish();
    const frame = frameAround(store, { x: at[0], y: at[1], w: 1, h: 1 });
    const [id] = document.create([{ type: "mindnode", parent: null, at, layout: this.#bench.lastChosen.get("mindnode")?.["layout"], ...(frame !== null && { frame }) }], store.topOrder);
    this.#bench.made();
    this.#write(id);
  }

  /** A new node under `id`, behind its others. */
  addChild(id: string): void {
    if (!this.#mayAdd(id)) return;
    this.maps.fold(id, false);
    this.#write(this.#create({ parent: id }));
  }

  /** A new node beside `id`; of a centre there are no siblings, so under it. */
  addSibling(id: string, before: boolean): void {
    const laid = this.#laid(id);
    if (laid?.parent == null) {
      this.addChild(id);
      return;
    }
    if (!this.#mayAdd(laid.parent)) return;
    // Behind the last of its side it goes where there is less: else a map that is written with Enter has one side.
    const side = !before && this.#onItsSide(id).at(-1)?.id === id ? undefined : this.#sideOf(id);
    this.#write(this.#create({ parent: laid.parent, index: laid.index + (before ? 0 : 1) }, side));
  }

  /** Each line of `text` as a node under `id`, by how it is indented; one undo takes all of it back. */
  paste(text: string, id: string): boolean {
    const lines = outlineLines(text);
    if (lines.length === 0 || !this.#mayAdd(id)) return false;
    if (lines.length > MOST_LINES) {
      say(m.paste_too_many({ count: lines.length, most: MOST_LINES }), { tone: "wrong" });
      return true;
    }
    const { document } = this.#bench.session;
    this.maps.fold(id, false);
    const above = [id];
    const last = new Map<string, string>();
    const mains = this.#laid(id)?.parent === null ? this.maps.children(id).length : null;
    let tops = 0;
    const objects = lines.map(({ text: words, level }): NewObject => {
      const own = document.newId();
      const parent = above[level] ?? id;
      above[level + 1] = own;
      const order = orderAbove(last.get(parent) ?? this.maps.children(parent).at(-1)?.order ?? null);
      last.set(parent, order);
      const look = level === 0 && mains !== null ? this.#branchLook(id, mains + tops++) : {};
      return { id: own, type: "mindnode", parent, order, text: words, ...look };
    });
    document.create(objects, null);
    this.#bench.select(objects.slice(0, 1).map(({ id: own }) => own ?? ""));
    this.#bench.fitIntoView();
    return true;
  }

  // Hanging elsewhere

  /** Hang `id` there, with all of its branch; not into itself, nor when it has been deleted or locked meanwhile. */
  hang(id: string, { parent, index, side }: Place): void {
    const item = this.#bench.session.store.get(id);
    if (item === undefined || !mayChange(item, this.#bench.session.me.role) || this.maps.withBranches([id]).includes(parent)) return;
    const siblings = this.maps.children(parent).filter((item) => item.id !== id);
    const at = index ?? siblings.length;
    const patch: Record<string, unknown> = { parent, order: this.#orderAt(siblings, at) };
    const centre = this.#laid(parent)?.parent === null;
    // A main branch has a side and a colour of its own; deeper down it has those of where it hangs.
    if (centre) Object.assign(patch, this.#sidePatch(parent, item, side ?? this.#sideOf((siblings[at] ?? siblings[at - 1])?.id ?? "")));
    this.#bench.session.document.change([[id, patch]]);
    this.#bench.select([id]);
  }

  /**
   * What to write when a node is moved that stands in for a centre that is gone: it becomes the centre, and
   * what has lost the old one with it hangs under it. Nothing for any other node.
   */
  standInMoved(item: BoardItem, [dx, dy]: Point): [string, Patch][] {
    if (!isNode(item) || item.laid?.parent !== null || item.fields.parent === null) return [];
    const { lost } = this.maps.tree;
    const others = this.maps.children(item.id).filter(({ id }) => lost.has(id));
    if (!others.every((other) => mayChange(other, this.#bench.session.me.role))) return [];
    const [x, y] = centreOf(item.settled);
    return [[item.id, { parent: null, at: [x + dx, y + dy] }], ...others.map(({ id }): [string, Patch] => [id, { parent: item.id }])];
  }

  /** One up or down among its siblings. */
  reorder(id: string, by: -1 | 1): void {
    const to = this.#indexBeside(id, by);
    if (to === null) return;
    const others = this.#onItsSide(id).filter((item) => item.id !== id);
    this.#bench.session.document.change([[id, { order: this.#orderAt(others, to) }]]);
  }

  /** Whether there is a sibling above it (−1) or below it (1). */
  reorders(id: string, by: -1 | 1): boolean {
    return this.#indexBeside(id, by) !== null;
  }

  /** Whether its map has a left side and a right one. */
  hasSides(id: string): boolean {
    const centre = this.#bench.session.store.get(this.#laid(id)?.centre ?? "");
    return centre !== undefined && isNode(centre) && centre.fields.layout === "both";
  }

  /** To the other side of its map. */
  toSide(id: string, side: "left" | "right"): void {
    this.#bench.session.document.change([[id, { side: side === "right" ? undefined : side }]]);
  }

  /** Look at the branch of `id` alone, as large as it fits; null for everything again. */
  look(id: string | null): void {
    this.maps.look(id);
    if (id === null) return;
    const { store } = this.#bench.session;
    const box = boxAround(this.maps.withBranches([id]).flatMap((each) => store.get(each) ?? []));
    if (box !== null) this.#bench.camera.fit(box, this.#bench.glide());
  }

  /** The branch becomes a map of its own, where it is. */
  splitOff(id: string): void {
    const item = this.#bench.session.store.get(id);
    if (item === undefined || this.#laid(id)?.parent == null) return;
    const [x, y] = centreOf(item.body);
    const layout = this.#bench.session.store.get(this.#laid(id)?.centre ?? "");
    this.#bench.session.document.change([[id, { parent: null, at: [x, y], ...(layout !== undefined && isNode(layout) && layout.fields.layout !== "both" && { layout: layout.fields.layout }) }]]);
  }

  /** What a picture that was chosen beside it is: shown on the node. */
  takePicture(id: string, picture: BoardItem): void {
    if (!picture.is("image")) return;
    this.#bench.session.document.change([[id, { image: picture.fields.image }], [picture.id, { deleted: this.#bench.session.document.moment() }]]);
  }

  // Notes and maps

  /** A map with what is written on `items` as its main branches; the words of its centre are written next. */
  fromNotes(items: readonly BoardItem[]): void {
    this.#write(mapOfNotes(this.#bench, items));
  }

  /** A note for every node of the branch of `id`. */
  toNotes(id: string): void {
    notesOfBranch(this.#bench, this.maps.withBranches([id]));
  }

  /** Take `id` and its branch away; the keyboard goes on beside it. */
  remove(id: string): void {
    const gone = this.removable([id]);
    const next = this.besides(gone);
    this.#bench.session.document.remove(gone);
    if (next !== null) this.#bench.select([next]);
  }

  /**
   * `ids` and their branches, without what is locked and what that hangs on: it would hang elsewhere.
   * When something stays, that is said.
   */
  removable(ids: readonly string[]): string[] {
    const gone = this.#free(ids);
    if (gone.size < this.maps.withBranches(ids).length) say(m.map_locked_stays());
    return [...gone];
  }

  /** Nothing in the branch of `id` is locked for me. */
  isFree(id: string): boolean {
    return this.#free([id]).has(id);
  }

  #free(ids: readonly string[]): Set<string> {
    const { store, me } = this.#bench.session;
    const free = new Set(this.maps.withBranches(ids));
    for (const id of free) {
      const item = store.get(id);
      if (item === undefined || mayChange(item, me.role)) continue;
      for (let at: string | undefined = id; at !== undefined && free.delete(at); ) at = this.maps.tree.parents.get(at);
    }
    return free;
  }

  /** Where the keyboard goes on without `ids`: the next sibling of the first, the one before, or above. */
  besides(ids: readonly string[]): string | null {
    const gone = new Set(ids);
    let id = ids[0] ?? "";
    for (let laid = this.#laid(id); laid?.parent != null; laid = this.#laid(id)) {
      const siblings = this.maps.tree.children.get(laid.parent) ?? [];
      const next = [...siblings.slice(laid.index + 1), ...siblings.slice(0, laid.index).reverse(), laid.parent].find((each) => !gone.has(each));
      if (next !== undefined) return next;
      id = laid.parent;
    }
    return null;
  }

  /** Its siblings that grow to the same side, and itself, in order. */
  #onItsSide(id: string): readonly BoardItem[] {
    const laid = this.#laid(id);
    return laid?.parent == null ? [] : this.maps.children(laid.parent).filter((item) => item.laid?.growth === laid.growth);
  }

  #indexBeside(id: string, by: -1 | 1): number | null {
    const siblings = this.#onItsSide(id);
    const now = siblings.findIndex((item) => item.id === id);
    return now === -1 || siblings[now + by] === undefined ? null : now + by;
  }

  /** How keys work in a map, said once. */
  tell(): void {
    if (this.#told || matchMedia("(pointer: coarse)").matches) return;
    this.#told = true;
    say(m.map_keys());
  }

  #laid(id: string): BoardItem["laid"] {
    return this.#bench.session.store.get(id)?.laid ?? null;
  }

  #mayAdd(id: string): boolean {
    const item = this.#bench.session.store.get(id);
    return this.#bench.session.writable && item !== undefined && isNode(item);
  }

  #create({ parent, index }: Place, side?: "left" | "right"): string | undefined {
    const siblings = this.maps.children(parent);
    const order = this.#orderAt(siblings, index ?? siblings.length);
    const look = this.#laid(parent)?.parent === null ? { ...this.#branchLook(parent, siblings.length), ...(side !== undefined && { side }) } : {};
    const [id] = this.#bench.session.document.create([{ type: "mindnode", parent, order, ...look }], null);
    return id;
  }

  #orderAt(siblings: readonly BoardItem[], index: number): string {
    return orderBetween(siblings[index - 1]?.order ?? null, siblings[index]?.order ?? null);
  }

  /** The side and colour of a new main branch: the lighter side, the colour that is least used. */
  #branchLook(centre: string, number: number): { side?: "left"; color: PenColor } {
    const mains = this.maps.children(centre).filter(isNode);
    const uses = (color: PenColor): number => mains.filter(({ laid }) => laid?.color === color).length;
    const least = Math.min(...BRANCH_COLORS.map(uses));
    const color = BRANCH_COLORS.filter((one) => uses(one) === least)[Math.max(0, number - mains.length) % BRANCH_COLORS.length] ?? "blue";
    const item = this.#bench.session.store.get(centre);
    if (item === undefined || !isNode(item) || item.fields.layout !== "both") return { color };
    const weight = (side: "left" | "right"): number => mains.filter(({ fields }) => fields.side === side).reduce((sum, { id }) => sum + this.maps.withBranches([id]).length, 0);
    const ahead = Math.max(0, number - mains.length);
    return weight("left") + Math.floor(ahead / 2) < weight("right") + Math.ceil(ahead / 2) ? { color, side: "left" } : { color };
  }

  #sidePatch(centre: string, item: BoardItem, side: "left" | "right"): Patch {
    const own = isNode(item) && item.fields.color === null ? { color: this.#branchLook(centre, 0).color } : {};
    return { ...own, side: side === "left" ? "left" : undefined };
  }

  #sideOf(id: string): "left" | "right" {
    const item = this.#bench.session.store.get(id);
    return item !== undefined && isNode(item) ? item.fields.side : "right";
  }

  #write(id: string | undefined): void {
    if (id === undefined) return;
    this.#keys.claim();
    this.#bench.edit(id);
    this.tell();
  }
}

function knobOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-knob]") : null;
}

export function isNode(item: BoardItem): item is Node {
  return item.is("mindnode");
}
