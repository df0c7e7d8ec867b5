/**
 * Frames carry what lies in them. An object belongs to the smallest frame that holds its middle, a
 * frame to the smallest that holds all of it; that is written (`frame`) by whoever puts something
 * down. Two people can so put two frames into each other at once: whoever follows the fields must
 * expect a circle.
 */
import type { BoardItem } from "../state/board_item.svelte";
import type { Store } from "../state/store.svelte";
import { centreOf, covers, holds, type Box } from "../board/geometry";
import type { Changes } from "../board/document";
import type { Patch } from "../board/kinds/kind";
import type { Role } from "../ui/contract";

/** Whether somebody of this role may take `item` in hand. A lock against accidents binds everybody. */
export function mayChange({ fields }: BoardItem, role: Role): boolean {
  if (role === "viewer") return false;
  return fields.lock === null || (fields.lock === "facilitators" && role === "facilitator");
}

/** `ids`, and all that moves along: what lies in the frames among them, but nobody else's locked things. */
export function carried(store: Store, ids: Iterable<string>, role: Role): Set<string> {
  const all = new Set(ids);
  const frames = new Set([...all].filter((id) => store.get(id)?.is("frame")));
  for (let found = frames.size > 0; found; ) {
    found = false;
    for (const item of store.items.values()) {
      const { frame, lock } = item.fields;
      if (frame === null || !frames.has(frame) || all.has(item.id)) continue;
      if (lock === "facilitators" && role !== "facilitator") continue;
      all.add(item.id);
      if (item.is("frame")) {
        frames.add(item.id);
        found = true;
      }
    }
  }
  return new Set(store.withBranches(all));
}

/** It goes where what it hangs under goes, and so is in no frame by itself. */
export function isCarried({ laid }: BoardItem): boolean {
  return laid?.parent != null;
}

/** All that lies in the frame `id`, at any depth. */
export function contentsOf(store: Store, id: string): Set<string> {
  const all = carried(store, [id], "facilitator");
  all.delete(id);
  return all;
}

/**
 * What to write so that each of `items` belongs to the frame it lies in, when `boxOf` says where each
 * object lies from now on. `moving` do not become the home of what they are moved with.
 */
export function homes(store: Store, items: Iterable<BoardItem>, boxOf: (item: BoardItem) => Box): [string, Patch][] {
  const frames = [...store.items.values()].filter((item) => item.is("frame"));
  const patches: [string, Patch][] = [];
  for (const item of items) {
    if (isCarried(item)) continue;
    const home = homeOf(item, frames, boxOf);
    if (home !== item.fields.frame) patches.push([item.id, { frame: home ?? undefined }]);
  }
  return patches;
}

/** The id of the smallest of `frames` in which something with the box of `item` lies; null for none. */
function homeOf(item: BoardItem, frames: readonly BoardItem[], boxOf: (item: BoardItem) => Box): string | null {
  // Between two things it lies wherever they do.
  if (item.is("connector") && !("at" in item.fields.from) && !("at" in item.fields.to)) return null;
  return smallestAround(boxOf(item), item.is("frame"), frames, boxOf, item.id);
}

/** The frame in which something new with `box` lies. */
export function frameAround(store: Store, box: Box, whole = false): string | null {
  const frames = [...store.items.values()].filter((item) => item.is("frame"));
  return smallestAround(box, whole, frames, (item) => item.settled, null);
}

function smallestAround(
  box: Box,
  whole: boolean,
  frames: readonly BoardItem[],
  boxOf: (item: BoardItem) => Box,
  self: string | null,
): string | null {
  let home: string | null = null;
  let least = Infinity;
  for (const frame of frames) {
    if (frame.id === self) continue;
    const around = boxOf(frame);
    const inside = whole ? covers(around, box) && area(around) > area(box) : holds(around, centreOf(box));
    if (!inside || area(around) >= least) continue;
    [home, least] = [frame.id, area(around)];
  }
  return home;
}

function area({ w, h }: Box): number {
  return w * h;
}

/** `changes` of several sources as one patch an object. */
export function merged(...several: Changes[]): Map<string, Patch> {
  const all = new Map<string, Patch>();
  for (const changes of several) for (const [id, patch] of changes) all.set(id, { ...all.get(id), ...patch });
  return all;
}
