/** Our own messages from the server: 100 carries an event as JSON, 101 a count. */
import * as decoding from "lib0/decoding";

import type { Person } from "../ui/contract";

export interface Welcome {
  readonly type: "welcome";
  readonly board: { readonly id: string; readonly title: string; readonly language: "nl" | "en"; readonly epoch: string };
  readonly you: Person;
  /** Everyone who has joined the board, whether here now or not. */
  readonly people: readonly Person[];
  /** Whose words are here since the board was copied. */
  readonly authors: readonly { readonly id: string; readonly name: string }[];
  /** Unix milliseconds. */
  readonly serverTime: number;
  readonly saving: "ok" | "stalled";
}

export interface Refused {
  readonly type: "refused";
  readonly code: "invalid" | "read_only" | "locked" | "full";
  readonly object?: string | null;
  readonly field?: string | null;
  readonly expected?: string;
  readonly got?: string;
  readonly message: string;
}

export type ServerEvent =
  | Welcome
  | { readonly type: "board"; readonly title: string; readonly language: "nl" | "en" }
  | ({ readonly type: "person" } & Person)
  | { readonly type: "saving"; readonly state: "ok" | "stalled"; readonly reason?: string }
  | Refused;

const TYPES: ReadonlySet<string> = new Set<ServerEvent["type"]>(["welcome", "board", "person", "saving", "refused"]);

/**
 * The body of a message 100. Null for a type that this client does not know: a newer server may
 * say more than we understand. The server is trusted for the fields of the types it names.
 */
export function readEvent(decoder: decoding.Decoder): ServerEvent | null {
  const event: unknown = JSON.parse(decoding.readVarString(decoder));
  if (typeof event !== "object" || event === null || !("type" in event)) return null;
  return TYPES.has(String(event.type)) ? (event as ServerEvent) : null;
}

/** The body of a message 101: how many of this connection's counted messages are on disk or refused. */
export function readCount(decoder: decoding.Decoder): number {
  return decoding.readVarUint(decoder);
}
