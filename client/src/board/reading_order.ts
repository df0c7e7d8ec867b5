/** The order in which a person would read the paper: rows from the top, each from the left. */
import type { Box } from "./geometry";

interface Placed extends Box {
  readonly id: string;
}

/**
 * `items` in reading order. A row is everything that begins above the middle of its first
 * (highest) item, so notes laid roughly side by side are read as one line.
 */
export function inReadingOrder<Item extends Placed>(items: Iterable<Item>): Item[] {
  const falling = [...items].sort((a, b) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1));
  const read: Item[] = [];
  let row: Item[] = [];
  let middle = -Infinity;
  const finish = (): void => {
    read.push(...row.sort((a, b) => a.x - b.x || a.y - b.y || (a.id < b.id ? -1 : 1)));
  };
  for (const item of falling) {
    if (item.y > middle) {
      finish();
      row = [];
      middle = item.y + item.h / 2;
    }
    row.push(item);
  }
  finish();
  return read;
}
