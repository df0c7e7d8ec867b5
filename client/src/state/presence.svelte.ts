/**
 * Who is on the board now, and what they point at, select, drag and write. What I do is told at
 * most fifteen times a second; the server puts my identity on it and takes it away when I leave.
 */
import type { Awareness } from "y-protocols/awareness";

import type { Box, Point } from "../board/geometry";
import type { Presence as Sent } from "../generated/presence.gen";
import type { Person } from "../ui/contract";

const INTERVAL_MS = 1_000 / 15;
/** The schema's limit: of a larger selection others see the first two hundred. */
const MOST_SELECTED = 200;

/** What another connection shows of itself; one signal for all of it. */
export class Peer {
  cursor: Point | null = null;
  selection: readonly string[] = [];
  drag: Point | null = null;
  stretch: Box | null = null;
  turn: number | null = null;
  ink: Ink | null = null;
  editing: string | null = null;
  /** What they see of the board, where no bar covers it. */
  view: Box | null = null;
  #version = $state(0);

  constructor(
    readonly client: number,
    readonly person: Person,
  ) {}

  /** Grows with every change; reading it subscribes to all fields. */
  get version(): number {
    return this.#version;
  }

  read(sent: Sent): void {
    this.cursor = sent.cursor ?? null;
    this.selection = sent.selection ?? [];
    this.drag = sent.drag ?? null;
    this.stretch = boxOf(sent.stretch);
    this.turn = sent.turn ?? null;
    this.ink = sent.ink ?? null;
    this.editing = sent.editing ?? null;
    this.view = boxOf(sent.view);
    this.#version++;
  }
}

export interface MyState {
  cursor: Point | null;
  selection: readonly string[];
  drag: Point | null;
  stretch: Box | null;
  turn: number | null;
  ink: Ink | null;
  editing: string | null;
  view: Box | null;
}

/** A line that is being drawn, by pen or by laser. */
export type Ink = NonNullable<Sent["ink"]>;

function boxOf(four: readonly [number, number, number, number] | null | undefined): Box | null {
  if (four == null) return null;
  const [x, y, w, h] = four;
  return { x, y, w, h };
}

function fourOf({ x, y, w, h }: Box): [number, number, number, number] {
  return [Math.round(x), Math.round(y), Math.round(w), Math.round(h)];
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #mine: MyState = {
    cursor: null, selection: [], drag: null, stretch: null, turn: null, ink: null, editing: null, view: null,
  };
  #peers = $state.raw<readonly Peer[]>([]);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #told = -Infinity;
  readonly #onpeer: (peer: Peer, present: boolean) => void;
  readonly #byClient = new Map<number, Peer>();
  readonly #watchers = new Set<(peer: Peer) => void>();

  /** `onpeer` follows each change of a peer, and its leaving (`present` false). */
  constructor(awareness: Awareness, onpeer: (peer: Peer, present: boolean) => void = () => undefined) {
    this.#awareness = awareness;
    this.#onpeer = onpeer;
    awareness.on("change", this.#changed);
    awareness.setLocalState(this.#state());
  }

  /** The other connections, oldest first; reactive. A person with two tabs is here twice. */
  get peers(): readonly Peer[] {
    return this.#peers;
  }

  /** Call `watcher` with each of the others who comes, goes or does something; returns how to stop. */
  onpeer(watcher: (peer: Peer) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Show others what changed of me; `at once` when it must not lag behind what the document says. */
  show(change: Partial<MyState>, { atOnce = false } = {}): void {
    Object.assign(this.#mine, change);
    const wait = this.#told + INTERVAL_MS - performance.now();
    if (atOnce || wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), wait);
  }

  /**
   * Say it all again, as news. When my connection was lost, the server told others that I am gone,
   * with a clock one above my last: they take anything that is not above that one for old.
   */
  renew(): void {
    this.#tell();
    this.#tell();
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#awareness.off("change", this.#changed);
    this.#awareness.destroy();
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#told = performance.now();
    this.#awareness.setLocalState(this.#state());
  }

  /** Only what is there: an absent field is shorter than a null, and means the same. */
  #state(): Sent {
    const { cursor, selection, drag, stretch, turn, ink, editing, view } = this.#mine;
    const whole = ([x, y]: Point): [number, number] => [Math.round(x), Math.round(y)];
    return {
      ...(cursor !== null && { cursor: whole(cursor) }),
      ...(selection.length > 0 && { selection: selection.slice(0, MOST_SELECTED) }),
      ...(drag !== null && { drag: whole(drag) }),
      ...(stretch !== null && { stretch: fourOf(stretch) }),
      ...(turn !== null && { turn }),
      ...(ink !== null && { ink }),
      ...(editing !== null && { editing }),
      ...(view !== null && { view: fourOf(view) }),
    };
  }

  readonly #changed = ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>): void => {
    const known = this.#byClient;
    let others = false;
    for (const client of [...added, ...updated]) {
      if (client === this.#awareness.clientID) continue;
      const sent = this.#awareness.getStates().get(client) as Sent | undefined;
      // Without the server's stamp it is nobody's: not shown.
      if (sent?.user === undefined) continue;
      let peer = known.get(client);
      if (peer === undefined || peer.person.name !== sent.user.name || peer.person.role !== sent.user.role) {
        peer = new Peer(client, sent.user);
        known.set(client, peer);
        others = true;
      }
      peer.read(sent);
      this.#tellOf(peer, true);
    }
    for (const client of removed) {
      const peer = known.get(client);
      if (peer === undefined) continue;
      known.delete(client);
      others = true;
      this.#tellOf(peer, false);
    }
    if (others) this.#peers = [...known.values()];
  };

  #tellOf(peer: Peer, present: boolean): void {
    this.#onpeer(peer, present);
    for (const watcher of this.#watchers) watcher(peer);
  }
}
