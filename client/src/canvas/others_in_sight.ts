/** Who of the others has anything on the part of the board that one sees, or right beside it. */
import { grown, holds, touches, type Box, type Point } from "../board/geometry";
import type { Peer } from "../state/presence.svelte";
import type { Store } from "../state/store.svelte";

/** A name hangs beside a pointer, and a frame stands around what it frames: so many screen pixels more. */
const BESIDE = 240;

/** Those of `peers` in their order. */
export function inSight(peers: readonly Peer[], store: Store, { view, zoom }: { readonly view: Box; readonly zoom: number }): Peer[] {
  const around = grown(view, BESIDE / zoom);
  return peers.filter(({ cursor, ink, selection }) => {
    if (cursor !== null && holds(around, cursor)) return true;
    if (ink !== null && pointsOf(ink.points).some((point) => holds(around, point))) return true;
    return selection.some((id) => {
      const item = store.get(id);
      return item !== undefined && touches(item, around);
    });
  });
}

function pointsOf(flat: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) points.push([flat[index] ?? 0, flat[index + 1] ?? 0]);
  return points;
}
