/**
 * Pointers on the paper, as one state machine. Each state is a small object that owns only what it
 * needs; a second finger turns whatever is going on into a pinch, Escape takes it back.
 */
import { boxBetween, pulled, touches, type Box, type Corner, type Point } from "../board/geometry";
import { SMALLEST_NOTE } from "../board/objects";
import type { BoardItem } from "../state/board_item.svelte";
import type { Workbench } from "./workbench.svelte";

/** A pointer that moves less than this, in CSS pixels, has been pressed, not dragged. */
const SLOP = { mouse: 4, touch: 10 } as const;
const LONG_PRESS_MS = 500;
const DOUBLE_MS = 400;

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "press"; readonly from: Point; readonly item: BoardItem | null; readonly touch: boolean; timer: Timer | null }
  | { readonly kind: "pan"; last: Point }
  | { readonly kind: "drag"; readonly from: Point; readonly ids: readonly string[]; offset: Point }
  | { readonly kind: "marquee"; readonly from: Point; readonly before: ReadonlySet<string> }
  | { readonly kind: "resize"; readonly from: Point; readonly item: BoardItem; readonly corner: Corner; box: Box }
  | { readonly kind: "pinch"; distance: number; middle: Point };

type Timer = ReturnType<typeof setTimeout>;

const IDLE: State = { kind: "idle" };

export class Gestures {
  readonly #bench: Workbench;
  readonly #paper: HTMLElement;
  #state: State = IDLE;
  /** Fingers on the paper. */
  readonly #fingers = new Map<number, Point>();
  #lastTap: { readonly at: Point; readonly time: number } | null = null;
  /** The space bar is down: any press pans. */
  panning = false;
  /** Where the pointer last was, in board units; null when it is not over the paper. */
  pointer: Point | null = null;

  constructor(bench: Workbench, paper: HTMLElement) {
    this.#bench = bench;
    this.#paper = paper;
  }

  /** Whether something is in flight that Escape would take back. */
  get active(): boolean {
    return this.#state.kind === "drag" || this.#state.kind === "resize" || this.#state.kind === "marquee";
  }

  down(event: PointerEvent): void {
    const at = this.#at(event);
    if (event.pointerType === "touch") {
      this.#fingers.set(event.pointerId, at);
      if (this.#fingers.size === 2) {
        this.cancel();
        this.#state = this.#pinch();
        return;
      }
      if (this.#fingers.size > 2) return;
    } else if (this.#state.kind !== "idle") {
      return;
    }
    this.#paper.setPointerCapture(event.pointerId);
    const pans = event.button === 1 || this.panning || this.#bench.tool === "hand";
    if (pans) this.#to({ kind: "pan", last: at });
    else if (event.button === 0) this.#press(event, at);
  }

  move(event: PointerEvent): void {
    const at = this.#at(event);
    if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, at);
    this.pointer = this.#bench.camera.toBoard(at);
    this.#bench.session.presence.show({ cursor: event.pointerType === "touch" && this.#state.kind === "pinch" ? null : this.pointer });
    const state = this.#state;
    switch (state.kind) {
      case "idle":
        return;
      case "press":
        if (distance(at, state.from) > (state.touch ? SLOP.touch : SLOP.mouse)) this.#begin(state, at, event.shiftKey);
        return;
      case "pan":
        this.#bench.camera.panBy(at[0] - state.last[0], at[1] - state.last[1]);
        state.last = at;
        return;
      case "drag":
        state.offset = this.#boardOffset(state.from, at);
        this.#bench.session.store.setInFlight(state.ids, { offset: state.offset });
        this.#bench.session.presence.show({ drag: state.offset });
        return;
      case "marquee":
        this.#surround(state, at);
        return;
      case "resize":
        this.#resize(state, at, event.shiftKey);
        return;
      case "pinch":
        this.#pinched(state);
    }
  }

  up(event: PointerEvent): void {
    const at = this.#at(event);
    this.#fingers.delete(event.pointerId);
    const state = this.#state;
    switch (state.kind) {
      case "press":
        this.#tap(state, at, event);
        break;
      case "drag":
        this.#bench.session.store.setInFlight(state.ids, null);
        this.#bench.move(state.ids, state.offset);
        this.#bench.session.presence.show({ drag: null }, { atOnce: true });
        break;
      case "resize":
        this.#bench.session.store.setInFlight([state.item.id], null);
        this.#bench.session.document.resize(state.item.id, state.box);
        break;
      case "pinch":
        // One finger is left: it goes on as a pan.
        for (const last of this.#fingers.values()) {
          this.#to({ kind: "pan", last });
          return;
        }
        break;
      default:
        break;
    }
    this.#to(IDLE);
  }

  /** The pointer was taken away (a system gesture, Escape): nothing of it is written. */
  cancel(event?: PointerEvent): void {
    if (event !== undefined) this.#fingers.delete(event.pointerId);
    const state = this.#state;
    if (state.kind === "drag") {
      this.#bench.session.store.setInFlight(state.ids, null);
      this.#bench.session.presence.show({ drag: null }, { atOnce: true });
    }
    if (state.kind === "resize") this.#bench.session.store.setInFlight([state.item.id], null);
    if (state.kind === "marquee") this.#bench.select(state.before, { focus: false });
    this.#to(IDLE);
  }

  /** The pointer has left the paper. */
  left(): void {
    this.pointer = null;
    this.#bench.session.presence.show({ cursor: null });
  }

  #press(event: PointerEvent, at: Point): void {
    const bench = this.#bench;
    const touch = event.pointerType === "touch";
    const corner = cornerOf(event.target);
    const [resized] = bench.changeable;
    if (corner !== null && resized !== undefined) {
      this.#to({ kind: "resize", from: at, item: resized, corner, box: resized.settled });
      return;
    }
    const item = bench.session.store.at(bench.camera.toBoard(at)) ?? null;
    if (bench.editing !== null && item?.id !== bench.editing && !bench.placeUnplaced(bench.camera.toBoard(at))) bench.finish();
    else if (bench.editing !== null) {
      // A tap beside a note that still looks for its place has just told it: writing goes on.
      event.preventDefault();
      return;
    }
    if (item !== null && (event.shiftKey || event.ctrlKey || event.metaKey)) bench.toggle(item.id);
    else if (item !== null && !bench.selected.has(item.id) && !touch) bench.select([item.id], { pointer: true });
    const timer = touch ? setTimeout(() => this.#longPress(at, item), LONG_PRESS_MS) : null;
    this.#to({ kind: "press", from: at, item, touch, timer });
  }

  /** A press has become a movement. */
  #begin(press: Extract<State, { kind: "press" }>, at: Point, adding: boolean): void {
    const bench = this.#bench;
    if (press.item === null && press.touch) {
      this.#to({ kind: "pan", last: press.from });
    } else if (press.item === null) {
      if (!adding) bench.select([], { focus: false });
      this.#to({ kind: "marquee", from: bench.camera.toBoard(press.from), before: bench.selected });
    } else {
      if (!bench.selected.has(press.item.id)) bench.select([press.item.id]);
      const ids = bench.changeable.map(({ id }) => id);
      if (ids.length === 0) this.#to({ kind: "pan", last: press.from });
      else this.#to({ kind: "drag", from: press.from, ids, offset: this.#boardOffset(press.from, at) });
    }
  }

  #tap(press: Extract<State, { kind: "press" }>, at: Point, event: PointerEvent): void {
    const bench = this.#bench;
    const time = event.timeStamp;
    const double = this.#lastTap !== null && time - this.#lastTap.time < DOUBLE_MS && distance(at, this.#lastTap.at) < 24;
    this.#lastTap = double ? null : { at, time };
    const adding = event.shiftKey || event.ctrlKey || event.metaKey;
    if (bench.tool === "note" && press.item === null) bench.createAt(bench.camera.toBoard(at));
    else if (double && press.item !== null) bench.edit(press.item.id);
    else if (double) bench.createAt(bench.camera.toBoard(at));
    else if (press.item === null) {
      if (!adding) bench.select([], { focus: false });
    } else if (!adding) bench.select([press.item.id], { pointer: true });
  }

  #longPress(at: Point, item: BoardItem | null): void {
    this.#to(IDLE);
    if (item !== null) this.#bench.select([item.id]);
    else this.#bench.createAt(this.#bench.camera.toBoard(at));
  }

  #surround(state: Extract<State, { kind: "marquee" }>, at: Point): void {
    const box = boxBetween(state.from, this.#bench.camera.toBoard(at));
    this.#bench.marquee = box;
    const within = this.#bench.session.store.stack.filter((item) => touches(item, box));
    this.#bench.select([...state.before, ...within.map(({ id }) => id)], { focus: false });
  }

  #resize(state: Extract<State, { kind: "resize" }>, at: Point, square: boolean): void {
    const { settled } = state.item;
    const smallest = Math.min(SMALLEST_NOTE, settled.w, settled.h);
    state.box = pulled(settled, state.corner, this.#boardOffset(state.from, at), { smallest, square });
    this.#bench.session.store.setInFlight([state.item.id], {
      offset: [state.box.x - settled.x, state.box.y - settled.y],
      size: [state.box.w, state.box.h],
    });
  }

  #pinch(): State {
    const [a, b] = [...this.#fingers.values()];
    if (a === undefined || b === undefined) return IDLE;
    return { kind: "pinch", distance: Math.max(1, distance(a, b)), middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] };
  }

  #pinched(state: Extract<State, { kind: "pinch" }>): void {
    const now = this.#pinch();
    if (now.kind !== "pinch") return;
    this.#bench.camera.panBy(now.middle[0] - state.middle[0], now.middle[1] - state.middle[1]);
    this.#bench.camera.zoomBy(now.distance / state.distance, now.middle);
    state.distance = now.distance;
    state.middle = now.middle;
  }

  #to(state: State): void {
    if (this.#state.kind === "press" && this.#state.timer !== null) clearTimeout(this.#state.timer);
    if (this.#state.kind === "marquee") this.#bench.marquee = null;
    this.#state = state;
    this.#bench.busy = state.kind === "drag" || state.kind === "resize" || state.kind === "marquee";
  }

  #boardOffset(from: Point, to: Point): Point {
    const { zoom } = this.#bench.camera;
    return [(to[0] - from[0]) / zoom, (to[1] - from[1]) / zoom];
  }

  #at(event: PointerEvent): Point {
    const { left, top } = this.#paper.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function cornerOf(target: EventTarget | null): Corner | null {
  const handle = target instanceof Element ? target.closest<HTMLElement>("[data-corner]") : null;
  return (handle?.dataset["corner"] as Corner | undefined) ?? null;
}
