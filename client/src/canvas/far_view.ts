/**
 * The board seen from afar: below a readable zoom everything is drawn on one canvas. The
 * canvas is half as large again as the view and moved along while it still covers it.
 */
import { covers, grown, touches, type Box } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Camera } from "./camera";

/** Below this zoom there is hardly a text to read, and of many notes none is mounted. */
export const READABLE = 0.45;
const MARGIN = 0.25;

export class FarView {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #camera: Camera;
  /** What is on the canvas now, in board units, and at which zoom; null when it must be drawn anew. */
  #drawn: { readonly box: Box; readonly zoom: number } | null = null;

  constructor(canvas: HTMLCanvasElement, camera: Camera) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser has no canvas to draw on");
    this.#canvas = canvas;
    this.#context = context;
    this.#camera = camera;
  }

  /** Something on the board looks different: draw anew on the next `show`. */
  invalidate(): void {
    this.#drawn = null;
  }

  /** Show `items` (lowest first) as they lie now. `selected` get an edge. */
  show(items: Iterable<BoardItem>, selected: ReadonlySet<string>): void {
    const { view, zoom } = this.#camera;
    if (this.#drawn === null || this.#drawn.zoom !== zoom || !covers(this.#drawn.box, view)) {
      this.#draw(items, selected);
    }
    if (this.#drawn === null) return;
    const [left, top] = this.#camera.toScreen([this.#drawn.box.x, this.#drawn.box.y]);
    this.#canvas.style.transform = `translate(${left}px, ${top}px)`;
  }

  #draw(items: Iterable<BoardItem>, selected: ReadonlySet<string>): void {
    const { view, zoom } = this.#camera;
    const box = grown(view, MARGIN * Math.max(view.w, view.h));
    const density = Math.min(2, devicePixelRatio);
    const [width, height] = [Math.ceil(box.w * zoom), Math.ceil(box.h * zoom)];
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
    const scale = density * zoom;
    context.setTransform(scale, 0, 0, scale, -box.x * scale, -box.y * scale);
    const pixel = 1 / zoom;
    for (const item of items) {
      if (!touches(item.drawn, box)) continue;
      item.paint(context, palette, pixel);
      if (!selected.has(item.id)) continue;
      context.strokeStyle = palette("accent");
      context.lineWidth = 2 * pixel;
      context.strokeRect(item.x - 2 * pixel, item.y - 2 * pixel, item.w + 4 * pixel, item.h + 4 * pixel);
    }
    this.#drawn = { box, zoom };
  }
}
