/** One gesture in progress: it owns what it needs, shows what it does, and writes once, at its end. */
import type { Point } from "../../board/geometry";

/** Where the pointer is and what is held down with it. */
export interface Hand {
  /** In pixels from the top left of the paper. */
  readonly at: Point;
  /** In board units. */
  readonly on: Point;
  readonly pressure: number;
  readonly pen: boolean;
  readonly touch: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly ctrl: boolean;
}

export interface Act {
  move(hand: Hand): void;
  /** The pointer is let go: write. */
  end(hand: Hand): void;
  /** The pointer was taken away (a second finger, Escape): nothing of it is written. */
  cancel(): void;
}

/** So near, in pixels, does a hand come that means a thing. */
export function reachOf(zoom: number, touch: boolean): number {
  return (touch ? 14 : 5) / zoom;
}
