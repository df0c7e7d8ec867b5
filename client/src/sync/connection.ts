/**
 * The connection of one board document to the server: the stock provider, plus what our server
 * says beyond the protocol (events, the count of what is saved, why it closed).
 */
import type * as decoding from "lib0/decoding";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";

import { CLOSE_CODES, MESSAGES } from "../generated/wire.gen";
import type { Closed } from "../ui/contract";
import { pauseBefore } from "./backoff";
import { countingSocket } from "./counting_socket";
import { readCount, readEvent, type ServerEvent } from "./events";
import type { SavingEvent } from "./saved_state";

export interface Listener {
  /** What bears on the state of my work. */
  saving(event: SavingEvent): void;
  event(event: ServerEvent): void;
  /** The server closed for good and says why; nothing is sent or received any more. */
  closed(reason: Closed): void;
}

interface Options {
  readonly board: string;
  readonly epoch: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** `ws://…/sync` or `wss://…/sync`. */
  readonly address: string;
  readonly listener: Listener;
}

/** The name of a permanent close code; an unknown one is treated like a message gone wrong. */
export function closedBecause(code: number): Closed {
  for (const [name, { code: known, permanent }] of Object.entries(CLOSE_CODES)) {
    if (known === code && permanent) return name as Closed;
  }
  return "malformed";
}

/** The stock provider tells the server what it has just heard from it of others, word for word. */
export function sayOwnPresenceOnly(provider: Pick<WebsocketProvider, "awareness" | "_awarenessUpdateHandler">): void {
  const tell = provider._awarenessUpdateHandler;
  provider.awareness.off("update", tell);
  provider._awarenessUpdateHandler = (changes, origin) => {
    if (origin !== provider) tell(changes, origin);
  };
  provider.awareness.on("update", provider._awarenessUpdateHandler);
}

export class Connection {
  readonly #provider: WebsocketProvider;

  constructor({ board, epoch, doc, awareness, address, listener }: Options) {
    const provider = new WebsocketProvider(address, board, doc, {
      awareness,
      connect: false,
      // Tabs would talk past the server, and two people in one browser would share a document.
      disableBc: true,
      params: { epoch, events: "1" },
      WebSocketPolyfill: countingSocket((kind) => {
        listener.saving({ type: "sent", step2: kind === "step2" });
      }),
    });
    this.#provider = provider;
    sayOwnPresenceOnly(provider);
    provider.messageHandlers[MESSAGES.event] = (_encoder: unknown, decoder: decoding.Decoder) => {
      const event = readEvent(decoder);
      if (event !== null) listener.event(event);
    };
    provider.messageHandlers[MESSAGES.saved] = (_encoder: unknown, decoder: decoding.Decoder) => {
      listener.saving({ type: "confirmed", count: readCount(decoder) });
    };
    provider.on("status", ({ status }) => {
      if (status === "connected") listener.saving({ type: "connected" });
      if (status === "disconnected") listener.saving({ type: "disconnected" });
    });
    provider.on("sync", (synced) => {
      if (synced) listener.saving({ type: "synced" });
    });
    provider.on("connection-close", () => {
      // The provider doubles its pause without chance in it; its upper bound is ours to set.
      provider.maxBackoffTime = pauseBefore(provider.wsUnsuccessfulReconnects + 1, Math.random());
    });
    provider.on("closed", ({ code }) => {
      listener.closed(closedBecause(code));
    });
  }

  connect(): void {
    this.#provider.connect();
  }

  /** When waiting for the next attempt: try now. Nothing after a close for good. */
  hurry(): void {
    if (this.#provider.shouldConnect) this.#provider.connect();
  }

  /** The network is said to be gone: believe it now, not after the silence of half a minute. */
  drop(): void {
    if (!this.#provider.shouldConnect) return;
    this.#provider.disconnect();
    // The word of a browser on its network is not the last: the server may run on this very machine.
    this.#provider.connect();
  }

  destroy(): void {
    this.#provider.destroy();
  }
}
