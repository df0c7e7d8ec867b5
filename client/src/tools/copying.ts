/**
 * Copies of objects: as plain JSON that can lie on a clipboard, and put down again with new ids, on
 * this board or another, in this browser or another.
 */
import type { NewObject } from "../board/document";
import { boxAround, centreOf, type Box, type Point } from "../board/geometry";
import { endField, objectOf, type EndField } from "../board/kinds/connector";
import { isObjectType, kindOf } from "../board/kinds/registry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Store } from "../state/store.svelte";

/** Objects as they lay: `box` is around all of them. */
export interface Clip {
  readonly tafelronde: 1;
  /** The board they lay on. */
  readonly board: string;
  readonly box: Box;
  /** Lowest first; every field of the document but those that are about this one object's history. */
  readonly objects: readonly ClipObject[];
}

export type ClipObject = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

const MOST = 2_000;
/** What a copy does not inherit: its place in the stack and in time, locks, whose it is. */
export const OWN = new Set(["order", "author", "created", "round", "deleted", "lock", "source"]);

/** A clip of `items` of `board`, with the connectors between them. `plain` is everything that an object holds. */
export function clipOf(
  items: Iterable<BoardItem>,
  store: Store,
  plain: (id: string) => Record<string, unknown> | null,
  board: string,
): Clip | null {
  const chosen = new Map([...items].map((item) => [item.id, item]));
  for (const item of store.items.values()) {
    if (!item.is("connector")) continue;
    const ends = [objectOf(item.fields.from), objectOf(item.fields.to)];
    if (ends.every((end) => end !== null && chosen.has(end))) chosen.set(item.id, item);
  }
  const box = boxAround(chosen.values());
  if (box === null) return null;
  const objects = [...chosen.values()]
    .sort((a, b) => a.rank - b.rank)
    .flatMap((item) => {
      const fields = plain(item.id);
      if (fields === null) return [];
      // Among nodes the order says which comes first in its map, wherever it lies.
      const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !OWN.has(name) || (name === "order" && item.is("mindnode"))));
      return [{ ...kept, ...looseEnds(item, chosen), ...cutOff(item, chosen), id: item.id, type: item.fields.type }];
    });
  return { tafelronde: 1, board, box, objects };
}

/** The ends of a connector that hang on what is not copied, loose where they were. */
function looseEnds(item: BoardItem, chosen: ReadonlyMap<string, unknown>): Record<string, unknown> {
  if (!item.is("connector")) return {};
  const loose = (end: EndField, at: Point | undefined): EndField => {
    const id = objectOf(end);
    return id === null || chosen.has(id) || at === undefined ? end : { at };
  };
  const { fields, path } = item;
  return { from: endField(loose(fields.from, path[0])), to: endField(loose(fields.to, path.at(-1))) };
}

/** A node without what it hangs under is the centre of a map of its own, where it was. */
function cutOff(item: BoardItem, chosen: ReadonlyMap<string, unknown>): Record<string, unknown> {
  if (!item.is("mindnode") || item.laid === null) return {};
  return item.laid.parent !== null && chosen.has(item.laid.parent) ? { parent: item.laid.parent } : { parent: null, at: centreOf(item.body) };
}

/** The objects of `clip` with new ids, moved by `offset`. What only made sense there is left out. */
export function planted(clip: Clip, newId: () => string, [dx, dy]: Point): NewObject[] {
  const ids = new Map(clip.objects.map(({ id }) => [id, newId()]));
  const groups = new Map<unknown, string>();
  return clip.objects.flatMap(({ id, type, frame, group, ...fields }) => {
    const own = ids.get(id);
    if (own === undefined || !isObjectType(type)) return [];
    const copy: Record<string, unknown> = { ...fields };
    if (typeof frame === "string" && ids.has(frame)) copy["frame"] = ids.get(frame);
    if (typeof group === "string") {
      if (!groups.has(group)) groups.set(group, newId());
      copy["group"] = groups.get(group);
    }
    if (type === "mindnode") {
      copy["parent"] = ids.get(String(copy["parent"])) ?? null;
      if (Array.isArray(copy["links"])) copy["links"] = copy["links"].flatMap((link) => ids.get(String(link)) ?? []);
    }
    const read = kindOf(type).read((name) => copy[name]);
    if (read === null) return [];
    for (const end of ["from", "to"] as const) {
      if (type !== "connector") break;
      const value = (read as unknown as Record<typeof end, EndField>)[end];
      if ("at" in value) continue;
      const object = ids.get(value.object);
      if (object === undefined) return [];
      copy[end] = endField({ ...value, object });
    }
    const moved = kindOf(type).moved({ ...read, ...pickEnds(copy) } as never, [dx, dy]);
    return [{ ...copy, ...moved, id: own, type }];
  });
}

function pickEnds({ from, to }: Record<string, unknown>): Record<string, unknown> {
  return from === undefined ? {} : { from, to };
}

/** The clip that `json` is; null when it is none. */
export function readClip(json: string): Clip | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Somebody else's text that only looks like ours.
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { tafelronde, board, box, objects } = value as Partial<Clip>;
  if (tafelronde !== 1 || typeof board !== "string" || !isBox(box) || !Array.isArray(objects) || objects.length > MOST) return null;
  return objects.every(isClipObject) ? { tafelronde, board, box, objects } : null;
}

function isBox(value: unknown): value is Box {
  return typeof value === "object" && value !== null && ["x", "y", "w", "h"].every((side) => Number.isFinite((value as never)[side]));
}

function isClipObject(value: unknown): value is ClipObject {
  if (typeof value !== "object" || value === null) return false;
  const { id, type, text } = value as Record<string, unknown>;
  return typeof id === "string" && typeof type === "string" && (text === undefined || typeof text === "string");
}
