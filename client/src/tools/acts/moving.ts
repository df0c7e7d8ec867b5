/** Dragging what is chosen, with what it carries; with Alt a copy of it. */
import { boxAround, touches, type Box, type Point } from "../../board/geometry";
import { lifted, move } from "../changing";
import { duplicate } from "../making";
import { snapped } from "../snapping";
import type { Workbench } from "../workbench.svelte";
import type { Act, Hand } from "./act";

const SNAP_PIXELS = 6;

export class Moving implements Act {
  readonly #bench: Workbench;
  readonly #from: Point;
  readonly #ids: readonly string[];
  readonly #boxes: readonly Box[];
  readonly #around: Box | null;
  readonly #others: readonly Box[];
  #offset: Point = [0, 0];
  #copies = false;

  constructor(bench: Workbench, from: Point) {
    this.#bench = bench;
    this.#from = from;
    this.#ids = lifted(bench, bench.changeable.map(({ id }) => id));
    const { store } = bench.session;
    const moved = new Set(this.#ids);
    this.#boxes = bench.changeable.map(({ x, y, w, h }) => ({ x, y, w, h }));
    this.#around = boxAround(this.#boxes);
    const { view } = bench.camera;
    this.#others = store.stack
      .filter((item) => !moved.has(item.id) && !item.is("connector") && !item.is("stroke") && touches(item, view))
      .map(({ x, y, w, h }) => ({ x, y, w, h }));
  }

  move(hand: Hand): void {
    const bench = this.#bench;
    let [dx, dy]: Point = [hand.on[0] - this.#from[0], hand.on[1] - this.#from[1]];
    if (hand.shift) [dx, dy] = Math.abs(dx) >= Math.abs(dy) ? [dx, 0] : [0, dy];
    const box = this.#around;
    const snap = hand.ctrl || box === null
      ? { offset: [0, 0] as const, guides: [] }
      : snapped({ ...box, x: box.x + dx, y: box.y + dy }, this.#others, SNAP_PIXELS / bench.camera.zoom);
    this.#offset = [dx + snap.offset[0], dy + snap.offset[1]];
    this.#show(hand.alt, snap.guides);
  }

  end(hand: Hand): void {
    this.move(hand);
    this.#clear();
    if (this.#copies) duplicate(this.#bench, this.#offset);
    else move(this.#bench, this.#ids, this.#offset);
    this.#bench.session.presence.show({ drag: null }, { atOnce: true });
  }

  cancel(): void {
    this.#clear();
    this.#bench.session.presence.show({ drag: null }, { atOnce: true });
  }

  #show(copies: boolean, guides: ReturnType<typeof snapped>["guides"]): void {
    const { session } = this.#bench;
    this.#copies = copies;
    const offset = this.#offset;
    session.store.setInFlight(this.#ids, copies ? null : { offset });
    session.presence.show({ drag: copies ? null : offset });
    const ghosts = copies ? this.#boxes.map((box) => ({ ...box, x: box.x + offset[0], y: box.y + offset[1] })) : [];
    this.#bench.sketch = { guides, ghosts };
  }

  #clear(): void {
    this.#bench.sketch = {};
    this.#bench.session.store.setInFlight(this.#ids, null);
  }
}
