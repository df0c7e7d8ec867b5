/**
 * Where one looks at the paper from: plain numbers, no framework. Screen points are CSS pixels
 * from the top left of the paper's element; board points are board units.
 */
import type { Box, Point } from "../board/geometry";

export const NEAREST = 4;
export const FARTHEST = 0.02;
/** What a press on + or − multiplies the zoom by. */
const STEP = 1.25;

/** How much of each side of the paper lies under bars and tools, in CSS pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export class Camera {
  /** The board point at the top left of the screen. */
  x = 0;
  y = 0;
  zoom = 1;
  /** The size of the paper's element. */
  width = 1;
  height = 1;
  /** Somebody else leads the view: the last move was theirs, not mine. */
  led = false;
  #insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  readonly #listeners = new Set<() => void>();
  #gliding: number | null = null;

  /** Call `listener` whenever the view has changed; returns how to stop. */
  onmove(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get insets(): Insets {
    return this.#insets;
  }

  /** What stands beside something on the paper keeps clear of the bars as well. */
  set insets(insets: Insets) {
    this.#insets = insets;
    this.#moved();
  }

  /** What is on screen, in board units. */
  get view(): Box {
    return { x: this.x, y: this.y, w: this.width / this.zoom, h: this.height / this.zoom };
  }

  /** What is on screen and not under bars and tools, in board units. */
  get clearView(): Box {
    const { top, right, bottom, left } = this.insets;
    return {
      x: this.x + left / this.zoom,
      y: this.y + top / this.zoom,
      w: Math.max(1, this.width - left - right) / this.zoom,
      h: Math.max(1, this.height - top - bottom) / this.zoom,
    };
  }

  toBoard([x, y]: Point): Point {
    return [this.x + x / this.zoom, this.y + y / this.zoom];
  }

  toScreen([x, y]: Point): Point {
    return [(x - this.x) * this.zoom, (y - this.y) * this.zoom];
  }

  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.#moved();
  }

  /** Move the paper by so many screen pixels. */
  panBy(dx: number, dy: number): void {
    this.stop();
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
    this.#moved();
  }

  /** Zoom by `factor`; the board point under the screen point `at` stays there. */
  zoomBy(factor: number, at: Point = this.#centre): void {
    this.stop();
    const [x, y] = this.toBoard(at);
    this.zoom = withinZoom(this.zoom * factor);
    this.x = x - at[0] / this.zoom;
    this.y = y - at[1] / this.zoom;
    this.#moved();
  }

  zoomIn(): void {
    this.zoomBy(STEP);
  }

  zoomOut(): void {
    this.zoomBy(1 / STEP);
  }

  /** To 100%, about the middle of the screen. */
  zoomTo(zoom: number): void {
    this.zoomBy(zoom / this.zoom);
  }

  /** Show all of `box`, no nearer than 100%, gliding there in `milliseconds`. */
  fit(box: Box, milliseconds = 0): void {
    const { top, right, bottom, left } = this.insets;
    const room = 24;
    const width = Math.max(1, this.width - left - right - 2 * room);
    const height = Math.max(1, this.height - top - bottom - 2 * room);
    const zoom = withinZoom(Math.min(1, width / Math.max(1, box.w), height / Math.max(1, box.h)));
    this.#look(box, zoom, milliseconds);
  }

  /** Bring all of `box` out from under the bars, moving as little as possible. */
  reveal(box: Box, milliseconds = 0): void {
    const clear = this.clearView;
    const room = 16 / this.zoom;
    const shift = (start: number, length: number, low: number, span: number): number => {
      if (start < low + room) return start - room - low;
      if (start + length > low + span - room) return Math.min(start - room, start + length + room - span) - low;
      return 0;
    };
    const dx = shift(box.x, box.w, clear.x, clear.w);
    const dy = shift(box.y, box.h, clear.y, clear.h);
    if (dx !== 0 || dy !== 0) this.#glide(this.x + dx, this.y + dy, this.zoom, milliseconds);
  }

  /** Put the middle of `box` in the middle of the clear part of the screen, at `zoom`. */
  centreOn(box: Box, zoom: number, milliseconds = 0): void {
    this.#look(box, withinZoom(zoom), milliseconds);
  }

  /** Show what somebody else sees, all of it, as large as it fits; the view is `led` until I move it. */
  follow(box: Box, milliseconds = 0): void {
    const { w, h } = this.clearView;
    const zoom = withinZoom(this.zoom * Math.min(w / Math.max(1, box.w), h / Math.max(1, box.h)));
    this.#look(box, zoom, milliseconds, true);
  }

  /** End a glide where it is. */
  stop(): void {
    if (this.#gliding !== null) cancelAnimationFrame(this.#gliding);
    this.#gliding = null;
    this.led = false;
  }

  get #centre(): Point {
    const { top, right, bottom, left } = this.insets;
    return [(left + this.width - right) / 2, (top + this.height - bottom) / 2];
  }

  #look(box: Box, zoom: number, milliseconds: number, led = false): void {
    const [cx, cy] = this.#centre;
    this.#glide(box.x + box.w / 2 - cx / zoom, box.y + box.h / 2 - cy / zoom, zoom, milliseconds, led);
  }

  #glide(x: number, y: number, zoom: number, milliseconds: number, led = false): void {
    this.stop();
    this.led = led;
    const from = { x: this.x, y: this.y, zoom: this.zoom };
    const begun = performance.now();
    const step = (now: number): void => {
      const part = milliseconds <= 0 ? 1 : Math.min(1, Math.max(0, (now - begun) / milliseconds));
      const eased = 1 - (1 - part) ** 3;
      this.zoom = from.zoom * (zoom / from.zoom) ** eased;
      // The corner follows the zoom, so that a glide that zooms moves in a straight line on screen.
      const along = zoom === from.zoom ? eased : (1 / this.zoom - 1 / from.zoom) / (1 / zoom - 1 / from.zoom);
      this.x = from.x + (x - from.x) * along;
      this.y = from.y + (y - from.y) * along;
      this.#gliding = part < 1 ? requestAnimationFrame(step) : null;
      this.#moved();
    };
    step(begun);
  }

  #moved(): void {
    for (const listener of this.#listeners) listener();
  }
}

function withinZoom(zoom: number): number {
  return Math.min(NEAREST, Math.max(FARTHEST, zoom));
}
