/**
 * What is mounted on the paper and where: follows the camera and the store, touches the page at
 * most once a frame. The camera itself is not reactive: it sets a transform and nothing else.
 */
import type { Box } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Workbench } from "../tools/workbench.svelte";
import { boxToMount } from "./cull";
import { FarView, READABLE } from "./far_view";
import { isIn, MOVING, RESTING, step } from "./mounting";

/** So few notes stay elements however small they are: a hand's breadth of board keeps its words. */
const FEW = 100;
/** The dot grid's step in board units; each time it gets too dense every fourth line is left. */
const GRID = 24;
/** The view is at rest when it has not moved for so long. */
const REST_MS = 120;

export interface Layers {
  /** The things themselves. */
  readonly world: HTMLElement;
  /** What else is drawn in board units, some of it as large as on screen: it knows `--unzoom`. */
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
  /** What lies in the box; null when it must be looked for anew. */
  #within: Set<BoardItem> | null = null;
  #frame: number | null = null;
  #moved = -Infinity;
  #rest: ReturnType<typeof setTimeout> | null = null;
  #unzoom = "";

  constructor(bench: Workbench, layers: Layers) {
    this.#bench = bench;
    this.#layers = layers;
    this.#far = new FarView(layers.far, bench.camera);
    this.#stops = [
      bench.camera.onmove(() => this.#follow()),
      bench.session.store.onpaint((items) => {
        this.#look(items);
        this.repaint();
      }),
    ];
    this.#follow();
  }

  /** Something looks different: look again in the next frame. */
  repaint(): void {
    this.#far.invalidate();
    this.#soon();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#rest !== null) clearTimeout(this.#rest);
  }

  #follow(): void {
    const { x, y, zoom } = this.#bench.camera;
    const unzoom = String(1 / zoom);
    const { world, scaled } = this.#layers;
    const transform = `translate(${-x * zoom}px, ${-y * zoom}px) scale(${zoom})`;
    world.style.transform = transform;
    for (const layer of scaled) {
      layer.style.transform = transform;
      // Every element in the layer is styled anew by this: only when it differs.
      if (unzoom !== this.#unzoom) layer.style.setProperty("--unzoom", unzoom);
    }
    this.#unzoom = unzoom;
    this.zoom = zoom;
    this.#moveGrid(x, y, zoom);
    this.#moved = performance.now();
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
      this.#show();
    });
  }

  /** `items` lie elsewhere or look different; null when any may have come, gone or changed. */
  #look(items: Iterable<BoardItem> | null): void {
    const { store } = this.#bench.session;
    if (items === null || this.#within === null || this.#box === null) {
      this.#within = null;
      return;
    }
    for (const item of items) {
      if (store.isSeen(item) && isIn(item, this.#box)) this.#within.add(item);
      else this.#within.delete(item);
    }
  }

  #found(box: Box): Set<BoardItem> {
    const within = new Set<BoardItem>();
    for (const item of this.#bench.session.store.stack) if (isIn(item, box)) within.add(item);
    return within;
  }

  #show(): void {
    const { camera, session, selected, focused } = this.#bench;
    const box = boxToMount(camera.view, this.#box);
    if (box !== this.#box) this.#within = null;
    this.#box = box;
    const within = (this.#within ??= this.#found(box));
    const far = camera.zoom < READABLE && within.size > FEW;
    // Where the keyboard is, there is an element for it.
    const kept = focused === null ? undefined : session.store.get(focused);
    const wanted = far ? new Set<BoardItem>() : within;
    const isKept = kept !== undefined && session.store.isSeen(kept) && !wanted.has(kept);
    const moving = performance.now() - this.#moved < REST_MS;
    const next = step(this.mounted, isKept ? new Set([kept, ...wanted]) : wanted, camera.view, moving ? MOVING : RESTING);
    if (next.mounted !== this.mounted) this.mounted = next.mounted;
    const canvas = this.#layers.far;
    canvas.hidden = !far && !next.gaps;
    const sharp = canvas.hidden || this.#far.show(session.store.stack, selected, moving);
    if (next.more || !sharp) this.#soon();
    else if (moving) this.#restLater();
  }

  /** What was spared while the view moved is made up for once it rests. */
  #restLater(): void {
    this.#rest ??= setTimeout(() => {
      this.#rest = null;
      this.#soon();
    }, REST_MS);
  }
}
