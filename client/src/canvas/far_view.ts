/**
 * The board seen from afar: below a readable zoom everything is drawn on one canvas. The canvas is half
 * as large again as the view; while the view moves, what was drawn is shifted and scaled as long as it
 * covers the view, and it is drawn sharp once the view rests.
 */
import { covers, grown, touches, type Box } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Camera } from "./camera";

/** Below this zoom there is hardly a text to read, and of many notes none is mounted. */
export const READABLE = 0.45;
const MARGIN = 0.25;
/** So much more of the board is drawn at once while one zooms out, in the same number of pixels. */
const AHEAD = 1.5;
/** What was drawn may be shown so much smaller or larger before it is drawn anew. */
const STRETCH = 2.5;
/** When others change things all the time, drawing takes at most one part in so many of it. */
const SHARE = 4;

interface Drawn {
  /** What is on the canvas, in board units. */
  readonly box: Box;
  /** How many pixels of the screen a unit takes in it. */
  readonly scale: number;
  /** At which zoom it was drawn. */
  readonly zoom: number;
}

export class FarView {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #camera: Camera;
  #drawn: Drawn | null = null;
  /** Something looks different since. */
  #stale = true;
  /** When it may be drawn anew for that. */
  #next = -Infinity;

  constructor(canvas: HTMLCanvasElement, camera: Camera) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser has no canvas to draw on");
    this.#canvas = canvas;
    this.#context = context;
    this.#camera = camera;
  }

  /** Something on the board looks different: draw anew on the next `show` that has time for it. */
  invalidate(): void {
    this.#stale = true;
  }

  /**
   * Show `items` (lowest first) as they lie now. `selected` get an edge. False when what is shown is not
   * as it should be at rest: show again in a moment.
   */
  show(items: Iterable<BoardItem>, selected: ReadonlySet<string>, moving: boolean): boolean {
    const { view, zoom } = this.#camera;
    const drawn = this.#drawn;
    const usable = drawn !== null && covers(drawn.box, view) && zoom / drawn.scale < STRETCH && drawn.scale / zoom < STRETCH;
    const sharp = drawn?.zoom === zoom && drawn.scale === zoom;
    const begun = performance.now();
    if (!usable || (!sharp && !moving) || (this.#stale && begun >= this.#next)) {
      this.#draw(items, selected, moving && drawn !== null && zoom < drawn.zoom);
      const ended = performance.now();
      this.#next = ended + (SHARE - 1) * (ended - begun);
    }
    if (this.#drawn === null) return true;
    const { box, scale } = this.#drawn;
    const [left, top] = this.#camera.toScreen([box.x, box.y]);
    this.#canvas.style.transform = `translate(${left}px, ${top}px) scale(${zoom / scale})`;
    return !this.#stale;
  }

  #draw(items: Iterable<BoardItem>, selected: ReadonlySet<string>, ahead: boolean): void {
    const { view, zoom } = this.#camera;
    const room = grown(view, MARGIN * Math.max(view.w, view.h));
    const [more, shown] = ahead ? [(AHEAD - 1) / 2, zoom / AHEAD] : [0, zoom];
    const box = { x: room.x - more * room.w, y: room.y - more * room.h, w: room.w * (1 + 2 * more), h: room.h * (1 + 2 * more) };
    const density = Math.min(2, devicePixelRatio);
    const [width, height] = [Math.ceil(room.w * zoom), Math.ceil(room.h * zoom)];
    const canvas = this.#canvas;
    if (canvas.width !== width * density || canvas.height !== height * density) {
      canvas.width = width * density;
      canvas.height = height * density;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const styles = getComputedStyle(canvas);
    const known = new Map<string, string>();
    const palette = (name: string): string => {
      let value = known.get(name);
      if (value === undefined) known.set(name, (value = styles.getPropertyValue(`--${name}`)));
      return value;
    };
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const scale = density * shown;
    context.setTransform(scale, 0, 0, scale, -box.x * scale, -box.y * scale);
    const pixel = 1 / shown;
    for (const item of items) {
      if (!touches(item.drawn, box)) continue;
      item.paint(context, palette, pixel);
      if (!selected.has(item.id)) continue;
      context.strokeStyle = palette("accent");
      context.lineWidth = 2 * pixel;
      context.strokeRect(item.x - 2 * pixel, item.y - 2 * pixel, item.w + 4 * pixel, item.h + 4 * pixel);
    }
    this.#drawn = { box, scale: shown, zoom };
    this.#stale = false;
  }
}
