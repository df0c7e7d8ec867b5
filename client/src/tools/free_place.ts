import { touches, type Box, type Point } from "../board/geometry";

const GAP = 16;

/**
 * The centre of a place of `size` that covers none of `items`, as near to the middle of `view` as
 * there is one on a grid within it; the middle itself when all of the view is taken.
 */
export function freePlace(view: Box, [w, h]: Point, items: Iterable<Box>): Point {
  const middle: Point = [view.x + view.w / 2, view.y + view.h / 2];
  const near = [...items].filter((item) => touches(item, view));
  const places: Point[] = [];
  const columns = Math.max(0, Math.floor((view.w - w) / 2 / (w + GAP)));
  const rows = Math.max(0, Math.floor((view.h - h) / 2 / (h + GAP)));
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      places.push([middle[0] + column * (w + GAP), middle[1] + row * (h + GAP)]);
    }
  }
  // Sideways before up and down: a row of notes is how people lay them.
  const far = ([x, y]: Point): number => (x - middle[0]) ** 2 + 1.5 * (y - middle[1]) ** 2 + (x < middle[0] ? 1 : 0);
  places.sort((a, b) => far(a) - far(b));
  const free = places.find(([x, y]) => {
    const box = { x: x - w / 2, y: y - h / 2, w, h };
    return near.every((item) => !touches(item, box));
  });
  return free ?? middle;
}
