/**
 * What can be done, by name: the keys, the menu of the selection, and whatever else lists commands
 * read them here. `keys` are written as people read them ("Ctrl+Shift+G"; Ctrl is Cmd on a Mac).
 */
import { copyLink } from "../canvas/deep_link";
import { m } from "../paraglide/messages";
import { say } from "../ui/toasts.svelte";
import { align, arrangeable, distribute, group, lock, reorder, tidy, toggleLock, turnBy, ungroup, unlockable } from "./changing";
import { connectChosen, duplicate, remove } from "./making";
import { openAddress, openPicture } from "./opening";
import { taggable } from "./tagging";
import type { Panel, Workbench } from "./workbench.svelte";
import type { BoardItem } from "../state/board_item.svelte";

export interface Command {
  /** What it is called, also for what is chosen now. */
  readonly word: (bench?: Workbench) => string;
  readonly keys?: string;
  /** Also while somebody writes: no text field needs these keys. */
  readonly everywhere?: true;
  /** Whether it would do anything now. */
  readonly fits: (bench: Workbench) => boolean;
  readonly run: (bench: Workbench) => void;
}

const some = (bench: Workbench): boolean => bench.changeable.length > 0;
const several = (count: number) => (bench: Workbench): boolean => arrangeable(bench).length >= count;
const always = (): boolean => true;
const open = (panel: Panel) => (bench: Workbench): void => {
  bench.finish();
  bench.panel = panel;
};
/** Where a link card leads; null for what leads nowhere. */
const leads = (item: BoardItem): string | null => (item.is("text") ? (item.fields.link?.href ?? null) : null);
const asks = (bench: Workbench): void => {
  const [item] = bench.changeable;
  if (item !== undefined) bench.ask(item.id);
};

export const COMMANDS = {
  edit: {
    // The words of a frame are its title.
    word: (bench?: Workbench) => (bench?.changeable[0]?.is("frame") === true ? m.command_rename() : m.command_edit()),
    keys: "Enter",
    fits: ({ changeable: [item, more] }) => item?.kind.words !== undefined && more === undefined,
    run: (bench) => {
      const [item] = bench.changeable;
      if (item !== undefined) bench.edit(item.id);
    },
  },
  describe: {
    word: () => m.command_describe(),
    keys: "Enter",
    fits: ({ changeable: [item, more] }) => item?.is("image") === true && more === undefined,
    run: (bench) => asks(bench),
  },
  address: {
    word: () => m.command_address(),
    fits: ({ changeable: [item, more] }) => item !== undefined && leads(item) !== null && more === undefined,
    run: (bench) => asks(bench),
  },
  openLink: {
    word: () => m.command_open_link(),
    keys: "Ctrl+Enter",
    fits: ({ selection: [item, more] }) => item !== undefined && leads(item) !== null && more === undefined,
    run: ({ selection: [item] }) => {
      const link = item === undefined ? null : leads(item);
      if (link !== null) openAddress(link);
    },
  },
  openPicture: {
    word: () => m.command_open_picture(),
    fits: ({ selection: [item, more] }) => item?.is("image") === true && more === undefined,
    run: ({ selection: [item], session }) => {
      if (item !== undefined) openPicture(session.id, item);
    },
  },
  duplicate: { word: () => m.duplicate(), keys: "Ctrl+D", fits: (bench) => bench.session.writable && bench.selected.size > 0, run: (bench) => duplicate(bench) },
  connect: {
    word: () => m.command_connect(),
    keys: "A",
    fits: ({ selection, session }) => session.writable && selection.filter(({ kind }) => kind.connects).length === 2,
    run: (bench) => connectChosen(bench, "arrow"),
  },
  mapOf: {
    word: () => m.map_from_notes(),
    fits: ({ changeable }) => changeable.length > 1 && changeable.every((item) => item.is("sticky")),
    run: (bench) => {
      const notes = bench.changeable;
      void bench.withMapping((mapping) => mapping.fromNotes(notes));
    },
  },
  group: { word: () => m.command_group(), keys: "Ctrl+G", fits: ({ changeable }) => changeable.length > 1, run: group },
  ungroup: {
    word: () => m.command_ungroup(),
    keys: "Ctrl+Shift+G",
    fits: ({ changeable }) => changeable.some(({ fields }) => fields.group !== null),
    run: ungroup,
  },
  front: { word: () => m.command_front(), keys: "Ctrl+Shift+]", fits: some, run: (bench) => reorder(bench, "front") },
  forward: { word: () => m.command_forward(), keys: "Ctrl+]", fits: some, run: (bench) => reorder(bench, "forward") },
  backward: { word: () => m.command_backward(), keys: "Ctrl+[", fits: some, run: (bench) => reorder(bench, "backward") },
  back: { word: () => m.command_back(), keys: "Ctrl+Shift+[", fits: some, run: (bench) => reorder(bench, "back") },
  left: { word: () => m.command_left(), fits: several(2), run: (bench) => align(bench, "left") },
  centre: { word: () => m.command_centre(), fits: several(2), run: (bench) => align(bench, "centre") },
  right: { word: () => m.command_right(), fits: several(2), run: (bench) => align(bench, "right") },
  top: { word: () => m.command_top(), fits: several(2), run: (bench) => align(bench, "top") },
  middle: { word: () => m.command_middle(), fits: several(2), run: (bench) => align(bench, "middle") },
  bottom: { word: () => m.command_bottom(), fits: several(2), run: (bench) => align(bench, "bottom") },
  across: { word: () => m.command_across(), fits: several(3), run: (bench) => distribute(bench, "across") },
  down: { word: () => m.command_down(), fits: several(3), run: (bench) => distribute(bench, "down") },
  tidy: { word: () => m.command_tidy(), fits: several(2), run: tidy },
  turn: {
    word: () => m.command_turn(),
    keys: "Alt+.",
    fits: ({ changeable }) => changeable.some(({ kind }) => kind.turns),
    run: (bench) => turnBy(bench, 15),
  },
  turnBack: {
    word: () => m.command_turn_back(),
    keys: "Alt+,",
    fits: ({ changeable }) => changeable.some(({ kind }) => kind.turns),
    run: (bench) => turnBy(bench, -15),
  },
  lock: { word: () => m.command_lock(), keys: "Ctrl+Shift+L", fits: (bench) => some(bench) && unlockable(bench).length === 0, run: toggleLock },
  lockForFacilitators: {
    word: () => m.command_lock_facilitators(),
    fits: (bench) => bench.session.me.role === "facilitator" && bench.changeable.some(({ fields }) => fields.lock === null),
    run: (bench) => lock(bench, "facilitators"),
  },
  unlock: { word: () => m.command_unlock(), keys: "Ctrl+Shift+L", fits: (bench) => unlockable(bench).length > 0, run: toggleLock },
  tags: { word: () => m.command_tags(), fits: (bench) => taggable(bench).length > 0, run: open("tags") },
  comments: {
    word: () => m.command_comments(),
    keys: "Ctrl+Alt+M",
    fits: always,
    run: (bench) => {
      const [item, more] = bench.selection;
      bench.discuss(more === undefined ? (item?.id ?? null) : null);
    },
  },
  copyLink: {
    word: () => m.command_copy_link(),
    fits: ({ selection: [item, more] }) => item !== undefined && more === undefined,
    run: ({ selection: [item] }) => {
      if (item !== undefined) void copyLink(item.id);
    },
  },
  export: { word: () => m.command_export(), fits: always, run: open("export") },
  import: { word: () => m.command_import(), fits: ({ session }) => session.writable, run: open("import") },
  bin: { word: () => m.menu_bin(), fits: ({ session }) => session.writable, run: open("bin") },
  remove: { word: () => m.delete(), keys: "Del", fits: some, run: remove },
  selectAll: { word: () => m.command_select_all(), keys: "Ctrl+A", fits: ({ session }) => session.store.items.size > 0, run: (bench) => bench.selectAll() },
  selectMore: {
    word: () => m.command_select_more(),
    fits: ({ place, selected, session }) => place === "paper" && selected.size > 0 && session.store.items.size > selected.size,
    run: (bench) => {
      bench.adding = true;
      say(m.select_more_how());
    },
  },
  undo: { word: () => m.undo(), keys: "Ctrl+Z", fits: ({ session }) => session.writable, run: (bench) => bench.undo() },
  redo: { word: () => m.redo(), keys: "Ctrl+Shift+Z", fits: ({ session }) => session.writable, run: (bench) => bench.redo() },
  zoomIn: { word: () => m.zoom_in(), keys: "Ctrl++", fits: always, run: ({ camera }) => camera.zoomIn() },
  zoomOut: { word: () => m.zoom_out(), keys: "Ctrl+-", fits: always, run: ({ camera }) => camera.zoomOut() },
  zoomReset: { word: () => m.zoom_reset_hint(), keys: "Ctrl+0", fits: always, run: ({ camera }) => camera.zoomTo(1) },
  fitAll: { word: () => m.zoom_fit(), keys: "Shift+1", fits: always, run: (bench) => bench.fitAll() },
  search: { word: () => m.command_search(), keys: "Ctrl+F", everywhere: true, fits: always, run: open("search") },
  palette: { word: () => m.command_palette(), keys: "Ctrl+K", everywhere: true, fits: always, run: open("palette") },
  map: {
    word: () => m.command_map(),
    fits: ({ place }) => place === "paper",
    run: (bench) => {
      bench.map = !bench.map;
    },
  },
  outline: {
    word: () => m.board_outline_open(),
    fits: ({ place }) => place === "paper",
    run: (bench) => {
      bench.outline = !bench.outline;
    },
  },
  pointing: { word: () => m.command_pointing(), fits: ({ place }) => place === "paper", run: open("pointing") },
  help: { word: () => m.command_help(), keys: "?", fits: always, run: open("help") },
  fitSelection: { word: () => m.command_fit_selection(), keys: "Shift+2", fits: ({ selected }) => selected.size > 0, run: (bench) => bench.fitSelection() },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

/** Those that were loaded later, by name. */
const added = new Map<string, Command>();

export function addCommands(commands: Readonly<Record<string, Command>>): void {
  for (const [name, command] of Object.entries(commands)) added.set(name, command);
}

/** The commands that were loaded later and would do something now. */
export function addedCommands(bench: Workbench): Command[] {
  return [...added.values()].filter(({ fits }) => fits(bench));
}

/** Every command that is known now, by name. */
export function allCommands(): [name: string, command: Command][] {
  return [...Object.entries<Command>(COMMANDS), ...added];
}

/** Keys of the same command that are not shown: other habits, other layouts. */
const ALSO: readonly (readonly [keys: string, name: CommandName])[] = [
  ["Ctrl+Y", "redo"], ["Ctrl+=", "zoomIn"], ["Ctrl+_", "zoomOut"], ["Backspace", "remove"], ["F2", "edit"],
  ["F3", "search"],
];

/** Keys by their place rather than their sign: what stands there changes with Shift, Alt and the layout. */
const PLACES: Readonly<Record<string, string>> = {
  BracketLeft: "[", BracketRight: "]", Digit1: "1", Digit2: "2", Period: ".", Comma: ",",
};
const NAMES: Readonly<Record<string, string>> = { Delete: "Del" };

/** The keys of an event as they are written here: "Ctrl+Shift+G". */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const place = shiftKey || altKey || ctrlKey || metaKey ? PLACES[code] : undefined;
  const sign = place ?? NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  // On a sign that Shift makes, Shift is not said twice.
  const shift = shiftKey && (place !== undefined || sign.length > 1 || sign !== sign.toLowerCase());
  return `${ctrlKey || metaKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${sign}`;
}

/** The command that these keys mean. */
export function commandOf(chord: string): Command | null {
  const also = ALSO.find(([keys]) => keys === chord)?.[1];
  if (also !== undefined) return COMMANDS[also];
  return Object.values<Command>(COMMANDS).find(({ keys }) => keys === chord) ?? null;
}
