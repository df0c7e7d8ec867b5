/**
 * What the board page and the frame around it say to each other. The page (pages/BoardPage.svelte)
 * knows the document and the connection; the frame (src/ui) shows them and asks for changes.
 */
import type { Component } from "svelte";

import type { NOTE_COLORS } from "../generated/board-constants.gen";
import type { BoardView } from "../router.svelte";
import type { ROLES } from "../generated/wire.gen";

export type Role = (typeof ROLES)[number];

/**
 * The state of my work, exactly one at a time:
 * - `connecting`: the board has not been opened yet, neither from the server nor from this device;
 * - `saved`: everything I did is on the server's disk;
 * - `saving`: something of mine is on its way there;
 * - `offline`: no connection; what I do is kept on this device and sent on return;
 * - `unsaved`: connected, others may see my work, but the server cannot write it to its disk now;
 * - `reading`: I may look at this board and not change it.
 */
export type WorkState = "connecting" | "saved" | "saving" | "offline" | "unsaved" | "reading";

/** Why a board was closed for good in this page; the names are those of `closeCodes` in wire.json. */
export type Closed =
  | "revoked"
  | "forbidden"
  | "banned"
  | "deleted"
  | "malformed"
  | "tooLarge"
  | "unknownMessage"
  | "missingPredecessors"
  | "oldEpoch";

export interface Person {
  readonly id: string;
  /** Empty for an unnamed guest. */
  readonly name: string;
  /** 0..11: which of the colours for people. */
  readonly color: number;
  readonly role: Role;
}

/** Somebody on the board now. One person with two tabs open is here once. */
export interface PersonHere extends Person {
  readonly me: boolean;
}

export type NoteColor = (typeof NOTE_COLORS)[number];

export interface TopBarProps {
  readonly title: string;
  /** Mine, on this board. */
  readonly role: Role;
  readonly state: WorkState;
  /** How many things hold work of mine that the server has not confirmed. */
  readonly unsent: number;
  /** Me first, then the others in the order in which they came. */
  readonly people: readonly PersonHere[];
  /** What is shown of the board now, and how to be shown the other. */
  readonly view: BoardView;
  readonly onview: (view: BoardView) => void;
  readonly onhome: () => void;
  /** Resolves when the server has the title; rejects with the reason otherwise. */
  readonly onrename: (title: string) => Promise<void>;
  readonly onshare: () => void;
  /** Wipes what is kept of this board on this device; the page then leaves the board. */
  readonly onforget: () => Promise<void>;
  /** Absent for who makes no boards. */
  readonly oncopy?: (() => void) | undefined;
  readonly ontemplate?: (() => void) | undefined;
  readonly commands: readonly BarCommand[];
  /** Look along with this person; absent where there is no paper to look at. */
  readonly onfollow?: ((person: string) => void) | undefined;
}

/** What the menu offers besides, and a button of its own where there is room for it. */
export interface BarCommand {
  readonly name: string;
  readonly word: string;
  readonly keys?: string | undefined;
  /** Where it has a button; the menu knows the others' own. */
  readonly icon?: Component<{ size?: number | string }>;
  /** How many of what it leads to; 0 is not shown. */
  readonly count?: number;
  /** `always`, `wide` (not on a phone), or only in the menu. */
  readonly button?: "always" | "wide";
  readonly run: () => void;
}

/** What the board adds to the bar above it. */
export type BarExtras = Pick<TopBarProps, "commands" | "onfollow">;

/** What a press on the paper means. After one creation the tool is `select` again, unless it is kept. */
export type Tool =
  | "select" | "hand" | "note" | "text" | "rectangle" | "ellipse"
  | "arrow" | "line" | "pen" | "eraser" | "frame" | "laser" | "mindmap";

export interface ToolbarProps {
  readonly tool: Tool;
  /** The tool stays after it has made something. */
  readonly kept: boolean;
  readonly role: Role;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly ontool: (tool: Tool) => void;
  readonly onkeep: () => void;
  /** A tool was dragged out onto the paper, to this point of the page. */
  readonly ondrop: (tool: Tool, x: number, y: number) => void;
  readonly onundo: () => void;
  readonly onredo: () => void;
  /** Pictures are to be picked on this device. */
  readonly onpicture: () => void;
}

export interface ChoiceOption {
  readonly value: unknown;
  readonly name: string;
  /** What shows it: a colour (round for ink, square for paper), an icon, a letter, or a line so thick. */
  readonly swatch?: string;
  readonly round?: boolean;
  readonly icon?: Component<{ size?: number | string }>;
  readonly text?: string;
  readonly stroke?: number;
}

export interface Choice {
  readonly field: string;
  readonly label: string;
  /** What everything selected has; null when they differ. */
  readonly value: unknown;
  readonly options: readonly ChoiceOption[];
}

/** Something that can be done with what is chosen and with nothing of another kind. */
export interface FormatAct {
  readonly name: string;
  readonly keys?: string | undefined;
  readonly icon: NonNullable<ChoiceOption["icon"]>;
  readonly run: () => void;
}

export interface FormatBarProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly acts?: readonly FormatAct[];
  /** Something of it is locked, and by whom it can be unlocked. */
  readonly locked: "everyone" | "facilitators" | null;
  readonly canUnlock: boolean;
  readonly canChange: boolean;
  readonly onchoose: (field: string, value: unknown) => void;
  readonly actions: {
    readonly ondelete: () => void;
    readonly onduplicate: () => void;
    readonly onunlock: () => void;
    readonly onmenu: () => void;
  };
}

export interface ZoomBarProps {
  /** 1 is 100%. */
  readonly zoom: number;
  readonly onzoomin: () => void;
  readonly onzoomout: () => void;
  /** Back to 100%. */
  readonly onreset: () => void;
  /** Show everything. */
  readonly onfit: () => void;
}
