/**
 * The board as a list: rows in the order in which a person would read the paper. What lies in a frame
 * stands under it, and a line under the thing that it begins at.
 */
import type { Box } from "./geometry";
import { objectOf } from "./kinds/connector";
import type { Laid } from "./map_layout";
import type { ObjectFields } from "./objects";
import { inReadingOrder } from "./reading_order";

export interface Listed extends Box {
  readonly id: string;
  readonly fields: ObjectFields;
  /** Where its map has it: it stands under what it hangs under, in the map's own order. */
  readonly laid: Laid | null;
}

export interface OutlineRow<Item extends Listed = Listed> {
  readonly item: Item;
  /** 1 is the outermost. */
  readonly level: number;
  /** The first of its siblings is 1. */
  readonly position: number;
  /** How many siblings there are, this one included. */
  readonly siblings: number;
  /** How many things lie right under it. */
  readonly within: number;
  /** Those are not shown. */
  readonly folded: boolean;
  /** The id of what it stands under; null for the outermost. */
  readonly parent: string | null;
}

/** The rows of `items`; what stands under one of `folded` is left out. */
export function outlineOf<Item extends Listed>(items: ReadonlyMap<string, Item>, folded: ReadonlySet<string>): OutlineRow<Item>[] {
  const under = new Map<string | null, Item[]>();
  for (const item of items.values()) {
    const parent = parentOf(item, items);
    const siblings = under.get(parent);
    if (siblings === undefined) under.set(parent, [item]);
    else siblings.push(item);
  }
  const rows: OutlineRow<Item>[] = [];
  const list = (parent: string | null, level: number): void => {
    const siblings = ordered(under.get(parent) ?? []);
    for (const [index, item] of siblings.entries()) {
      const within = under.get(item.id)?.length ?? 0;
      const closed = within > 0 && folded.has(item.id);
      rows.push({ item, level, position: index + 1, siblings: siblings.length, within, folded: closed, parent });
      if (within > 0 && !closed) list(item.id, level + 1);
    }
  };
  list(null, 1);
  return rows;
}

/** The lines that begin at a thing are read before what lies in it. */
function ordered<Item extends Listed>(items: readonly Item[]): Item[] {
  const nodes = items.filter(({ laid }) => laid?.parent != null).sort((a, b) => (a.laid?.index ?? 0) - (b.laid?.index ?? 0));
  if (nodes.length > 0) return [...ordered(items.filter(({ laid }) => laid?.parent == null)), ...nodes];
  const lines = items.filter(({ fields }) => fields.type === "connector" && objectOf(fields.from) !== null);
  if (lines.length === 0) return inReadingOrder(items);
  return [...inReadingOrder(lines), ...inReadingOrder(items.filter((item) => !lines.includes(item)))];
}

function parentOf<Item extends Listed>({ id, fields, laid }: Item, items: ReadonlyMap<string, Item>): string | null {
  if (fields.type === "connector") {
    const from = objectOf(fields.from);
    if (from !== null && items.get(from)?.fields.type !== "connector") return items.has(from) ? from : null;
  }
  if (laid?.parent != null && items.has(laid.parent)) return laid.parent;
  const frame = frameOf(fields, items);
  return frame !== null && fields.type === "frame" && opensCircle(id, frame, items) ? null : frame;
}

function frameOf<Item extends Listed>({ frame }: ObjectFields, items: ReadonlyMap<string, Item>): string | null {
  return frame !== null && items.get(frame)?.fields.type === "frame" ? frame : null;
}

/**
 * Two people can put two frames into each other at once. In such a circle the frame with the smallest
 * id counts as the outermost, for everybody.
 */
function opensCircle<Item extends Listed>(id: string, frame: string, items: ReadonlyMap<string, Item>): boolean {
  const seen = new Set([id]);
  for (let at: string | null = frame; at !== null && !seen.has(at); ) {
    seen.add(at);
    const item = items.get(at);
    at = item === undefined ? null : frameOf(item.fields, items);
    if (at === id) return [...seen].every((other) => id <= other);
  }
  return frame === id;
}
