/** Pictures, sent to the server with their progress told. */
import type { components } from "../generated/api.gen";
import { failureOf, OverBudget, unreachable } from "./failure";
import { addressOfAll } from "./picture_address";

export type Picture = components["schemas"]["Image"];

export interface Sending {
  /** How much has left this device, 0 to 1. The server then takes a moment to make it its own. */
  readonly onprogress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Bring the picture in `file` to the board. Rejects with an `ApiFailure`, with `OverBudget` when one is
 * to wait a while, and with the signal's reason when it was stopped.
 */
export function sendPicture(board: string, file: Blob, { onprogress, signal }: Sending): Promise<Picture> {
  return new Promise((resolve, reject) => {
    // `fetch` does not tell how much it has sent.
    const request = new XMLHttpRequest();
    request.open("POST", addressOfAll(board));
    request.responseType = "json";
    request.setRequestHeader("Content-Type", file.type.startsWith("image/") ? file.type : "image/*");
    request.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(signal.reason as Error);
    request.onload = () => {
      const body = request.response as unknown;
      if (request.status === 201) resolve(body as Picture);
      else if (request.status === 429) reject(new OverBudget(Number(request.getResponseHeader("Retry-After")) || 5));
      else reject(failureOf(request.status, body));
    };
    signal.addEventListener("abort", () => request.abort());
    if (signal.aborted) reject(signal.reason as Error);
    else request.send(file);
  });
}
