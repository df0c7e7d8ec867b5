/** What can be done in a mind map, by name, for the menu of what is chosen and every list of commands. */
import { m } from "../paraglide/messages";
import type { Command } from "./commands";
import { isNode, type Mapping, type Node } from "./mapping";
import type { Workbench } from "./workbench.svelte";

type Does = (node: Node, mapping: Mapping) => void;
type Fits = (node: Node, mapping: Mapping) => boolean;

/** A command about the one node that is chosen, for whom `may` lets. */
const about = (may: (bench: Workbench, node: Node) => boolean) => (word: () => string, keys: string | null, fits: Fits, run: Does): Command => {
  const chosen = (bench: Workbench): readonly [Node, Mapping] | null => {
    const { mapping } = bench;
    const node = mapping?.node ?? null;
    return mapping === null || node === null || !may(bench, node) ? null : [node, mapping];
  };
  return {
    word,
    ...(keys !== null && { keys }),
    fits: (bench) => {
      const known = chosen(bench);
      return known !== null && fits(...known);
    },
    run: (bench) => {
      const known = chosen(bench);
      if (known !== null) run(...known);
    },
  };
};

/** Changes the node. */
const onNode = about(({ changeable }, node) => changeable.includes(node));
/** Hangs something beside it or on it, which a lock does not hinder. */
const byNode = about(({ session }) => session.writable);
/** Changes only what one sees. */
const ofNode = about(() => true);

const hangs = ({ laid }: Node): boolean => laid?.parent != null;
const bears = ({ laid }: Node): boolean => (laid?.within ?? 0) > 0;

export const MAP_COMMANDS = {
  mapChild: byNode(() => m.map_child(), "Tab", () => true, ({ id }, mapping) => mapping.addChild(id)),
  mapSibling: byNode(() => m.map_sibling(), "Enter", hangs, ({ id }, mapping) => mapping.addSibling(id, false)),
  mapSiblingBefore: byNode(() => m.map_sibling_before(), "Shift+Enter", hangs, ({ id }, mapping) => mapping.addSibling(id, true)),
  mapFold: ofNode(() => m.map_fold(), "Space", (node, { maps }) => bears(node) && !maps.isFolded(node.id), ({ id }, { maps }) => maps.fold(id, true)),
  mapUnfold: ofNode(() => m.map_unfold(), "Space", (node, { maps }) => bears(node) && maps.isFolded(node.id), ({ id }, { maps }) => maps.fold(id, false)),
  mapUp: onNode(() => m.map_up(), "Alt+↑", ({ id }, mapping) => mapping.reorders(id, -1), ({ id }, mapping) => mapping.reorder(id, -1)),
  mapDown: onNode(() => m.map_down(), "Alt+↓", ({ id }, mapping) => mapping.reorders(id, 1), ({ id }, mapping) => mapping.reorder(id, 1)),
  mapFocus: ofNode(() => m.map_focus(), null, (node, { maps }) => hangs(node) && bears(node) && maps.focus === null, ({ id }, mapping) => mapping.look(id)),
  mapAll: {
    word: () => m.map_all(),
    fits: ({ mapping }: Workbench) => mapping !== null && mapping.maps.focus !== null,
    run: ({ mapping }: Workbench) => mapping?.look(null),
  },
  mapLeft: onNode(() => m.map_left(), null, ({ id, laid }, mapping) => laid?.level === 1 && laid.growth === "right" && mapping.hasSides(id), ({ id }, mapping) => mapping.toSide(id, "left")),
  mapRight: onNode(() => m.map_right(), null, (node) => node.laid?.level === 1 && node.laid.growth === "left", ({ id }, mapping) => mapping.toSide(id, "right")),
  mapSplit: onNode(() => m.map_split(), null, hangs, ({ id }, mapping) => mapping.splitOff(id)),
  mapNotes: onNode(() => m.map_to_notes(), null, ({ id }, mapping) => mapping.isFree(id), ({ id }, mapping) => mapping.toNotes(id)),
  mapPicture: {
    word: () => m.map_picture(),
    fits: (bench: Workbench) => pictured(bench) !== null,
    run: (bench: Workbench) => {
      const pair = pictured(bench);
      if (pair !== null) bench.mapping?.takePicture(pair.node.id, pair.picture);
    },
  },
} as const satisfies Record<string, Command>;

/** A node and a picture, chosen together. */
function pictured({ changeable }: Workbench): { readonly node: Node; readonly picture: Workbench["selection"][number] } | null {
  const node = changeable.find(isNode);
  const picture = changeable.find((item) => item.is("image"));
  return node !== undefined && picture !== undefined && changeable.length === 2 ? { node, picture } : null;
}
