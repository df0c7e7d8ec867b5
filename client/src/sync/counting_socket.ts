/** A WebSocket that tells which of our messages the server will count in its message 101. */
import { MESSAGES, SYNC_MESSAGES } from "../generated/wire.gen";

/** Whether `data` is a sync message with a payload: `step2`, `update`, or neither. */
export function countedKind(data: unknown): "step2" | "update" | null {
  if (!(data instanceof Uint8Array) || data[0] !== MESSAGES.sync) return null;
  if (data[1] === SYNC_MESSAGES.step2) return "step2";
  return data[1] === SYNC_MESSAGES.update ? "update" : null;
}

/** A subclass of WebSocket; `onsent` is called after each counted message was handed to the network. */
export function countingSocket(onsent: (kind: "step2" | "update") => void): typeof WebSocket {
  return class extends WebSocket {
    override send(data: Parameters<WebSocket["send"]>[0]): void {
      super.send(data);
      // A socket that is closing swallows what it is given; it will be sent again after reconnecting.
      const kind = this.readyState === WebSocket.OPEN ? countedKind(data) : null;
      if (kind !== null) onsent(kind);
    }
  };
}
