/**
 * Dragging a node of a map: it goes along with its branch, and where one lets go it hangs. On the middle of
 * a node that is under it; near its upper or lower edge, or between two, beside it. A bar or an edge says so.
 */
import type { Box, Point } from "../../board/geometry";
import type { BoardItem } from "../../state/board_item.svelte";
import type { Mapping, Place } from "../mapping";
import type { Workbench } from "../workbench.svelte";
import type { Act, Hand } from "./act";

/** So far, in board units, from a node one still means a place beside it. */
const NEAR = 40;
const BAR = 5;

interface Hint {
  readonly place: Place;
  /** What it would hang under. */
  readonly target: string;
  /** Between which siblings: a bar there. */
  readonly bar: Box | null;
}

export class Hanging implements Act {
  readonly #bench: Workbench;
  readonly #mapping: Mapping;
  readonly #item: BoardItem;
  readonly #from: Point;
  readonly #ids: readonly string[];
  readonly #own: ReadonlySet<string>;
  #hint: Hint | null = null;

  constructor(bench: Workbench, mapping: Mapping, item: BoardItem, from: Point) {
    this.#bench = bench;
    this.#mapping = mapping;
    this.#item = item;
    this.#from = from;
    this.#ids = mapping.maps.withBranches([item.id]);
    this.#own = new Set(this.#ids);
  }

  move({ on }: Hand): void {
    const { session } = this.#bench;
    const offset: Point = [on[0] - this.#from[0], on[1] - this.#from[1]];
    session.store.setInFlight(this.#ids, { offset });
    session.presence.show({ drag: offset });
    this.#hint = this.#at(on);
    this.#bench.sketch = this.#hint === null ? {} : { target: this.#hint.target, ...(this.#hint.bar !== null && { ghosts: [this.#hint.bar] }) };
  }

  end(hand: Hand): void {
    this.move(hand);
    const hint = this.#hint;
    this.cancel();
    if (hint !== null) this.#mapping.hang(this.#item.id, hint.place);
  }

  cancel(): void {
    const { session } = this.#bench;
    this.#bench.sketch = {};
    session.store.setInFlight(this.#ids, null);
    session.presence.show({ drag: null }, { atOnce: true });
  }

  /** What letting go at `on` would mean; null on the bare paper, where it goes back. */
  #at(on: Point): Hint | null {
    let best: { readonly item: BoardItem; readonly far: number } | null = null;
    for (const item of this.#bench.session.store.stack) {
      if (!item.is("mindnode") || this.#own.has(item.id)) continue;
      const far = distance(on, item.body);
      if (far <= NEAR && (best === null || far < best.far)) best = { item, far };
    }
    return best === null ? null : this.#hintOn(best.item, on);
  }

  #hintOn(item: BoardItem, [x, y]: Point): Hint {
    const { laid, body } = item;
    const down = laid?.growth === "down";
    const part = down ? (x - body.x) / body.w : (y - body.y) / body.h;
    const outside = laid?.growth === "left" ? x < body.x : laid?.growth === "right" ? x > body.x + body.w : y > body.y + body.h;
    const middle = part > 0.3 && part < 0.7;
    if (laid?.parent == null) {
      // Of a map with two sides one lets go at one of them.
      const side = x < body.x + body.w / 2 ? "left" : "right";
      return { place: { parent: item.id, ...(this.#mapping.hasSides(item.id) && { side }) }, target: item.id, bar: null };
    }
    if (middle || outside) return { place: { parent: item.id }, target: item.id, bar: null };
    const before = part <= 0.5;
    const siblings = this.#mapping.maps.children(laid.parent).filter(({ id }) => id !== this.#item.id);
    const index = siblings.indexOf(item) + (before ? 0 : 1);
    const bar: Box = down
      ? { x: before ? body.x - BAR - 3 : body.x + body.w + 3, y: body.y, w: BAR, h: body.h }
      : { x: body.x, y: before ? body.y - BAR - 3 : body.y + body.h + 3, w: body.w, h: BAR };
    return { place: { parent: laid.parent, index }, target: laid.parent, bar };
  }
}

function distance([x, y]: Point, { x: left, y: top, w, h }: Box): number {
  return Math.hypot(Math.max(left - x, 0, x - left - w), Math.max(top - y, 0, y - top - h));
}
