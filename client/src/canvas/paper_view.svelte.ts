/**
 * What is mounted on the paper and where: follows the camera and the store, touches the page at
 * most once a frame. The camera itself is not reactive: it sets a transform and nothing else.
 */
import type { Box } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Workbench } from "../tools/workbench.svelte";
import { boxToMount, itemsToMount, sameItems } from "./cull";
import { FarView, READABLE } from "./far_view";

/** So many notes are mounted in one frame; the canvas shows the rest until they are all there. */
const CHUNK = 80;
/** So few notes stay elements however small they are: a hand's breadth of board keeps its words. */
const FEW = 100;
/** The dot grid's step in board units; each time it gets too dense every fourth line is left. */
const GRID = 24;

export interface Layers {
  /** Everything that is drawn in board units. */
  readonly scaled: readonly HTMLElement[];
  readonly grid: HTMLElement;
  readonly far: HTMLCanvasElement;
}

export class PaperView {
  /** The notes in the page, in the order in which they came. */
  mounted = $state.raw<readonly BoardItem[]>([]);
  /** For the zoom bar: 1 is 100%. */
  zoom = $state(1);
  readonly #bench: Workbench;
  readonly #layers: Layers;
  readonly #far: FarView;
  readonly #stops: (() => void)[];
  #box: Box | null = null;
  #frame: number | null = null;
  #unzoom = "";

  constructor(bench: Workbench, layers: Layers) {
    this.#bench = bench;
    this.#layers = layers;
    this.#far = new FarView(layers.far, bench.camera);
    this.#stops = [
      bench.camera.onmove(() => this.#moved()),
      bench.session.store.onpaint(() => this.repaint()),
    ];
    this.#moved();
  }

  /** Something looks different: look again in the next frame. */
  repaint(): void {
    this.#far.invalidate();
    this.#soon();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  #moved(): void {
    const { x, y, zoom } = this.#bench.camera;
    const unzoom = String(1 / zoom);
    for (const layer of this.#layers.scaled) {
      layer.style.transform = `translate(${-x * zoom}px, ${-y * zoom}px) scale(${zoom})`;
      // Every element in the layer is styled anew by this: only when it differs.
      if (unzoom !== this.#unzoom) layer.style.setProperty("--unzoom", unzoom);
    }
    this.#unzoom = unzoom;
    this.zoom = zoom;
    this.#moveGrid(x, y, zoom);
    this.#soon();
  }

  #moveGrid(x: number, y: number, zoom: number): void {
    let cell = GRID * zoom;
    while (cell < 14) cell *= 4;
    const { grid } = this.#layers;
    const size = `${cell}px`;
    if (grid.style.getPropertyValue("--cell") !== size) grid.style.setProperty("--cell", size);
    grid.style.opacity = String(Math.max(0.25, Math.min(1, zoom * 1.4)));
    const along = (value: number): number => -(((value * zoom) % cell) + cell) % cell;
    grid.style.transform = `translate(${along(x)}px, ${along(y)}px)`;
  }

  #soon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#look();
    });
  }

  #look(): void {
    const { camera, session, selected, focused } = this.#bench;
    const keep = new Set(focused === null ? [] : [focused]);
    this.#box = boxToMount(camera.view, this.#box);
    let wanted = itemsToMount(session.store.stack, this.#box, keep, this.mounted);
    const far = camera.zoom < READABLE && wanted.length > FEW;
    if (far) wanted = wanted.filter(({ id }) => keep.has(id));
    const filling = !far && wanted.length > this.mounted.length + CHUNK;
    if (filling) {
      wanted = wanted.slice(0, this.mounted.length + CHUNK);
      this.#soon();
    }
    if (!sameItems(wanted, this.mounted)) this.mounted = wanted;
    const canvas = this.#layers.far;
    canvas.hidden = !far && !filling;
    if (!canvas.hidden) this.#far.show(session.store.stack, selected);
  }
}
