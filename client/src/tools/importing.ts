/** What was read from a file: laid out by itself to be looked at, and put on the board as one step. */
import * as Y from "yjs";

import { carryPicture } from "../api/client";
import type { FileReading } from "../api/files";
import { BoardDocument, randomId, type NewObject } from "../board/document";
import { boxAround, type Box } from "../board/geometry";
import { isObjectType } from "../board/kinds/registry";
import type { BoardItem } from "../state/board_item.svelte";
import { MindMaps } from "../state/mind_maps.svelte";
import { Store } from "../state/store.svelte";
import { OWN, type Clip, type ClipObject } from "./copying";
import { clearOf, plant } from "./making";
import type { Workbench } from "./workbench.svelte";

/** As it will lie: `items` lowest first, `box` around all of them. */
export interface Laid {
  readonly items: readonly BoardItem[];
  readonly box: Box;
}

/** What of a reading can lie on boards, without what is about the history of objects elsewhere. */
function objectsOf(reading: FileReading): ClipObject[] {
  return reading.objects.flatMap((object) => {
    const { id, type } = object;
    if (typeof id !== "string" || !isObjectType(type)) return [];
    // Among nodes the order says which comes first in its map; all else lies as it comes.
    const kept = Object.entries(object).filter(([name]) => !OWN.has(name) || (name === "order" && type === "mindnode"));
    return [{ ...Object.fromEntries(kept), id, type }];
  });
}

/** Lay out what is in `reading` as it would lie on a board of its own; null when there is nothing to be seen. */
export async function laidOut(bench: Workbench, reading: FileReading): Promise<Laid | null> {
  // What maps look like is known with the hands for them.
  if (reading.objects.some(({ type }) => type === "mindnode")) await bench.withMapping(() => undefined);
  const document = new BoardDocument(new Y.Doc(), { person: "", now: Date.now, newId: randomId });
  try {
    const store = new Store(document.objects, bench.session.store.measure);
    if (bench.mapping !== null) new MindMaps(store, "");
    document.create(objectsOf(reading) as readonly ClipObject[] as readonly NewObject[], null);
    const items = [...store.stack];
    const box = boxAround(items);
    return box === null ? null : { items, box };
  } finally {
    document.destroy();
  }
}

/**
 * Put what is in `reading` on a free place in view, as one step, and choose it. Returns how many pictures
 * could not come along from the board that the file was written from.
 */
export async function bringIn(bench: Workbench, reading: FileReading, { box }: Laid): Promise<number> {
  const { session, camera } = bench;
  const clip: Clip = { tafelronde: 1, board: session.id, box, objects: objectsOf(reading) };
  const missing = await carried(session.id, reading.board, clip.objects);
  const objects = clip.objects.flatMap((object) => {
    if (!missing.has(object["image"])) return [object];
    // A node goes without its picture; a picture is nothing else.
    const { image: _, ...bare } = object;
    return object.type === "image" ? [] : [bare as ClipObject];
  });
  // Of frames, too: what lies in one would belong to it.
  const [cx, cy] = clearOf(bench, [box.w, box.h], (item) => !item.is("connector"));
  const offset = [Math.round(cx - box.x - box.w / 2), Math.round(cy - box.y - box.h / 2)] as const;
  plant(bench, { ...clip, objects }, offset);
  const view = camera.clearView;
  if (box.w > view.w || box.h > view.h) camera.fit({ ...box, x: box.x + offset[0], y: box.y + offset[1] }, bench.glide());
  else camera.reveal({ ...box, x: box.x + offset[0], y: box.y + offset[1] }, bench.glide());
  return missing.size;
}

/** Have the pictures of `objects` on this board, too; returns the hashes of those that cannot be had. */
async function carried(board: string, from: string | null, objects: readonly ClipObject[]): Promise<Set<unknown>> {
  const hashes = [...new Set(objects.flatMap(({ image }) => (typeof image === "string" ? [image] : [])))];
  if (from === board) return new Set();
  if (from === null) return new Set(hashes);
  const answers = await Promise.allSettled(hashes.map((hash) => carryPicture(board, hash, from)));
  return new Set(hashes.filter((_, index) => answers[index]?.status === "rejected"));
}
