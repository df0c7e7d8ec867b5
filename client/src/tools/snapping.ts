/** While something is dragged it is drawn to the edges and middles of what lies near. */
import type { Box, Point } from "../board/geometry";

/** A line to show: across the paper at `at`, from `from` to `to` along the other axis. */
export interface Guide {
  readonly axis: "x" | "y";
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Snap {
  readonly offset: Point;
  readonly guides: readonly Guide[];
}

/** How `box` is drawn to `others` when it may be moved by `reach` at most, along each axis by itself. */
export function snapped(box: Box, others: Iterable<Box>, reach: number): Snap {
  const across: Pull = { by: Infinity, at: 0, other: null };
  const down: Pull = { by: Infinity, at: 0, other: null };
  for (const other of others) {
    pull(across, [box.x, box.w], [other.x, other.w], other);
    pull(down, [box.y, box.h], [other.y, other.h], other);
  }
  const dx = Math.abs(across.by) <= reach ? across.by : 0;
  const dy = Math.abs(down.by) <= reach ? down.by : 0;
  const guides: Guide[] = [];
  const moved = { ...box, x: box.x + dx, y: box.y + dy };
  if (across.other !== null && Math.abs(across.by) <= reach) {
    const { y, h } = across.other;
    guides.push({ axis: "x", at: across.at, from: Math.min(y, moved.y), to: Math.max(y + h, moved.y + moved.h) });
  }
  if (down.other !== null && Math.abs(down.by) <= reach) {
    const { x, w } = down.other;
    guides.push({ axis: "y", at: down.at, from: Math.min(x, moved.x), to: Math.max(x + w, moved.x + moved.w) });
  }
  return { offset: [dx, dy], guides };
}

interface Pull {
  by: number;
  at: number;
  other: Box | null;
}

/** Edges are drawn to edges, the middle to the middle. */
function pull(best: Pull, [start, length]: readonly [number, number], [to, long]: readonly [number, number], other: Box): void {
  const mine = [start, start + length];
  const theirs = [to, to + long];
  const pairs = [...mine.flatMap((edge) => theirs.map((line) => [edge, line] as const)), [start + length / 2, to + long / 2] as const];
  for (const [edge, line] of pairs) {
    if (Math.abs(line - edge) < Math.abs(best.by)) [best.by, best.at, best.other] = [line - edge, line, other];
  }
}
