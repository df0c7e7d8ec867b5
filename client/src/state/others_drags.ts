/**
 * Shows what others drag while they drag it. A drag ends twice: the document gets the new place,
 * and the dragger's presence says that it is over. The two travel apart, so either may come first:
 * - the place first: from then on the offset is not added to it any more;
 * - the end first: the note stays where it was dropped for a moment, until its place arrives.
 */
import type { Point } from "../board/geometry";
import type { Peer } from "./presence.svelte";
import type { Store } from "./store.svelte";

const PATIENCE_MS = 1_000;

interface Drag {
  readonly ids: Set<string>;
  ending: ReturnType<typeof setTimeout> | null;
}

export class OthersDrags {
  readonly #store: Store;
  readonly #drags = new Map<number, Drag>();
  readonly #stop: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#stop = store.onchange(({ changed }) => {
      for (const id of changed) this.#landed(id);
    });
  }

  /** A peer's presence has changed; `present` is false when it has left. */
  peer(peer: Peer, present: boolean): void {
    if (!present) this.#end(peer.client);
    else if (peer.drag !== null) this.#drag(peer.client, peer.selection, peer.drag);
    else this.#endSoon(peer.client);
  }

  destroy(): void {
    this.#stop();
    for (const client of this.#drags.keys()) this.#end(client);
  }

  #drag(client: number, selection: readonly string[], offset: Point): void {
    let drag = this.#drags.get(client);
    if (drag === undefined || drag.ending !== null) {
      this.#end(client);
      drag = { ids: new Set(selection), ending: null };
      this.#drags.set(client, drag);
    }
    this.#store.setInFlight(drag.ids, { offset });
  }

  #endSoon(client: number): void {
    const drag = this.#drags.get(client);
    if (drag !== undefined) drag.ending ??= setTimeout(() => this.#end(client), PATIENCE_MS);
  }

  #end(client: number): void {
    const drag = this.#drags.get(client);
    if (drag === undefined) return;
    if (drag.ending !== null) clearTimeout(drag.ending);
    this.#drags.delete(client);
    this.#store.setInFlight(drag.ids, null);
  }

  /** The document has a new place (or text, or colour) for `id`. */
  #landed(id: string): void {
    const item = this.#store.get(id);
    if (item === undefined) return;
    for (const drag of this.#drags.values()) {
      if (!drag.ids.has(id) || !item.moved) continue;
      drag.ids.delete(id);
      item.setInFlight(null);
    }
  }
}
