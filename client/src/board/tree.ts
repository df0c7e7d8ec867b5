/**
 * The tree that the mind nodes of a board form, whatever people did to it at once. Rules [TREE-n].
 *
 * Everybody writes `parent` and `order` of one node, without asking anybody. Two who do so at once can
 * hang two branches into each other, or throw away the branch into which another hangs something. So
 * the tree is never stored: it is read from the nodes as they stand, and whoever reads the same nodes
 * reads the same tree. `server/tafelronde/board/tree.py` is the same reading;
 * `shared_schema/examples/trees/` holds what both must make of it.
 */
import type { Point } from "./geometry";

/** A mind node as it stands in the document. */
export interface Hanging {
  /** The id of another node; null for the centre of a map. */
  readonly parent: string | null;
  /** "" when it has none. */
  readonly order: string;
  /** It is in the bin. */
  readonly gone: boolean;
  readonly at: Point | null;
}

export interface Forest {
  /** One id a map, in order. */
  readonly centres: readonly string[];
  /** What hangs under each node that has anything, in order. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** What each node but a centre hangs under. */
  readonly parents: ReadonlyMap<string, string>;
  /** Those that do not hang where they say, because that is gone. */
  readonly lost: ReadonlySet<string>;
  /** Where a map lies whose centre was thrown away, by the node that stands in for it. */
  readonly places: ReadonlyMap<string, Point>;
}

type Nodes = ReadonlyMap<string, Hanging>;

/** Where a node hangs that has no living node above it and no centre in the bin. No id is empty. */
const NOWHERE = "";

/** The forest of `nodes`, those in the bin too. Takes time in proportion to them. */
export function forest(nodes: Nodes): Forest {
  const above = ascent(nodes);
  /** What each living node hangs on: a living node, a centre in the bin, or nowhere. */
  const on = new Map<string, string>();
  const centres: string[] = [];
  for (const [id, { parent, gone }] of nodes) {
    if (gone) continue;
    if (parent === null) centres.push(id);
    else on.set(id, above(parent));
  }
  for (const id of rings(on)) on.set(id, NOWHERE);
  const lost = new Set<string>();
  for (const [id, hold] of on) if (hold !== nodes.get(id)?.parent || isGone(nodes, hold)) lost.add(id);

  const orderOf = (id: string): string => nodes.get(id)?.order ?? "";
  const byRank = (a: string, b: string): number => compare(orderOf(a), orderOf(b)) || compare(a, b);
  centres.sort(byRank);
  const places = standIns(nodes, on, centres, byRank);
  const root = roots(on);
  const parents = new Map<string, string>();
  const children = new Map<string, string[]>();
  for (const [id, hold] of on) {
    const parent = lost.has(id) ? root(hold) : hold;
    parents.set(id, parent);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  for (const siblings of children.values()) siblings.sort(byRank);
  return { centres: [...centres, ...places.keys()].sort(byRank), children, parents, lost, places };
}

/** `id` and all that hangs under it, each before what hangs under it, in order. */
export function* branch({ children }: Forest, id: string): Iterable<string> {
  const waiting = [id];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    yield at;
    waiting.push(...[...(children.get(at) ?? [])].reverse());
  }
}

/**
 * Finds what hangs at a parent: that itself or, where it is in the bin, the next above that lives; the
 * id of a centre in the bin; `NOWHERE` when there is neither.
 */
function ascent(nodes: Nodes): (parent: string) => string {
  const known = new Map<string, string>();
  return (parent) => {
    const passed: string[] = [];
    for (let at = parent; ; ) {
      const node = nodes.get(at);
      const end = known.get(at) ?? (node === undefined ? NOWHERE : !node.gone || node.parent === null ? at : null);
      if (end !== null) {
        for (const id of passed) known.set(id, end);
        return end;
      }
      // A ring all in the bin leads nowhere.
      known.set(at, NOWHERE);
      passed.push(at);
      at = node?.parent ?? NOWHERE;
    }
  };
}

/** Of every ring in which nodes hang on each other, the one with the smallest id: there it is cut. */
function rings(on: ReadonlyMap<string, string>): string[] {
  const seen = new Set<string>();
  const cut: string[] = [];
  for (const start of on.keys()) {
    const path: string[] = [];
    const walked = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && on.has(at) && !seen.has(at)) {
      seen.add(at);
      path.push(at);
      walked.add(at);
      at = on.get(at);
    }
    if (at === undefined || !walked.has(at)) continue;
    cut.push(path.slice(path.indexOf(at)).reduce((least, id) => (id < least ? id : least)));
  }
  return cut;
}

/**
 * Hang what hangs on no living node under a centre, and make one where there is none. Of those whose
 * centre is in the bin the first becomes their centre, where that was; the others go under the first
 * centre of the board. Changes `on`; returns where the new centres lie.
 */
function standIns(nodes: Nodes, on: Map<string, string>, centres: readonly string[], byRank: (a: string, b: string) => number): Map<string, Point> {
  const adrift = new Map<string, string[]>();
  for (const [id, hold] of on) {
    if (!isGone(nodes, hold)) continue;
    const several = adrift.get(hold);
    if (several === undefined) adrift.set(hold, [id]);
    else several.push(id);
  }
  const places = new Map<string, Point>();
  for (const [hold, several] of adrift) {
    let centre = hold === NOWHERE ? centres[0] : undefined;
    if (centre === undefined) {
      centre = several.reduce((first, id) => (byRank(id, first) < 0 ? id : first));
      places.set(centre, nodes.get(hold === NOWHERE ? centre : hold)?.at ?? [0, 0]);
    }
    for (const id of several) on.set(id, centre);
  }
  for (const id of places.keys()) on.delete(id);
  return places;
}

function isGone(nodes: Nodes, hold: string): boolean {
  return hold === NOWHERE || nodes.get(hold)?.gone === true;
}

/** Finds the centre above a node, given what each hangs on; there are no rings any more. */
function roots(on: ReadonlyMap<string, string>): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    const passed: string[] = [];
    let at = id;
    for (let next = on.get(at); next !== undefined && !known.has(at); next = on.get(at)) {
      passed.push(at);
      at = next;
    }
    const root = known.get(at) ?? at;
    for (const each of passed) known.set(each, root);
    return root;
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
