/** Putting things on the paper, copying them and taking them away. */
import type { NewObject } from "../board/document";
import { centreOf, type Box, type Point } from "../board/geometry";
import { endField, type EndField } from "../board/kinds/connector";
import { pair } from "../board/kinds/reading";
import { NOTE_SIZE } from "../board/objects";
import type { BoardItem } from "../state/board_item.svelte";
import type { Tool } from "../ui/contract";
import { contentsOf, frameAround, isCarried, mayChange } from "./carrying";
import { clipOf, planted, type Clip } from "./copying";
import { freePlace } from "./free_place";
import { MADE } from "./toolbox";
import type { Workbench } from "./workbench.svelte";

const COPY_OFFSET = 24;

/** Make what `tool` makes in `box`; it is chosen then, and being written in where it is for words. */
export function make(bench: Workbench, tool: Tool, box: Box, more: { readonly text?: string } = {}): string | null {
  const made = MADE[tool];
  if (made === undefined || !bench.session.writable) return null;
  if (tool === "mindmap") {
    // A centre is as large as its words: only where it lies is chosen.
    void bench.withMapping((mapping) => mapping.begin(centreOf(box)));
    return null;
  }
  bench.finish();
  const { document, store } = bench.session;
  const { x, y, w, h } = box;
  const frame = frameAround(store, box, made.type === "frame");
  const object: NewObject = {
    ...bench.lastChosen.get(made.type),
    ...made.fields,
    ...more,
    type: made.type,
    at: [x, y],
    size: [w, h],
    ...(frame !== null && { frame }),
  };
  const id = document.newId();
  const adopted = made.type === "frame" ? adoptable(bench, id, box) : [];
  document.create([{ ...object, id }], store.topOrder, adopted);
  bench.made();
  if (made.writes && more.text === undefined) bench.edit(id);
  else bench.select([id]);
  return id;
}

/** What a new frame in `box` takes in: all whose middle lies there and that lay in no smaller one. */
function adoptable(bench: Workbench, id: string, box: Box): [string, { frame: string }][] {
  const { store, me } = bench.session;
  return [...store.items.values()]
    .filter((item) => mayChange(item, me.role) && !item.is("frame") && !item.is("connector") && !isCarried(item))
    .filter((item) => {
      const [cx, cy] = centreOf(item);
      const home = store.get(item.fields.frame ?? "");
      const smaller = home !== undefined && home.w * home.h < box.w * box.h;
      return !smaller && cx >= box.x && cx <= box.x + box.w && cy >= box.y && cy <= box.y + box.h;
    })
    .map((item) => [item.id, { frame: id }]);
}

/** A new note around `at` (a board point), with the cursor in it. */
export function createAt(bench: Workbench, [x, y]: Point): void {
  place(bench, "note", [x, y]);
}

/** What `tool` makes, in its usual size, around `at`. */
export function place(bench: Workbench, tool: Tool, [x, y]: Point): string | null {
  const [w, h] = MADE[tool]?.size ?? NOTE_SIZE;
  // Words begin where one presses; other things lie around that point.
  const corner: Point = tool === "text" ? [x, y - h / 2] : [x - w / 2, y - h / 2];
  if (tool === "arrow" || tool === "line") return connect(bench, tool, { at: [x - w / 2, y] }, { at: [x + w / 2, y] });
  return make(bench, tool, { x: corner[0], y: corner[1], w, h });
}

/** A new note around `at`, or beside what lies there: no note hides another. */
export function createNear(bench: Workbench, [x, y]: Point): void {
  const { w, h } = bench.camera.clearView;
  createAt(bench, freePlace({ x: x - w / 2, y: y - h / 2, w, h }, NOTE_SIZE, lying(bench)));
}

/** A new note on a free place near the middle of the view. */
export function createInView(bench: Workbench): void {
  createAt(bench, freePlace(bench.camera.clearView, NOTE_SIZE, lying(bench)));
  bench.unplaced = bench.editing;
}

/** What `tool` makes, on a free place near the middle of the view: the keyboard's way. */
export function placeInView(bench: Workbench, tool: Tool): void {
  const size = MADE[tool]?.size ?? NOTE_SIZE;
  place(bench, tool, freePlace(bench.camera.clearView, size, lying(bench)));
}

/** The middle of a place of that size in view, clear of all things that count. */
export function clearOf({ camera, session }: Workbench, size: Point, counts: (item: BoardItem) => boolean): Point {
  return freePlace(camera.clearView, size, [...session.store.items.values()].filter(counts));
}

/** Frames are paper to lie on, not in the way. */
function lying(bench: Workbench): Box[] {
  return [...bench.session.store.items.values()].filter((item) => !item.is("frame") && !item.is("connector"));
}

/** Put the empty note that the toolbar made around `at`; false when there is none. */
export function placeUnplaced(bench: Workbench, [x, y]: Point): boolean {
  const { store, document } = bench.session;
  const item = bench.unplaced === null ? undefined : store.get(bench.unplaced);
  if (item === undefined || item.id !== bench.editing || item.fields.text !== "") return false;
  document.move(new Map([[item.id, [x - item.w / 2, y - item.h / 2]]]));
  bench.unplaced = null;
  bench.camera.reveal(item, bench.glide());
  return true;
}

/** A line between two ends, made by `tool`. */
export function connect(bench: Workbench, tool: "arrow" | "line", from: EndField, to: EndField): string | null {
  if (!bench.session.writable) return null;
  const { document, store } = bench.session;
  const [id] = document.create(
    [{ ...bench.lastChosen.get("connector"), ...MADE[tool]?.fields, type: "connector", from: endField(from), to: endField(to) }],
    store.topOrder,
  );
  bench.made();
  bench.select(id === undefined ? [] : [id]);
  return id ?? null;
}

/** A line from the first to the second of two chosen things; false when there are not just two. */
export function connectChosen(bench: Workbench, tool: "arrow" | "line"): boolean {
  const [from, to, more] = bench.selection.filter(({ kind }) => kind.connects);
  if (from === undefined || to === undefined || more !== undefined || !bench.session.writable) return false;
  connect(bench, tool, { object: from.id, side: "auto" }, { object: to.id, side: "auto" });
  return true;
}

export function remove(bench: Workbench): void {
  removeThese(bench, bench.changeable.map(({ id }) => id));
}

export function removeThese(bench: Workbench, ids: readonly string[]): void {
  if (ids.length === 0) return;
  bench.finish();
  const all = bench.mapping?.removable(ids) ?? ids;
  const next = bench.mapping?.besides(all) ?? bench.besides(all);
  bench.session.document.remove(all);
  bench.select([]);
  bench.focused = next;
}

/** What is chosen, with what lies in the frames among it. */
export function chosenClip(bench: Workbench): Clip | null {
  const { store, document } = bench.session;
  const ids = new Set(bench.selected);
  for (const item of bench.selection) if (item.is("frame")) for (const id of contentsOf(store, item.id)) ids.add(id);
  return clipOf([...store.withBranches(ids)].flatMap((id) => store.get(id) ?? []), store, (id) => document.plain(id), bench.session.id);
}

/** A copy of what is chosen, `offset` away from it; that is chosen then. */
export function duplicate(bench: Workbench, offset: Point = [COPY_OFFSET, COPY_OFFSET]): void {
  const clip = chosenClip(bench);
  if (clip !== null) plant(bench, clip, offset);
}

/** Put the objects of `clip` down, moved by `offset`, and choose them. */
export function plant(bench: Workbench, clip: Clip, offset: Point): void {
  if (!bench.session.writable) return;
  if (bench.mapping === null && clip.objects.some(({ type }) => type === "mindnode")) {
    void bench.withMapping(() => plant(bench, clip, offset));
    return;
  }
  const { document, store } = bench.session;
  bench.finish();
  const objects = planted(clip, () => document.newId(), offset).map((object) => {
    const box = boxOf(object);
    if (object["frame"] !== undefined || box === null) return object;
    return { ...object, frame: frameAround(store, box, object.type === "frame") ?? undefined };
  });
  const own = new Set(objects.map(({ id }) => id));
  document.create(objects, store.topOrder);
  // What lies in a copied frame, or hangs under a copied node, comes along with it.
  const roots = objects.filter(({ frame, parent }) => !own.has(frame as string | undefined) && !own.has(parent as string | undefined)).flatMap(({ id }) => id ?? []);
  bench.select(roots);
}

function boxOf({ at, size }: NewObject): Box | null {
  const [place, extent] = [pair(at), pair(size)];
  return place === null || extent === null ? null : { x: place[0], y: place[1], w: extent[0], h: extent[1] };
}

/** Where to put `clip` so that it lies in the middle of the view, or a step aside when it lies there already. */
export function intoView(bench: Workbench, { box }: Clip, at: Point | null): Point {
  const [cx, cy] = at ?? centreOf(bench.camera.clearView);
  const offset: Point = [Math.round(cx - box.x - box.w / 2), Math.round(cy - box.y - box.h / 2)];
  const target = { ...box, x: box.x + offset[0], y: box.y + offset[1] };
  const covered = [...bench.session.store.items.values()].some(
    ({ x, y, w, h }) => Math.abs(x - target.x) < 2 && Math.abs(y - target.y) < 2 && Math.abs(w - target.w) < 2 && Math.abs(h - target.h) < 2,
  );
  return covered ? [offset[0] + COPY_OFFSET, offset[1] + COPY_OFFSET] : offset;
}
