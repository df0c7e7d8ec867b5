/**
 * Pointers on the paper, as one state machine. What a press becomes is an act of its own (`acts/`); a
 * second finger turns whatever is going on into a pinch, Escape takes it back.
 */
import type { Corner, Point } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import { reachOf, type Act, type Hand } from "./acts/act";
import { Connecting, Marquee, Placing } from "./acts/drawing";
import { Erasing, Inking, Pointing } from "./acts/inking";
import { Moving } from "./acts/moving";
import { Reattaching, Stretching, Turning } from "./acts/shaping";
import { createAt, placeUnplaced } from "./making";
import { TOOLS } from "./toolbox";
import type { Workbench } from "./workbench.svelte";

/** A pointer that moves less than this, in CSS pixels, has been pressed, not dragged. */
const SLOP = { mouse: 4, touch: 10 } as const;
const LONG_PRESS_MS = 500;
const DOUBLE_MS = 400;

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "press"; readonly from: Hand; readonly item: BoardItem | null; timer: Timer | null }
  | { readonly kind: "pan"; last: Point }
  | { readonly kind: "act"; readonly act: Act; readonly pointer: number }
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
  /** The pen that is down. */
  #pen: number | null = null;
  /** Somebody works with a pen here: from then on fingers move the paper, and a palm draws nothing. */
  #penSeen = false;
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
    return this.#state.kind === "act";
  }

  down(event: PointerEvent): void {
    const hand = this.#hand(event);
    this.#bench.menu = null;
    // What is captured is clicked on the paper and not on the knob.
    if (this.#bench.mapping?.pressed(event.target) === true) return;
    if (hand.touch) {
      // A palm beside the pen.
      if (this.#pen !== null) return;
      this.#fingers.set(event.pointerId, hand.at);
      if (this.#fingers.size === 2) {
        this.cancel();
        this.#state = this.#pinch();
        return;
      }
      if (this.#fingers.size > 2) return;
    } else {
      // The palm was there before the pen.
      if (hand.pen && this.#fingers.size > 0) this.#letFingersGo();
      if (this.#state.kind !== "idle") return;
    }
    if (hand.pen) {
      this.#pen = event.pointerId;
      this.#penSeen = true;
    }
    this.#paper.setPointerCapture(event.pointerId);
    const pans = event.button === 1 || this.panning || this.#bench.tool === "hand" || (hand.touch && this.#inks && this.#penSeen);
    if (pans) this.#to({ kind: "pan", last: hand.at });
    else if (event.button === 0) this.#press(event, hand);
  }

  move(event: PointerEvent): void {
    const hand = this.#hand(event);
    if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, hand.at);
    else if (hand.touch) return;
    this.pointer = hand.on;
    this.#bench.session.presence.show({ cursor: hand.touch && this.#state.kind === "pinch" ? null : hand.on });
    const state = this.#state;
    switch (state.kind) {
      case "idle":
        return;
      case "press":
        if (distance(hand.at, state.from.at) > (hand.touch ? SLOP.touch : SLOP.mouse)) this.#begin(state, hand, event.pointerId);
        return;
      case "pan":
        this.#bench.camera.panBy(hand.at[0] - state.last[0], hand.at[1] - state.last[1]);
        state.last = hand.at;
        return;
      case "act":
        if (event.pointerId !== state.pointer) return;
        // A pen reports more points than there are frames.
        for (const each of coalesced(event)) state.act.move(this.#hand(each));
        return;
      case "pinch":
        this.#pinched(state);
    }
  }

  up(event: PointerEvent): void {
    const hand = this.#hand(event);
    if (!this.#lifted(event)) return;
    const state = this.#state;
    switch (state.kind) {
      case "press":
        this.#tap(state, hand, event.timeStamp);
        break;
      case "act":
        if (event.pointerId !== state.pointer) return;
        this.#to(IDLE);
        state.act.end(hand);
        return;
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
    if (event !== undefined && !this.#lifted(event)) return;
    const state = this.#state;
    this.#to(IDLE);
    if (state.kind === "act") state.act.cancel();
  }

  /** The pointer has left the paper. */
  left(): void {
    this.pointer = null;
    this.#bench.session.presence.show({ cursor: null });
  }

  /** The menu of what lies under the pointer, or of the selection, is asked for. */
  menu(event: MouseEvent): void {
    event.preventDefault();
    // A finger's long press has its own clock; this is the browser's, a little later.
    if (this.#fingers.size > 0 || this.#bench.editing !== null) return;
    const at = this.#at(event);
    this.#openMenu(at, this.#under(this.#bench.camera.toBoard(at), false));
  }

  /** A pointer is gone; false when it was a palm that never counted. */
  #lifted({ pointerId, pointerType }: PointerEvent): boolean {
    if (pointerId === this.#pen) this.#pen = null;
    return this.#fingers.delete(pointerId) || pointerType !== "touch";
  }

  /** What the fingers that are down do does not count from here on, nor what they have just done. */
  #letFingersGo(): void {
    this.cancel();
    this.#fingers.clear();
  }

  get #inks(): boolean {
    return TOOLS[this.#bench.tool].works === "ink";
  }

  #under(on: Point, touch: boolean): BoardItem | null {
    return this.#bench.session.store.at(on, reachOf(this.#bench.camera.zoom, touch)) ?? null;
  }

  #press(event: PointerEvent, hand: Hand): void {
    const bench = this.#bench;
    const handled = this.#onHandle(event, hand);
    if (handled !== null) {
      this.#act(handled, event.pointerId);
      return;
    }
    const { works } = TOOLS[bench.tool];
    const item = works === "look" ? this.#under(hand.on, hand.touch) : null;
    if (bench.editing !== null && item?.id !== bench.editing && !placeUnplaced(bench, hand.on)) bench.finish();
    else if (bench.editing !== null) {
      // A tap beside a note that still looks for its place has just told it: writing goes on.
      event.preventDefault();
      return;
    }
    if (works !== "look") {
      this.#act(this.#toolAct(hand), event.pointerId);
      return;
    }
    const adding = hand.shift || hand.ctrl || bench.adding;
    // A finger that stays asks for the menu, and one that slides moves things: only a tap adds.
    if (item !== null && adding && !hand.touch) bench.toggle(item.id);
    else if (item !== null && !bench.selected.has(item.id) && !hand.touch) bench.select([item.id], { pointer: true });
    const timer = hand.touch ? setTimeout(() => this.#longPress(hand, item), LONG_PRESS_MS) : null;
    this.#to({ kind: "press", from: hand, item, timer });
  }

  /** A press on one of the handles of what is chosen. */
  #onHandle(event: PointerEvent, hand: Hand): Act | null {
    const handle = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-handle]")?.dataset["handle"] : undefined;
    const [item] = this.#bench.changeable;
    if (handle === undefined || item === undefined) return null;
    if (handle === "turn") return new Turning(this.#bench, hand.on, item);
    if (handle === "from" || handle === "to") return new Reattaching(this.#bench, item, handle);
    return new Stretching(this.#bench, hand.on, handle as Corner);
  }

  #toolAct(hand: Hand): Act {
    const bench = this.#bench;
    switch (bench.tool) {
      case "arrow":
      case "line":
        return new Connecting(bench, bench.tool, hand);
      case "pen":
        return new Inking(bench, hand);
      case "eraser":
        return new Erasing(bench, hand);
      case "laser":
        return new Pointing(bench, hand);
      default:
        return new Placing(bench, bench.tool, hand);
    }
  }

  /** A press has become a movement. */
  #begin(press: Extract<State, { kind: "press" }>, hand: Hand, pointer: number): void {
    const bench = this.#bench;
    const { from, item } = press;
    if (item === null && from.touch) {
      this.#to({ kind: "pan", last: from.at });
    } else if (item === null) {
      this.#act(new Marquee(bench, from.on, hand.shift), pointer);
    } else {
      if (!bench.selected.has(item.id)) bench.select([item.id]);
      if (bench.changeable.length === 0) this.#to({ kind: "pan", last: from.at });
      else this.#act((hand.alt ? null : bench.mapping?.grip(item, from.on)) ?? new Moving(bench, from.on), pointer);
    }
    if (this.#state.kind === "act") this.#state.act.move(hand);
  }

  #tap(press: Extract<State, { kind: "press" }>, hand: Hand, time: number): void {
    const bench = this.#bench;
    const double = !bench.adding && this.#lastTap !== null && time - this.#lastTap.time < DOUBLE_MS && distance(hand.at, this.#lastTap.at) < 24;
    this.#lastTap = double || bench.adding ? null : { at: hand.at, time };
    const adding = hand.shift || hand.ctrl || bench.adding;
    if (double && press.item !== null) bench.edit(press.item.id);
    else if (double) createAt(bench, hand.on);
    else if (press.item === null) {
      if (!adding) bench.select([], { focus: false });
      bench.adding = false;
    } else if (adding && hand.touch) bench.toggle(press.item.id);
    else if (!adding) bench.select([press.item.id], { pointer: true });
  }

  #longPress(hand: Hand, item: BoardItem | null): void {
    this.#to(IDLE);
    if (item !== null) this.#openMenu(hand.at, item);
    else createAt(this.#bench, hand.on);
  }

  #openMenu(at: Point, item: BoardItem | null): void {
    const bench = this.#bench;
    if (item === null) bench.select([], { focus: false });
    else if (!bench.selected.has(item.id)) bench.select([item.id], { pointer: true });
    bench.menu = at;
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

  #act(act: Act, pointer: number): void {
    this.#to({ kind: "act", act, pointer });
  }

  #to(state: State): void {
    if (this.#state.kind === "press" && this.#state.timer !== null) clearTimeout(this.#state.timer);
    this.#state = state;
    this.#bench.busy = state.kind === "act";
  }

  #at(event: MouseEvent): Point {
    const { left, top } = this.#paper.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  #hand(event: PointerEvent): Hand {
    const at = this.#at(event);
    return {
      at,
      on: this.#bench.camera.toBoard(at),
      pressure: event.pressure,
      pen: event.pointerType === "pen",
      touch: event.pointerType === "touch",
      shift: event.shiftKey,
      alt: event.altKey,
      ctrl: event.ctrlKey || event.metaKey,
    };
  }
}

function coalesced(event: PointerEvent): readonly PointerEvent[] {
  // Safari has it since 18.2.
  const events = "getCoalescedEvents" in event ? event.getCoalescedEvents() : [];
  return events.length > 0 ? events : [event];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

