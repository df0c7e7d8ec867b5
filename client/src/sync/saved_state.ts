/**
 * Which word stands for the state of my work. Pure: events in, a new state out; `workState` reads it.
 *
 * The server counts, per connection, the sync messages of ours that are on its disk or refused
 * (message 101); we count those we send. My work is saved when, on this connection, we have
 * answered the server's question for what it lacks, have its answer to ours, and the counts agree.
 */
import type { WorkState } from "../ui/contract";

export interface Saving {
  readonly connected: boolean;
  /** The server's Step2 has been applied on this connection. */
  readonly synced: boolean;
  /** Our Step2, with all that the server lacked, has been sent on this connection. */
  readonly answered: boolean;
  readonly sent: number;
  readonly confirmed: number;
  /** The server says that it cannot write to its disk. */
  readonly stalled: boolean;
  /** The board has been on screen before: from the server or from this device. */
  readonly opened: boolean;
  /** This device keeps a copy that survives a reload. */
  readonly kept: boolean;
  readonly writable: boolean;
}

export type SavingEvent =
  | { readonly type: "connected" }
  | { readonly type: "disconnected" }
  | { readonly type: "synced" }
  | { readonly type: "sent"; readonly step2: boolean }
  | { readonly type: "confirmed"; readonly count: number }
  | { readonly type: "stalled"; readonly stalled: boolean }
  | { readonly type: "kept"; readonly kept: boolean }
  | { readonly type: "opened" }
  | { readonly type: "role"; readonly writable: boolean };

export const NOTHING_YET: Saving = {
  connected: false,
  synced: false,
  answered: false,
  sent: 0,
  confirmed: 0,
  stalled: false,
  opened: false,
  kept: false,
  writable: true,
};

export function saving(state: Saving, event: SavingEvent): Saving {
  switch (event.type) {
    case "connected":
      return { ...state, connected: true, synced: false, answered: false, sent: 0, confirmed: 0, stalled: false };
    case "disconnected":
      return { ...state, connected: false, synced: false };
    case "synced":
      return { ...state, synced: true, opened: true };
    case "sent":
      return { ...state, sent: state.sent + 1, answered: state.answered || event.step2 };
    case "confirmed":
      return { ...state, confirmed: event.count };
    case "stalled":
      return { ...state, stalled: event.stalled };
    case "kept":
      return { ...state, kept: event.kept };
    case "opened":
      return { ...state, opened: true };
    case "role":
      return { ...state, writable: event.writable };
  }
}

export function workState(state: Saving): WorkState {
  if (!state.opened) return "connecting";
  if (!state.connected) return state.kept ? "offline" : "unsaved";
  const settled = state.synced && state.answered && state.confirmed >= state.sent;
  if (!state.writable) return "reading";
  if (settled) return "saved";
  return state.stalled ? "unsaved" : "saving";
}
