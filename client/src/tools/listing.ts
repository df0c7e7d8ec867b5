/** What is done from the list, where no place on the paper is pointed at: a free one is found. */
import { boxAround, centreOf, grown, touches, type Box, type Point } from "../board/geometry";
import { TITLE_HEIGHT } from "../board/kinds/frame";
import type { BoardItem } from "../state/board_item.svelte";
import type { Tool } from "../ui/contract";
import { lifted, moveEach } from "./changing";
import { make } from "./making";
import { MADE } from "./toolbox";
import type { Workbench } from "./workbench.svelte";

const GAP = 16;
/** The list of a board without anything on it still begins somewhere. */
const PAGE: Box = { x: 0, y: 0, w: 1200, h: 900 };

/** Make what `tool` makes: in the frame that is, or that holds, `near`; else from its row on down. */
export function makeNear(bench: Workbench, tool: Tool, near: BoardItem | undefined): string | null {
  const made = MADE[tool];
  if (made === undefined) return null;
  const frame = made.type === "frame" ? undefined : frameOf(bench, near);
  const [w, h] = made.size;
  const [x, y] = frame === undefined ? below(bench, near, made.size) : placeIn(bench, frame, made.size, new Set());
  return make(bench, tool, { x, y, w, h }, { text: "" });
}

/** Put `items` on free places in `frame`; null is the bare paper. One step, one undo. */
export function moveToFrame(bench: Workbench, items: readonly BoardItem[], frame: BoardItem | null): void {
  const moving = new Set(items.map(({ id }) => id));
  const taken: Box[] = [];
  const offsets = new Map<string, Point>();
  for (const item of items) {
    const { x, y, w, h } = item.settled;
    const place = frame === null ? below(bench, outermost(bench, item), [w, h], moving, taken) : placeIn(bench, frame, [w, h], moving, taken);
    taken.push({ x: place[0], y: place[1], w, h });
    for (const id of lifted(bench, [item.id])) offsets.set(id, [place[0] - x, place[1] - y]);
  }
  moveEach(bench, offsets);
}

/** The frame that `item` is or lies in. */
function frameOf({ session }: Workbench, item: BoardItem | undefined): BoardItem | undefined {
  if (item?.is("frame") === true) return item;
  const home = session.store.get(item?.fields.frame ?? "");
  return home?.is("frame") === true ? home : undefined;
}

/** The frame around all frames that `item` lies in; itself when it lies in none. */
function outermost(bench: Workbench, item: BoardItem): BoardItem {
  const seen = new Set<BoardItem>();
  let around = item;
  for (let home = frameOf(bench, item); home !== undefined && !seen.has(home); ) {
    seen.add(home);
    around = home;
    home = bench.session.store.get(home.fields.frame ?? "");
  }
  return around;
}

/** The first free place in `frame`, from the top left; its middle when all of it is taken. */
function placeIn({ session }: Workbench, frame: BoardItem, size: Point, moving: ReadonlySet<string>, taken: readonly Box[] = []): Point {
  const { x, y, w, h } = frame.settled;
  const inside = { x: x + GAP, y: y + TITLE_HEIGHT, w: w - 2 * GAP, h: h - TITLE_HEIGHT - GAP };
  const around = new Set<string>();
  for (let at: BoardItem | undefined = frame; at !== undefined && !around.has(at.id); at = session.store.get(at.fields.frame ?? "")) around.add(at.id);
  const lying = [...session.store.items.values()].filter((item) => !item.is("connector") && !around.has(item.id) && !moving.has(item.id));
  const [cx, cy] = centreOf(inside);
  return firstFree(inside, size, [...lying, ...taken]) ?? [Math.round(cx - size[0] / 2), Math.round(cy - size[1] / 2)];
}

/** The first free place outside all frames, from the row of `near` on down. */
function below({ session }: Workbench, near: BoardItem | undefined, size: Point, moving: ReadonlySet<string> = new Set(), taken: readonly Box[] = []): Point {
  const lying = [...session.store.items.values()].filter((item) => !item.is("connector") && !moving.has(item.id));
  const all = boxAround(lying) ?? PAGE;
  const top = near?.y ?? all.y;
  const room = { x: all.x, y: top, w: Math.max(all.w, PAGE.w), h: Math.max(all.y + all.h - top, 0) + 2 * (size[1] + GAP) };
  return firstFree(room, size, [...lying, ...taken]) ?? [room.x, room.y + room.h];
}

/** The top left corner of the first place of `size` in `room` that keeps clear of `items`, row by row. */
export function firstFree(room: Box, [w, h]: Point, items: readonly Box[]): Point | null {
  const near = items.filter((item) => touches(item, grown(room, GAP)));
  for (let y = room.y; y + h <= room.y + room.h; y += h + GAP) {
    for (let x = room.x; x + w <= room.x + room.w; x += w + GAP) {
      const box = grown({ x, y, w, h }, GAP - 1);
      if (near.every((item) => !touches(item, box))) return [Math.round(x), Math.round(y)];
    }
  }
  return null;
}
