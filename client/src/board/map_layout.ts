/**
 * Where the nodes of a mind map lie: flextree (van der Ploeg, "Drawing Non-layered Tidy Trees in Linear
 * Time", 2014) on the sizes of their words. A map grows to the right, to both sides, or down, from the
 * middle of its centre. Nothing of it is written: everybody computes the same from the same nodes.
 */
import { flextree } from "d3-flextree";

import type { PenColor } from "./colors";
import { heightOf, LINE_HEIGHT, type Measure } from "./fit_text";
import type { Box, Point } from "./geometry";
import type { TextPlace } from "./kinds/kind";
import type { MindNodeFields } from "./kinds/mindnode";
import type { Growth } from "./map_branch";
import type { Forest } from "./tree";

/** A node as it lies in its map. */
export interface Laid {
  readonly box: Box;
  readonly words: TextPlace;
  /** The centre of its map. */
  readonly centre: string;
  /** What it hangs under; null for a centre. */
  readonly parent: string | null;
  /** Where that lies; null for a centre. */
  readonly under: Box | null;
  /** 0 for a centre, 1 for a main branch. */
  readonly level: number;
  /** Its place among its siblings; the first is 0. */
  readonly index: number;
  readonly growth: Growth;
  readonly color: PenColor;
  /** How many hang right under it. */
  readonly within: number;
  /** How many are folded away under it, at any depth. */
  readonly away: number;
  /** It lost what it hung under. */
  readonly lost: boolean;
  /** It is folded away, or out of focus: nobody sees it here. */
  readonly concealed: boolean;
}

export interface Size {
  readonly w: number;
  readonly h: number;
  readonly words: TextPlace;
}

/** The colours of main branches that have none of their own, in turn. */
export const BRANCH_COLORS: readonly PenColor[] = ["blue", "orange", "green", "violet", "red", "teal", "pink", "yellow"];
export const PICTURE_HEIGHT = 96;

/** Deeper than this a node is laid out beside what it hangs under: the layout calls itself for each level. */
const DEEPEST = 200;
const LEVEL_GAP = 56;
const BETWEEN = 12;
const BETWEEN_BRANCHES = 26;
const WIDEST = 260;
const NARROWEST = 44;
const PADDING = [14, 10, 8] as const;
const FONT = [22, 17, 15] as const;
/** Of bold letters beside the others that are measured. */
const BOLD = 1.09;

/** How large a node on `level` is, and where its words stand in it. */
export function sizeOf({ text, icon, image }: Pick<MindNodeFields, "text" | "icon" | "image">, level: number, measure: Measure): Size {
  const depth = Math.min(level, 2);
  const [padding, fontSize] = [PADDING[depth] ?? 8, FONT[depth] ?? 15];
  const bold: Measure = level < 2 ? (part) => measure(part) * BOLD : measure;
  const before = icon === null ? 0 : fontSize * 1.25 + 4;
  const above = image === null ? 0 : PICTURE_HEIGHT + 6;
  const lines = text.split("\n");
  const needed = Math.max(...lines.map((line) => bold(line) * fontSize)) + 2 * padding + 2;
  const w = Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, needed)));
  // Most nodes are a few words: where each line fits as it is, no word of it is measured again.
  const h = Math.ceil(needed <= WIDEST ? lines.length * fontSize * LINE_HEIGHT + 2 * padding : heightOf(text, w, fontSize, padding, bold));
  const wide = Math.max(w + before, image === null ? 0 : PICTURE_HEIGHT * 1.5);
  return {
    w: wide,
    h: h + above,
    words: { x: before, y: above, w: wide - before, h, fontSize, align: level === 0 ? "center" : "left", padding, above: 0 },
  };
}

interface Branch {
  readonly id: string;
  readonly size: Size;
  readonly branches: Branch[];
}

/** What the layout asks of a node. */
export interface NodeOf {
  fields(id: string): MindNodeFields;
  size(id: string, level: number): Size;
  folded(id: string): boolean;
}

/** Lay out the map around `centre` by `tree`, its middle at `at`; into `laid`. */
export function layMap(tree: Forest, centre: string, at: Point, node: NodeOf, laid: Map<string, Laid>): void {
  const { layout } = node.fields(centre);
  const mains = tree.children.get(centre) ?? [];
  const size = node.size(centre, 0);
  const box: Box = { x: at[0] - size.w / 2, y: at[1] - size.h / 2, w: size.w, h: size.h };
  const hidden = node.folded(centre);
  const ranks = new Map<string, { level: number; index: number; color: PenColor }>();
  rank(tree, centre, node, ranks);
  const of = (id: string, place: Box, words: TextPlace, growth: Growth, under: Box | null, concealed: boolean): void => {
    const { level, index, color } = ranks.get(id) ?? { level: 1, index: 0, color: "ink" };
    const within = tree.children.get(id)?.length ?? 0;
    laid.set(id, {
      box: place, words, centre, parent: tree.parents.get(id) ?? null, under, level, index, growth, color, within,
      away: within > 0 && node.folded(id) ? descendants(tree, id) : 0, lost: tree.lost.has(id), concealed,
    });
  };
  of(centre, box, size.words, layout === "down" ? "down" : "right", null, false);
  if (!hidden) {
    const left = layout === "both" ? mains.filter((id) => node.fields(id).side === "left") : [];
    const right = mains.filter((id) => !left.includes(id));
    for (const [ids, growth] of [[right, layout === "down" ? "down" : "right"], [left, "left"]] as const) {
      if (ids.length > 0) grow(tree, ids, box, growth, node, of);
    }
  }
  conceal(tree, centre, laid, of);
}

type Put = (id: string, box: Box, words: TextPlace, growth: Growth, under: Box | null, concealed: boolean) => void;

/** Lay out the branches `ids` of the centre in `box`, which all grow one way. */
function grow(tree: Forest, ids: readonly string[], box: Box, growth: Growth, node: NodeOf, put: Put): void {
  const down = growth === "down";
  const across = ({ w, h }: { w: number; h: number }): number => (down ? w : h);
  const along = ({ w, h }: { w: number; h: number }): number => (down ? h : w);
  const root: Branch = { id: "", size: { ...box, words: NO_WORDS }, branches: branchesOf(tree, ids, node) };
  const layout = flextree<Branch>({
    children: ({ branches }) => branches,
    nodeSize: ({ data: { size } }) => [across(size), along(size) + LEVEL_GAP],
    spacing: (a, b) => (root.branches.includes(a.data) && root.branches.includes(b.data) ? BETWEEN_BRANCHES : BETWEEN),
  });
  const placed = layout(layout.hierarchy(root));
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  const boxes = new Map<string, Box>([["", box]]);
  const parents = tree.parents;
  placed.each(({ data: { id, size }, x, y }) => {
    if (id === "") return;
    const place: Box =
      growth === "down" ? { x: cx + x - size.w / 2, y: box.y + y, w: size.w, h: size.h }
      : growth === "right" ? { x: box.x + y, y: cy + x - size.h / 2, w: size.w, h: size.h }
      : { x: box.x + box.w - y - size.w, y: cy + x - size.h / 2, w: size.w, h: size.h };
    const rounded = { x: Math.round(place.x), y: Math.round(place.y), w: place.w, h: place.h };
    boxes.set(id, rounded);
    put(id, rounded, size.words, growth, boxes.get(parents.get(id) ?? "") ?? box, false);
  });
}

const NO_WORDS: TextPlace = { x: 0, y: 0, w: 0, h: 0, fontSize: 15, align: "left", padding: 0, above: 0 };

/** The branches to be laid out: without what is folded away. */
function branchesOf(tree: Forest, ids: readonly string[], node: NodeOf): Branch[] {
  const all: Branch[] = [];
  const waiting = ids.map((id) => ({ id, level: 1, among: all })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { id, level, among } = next;
    const branch: Branch = { id, size: node.size(id, level), branches: [] };
    among.push(branch);
    if (node.folded(id)) continue;
    const home = level < DEEPEST ? branch.branches : among;
    for (const child of [...(tree.children.get(id) ?? [])].reverse()) waiting.push({ id: child, level: level + 1, among: home });
  }
  return all;
}

/** The level, place and colour of every node of the map. */
function rank(tree: Forest, centre: string, node: NodeOf, ranks: Map<string, { level: number; index: number; color: PenColor }>): void {
  ranks.set(centre, { level: 0, index: 0, color: node.fields(centre).color ?? "ink" });
  const waiting = [centre];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const { level, color } = ranks.get(id) ?? { level: 0, color: "ink" };
    for (const [index, child] of (tree.children.get(id) ?? []).entries()) {
      const inherited = level === 0 ? (BRANCH_COLORS[index % BRANCH_COLORS.length] ?? "blue") : color;
      ranks.set(child, { level: level + 1, index, color: node.fields(child).color ?? inherited });
      waiting.push(child);
    }
  }
}

/** What is folded away lies, unseen, where the node lies under which it is. */
function conceal(tree: Forest, centre: string, laid: Map<string, Laid>, put: Put): void {
  const waiting = [centre];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const above = laid.get(id);
    for (const child of tree.children.get(id) ?? []) {
      if (!laid.has(child) && above !== undefined) put(child, above.box, above.words, above.growth, above.box, true);
      waiting.push(child);
    }
  }
}

function descendants(tree: Forest, id: string): number {
  let count = 0;
  const waiting = [id];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const children = tree.children.get(at) ?? [];
    count += children.length;
    waiting.push(...children);
  }
  return count;
}
