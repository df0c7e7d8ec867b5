/** What is done to what is chosen: moved, stretched, turned, coloured, ordered, grouped, locked. */
import type { Box, Point } from "../board/geometry";
import { boxAround } from "../board/geometry";
import type { Patch } from "../board/kinds/kind";
import { orderAbove, orderBetween } from "../board/order";
import type { BoardItem } from "../state/board_item.svelte";
import { aligned, distributed, tidied, type Axis, type Edge } from "./arranging";
import { carried, homes, mayChange, merged } from "./carrying";
import { stretchedPatch } from "./stretching";
import type { Workbench } from "./workbench.svelte";

// Places

/** Everything of `ids`, which I may change, and what it carries along. */
export function lifted(bench: Workbench, ids: Iterable<string>): string[] {
  return [...carried(bench.session.store, ids, bench.session.me.role)];
}

/** Write what is in flight: everything of `ids` (what they carry included) moved by `offset`. */
export function move(bench: Workbench, ids: Iterable<string>, offset: Point): void {
  moveEach(bench, new Map([...ids].map((id) => [id, offset])));
}

/** Move each by its own offset, and note which frame each lies in then. */
export function moveEach(bench: Workbench, offsets: ReadonlyMap<string, Point>): void {
  const { store, document } = bench.session;
  const moved = new Map<string, Patch>();
  const boxes = new Map<string, Box>();
  for (const [id, offset] of offsets) {
    const item = store.get(id);
    if (item === undefined) continue;
    const patch = item.kind.moved(item.fields, offset);
    const patches = patch === null ? (bench.mapping?.standInMoved(item, offset) ?? []) : [[id, patch] as const];
    if (patches.length === 0) continue;
    for (const [each, written] of patches) moved.set(each, written);
    const { settled } = item;
    boxes.set(id, { ...settled, x: settled.x + offset[0], y: settled.y + offset[1] });
  }
  // What is carried by its frame stays in it.
  const own = [...moved.keys()].flatMap((id) => store.get(id) ?? []).filter(({ fields }) => !offsets.has(fields.frame ?? ""));
  document.change(merged(moved, homes(store, own, (item) => boxes.get(item.id) ?? item.settled)));
}

/** The box around `items` has been pulled from `from` to `to`. */
export function stretch(bench: Workbench, items: readonly BoardItem[], from: Box, to: Box): void {
  const { store, document, me } = bench.session;
  const patches = new Map<string, Patch>();
  for (const item of items) {
    const patch = stretchedPatch(item, from, to);
    if (patch !== null) patches.set(item.id, patch);
  }
  const boxOf = (item: BoardItem): Box => {
    const patch = patches.get(item.id) as { at: Point; size: Point } | undefined;
    return patch === undefined ? item.settled : { x: patch.at[0], y: patch.at[1], w: patch.size[0], h: patch.size[1] };
  };
  // A frame that was stretched takes in what lies in it now, and lets go of what does not.
  const frames = new Set(items.filter((item) => item.is("frame")).map(({ id }) => id));
  const near = frames.size === 0 ? items : [...store.items.values()].filter((item) => mayChange(item, me.role));
  document.change(merged(patches, homes(store, near, boxOf)));
}

export function turn(bench: Workbench, item: BoardItem, degrees: number): void {
  bench.session.document.change([[item.id, { rotation: upright(degrees) }]]);
}

/** Turn all that can be turned, each about its own middle. */
export function turnBy(bench: Workbench, degrees: number): void {
  const items = bench.changeable.filter(({ kind }) => kind.turns);
  bench.session.document.change(items.map((item) => [item.id, { rotation: upright(item.rotation + degrees) }]));
}

/** Whole degrees from 0 to 359. */
export function upright(degrees: number): number {
  return ((Math.round(degrees) % 360) + 360) % 360;
}

/** What `align`, `distribute` and `tidy` work on: lines follow what they hang on by themselves. */
export function arrangeable(bench: Workbench): BoardItem[] {
  const chosen = bench.changeable.filter((item) => !item.is("connector"));
  // What lies in a chosen frame moves with it.
  return chosen.filter(({ fields }) => !bench.selected.has(fields.frame ?? ""));
}

export function align(bench: Workbench, edge: Edge): void {
  arrange(bench, aligned(arrangeable(bench), edge));
}

export function distribute(bench: Workbench, axis: Axis): void {
  arrange(bench, distributed(arrangeable(bench), axis));
}

export function tidy(bench: Workbench): void {
  arrange(bench, tidied(arrangeable(bench)));
  bench.fitIntoView();
}

function arrange(bench: Workbench, offsets: ReadonlyMap<string, Point>): void {
  const all = new Map<string, Point>();
  for (const [id, offset] of offsets) for (const along of lifted(bench, [id])) all.set(along, offset);
  moveEach(bench, all);
}

// Looks

/** Give `field` this value wherever something chosen has such a field; the next one made has it, too. */
export function apply(bench: Workbench, field: string, value: unknown): void {
  const { store, document } = bench.session;
  const edited = bench.editing === null ? undefined : store.get(bench.editing);
  const items = (edited === undefined ? bench.changeable : [edited]).filter(({ fields }) => field in fields);
  for (const { fields } of items) if (field !== "form") bench.choose(fields.type, { [field]: value });
  // Nothing is a field that is not there.
  document.change(items.map(({ id }) => [id, { [field]: value ?? undefined }]));
}

// Order

export type Way = "front" | "forward" | "backward" | "back";

/** Above or below all others, or past the next that overlaps. */
export function reorder(bench: Workbench, way: Way): void {
  const { store, document } = bench.session;
  const items = bench.changeable.sort((a, b) => a.rank - b.rank);
  const [lowest, highest] = [items[0], items.at(-1)];
  const around = boxAround(items);
  if (lowest === undefined || highest === undefined || around === null) return;
  const chosen = new Set(items);
  const others = store.stack.filter((item) => !chosen.has(item) && item.layer === lowest.layer);
  const over = (item: BoardItem): boolean => items.some((own) => overlap(own, item));
  let below: BoardItem | undefined;
  let above: BoardItem | undefined;
  if (way === "front") below = others.at(-1);
  else if (way === "back") above = others[0];
  else if (way === "forward") {
    below = others.find((item) => item.rank > highest.rank && over(item)) ?? others.at(-1);
    above = below && others[others.indexOf(below) + 1];
  } else {
    above = others.findLast((item) => item.rank < lowest.rank && over(item)) ?? others[0];
    below = above && others[others.indexOf(above) - 1];
  }
  let last = below?.order ?? null;
  const changes: [string, Patch][] = [];
  for (const { id } of items) {
    last = above === undefined ? orderAbove(last) : orderBetween(last, above.order);
    changes.push([id, { order: last }]);
  }
  document.change(changes);
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

// Groups and locks

export function group(bench: Workbench): void {
  const items = bench.changeable;
  if (items.length < 2) return;
  const id = bench.session.document.newId();
  bench.session.document.change(items.map((item) => [item.id, { group: id }]));
}

export function ungroup(bench: Workbench): void {
  const items = bench.changeable.filter(({ fields }) => fields.group !== null);
  bench.session.document.change(items.map((item) => [item.id, { group: undefined }]));
}

/** Those of the selection whose lock I may take off. */
export function unlockable(bench: Workbench): BoardItem[] {
  const { role } = bench.session.me;
  if (role === "viewer") return [];
  return bench.selection.filter(({ fields }) => fields.lock === "everyone" || (fields.lock !== null && role === "facilitator"));
}

export function lock(bench: Workbench, who: "everyone" | "facilitators" = "everyone"): void {
  bench.session.document.change(bench.changeable.map(({ id }) => [id, { lock: who }]));
}

export function unlock(bench: Workbench): void {
  bench.session.document.change(unlockable(bench).map(({ id }) => [id, { lock: undefined }]));
}

/** One key for both: what is locked is unlocked, else all that is chosen is locked. */
export function toggleLock(bench: Workbench): void {
  if (unlockable(bench).length > 0) unlock(bench);
  else lock(bench);
}
