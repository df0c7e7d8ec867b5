/** Mind maps, loaded for the boards that have one and for who wants one: their kind, face, hands and commands. */
import { addKind } from "../board/kinds/registry";
import { mindnode } from "../board/kinds/mindnode";
import { MindMaps } from "../state/mind_maps.svelte";
import { addCommands } from "../tools/commands";
import { MAP_COMMANDS } from "../tools/map_commands";
import { Mapping } from "../tools/mapping";
import type { Workbench } from "../tools/workbench.svelte";
import type { Clipboard } from "./clipboard";
import { FACES } from "./kinds/faces";
import MindNodeFace from "./kinds/MindNode.svelte";

/** Show the maps of the board of `bench`, and let hands work on them. */
export function openMaps(bench: Workbench, clipboard: Clipboard): Mapping {
  addKind("mindnode", mindnode);
  FACES.mindnode = MindNodeFace;
  addCommands(MAP_COMMANDS);
  const mapping = new Mapping(bench, new MindMaps(bench.session.store, bench.session.id));
  bench.mapping = mapping;
  // Lines that are pasted on a node become its branch.
  clipboard.first(({ text, whole, files }) => {
    const { node } = mapping;
    return node !== null && !whole && files.length === 0 && mapping.paste(text, node.id);
  });
  return mapping;
}
