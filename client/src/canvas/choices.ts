/** What the format bar offers for each kind of object: a field, and the values it may have. */
import ArrowDown from "@lucide/svelte/icons/arrow-down";
import ArrowLeft from "@lucide/svelte/icons/arrow-left";
import ArrowRight from "@lucide/svelte/icons/arrow-right";
import Ban from "@lucide/svelte/icons/ban";
import Captions from "@lucide/svelte/icons/captions";
import Circle from "@lucide/svelte/icons/circle";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import CornerDownRight from "@lucide/svelte/icons/corner-down-right";
import Diamond from "@lucide/svelte/icons/diamond";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import ExternalLink from "@lucide/svelte/icons/external-link";
import Hexagon from "@lucide/svelte/icons/hexagon";
import Link2 from "@lucide/svelte/icons/link-2";
import Maximize2 from "@lucide/svelte/icons/maximize-2";
import MessageSquare from "@lucide/svelte/icons/message-square";
import Minus from "@lucide/svelte/icons/minus";
import MoveHorizontal from "@lucide/svelte/icons/move-horizontal";
import Slash from "@lucide/svelte/icons/slash";
import Spline from "@lucide/svelte/icons/spline";
import Square from "@lucide/svelte/icons/square";
import TextAlignCenter from "@lucide/svelte/icons/text-align-center";
import TextAlignEnd from "@lucide/svelte/icons/text-align-end";
import TextAlignStart from "@lucide/svelte/icons/text-align-start";
import Triangle from "@lucide/svelte/icons/triangle";

import { NOTE_COLORS, PEN_COLORS } from "../board/colors";
import type { Patch } from "../board/kinds/kind";
import type { ObjectType } from "../board/kinds/registry";
import { DEFAULTS } from "../generated/board-constants.gen";
import { m } from "../paraglide/messages";
import type { BoardItem } from "../state/board_item.svelte";
import { COMMANDS, type Command, type CommandName } from "../tools/commands";
import type { Workbench } from "../tools/workbench.svelte";
import { MAP_ICONS } from "./kinds/map_icons";
import type { Choice, ChoiceOption, FormatAct } from "../ui/contract";

interface Offer {
  readonly field: string;
  readonly label: () => string;
  readonly options: readonly (Omit<ChoiceOption, "name"> & { readonly name: () => string })[];
}

const NOTE_NAMES = {
  sun: () => m.color_sun(), apricot: () => m.color_apricot(), rose: () => m.color_rose(), lilac: () => m.color_lilac(),
  sky: () => m.color_sky(), mint: () => m.color_mint(), sand: () => m.color_sand(), white: () => m.color_white(),
};
const PEN_NAMES = {
  ink: () => m.pen_ink(), grey: () => m.pen_grey(), red: () => m.pen_red(), orange: () => m.pen_orange(), yellow: () => m.pen_yellow(), green: () => m.pen_green(),
  teal: () => m.pen_teal(), blue: () => m.pen_blue(), violet: () => m.pen_violet(), pink: () => m.pen_pink(), white: () => m.color_white(),
};

const papers: Offer["options"] = NOTE_COLORS.map((value) => ({ value, name: () => NOTE_NAMES[value](), swatch: `var(--note-${value})` }));
const paper: Offer = { field: "color", label: () => m.choice_color(), options: papers };
const fill: Offer = {
  field: "fill",
  label: () => m.choice_fill(),
  options: [{ value: "none", name: () => m.fill_none(), swatch: "transparent" }, ...papers],
};
const pen: Offer = {
  field: "color",
  label: () => m.choice_color(),
  options: PEN_COLORS.map((value) => ({ value, name: () => PEN_NAMES[value](), swatch: `var(--pen-${value})`, round: true })),
};
const outline: Offer = { ...pen, label: () => m.choice_outline() };
const size: Offer = {
  field: "fontSize",
  label: () => m.choice_size(),
  options: [
    { value: 14, name: () => m.size_small(), text: "S" },
    { value: 20, name: () => m.size_medium(), text: "M" },
    { value: 32, name: () => m.size_large(), text: "L" },
    { value: 56, name: () => m.size_huge(), text: "XL" },
  ],
};
const align: Offer = {
  field: "align",
  label: () => m.choice_align(),
  options: [
    { value: "left", name: () => m.command_left(), icon: TextAlignStart },
    { value: "center", name: () => m.command_centre(), icon: TextAlignCenter },
    { value: "right", name: () => m.command_right(), icon: TextAlignEnd },
  ],
};
const form: Offer = {
  field: "form",
  label: () => m.choice_form(),
  options: [
    { value: "rectangle", name: () => m.tool_rectangle(), icon: Square },
    { value: "ellipse", name: () => m.tool_ellipse(), icon: Circle },
    { value: "diamond", name: () => m.form_diamond(), icon: Diamond },
    { value: "triangle", name: () => m.form_triangle(), icon: Triangle },
    { value: "hexagon", name: () => m.form_hexagon(), icon: Hexagon },
    { value: "speech", name: () => m.form_speech(), icon: MessageSquare },
    { value: "line", name: () => m.tool_line(), icon: Minus },
  ],
};
const dashed: Offer = {
  field: "dashed",
  label: () => m.choice_dashed(),
  options: [
    { value: false, name: () => m.dashed_no(), icon: Minus },
    { value: true, name: () => m.dashed_yes(), icon: Ellipsis },
  ],
};
const path: Offer = {
  field: "path",
  label: () => m.choice_path(),
  options: [
    { value: "straight", name: () => m.path_straight(), icon: Slash },
    { value: "elbow", name: () => m.path_elbow(), icon: CornerDownRight },
    { value: "curve", name: () => m.path_curve(), icon: Spline },
  ],
};
const head = (field: string, label: () => string, arrow: NonNullable<ChoiceOption["icon"]>): Offer => ({
  field,
  label,
  options: [
    { value: "none", name: () => m.head_none(), icon: Minus },
    { value: "arrow", name: () => m.head_arrow(), icon: arrow },
    { value: "dot", name: () => m.head_dot(), icon: CircleDot },
  ],
});
const width = (...widths: readonly [number, number, number]): Offer => ({
  field: "width",
  label: () => m.choice_width(),
  options: widths.map((value, index) => ({
    value, name: () => [m.width_thin(), m.width_medium(), m.width_thick()][index] ?? "", stroke: value,
  })),
});

const layout: Offer = {
  field: "layout",
  label: () => m.choice_layout(),
  options: [
    { value: "both", name: () => m.layout_both(), icon: MoveHorizontal },
    { value: "right", name: () => m.layout_right(), icon: ArrowRight },
    { value: "down", name: () => m.layout_down(), icon: ArrowDown },
  ],
};
const icon: Offer = {
  field: "icon",
  label: () => m.choice_icon(),
  options: [
    { value: null, name: () => m.icon_none(), icon: Ban },
    ...Object.entries(MAP_ICONS).map(([value, { icon: shown, word }]) => ({ value, name: word, icon: shown })),
  ],
};

/** A link card looks like a card, whatever its words would look like elsewhere. */
type Look = ObjectType | "card" | "centre";
const lookOf = ({ fields, laid }: BoardItem): Look => {
  if (fields.type === "text" && fields.link !== null) return "card";
  return fields.type === "mindnode" && laid?.parent == null ? "centre" : fields.type;
};

const OFFERS: Readonly<Record<Look, readonly Offer[]>> = {
  sticky: [paper],
  frame: [paper],
  text: [pen, size, align],
  shape: [form, fill, outline, width(2, 4, 8), dashed],
  connector: [
    pen, path, head("startHead", () => m.choice_start(), ArrowLeft), head("endHead", () => m.choice_end(), ArrowRight), width(2, 4, 8), dashed,
  ],
  stroke: [pen, width(2, 4, 10)],
  image: [],
  card: [],
  mindnode: [pen, icon],
  centre: [layout, pen],
};

const ACTS: readonly (readonly [CommandName, ChoiceOption["icon"]])[] = [
  ["openLink", ExternalLink], ["describe", Captions], ["address", Link2], ["openPicture", Maximize2],
];

/** What can be done with what is chosen, and with nothing of another kind. */
export function actsFor(bench: Workbench): FormatAct[] {
  return ACTS.flatMap(([name, icon]) => {
    const command: Command = COMMANDS[name];
    return command.fits(bench) && icon !== undefined ? [{ name: command.word(), keys: command.keys, icon, run: () => command.run(bench) }] : [];
  });
}

/** What can be chosen for all of `items` together. */
export function choicesFor(items: readonly BoardItem[]): Choice[] {
  const looks = [...new Set(items.map(lookOf))];
  const [first, ...others] = looks.map((look) => OFFERS[look]);
  if (first === undefined) return [];
  const shared = first.filter((offer) => others.every((offers) => offers.some((other) => alike(offer, other))));
  return shared.map(({ field, label, options }) => {
    // A branch without a colour of its own shows that of the one it hangs under.
    const values = new Set(items.map(({ fields, laid }) => (field === "color" ? laid?.color : null) ?? (fields as unknown as Record<string, unknown>)[field]));
    const value = values.size === 1 ? [...values][0] : null;
    return { field, label: label(), value, options: offered(options, value) };
  });
}

/** What can be chosen for the next object of `type`, which will have `fields` where the schema has no other default. */
export function choicesAhead(type: ObjectType, fields: Patch): Choice[] {
  const defaults: Patch = DEFAULTS[type];
  const known = { ...defaults, ...fields };
  // What form a shape has the tool says; what the map tool makes is a centre.
  return OFFERS[type === "mindnode" ? "centre" : type]
    .filter(({ field }) => field in defaults)
    .map(({ field, label, options }) => ({ field, label: label(), value: known[field], options: offered(options, known[field]) }));
}

/** `options` in words. What another client has set to a value of its own has that one, too: it is shown as it is. */
function offered(options: Offer["options"], value: unknown): ChoiceOption[] {
  const named = options.map((option) => ({ ...option, name: option.name() }));
  if (typeof value !== "number" || options.some((option) => option.value === value)) return named;
  const name = String(Math.round(value * 10) / 10);
  return [...named, { value, name, ...(options[0]?.stroke === undefined ? { text: name } : { stroke: value }) }];
}

/** The same field with the same values: a note's colours are not a pen's. */
function alike(a: Offer, b: Offer): boolean {
  return a.field === b.field && a.options.every(({ value }, index) => value === b.options[index]?.value);
}
