/**
 * A picture before it is sent: how large it is, and something to show meanwhile. What the server would
 * not take although this browser can draw it (a drawing of lines, a photograph of another kind, one
 * that is too large) is drawn here, and what is drawn is sent instead.
 */
import type { Point } from "../board/geometry";
import { IMAGES } from "../generated/wire.gen";

export interface Prepared {
  readonly file: File;
  /** In pixels; null when this browser cannot show it. */
  readonly size: Point | null;
  /** The address of what can be shown; it is to be revoked. */
  readonly preview: string | null;
}

/** Drawings of lines have no size of their own, or a small one. */
const LINES = "image/svg+xml";
const LINES_SIDE = 1_600;
const QUALITY = 0.92;

/** `file` as it is to be sent; null when it is no picture at all. */
export async function prepared(file: File): Promise<Prepared | null> {
  if (!file.type.startsWith("image/")) return null;
  const preview = URL.createObjectURL(file);
  const picture = new Image();
  picture.src = preview;
  try {
    await picture.decode();
  } catch {
    // The server may know better what it is, and says so if not.
    URL.revokeObjectURL(preview);
    return { file, size: null, preview: null };
  }
  const size = sizeOf(picture, file);
  const taken = (IMAGES.accepted as readonly string[]).includes(file.type);
  const small = file.size <= IMAGES.maxUploadBytes && size[0] * size[1] <= IMAGES.maxPixels;
  return { file: taken && small ? file : ((await drawn(picture, size, file)) ?? file), size, preview };
}

function sizeOf({ naturalWidth, naturalHeight }: HTMLImageElement, { type }: File): Point {
  const [w, h] = [naturalWidth || LINES_SIDE, naturalHeight || LINES_SIDE];
  const scale = type === LINES ? LINES_SIDE / Math.max(w, h) : 1;
  return [Math.round(w * scale), Math.round(h * scale)];
}

/** The picture drawn anew; null when this browser has no room for it. */
async function drawn(picture: HTMLImageElement, [w, h]: Point, { name, type }: File): Promise<File | null> {
  const scale = Math.min(1, IMAGES.maxSide / Math.max(w, h));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const as = type === LINES || type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, as, QUALITY));
  return blob === null ? null : new File([blob], name, { type: blob.type });
}
