/** Drawing on the paper: a frame that chooses, something as large as one draws it, a line between two things. */
import { boxBetween, type Box, type Point } from "../../board/geometry";
import type { EndField } from "../../board/kinds/connector";
import { route, type EndPlace } from "../../board/route";
import type { Tool } from "../../ui/contract";
import { connect, make, place } from "../making";
import { MADE } from "../toolbox";
import type { Workbench } from "../workbench.svelte";
import type { Act, Hand } from "./act";
import { endAt } from "./shaping";

/** Less than this, in pixels, was a press. */
const SLOP = 6;

/** A frame drawn on bare paper chooses what it touches; with Shift on top of what was chosen. */
export class Marquee implements Act {
  readonly #bench: Workbench;
  readonly #from: Point;
  readonly #before: ReadonlySet<string>;

  constructor(bench: Workbench, from: Point, adding: boolean) {
    this.#bench = bench;
    this.#from = from;
    if (!adding) bench.select([], { focus: false });
    this.#before = bench.selected;
  }

  move({ on }: Hand): void {
    const marquee = boxBetween(this.#from, on);
    this.#bench.sketch = { marquee };
    const within = this.#bench.session.store.stack.filter((item) => item.caught(marquee));
    this.#bench.select([...this.#before, ...within.map(({ id }) => id)], { focus: false });
  }

  end(): void {
    this.#bench.sketch = {};
  }

  cancel(): void {
    this.#bench.sketch = {};
    this.#bench.select(this.#before, { focus: false });
  }
}

/** What the tool makes, as large as it is drawn; just pressed, in its usual size. */
export class Placing implements Act {
  readonly #bench: Workbench;
  readonly #tool: Tool;
  readonly #from: Hand;
  #drawn = false;

  constructor(bench: Workbench, tool: Tool, from: Hand) {
    this.#bench = bench;
    this.#tool = tool;
    this.#from = from;
  }

  move(hand: Hand): void {
    this.#drawn ||= Math.hypot(hand.at[0] - this.#from.at[0], hand.at[1] - this.#from.at[1]) > SLOP;
    if (this.#drawn) this.#bench.sketch = { ghosts: [this.#box(hand)] };
  }

  end(hand: Hand): void {
    this.move(hand);
    this.#bench.sketch = {};
    if (!this.#drawn) place(this.#bench, this.#tool, this.#from.on);
    else make(this.#bench, this.#tool, this.#box(hand));
  }

  cancel(): void {
    this.#bench.sketch = {};
  }

  #box(hand: Hand): Box {
    const [x, y] = this.#from.on;
    let [dx, dy]: Point = [hand.on[0] - x, hand.on[1] - y];
    if (hand.shift) {
      const side = Math.max(Math.abs(dx), Math.abs(dy));
      [dx, dy] = [Math.sign(dx) * side, Math.sign(dy) * side];
    }
    const drawn = boxBetween([x, y], [x + dx, y + dy]);
    const size = MADE[this.#tool]?.size ?? [8, 8];
    // Words need some room to begin with; their height is their own.
    return this.#tool === "text" ? { ...drawn, w: Math.max(60, drawn.w), h: size[1] } : { ...drawn, w: Math.max(8, drawn.w), h: Math.max(8, drawn.h) };
  }
}

/** A line from where one presses to where one lets go, stuck to what lies there. */
export class Connecting implements Act {
  readonly #bench: Workbench;
  readonly #tool: "arrow" | "line";
  readonly #from: EndField;
  readonly #start: Hand;

  constructor(bench: Workbench, tool: "arrow" | "line", from: Hand) {
    this.#bench = bench;
    this.#tool = tool;
    this.#start = from;
    this.#from = endAt(bench, from);
    this.#show(this.#from);
  }

  move(hand: Hand): void {
    this.#show(this.#to(hand));
  }

  end(hand: Hand): void {
    this.#bench.sketch = {};
    const pressed = Math.hypot(hand.at[0] - this.#start.at[0], hand.at[1] - this.#start.at[1]) <= SLOP;
    if (!pressed) connect(this.#bench, this.#tool, this.#from, this.#to(hand));
    else if ("at" in this.#from) place(this.#bench, this.#tool, hand.on);
  }

  cancel(): void {
    this.#bench.sketch = {};
  }

  /** Back on what it begins at, the line is loose: nothing is connected with itself. */
  #to(hand: Hand): EndField {
    const end = endAt(this.#bench, hand);
    return "object" in end && "object" in this.#from && end.object === this.#from.object ? { at: hand.on } : end;
  }

  #show(to: EndField): void {
    const [from, end] = [this.#place(this.#from), this.#place(to)];
    const line = from !== undefined && end !== undefined && to !== this.#from ? route(from, end, "straight") : [];
    this.#bench.sketch = { line, ...("object" in to && { target: to.object }) };
  }

  #place(end: EndField): EndPlace | undefined {
    return "at" in end ? end : this.#bench.session.store.get(end.object)?.end("auto");
  }
}
