/** The pen, the eraser and the laser. */
import { distanceToPath, type Point } from "../../board/geometry";
import { DEFAULTS } from "../../generated/board-constants.gen";
import type { Ink } from "../../state/presence.svelte";
import { frameAround, mayChange } from "../carrying";
import { removeThese } from "../making";
import type { Workbench } from "../workbench.svelte";
import { reachOf, type Act, type Hand } from "./act";

/** The schema's limit is 6,000 numbers; longer strokes go on as a new one. */
const MOST_POINTS = 1_500;
/** Others see so many points of a line while it is drawn. */
const SHOWN_POINTS = 190;
/** Pressure is kept in steps that are exact in few bytes. */
const PRESSURE_STEPS = 64;

/** One stroke of the pen: others see it grow, and it is written when the pen is lifted. */
export class Inking implements Act {
  readonly #bench: Workbench;
  readonly #points: (readonly [x: number, y: number, pressure: number])[] = [];

  constructor(bench: Workbench, from: Hand) {
    this.#bench = bench;
    this.#add(from);
  }

  move(hand: Hand): void {
    this.#add(hand);
    if (this.#points.length < MOST_POINTS) return;
    this.#write();
    this.#points.length = 0;
    this.#add(hand);
  }

  end(hand: Hand): void {
    this.#add(hand);
    this.#write();
  }

  cancel(): void {
    this.#bench.ink = null;
    this.#bench.session.presence.show({ ink: null }, { atOnce: true });
  }

  #add({ on: [x, y], pressure, pen }: Hand): void {
    const least = 1.5 / this.#bench.camera.zoom;
    const last = this.#points.at(-1);
    if (last !== undefined && Math.hypot(x - last[0], y - last[1]) < least) return;
    this.#points.push([x, y, pen ? pressure : 0.5]);
    const { color, width } = this.#look;
    const shown = this.#points.slice(-SHOWN_POINTS).flatMap(([px, py]) => [Math.round(px), Math.round(py)]);
    this.#bench.ink = { tool: "pen", points: shown as Ink["points"], color, width };
    this.#bench.session.presence.show({ ink: this.#bench.ink });
  }

  #write(): void {
    const { document, store } = this.#bench.session;
    const kept = simplified(this.#points, 0.6 / this.#bench.camera.zoom);
    const left = Math.min(...kept.map(([x]) => x));
    const top = Math.min(...kept.map(([, y]) => y));
    const w = Math.max(1, ...kept.map(([x]) => Math.round(x - left)));
    const h = Math.max(1, ...kept.map(([, y]) => Math.round(y - top)));
    const points = kept.flatMap(([x, y, pressure]) => [
      Math.round(x - left), Math.round(y - top), Math.round(pressure * PRESSURE_STEPS) / PRESSURE_STEPS,
    ]);
    const frame = frameAround(store, { x: left, y: top, w, h });
    document.create(
      [{ ...this.#look, type: "stroke", at: [left, top], size: [w, h], points, ...(frame !== null && { frame }) }],
      store.topOrder,
    );
    this.cancel();
  }

  get #look(): { color: NonNullable<Ink["color"]>; width: number } {
    const { color, width } = DEFAULTS.stroke;
    return { color, width, ...this.#bench.lastChosen.get("stroke") };
  }
}

/** The eraser takes whole strokes, and nothing that is not ink. */
export class Erasing implements Act {
  readonly #bench: Workbench;
  readonly #met = new Set<string>();
  #last: Point;

  constructor(bench: Workbench, from: Hand) {
    this.#bench = bench;
    this.#last = from.on;
    this.move(from);
  }

  move(hand: Hand): void {
    const { store, me } = this.#bench.session;
    const reach = reachOf(this.#bench.camera.zoom, hand.touch);
    // A fast hand jumps: look along the way as well.
    const steps = Math.max(1, Math.ceil(Math.hypot(hand.on[0] - this.#last[0], hand.on[1] - this.#last[1]) / (2 * reach)));
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      const at: Point = [
        this.#last[0] + (hand.on[0] - this.#last[0]) * part,
        this.#last[1] + (hand.on[1] - this.#last[1]) * part,
      ];
      const met = store.at(at, reach, (item) => item.is("stroke") && !this.#met.has(item.id) && mayChange(item, me.role));
      if (met !== undefined) this.#met.add(met.id);
    }
    this.#last = hand.on;
    this.#bench.sketch = { erased: new Set(this.#met) };
  }

  end(): void {
    this.#bench.sketch = {};
    removeThese(this.#bench, [...this.#met]);
  }

  cancel(): void {
    this.#bench.sketch = {};
  }
}

const LIGHT_MS = 900;

/** The laser's light: seen by all while it moves, and written nowhere. */
export class Pointing implements Act {
  readonly #bench: Workbench;
  #trail: { readonly at: Point; readonly time: number }[] = [];
  #fading: number | null = null;

  constructor(bench: Workbench, from: Hand) {
    this.#bench = bench;
    this.move(from);
    this.#fade();
  }

  move({ on }: Hand): void {
    this.#trail.push({ at: on, time: performance.now() });
    this.#show();
  }

  /** Its light goes out by itself. */
  end(): void {
    if (this.#fading === null) this.#fade();
  }

  cancel(): void {
    this.#trail = [];
    this.#show();
  }

  #fade(): void {
    this.#fading = requestAnimationFrame(() => {
      this.#fading = null;
      const past = performance.now() - LIGHT_MS;
      const before = this.#trail.length;
      this.#trail = this.#trail.filter(({ time }) => time > past);
      if (this.#trail.length !== before) this.#show();
      if (this.#trail.length > 0) this.#fade();
    });
  }

  #show(): void {
    const points = this.#trail.slice(-SHOWN_POINTS).flatMap(({ at: [x, y] }) => [Math.round(x), Math.round(y)]);
    const ink: Ink | null = points.length === 0 ? null : { tool: "laser", points: points as Ink["points"] };
    this.#bench.ink = ink;
    this.#bench.session.presence.show({ ink });
  }
}

/** The points that are needed to keep within `tolerance` of the whole line (Douglas and Peucker). */
export function simplified<P extends readonly [number, number, ...number[]]>(points: readonly P[], tolerance: number): P[] {
  const keep = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [first, last] = span;
    const [a, b] = [points[first], points[last]];
    if (a === undefined || b === undefined) continue;
    let farthest = -1;
    let most = tolerance;
    for (let index = first + 1; index < last; index++) {
      const point = points[index];
      if (point === undefined) continue;
      const far = distanceToPath([point[0], point[1]], [[a[0], a[1]], [b[0], b[1]]]);
      if (far > most) [farthest, most] = [index, far];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    spans.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => keep.has(index));
}
