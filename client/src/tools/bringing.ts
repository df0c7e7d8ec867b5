/** Puts on the board what comes from outside it and is no text: pictures, and addresses as link cards. */
import { carryPicture } from "../api/client";
import type { WebAddress } from "../board/kinds/link";
import { CARD_FOOT } from "../board/kinds/text";
import { m } from "../paraglide/messages";
import type { Point } from "../board/geometry";
import { say } from "../ui/toasts.svelte";
import type { Arrivals } from "./arrivals.svelte";
import { frameAround } from "./carrying";
import type { Clip } from "./copying";
import { freePlace } from "./free_place";
import type { Workbench } from "./workbench.svelte";

/** More pictures than this at once are hardly meant. */
const MOST = 50;
const CARD_WIDTH = 300;
const TITLE_SIZE = 18;

/** Bring `files` to the board, around `at` or where there is room; what is no picture is said. */
export async function bringPictures(arrivals: Arrivals, files: readonly File[], at: Point | null): Promise<void> {
  if (files.length > MOST) {
    say(m.pictures_too_many({ count: files.length, most: MOST }), { tone: "wrong" });
    return;
  }
  const strange = await arrivals.bring(files, at);
  if (strange.length > 0) say(m.picture_unknown(), { tone: "wrong" });
}

/** Put a link card around `at`, or where there is room, and choose it. */
export function placeLink(bench: Workbench, { address, title }: { address: WebAddress; title: string }, at: Point | null): void {
  if (!bench.session.writable) return;
  const { document, store } = bench.session;
  const size: Point = [CARD_WIDTH, 2 * TITLE_SIZE + CARD_FOOT];
  bench.finish();
  const [cx, cy] = at ?? freePlace(bench.camera.clearView, size, store.items.values());
  const box = { x: Math.round(cx - size[0] / 2), y: Math.round(cy - size[1] / 2), w: size[0], h: size[1] };
  const card = { type: "text", url: address.href, text: title, fontSize: TITLE_SIZE, at: [box.x, box.y], size, frame: frameAround(store, box) ?? undefined } as const;
  bench.select(document.create([card], store.topOrder));
  bench.fitIntoView();
}

/** The pictures of `clip` come along from the board on which they were copied. */
export async function carryPictures(board: string, clip: Clip): Promise<void> {
  const hashes = new Set(clip.objects.flatMap(({ image }) => (typeof image === "string" ? [image] : [])));
  const carried = await Promise.allSettled([...hashes].map((hash) => carryPicture(board, hash, clip.board)));
  if (carried.some(({ status }) => status === "rejected")) say(m.pictures_left_behind(), { tone: "wrong" });
}
