import { grown, touches, type Box, type Point } from "../board/geometry";

const GAP = 16;
/** So many rows above and below what is on screen are tried as well: a phone shows but one column. */
const ROWS_BEYOND = 16;
/** Beside so many of the nearest things a place is looked for. */
const NEIGHBOURS = 40;

/**
 * The centre of a place of `size` that keeps clear of all `items`, as near to the middle of `view` as
 * there is one: on a grid as wide as the view, right beside what lies there already, and further up or
 * down when all of that is taken.
 */
export function freePlace(view: Box, [w, h]: Point, items: Iterable<Box>): Point {
  const [middleX, middleY] = [view.x + view.w / 2, view.y + view.h / 2];
  const columns = Math.max(0, Math.floor((view.w - w) / 2 / (w + GAP)));
  const rows = Math.max(0, Math.floor((view.h - h) / 2 / (h + GAP))) + ROWS_BEYOND;
  const places: Point[] = [];
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      places.push([middleX + column * (w + GAP), middleY + row * (h + GAP)]);
    }
  }
  const reach = grown(view, (ROWS_BEYOND + 1) * (h + GAP));
  const near = [...items].filter((item) => touches(item, reach));
  const offMiddle = ({ x, y, w: width, h: height }: Box): number => Math.hypot(x + width / 2 - middleX, y + height / 2 - middleY);
  // When the view has moved its middle is elsewhere: beside what lies there is a place all the same.
  for (const { x, y, w: width, h: height } of [...near].sort((a, b) => offMiddle(a) - offMiddle(b)).slice(0, NEIGHBOURS)) {
    const beside: Point[] = [
      [x + width + GAP + w / 2, y + h / 2], [x - GAP - w / 2, y + h / 2],
      [x + w / 2, y + height + GAP + h / 2], [x + w / 2, y - GAP - h / 2],
    ];
    places.push(...beside.filter(([across]) => Math.abs(across - middleX) <= (view.w - w) / 2));
  }
  // Sideways before up and down, down before up: the way people lay and read notes.
  const far = ([x, y]: Point): number =>
    (x - middleX) ** 2 + 1.5 * (y - middleY) ** 2 + (x < middleX ? 1 : 0) + (y < middleY ? 1 : 0);
  places.sort((a, b) => far(a) - far(b));
  const free = places.find(([x, y]) => {
    const box = grown({ x: x - w / 2, y: y - h / 2, w, h }, GAP - 1);
    return near.every((item) => !touches(item, box));
  });
  // Everything far and wide is taken: a little aside, so that what lies there still shows.
  return free ?? [middleX + 2 * GAP, middleY + 2 * GAP];
}
