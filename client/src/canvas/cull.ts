/** Around what part of the board things are in the page. */
import { covers, grown, type Box } from "../board/geometry";

/** The mounted box is the view with this share of its longer side added all round, 35% in all. */
const MARGIN = 0.175;

/** The box to mount for `view`: `mounted` as long as it still serves. */
export function boxToMount(view: Box, mounted: Box | null): Box {
  const wanted = grown(view, MARGIN * Math.max(view.w, view.h));
  if (mounted === null || !covers(mounted, view)) return wanted;
  return mounted.w > 2 * wanted.w ? wanted : mounted;
}
