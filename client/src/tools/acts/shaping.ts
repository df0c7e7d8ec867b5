/** Pulling a corner of what is chosen, turning it, or pulling the end of a line elsewhere. */
import { boxAround, centreOf, type Box, type Corner, type Point } from "../../board/geometry";
import { endField, type EndField } from "../../board/kinds/connector";
import type { BoardItem } from "../../state/board_item.svelte";
import { stretch, turn, upright } from "../changing";
import { pulledTurned, smallestAround, stretched } from "../stretching";
import type { Workbench } from "../workbench.svelte";
import { reachOf, type Act, type Hand } from "./act";

export class Stretching implements Act {
  readonly #bench: Workbench;
  readonly #from: Point;
  readonly #corner: Corner;
  readonly #items: readonly BoardItem[];
  readonly #box: Box;
  #to: Box;

  constructor(bench: Workbench, from: Point, corner: Corner) {
    this.#bench = bench;
    this.#from = from;
    this.#corner = corner;
    this.#items = bench.changeable;
    const [only] = this.#items;
    this.#box = boxAround(this.#items.map(({ settled }) => settled)) ?? { x: 0, y: 0, w: 1, h: 1 };
    // What shows all of its words is pulled from as high as it is, not from as high as it was made.
    if (only !== undefined && this.#items.length === 1) this.#box = { ...only.body };
    this.#to = this.#box;
  }

  move(hand: Hand): void {
    const { session } = this.#bench;
    const offset: Point = [hand.on[0] - this.#from[0], hand.on[1] - this.#from[1]];
    const [only] = this.#items;
    const rotation = this.#items.length === 1 ? (only?.rotation ?? 0) : 0;
    const square = hand.shift || this.#items.some(({ kind }) => kind.resizes === "in proportion");
    const smallest = smallestAround(this.#items, this.#box);
    this.#to = pulledTurned(this.#box, this.#corner, offset, rotation, { smallest, square });
    session.store.setInFlight(this.#ids, (item) => stretched(item, this.#start, this.#to));
    session.presence.show({ stretch: this.#to });
  }

  end(hand: Hand): void {
    this.move(hand);
    const to = this.#to;
    this.cancel();
    stretch(this.#bench, this.#items, this.#start, to);
  }

  cancel(): void {
    const { session } = this.#bench;
    session.store.setInFlight(this.#ids, null);
    session.presence.show({ stretch: null }, { atOnce: true });
  }

  /** The box that becomes `to`: of one thing, the one in the document. */
  get #start(): Box {
    const [only] = this.#items;
    return this.#items.length === 1 && only !== undefined ? only.settled : this.#box;
  }

  get #ids(): string[] {
    return this.#items.map(({ id }) => id);
  }
}

/** Turning one thing about its middle; with Shift in steps. */
export class Turning implements Act {
  static readonly STEP = 15;
  readonly #bench: Workbench;
  readonly #item: BoardItem;
  readonly #centre: Point;
  readonly #start: number;
  #degrees: number;

  constructor(bench: Workbench, from: Point, item: BoardItem) {
    this.#bench = bench;
    this.#item = item;
    this.#centre = centreOf(item.body);
    this.#degrees = item.rotation;
    this.#start = item.rotation - this.#angle(from);
  }

  move(hand: Hand): void {
    const { session } = this.#bench;
    let degrees = this.#start + this.#angle(hand.on);
    if (hand.shift) degrees = Math.round(degrees / Turning.STEP) * Turning.STEP;
    this.#degrees = upright(degrees);
    session.store.setInFlight([this.#item.id], { offset: [0, 0], rotation: this.#degrees });
    session.presence.show({ turn: this.#degrees });
  }

  end(hand: Hand): void {
    this.move(hand);
    this.cancel();
    turn(this.#bench, this.#item, this.#degrees);
  }

  cancel(): void {
    const { session } = this.#bench;
    session.store.setInFlight([this.#item.id], null);
    session.presence.show({ turn: null }, { atOnce: true });
  }

  #angle([x, y]: Point): number {
    const [cx, cy] = this.#centre;
    return (Math.atan2(y - cy, x - cx) * 180) / Math.PI;
  }
}

/** Pulling one end of a line: onto something it then hangs on, or to a loose place. */
export class Reattaching implements Act {
  readonly #bench: Workbench;
  readonly #item: BoardItem;
  readonly #which: "from" | "to";
  #end: EndField | null = null;

  constructor(bench: Workbench, item: BoardItem, which: "from" | "to") {
    this.#bench = bench;
    this.#item = item;
    this.#which = which;
  }

  move(hand: Hand): void {
    const { store } = this.#bench.session;
    const target = endAt(this.#bench, hand);
    this.#end = target;
    const place = "at" in target ? target : store.get(target.object)?.end("auto");
    if (place === undefined) return;
    store.setInFlight([this.#item.id], { offset: [0, 0], ends: { [this.#which]: place } });
    this.#bench.sketch = "at" in target ? {} : { target: target.object };
  }

  end(hand: Hand): void {
    this.move(hand);
    const end = this.#end;
    this.cancel();
    if (end !== null) this.#bench.session.document.change([[this.#item.id, { [this.#which]: endField(end) }]]);
  }

  cancel(): void {
    this.#bench.sketch = {};
    this.#bench.session.store.setInFlight([this.#item.id], null);
  }
}

/** What a line that ends under the hand would hang on, or the bare place. */
export function endAt(bench: Workbench, { on, touch }: Hand): EndField {
  const item = bench.session.store.at(on, reachOf(bench.camera.zoom, touch), ({ kind }) => kind.connects);
  return item === undefined ? { at: on } : { object: item.id, side: "auto" };
}
