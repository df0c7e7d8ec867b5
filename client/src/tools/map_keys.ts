/**
 * The keys of a mind map, while one of its nodes is chosen. Tab makes a node, so it does not walk on:
 * that is so only for who works in the map. Who comes by with Tab walks past it; Esc lets go of it.
 */
import { centreOf } from "../board/geometry";
import type { BoardItem } from "../state/board_item.svelte";
import type { Mapping, Node } from "./mapping";
import type { Workbench } from "./workbench.svelte";

type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export class MapKeys {
  readonly #bench: Workbench;
  readonly #mapping: Mapping;
  /** Tab walks over the board: the node that is chosen was come to by it. */
  #passing = true;

  constructor(bench: Workbench, mapping: Mapping) {
    this.#bench = bench;
    this.#mapping = mapping;
    addEventListener("keydown", this.#elsewhere, { capture: true });
  }

  destroy(): void {
    removeEventListener("keydown", this.#elsewhere, { capture: true });
  }

  /** Somebody works with pointer or keys in a map: Tab is the map's. */
  claim(): void {
    this.#passing = false;
  }

  pointed(): void {
    this.#passing = false;
  }

  /** True when the key meant something here. */
  down(event: KeyboardEvent): boolean {
    // What is chosen grows: Tab walks and the space bar adds, on a map as everywhere.
    if (this.#bench.adding) return false;
    const { node } = this.#mapping;
    if (event.key === "Tab") return this.#tab(event, node);
    if (node === null || event.ctrlKey || event.metaKey) return false;
    if (event.key === "Escape") {
      this.#passing = true;
      return false;
    }
    if (event.altKey) return this.#alt(event, node);
    const meant = this.#plain(event, node);
    if (meant) this.claim();
    return meant;
  }

  /** By Tab the keyboard came here from somewhere else on the page. */
  readonly #elsewhere = (event: KeyboardEvent): void => {
    if (event.key === "Tab" && event.target instanceof Element && event.target.closest(".paper") === null) this.#passing = true;
  };

  #tab(event: KeyboardEvent, node: Node | null): boolean {
    if (node === null || this.#passing || event.shiftKey || event.altKey || event.ctrlKey || !this.#bench.session.writable) {
      this.#passing = true;
      return false;
    }
    this.#mapping.addChild(node.id);
    return true;
  }

  #alt(event: KeyboardEvent, node: Node): boolean {
    if (event.shiftKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown") || !this.#bench.changeable.includes(node)) return false;
    this.#mapping.reorder(node.id, event.key === "ArrowUp" ? -1 : 1);
    return true;
  }

  #plain(event: KeyboardEvent, node: Node): boolean {
    const mayWrite = this.#bench.changeable.includes(node);
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight":
      case "ArrowUp":
      case "ArrowDown":
        if (event.shiftKey) return false;
        this.#walk(node, event.key);
        return true;
      case "Enter":
        // By pressing and by walking alike: F2 and a double press write in it. A lock holds the node alone.
        if (this.#bench.session.writable) this.#mapping.addSibling(node.id, event.shiftKey);
        return this.#bench.session.writable;
      case " ":
        // On a leaf it moves the paper, as always.
        if ((node.laid?.within ?? 0) === 0) return false;
        if (!event.repeat) this.#mapping.maps.fold(node.id, !this.#mapping.maps.isFolded(node.id));
        return true;
      case "Delete":
      case "Backspace":
        if (mayWrite) this.#mapping.remove(node.id);
        return mayWrite;
      default:
        return false;
    }
  }

  #walk(node: Node, key: Arrow): void {
    const next = this.#towards(node, key);
    if (next === null) return;
    this.#bench.select([next.id]);
    this.#bench.camera.reveal(next, this.#bench.glide());
  }

  /** What lies that way: towards the leaves, towards the centre, or beside it on the same level. */
  #towards(node: Node, key: Arrow): BoardItem | null {
    const { laid } = node;
    if (laid === null) return null;
    const { store } = this.#bench.session;
    const down = laid.growth === "down";
    const across = down ? 0 : 1;
    const outwards: Readonly<Record<typeof laid.growth, Arrow>> = { right: "ArrowRight", left: "ArrowLeft", down: "ArrowDown" };
    const children = this.#mapping.maps.children(node.id).filter((child) => child.laid?.concealed === false);
    if (laid.parent === null && !down && (key === "ArrowLeft" || key === "ArrowRight")) {
      return nearest(children.filter((child) => outwards[child.laid?.growth ?? "right"] === key), node, across);
    }
    if (key === outwards[laid.growth]) return nearest(children, node, across);
    const inwards: Readonly<Record<typeof laid.growth, Arrow>> = { right: "ArrowLeft", left: "ArrowRight", down: "ArrowUp" };
    if (key === inwards[laid.growth]) return store.get(laid.parent ?? "") ?? null;
    if (laid.parent === null) return null;
    const forward = key === "ArrowDown" || key === "ArrowRight";
    const here = centreOf(node.body)[across];
    const beside = store.stack.filter((other) => {
      const there = other.laid;
      if (there === null || there.centre !== laid.centre || there.level !== laid.level || there.growth !== laid.growth || other === node) return false;
      return centreOf(other.body)[across] > here === forward;
    });
    return nearest(beside, node, across);
  }
}

/** The one of `items` that is least aside of `to`, whose map grows along the other axis than `across`. */
function nearest(items: readonly BoardItem[], to: BoardItem, across: 0 | 1): BoardItem | null {
  const here = centreOf(to.body)[across];
  let found: BoardItem | null = null;
  let least = Infinity;
  for (const item of items) {
    const far = Math.abs(centreOf(item.body)[across] - here);
    if (far < least) [found, least] = [item, far];
  }
  return found;
}
