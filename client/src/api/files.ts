/** Boards as files, and files as boards: what goes to and comes from the server. */
import type { components } from "../generated/api.gen";
import type { EXPORT_FORMATS, IMPORT_FORMATS } from "../generated/formats.gen";
import type { Language } from "./client";
import { ApiFailure, failureOf, OverBudget, unreachable } from "./failure";

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type ImportFormat = (typeof IMPORT_FORMATS)[number];
export type FileReading = components["schemas"]["FileReading"];
export type FileRemark = components["schemas"]["FileRemark"];
export type BoardFromFile = components["schemas"]["BoardFromFile"];

/** A file that cannot be read, and on which line that shows. */
export class FileFailure extends ApiFailure {
  constructor(
    failure: ApiFailure,
    readonly line: number | null,
  ) {
    super(failure.status, failure.code, failure.message);
    this.name = "FileFailure";
  }
}

/** What of a board is asked for: all of it with neither. */
export interface Part {
  readonly frame?: string;
  readonly objects?: readonly string[];
}

/** A board as a file under the name that the server gives it. `onprogress` is told how many bytes have come. */
export async function exported(
  board: string,
  format: ExportFormat,
  { frame, objects }: Part,
  { onprogress, signal }: { readonly onprogress: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<File> {
  const asked = new URLSearchParams({ format, ...(frame !== undefined && { frame }), ...(objects !== undefined && { objects: objects.join(",") }) });
  const answer = await reached(fetch(`/api/boards/${encodeURIComponent(board)}/export?${asked}`, { signal }));
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  for (let piece = await reached(reader?.read()); piece?.value !== undefined; piece = await reached(reader?.read())) {
    pieces.push(piece.value);
    bytes += piece.value.length;
    onprogress(bytes);
  }
  const name = nameIn(answer.headers.get("Content-Disposition")) ?? `board.${format}`;
  return new File(pieces, name, { type: answer.headers.get("Content-Type") ?? "" });
}

/** What is in a file, to be looked at before it is put on the board. */
export function read(board: string, file: Blob, format: ImportFormat, signal: AbortSignal): Promise<FileReading> {
  return sent<FileReading>(`/api/boards/${encodeURIComponent(board)}/reading?${new URLSearchParams({ format })}`, file, signal);
}

/** A new board with what is in a file. */
export function createBoardFromFile(file: Blob, format: ImportFormat, title: string, language: Language, signal: AbortSignal): Promise<BoardFromFile> {
  return sent<BoardFromFile>(`/api/boards/from-file?${new URLSearchParams({ format, title, language })}`, file, signal);
}

async function sent<Answer>(address: string, file: Blob, signal: AbortSignal): Promise<Answer> {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await reached(fetch(address, { method: "POST", body: file, headers, signal }));
  return (await reached(answer.json())) as Answer;
}

/** What the network brings, or why it does not. */
async function reached<Got>(asking: Promise<Got> | undefined): Promise<Got> {
  let got: Got;
  try {
    got = await (asking as Promise<Got>);
  } catch (reason) {
    // A connection that is not there, or ends: `fetch` has a TypeError for both.
    if (reason instanceof TypeError) throw unreachable();
    throw reason;
  }
  if (got instanceof Response && !got.ok) throw await failureIn(got);
  return got;
}

async function failureIn(answer: Response): Promise<ApiFailure> {
  if (answer.status === 429) return new OverBudget(Number(answer.headers.get("Retry-After")) || 5);
  const body = (await answer.json().catch(() => null)) as { error?: { line?: unknown } } | null;
  const line = body?.error?.line;
  return new FileFailure(failureOf(answer.status, body), typeof line === "number" ? line : null);
}

/** The name of a download, as it stands behind `filename*=UTF-8''`. */
function nameIn(disposition: string | null): string | null {
  const found = /filename\*=UTF-8''([^;]+)/u.exec(disposition ?? "")?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}
