/**
 * Shows what others drag, resize or turn while they do. A drag ends twice: the document gets the new place,
 * and the dragger's presence says that it is over. The two travel apart, so either may come first:
 * - the place first: from then on the offset is not added to it any more;
 * - the end first: the note stays where it was dropped for a moment, until its place arrives.
 */
import { boxAround, type Box } from "../board/geometry";
import { carried } from "../tools/carrying";
import { stretched } from "../tools/stretching";
import type { InFlight, BoardItem } from "./board_item.svelte";
import type { Peer } from "./presence.svelte";
import type { Store } from "./store.svelte";

const PATIENCE_MS = 1_000;

interface Drag {
  readonly ids: Set<string>;
  /** Around what is held, as it lay when the drag began. */
  readonly around: Box | null;
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
    else if (peer.drag !== null || peer.stretch !== null || peer.turn !== null) this.#drag(peer);
    else this.#endSoon(peer.client);
  }

  destroy(): void {
    this.#stop();
    for (const client of this.#drags.keys()) this.#end(client);
  }

  #drag(peer: Peer): void {
    const { client, selection, person } = peer;
    let drag = this.#drags.get(client);
    if (drag === undefined || drag.ending !== null) {
      this.#end(client);
      const held = selection.flatMap((id) => this.#store.get(id) ?? []);
      // What a frame holds is carried along, and not stretched with it.
      const ids = peer.drag === null ? new Set(selection) : carried(this.#store, selection, person.role);
      drag = { ids, around: boxAround(held.map(({ settled }) => settled)), ending: null };
      this.#drags.set(client, drag);
    }
    const { around } = drag;
    this.#store.setInFlight(drag.ids, (item) => flightOf(peer, item, around));
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
      // A node that hangs elsewhere has taken its branch there.
      const landed = new Set(this.#store.withBranches([id]));
      for (const each of landed) drag.ids.delete(each);
      this.#store.setInFlight(landed, null);
    }
  }
}

function flightOf({ drag, stretch, turn }: Peer, item: BoardItem, around: Box | null): InFlight | null {
  if (stretch !== null && around !== null) return stretched(item, around, stretch);
  if (turn !== null) return item.kind.turns ? { offset: [0, 0], rotation: turn } : null;
  return { offset: drag ?? [0, 0] };
}
