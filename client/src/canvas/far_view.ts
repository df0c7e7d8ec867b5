/**
 * The board seen from afar: below a readable zoom everything is rectangles on one canvas. The
 * canvas is half as large again as the view and moved along while it still covers it.
 */
import { covers, grown, touches, type Box } from "../board/geometry";
import type { NoteColor } from "../board/objects";
import type { Camera } from "./camera";

/** Below this zoom there is hardly a text to read, and of many notes none is mounted. */
export const READABLE = 0.45;
const MARGIN = 0.25;

interface Drawn extends Box {
  readonly fields: { readonly color: NoteColor };
}

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
  show(items: Iterable<Drawn & { readonly id: string }>, selected: ReadonlySet<string>): void {
    const { view, zoom } = this.#camera;
    if (this.#drawn === null || this.#drawn.zoom !== zoom || !covers(this.#drawn.box, view)) {
      this.#draw(items, selected);
    }
    if (this.#drawn === null) return;
    const [left, top] = this.#camera.toScreen([this.#drawn.box.x, this.#drawn.box.y]);
    this.#canvas.style.transform = `translate(${left}px, ${top}px)`;
  }

  #draw(items: Iterable<Drawn & { readonly id: string }>, selected: ReadonlySet<string>): void {
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
    const colors = new Map<NoteColor, string>();
    const context = this.#context;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = styles.getPropertyValue("--accent");
    context.lineWidth = 2;
    for (const item of items) {
      if (!touches(item, box)) continue;
      const { color } = item.fields;
      let fill = colors.get(color);
      if (fill === undefined) colors.set(color, (fill = styles.getPropertyValue(`--note-${color}`)));
      context.fillStyle = fill;
      const x = (item.x - box.x) * zoom;
      const y = (item.y - box.y) * zoom;
      context.fillRect(x, y, item.w * zoom, item.h * zoom);
      if (selected.has(item.id)) context.strokeRect(x - 2, y - 2, item.w * zoom + 4, item.h * zoom + 4);
    }
    this.#drawn = { box, zoom };
  }
}
