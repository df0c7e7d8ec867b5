/** Notes made into a map, and a map into notes: each is one step, and one undo takes it back. */
import type { NewObject } from "../board/document";
import { centreOf, type Point } from "../board/geometry";
import { BRANCH_COLORS } from "../board/map_layout";
import { NOTE_SIZE } from "../board/objects";
import { orderAbove } from "../board/order";
import { inReadingOrder } from "../board/reading_order";
import type { BoardItem } from "../state/board_item.svelte";
import type { Workbench } from "./workbench.svelte";

/** A map with what is written on `items` as its main branches; the notes go into the bin. Returns its centre. */
export function mapOfNotes(bench: Workbench, items: readonly BoardItem[]): string {
  const { document, store } = bench.session;
  const notes = inReadingOrder(items);
  const centre = document.newId();
  const box = notes.map(({ body }) => centreOf(body));
  const at: Point = [box.reduce((sum, [x]) => sum + x, 0) / box.length, box.reduce((sum, [, y]) => sum + y, 0) / box.length];
  let order: string | null = null;
  const objects: NewObject[] = [{ id: centre, type: "mindnode", parent: null, at, text: "" }];
  for (const [index, { fields }] of notes.entries()) {
    order = orderAbove(order);
    objects.push({
      type: "mindnode", parent: centre, order, text: fields.text.slice(0, 2000), tags: fields.tags.length > 0 ? [...fields.tags] : undefined,
      color: BRANCH_COLORS[index % BRANCH_COLORS.length], side: index % 2 === 0 ? undefined : "left",
    });
  }
  const gone = document.moment();
  document.create(objects, store.topOrder, notes.map(({ id }) => [id, { deleted: gone }]));
  return centre;
}

/** A note for each node of `ids`, about where it was, and a line to it from what it hung under. The first stays in its place. */
export function notesOfBranch(bench: Workbench, ids: readonly string[]): void {
  const { document, store } = bench.session;
  const nodes = ids.flatMap((each) => store.get(each) ?? []);
  const notes = new Map(nodes.map((node) => [node.id, document.newId()]));
  const [w, h] = NOTE_SIZE;
  const [cx, cy] = centreOf(nodes[0]?.body ?? { x: 0, y: 0, w: 0, h: 0 });
  const objects: NewObject[] = [];
  for (const [own, note] of notes) {
    const node = store.get(own);
    if (node === undefined) continue;
    const { body, fields, laid } = node;
    // Notes are larger than nodes: they stand as far apart as they need.
    const [x, y] = centreOf(body);
    const at: Point = [cx + (x - cx) * 1.6 - w / 2, cy + (y - cy) * 4.4 - h / 2];
    objects.push({ id: note, type: "sticky", at, size: NOTE_SIZE, text: fields.text, tags: fields.tags.length > 0 ? [...fields.tags] : undefined });
    const from = notes.get(laid?.parent ?? "");
    if (from !== undefined) objects.push({ type: "connector", from: { object: from }, to: { object: note }, endHead: "none" });
  }
  const gone = document.moment();
  document.create(objects, store.topOrder, nodes.map((node) => [node.id, { deleted: gone }]));
  bench.select([...notes.values()]);
  bench.fitIntoView();
}
