/**
 * Pictures that are on their way to the server: each has its place on the paper from the start, and
 * becomes an object there when it has arrived. Until then only this page knows of it.
 */
import { ApiFailure, OverBudget } from "../api/failure";
import { sendPicture, type Picture } from "../api/pictures";
import { sentenceFor } from "../api/sentences";
import type { Box, Point } from "../board/geometry";
import { frameAround } from "./carrying";
import { freePlace } from "./free_place";
import { prepared } from "./preparing";
import type { Workbench } from "./workbench.svelte";

/** The longest side of a picture that has just been put down, in board units. */
const LONGEST = 400;
/** It leaves room around it: no more than this part of what one sees of the board. */
const OF_VIEW = 0.7;
/** No side is shorter than this, unless the picture is a hair. */
const SMALLEST = 24;
const GAP = 24;
/** Where nothing is known of it yet. */
const UNKNOWN: Point = [320, 240];
const AT_ONCE = 2;

/** `waiting` to be sent; `sending`, with how much of it; `failed`, with why and whether it may work again. */
export type Stage =
  | { readonly is: "waiting" }
  | { readonly is: "sending"; readonly share: number }
  | { readonly is: "failed"; readonly why: string; readonly again: boolean };

export class Arrival {
  box = $state.raw<Box>({ x: 0, y: 0, w: 0, h: 0 });
  stage = $state.raw<Stage>({ is: "waiting" });
  /** What this browser can show of it meanwhile; null when it cannot. */
  readonly preview: string | null;
  readonly stop = new AbortController();

  constructor(
    readonly file: File,
    /** All that came with it. */
    readonly party: Set<Arrival>,
    /** How long it may be, in board units, and how large it is so far as that is known. */
    readonly side: number,
    readonly size: Point,
    preview: string | null,
  ) {
    this.preview = preview;
  }
}

export class Arrivals {
  /** What is not on the board yet, in the order in which it came. */
  list = $state.raw<readonly Arrival[]>([]);
  /** How many came onto the board by this page; for who does not see it. */
  arrived = $state(0);
  readonly #bench: Workbench;
  readonly #board: string;
  readonly #done = new WeakMap<Set<Arrival>, string[]>();
  #sending = 0;
  #gone = false;

  constructor(bench: Workbench, board: string) {
    this.#bench = bench;
    this.#board = board;
  }

  /** Put the pictures in `files` around `at`, or on a free place in view. Those that are none are told back. */
  async bring(files: readonly File[], at: Point | null): Promise<readonly File[]> {
    const { w, h } = this.#bench.camera.clearView;
    const side = Math.min(LONGEST, OF_VIEW * Math.min(w, h));
    const looked = await Promise.all(files.map(async (file) => ({ file, look: await prepared(file) })));
    const party = new Set<Arrival>();
    for (const { look } of looked) {
      if (look === null) continue;
      party.add(new Arrival(look.file, party, side, fitted(look.size ?? UNKNOWN, side), look.preview));
    }
    this.#lay([...party], at);
    this.list = [...this.list, ...party];
    this.#next();
    return looked.filter(({ look }) => look === null).map(({ file }) => file);
  }

  retry(arrival: Arrival): void {
    arrival.stage = { is: "waiting" };
    this.#next();
  }

  /** The network is back: what could not be sent for want of it is sent now. */
  retryAll(): void {
    for (const arrival of this.list) if (arrival.stage.is === "failed" && arrival.stage.again) arrival.stage = { is: "waiting" };
    this.#next();
  }

  drop(arrival: Arrival): void {
    arrival.stop.abort(new DOMException("dropped", "AbortError"));
    this.#leave(arrival);
  }

  destroy(): void {
    this.#gone = true;
    for (const arrival of this.list) this.drop(arrival);
  }

  #next(): void {
    for (const arrival of this.list) {
      if (this.#sending >= AT_ONCE || this.#gone) return;
      if (arrival.stage.is === "waiting") void this.#send(arrival);
    }
  }

  async #send(arrival: Arrival): Promise<void> {
    this.#sending++;
    arrival.stage = { is: "sending", share: 0 };
    try {
      const onprogress = (share: number): void => {
        arrival.stage = { is: "sending", share };
      };
      const picture = await sendPicture(this.#board, arrival.file, { onprogress, signal: arrival.stop.signal });
      if (!this.#gone) this.#place(arrival, picture);
    } catch (reason) {
      if (arrival.stop.signal.aborted) return;
      if (reason instanceof OverBudget) {
        // Held back until then: one that waits is taken by whoever has a hand free.
        arrival.stage = { is: "sending", share: 0 };
        setTimeout(() => this.retry(arrival), reason.seconds * 1_000);
      } else {
        if (!(reason instanceof ApiFailure)) throw reason;
        arrival.stage = { is: "failed", why: sentenceFor(reason), again: reason.status === 0 || reason.status >= 500 };
      }
    } finally {
      this.#sending--;
      this.#next();
    }
  }

  /** It has arrived: an object takes its place. */
  #place(arrival: Arrival, { hash, width, height }: Picture): void {
    const { document, store } = this.#bench.session;
    const [w, h] = fitted([width, height], arrival.side);
    const box = { x: arrival.box.x + (arrival.box.w - w) / 2, y: arrival.box.y + (arrival.box.h - h) / 2, w, h };
    const frame = frameAround(store, box) ?? undefined;
    const [id] = document.create([{ type: "image", image: hash, at: [box.x, box.y], size: [w, h], frame }], store.topOrder);
    this.arrived++;
    const done = this.#done.get(arrival.party) ?? [];
    if (id !== undefined) done.push(id);
    this.#done.set(arrival.party, done);
    this.#leave(arrival);
    const busy = this.#bench.editing !== null || this.#bench.busy;
    if (arrival.party.size === 0 && !busy) this.#bench.select(done);
  }

  #leave(arrival: Arrival): void {
    if (arrival.preview !== null) URL.revokeObjectURL(arrival.preview);
    arrival.party.delete(arrival);
    this.list = this.list.filter((other) => other !== arrival);
  }

  /** Give each of `party` its place: in rows, all of them around `at`, or where there is room in view. */
  #lay(party: readonly Arrival[], at: Point | null): void {
    const { boxes, size } = rowsOf(party.map((arrival) => arrival.size));
    const { camera, session } = this.#bench;
    const [cx, cy] = at ?? freePlace(camera.clearView, size, session.store.items.values());
    const [left, top] = [Math.round(cx - size[0] / 2), Math.round(cy - size[1] / 2)];
    for (const [index, arrival] of party.entries()) {
      const { x, y, w, h } = boxes[index] ?? { x: 0, y: 0, w: arrival.size[0], h: arrival.size[1] };
      arrival.box = { x: left + x, y: top + y, w, h };
    }
    if (at === null) camera.reveal({ x: left, y: top, w: size[0], h: size[1] }, this.#bench.glide());
  }
}

/** Things of these sizes in rows, about as many rows as columns; and the size of all of it. */
export function rowsOf(sizes: readonly Point[]): { boxes: Box[]; size: Point } {
  const columns = Math.ceil(Math.sqrt(sizes.length));
  const boxes: Box[] = [];
  let [right, top] = [0, 0];
  for (let start = 0; start < sizes.length; start += columns) {
    const row = sizes.slice(start, start + columns);
    let left = 0;
    for (const [w, h] of row) {
      boxes.push({ x: left, y: top, w, h });
      left += w + GAP;
    }
    right = Math.max(right, left - GAP);
    top += Math.max(...row.map(([, h]) => h)) + GAP;
  }
  return { boxes, size: [right, top - GAP] };
}

/** The size at which a picture of so many pixels is put down: as it is, if hands can take it so, but no longer than `side`. */
export function fitted([w, h]: Point, side: number): Point {
  const scale = Math.min(side / Math.max(w, h), Math.max(1, SMALLEST / Math.min(w, h)));
  return [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
}
