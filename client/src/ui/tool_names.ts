/** What each tool is called. */
import { m } from "../paraglide/messages";
import type { Tool } from "./contract";

export const TOOL_NAMES: Readonly<Record<Tool, () => string>> = {
  select: () => m.tool_select(),
  hand: () => m.tool_hand(),
  note: () => m.tool_note(),
  text: () => m.tool_text(),
  rectangle: () => m.tool_rectangle(),
  ellipse: () => m.tool_ellipse(),
  arrow: () => m.tool_arrow(),
  line: () => m.tool_line(),
  pen: () => m.tool_pen(),
  eraser: () => m.tool_eraser(),
  frame: () => m.tool_frame(),
  laser: () => m.tool_laser(),
  mindmap: () => m.tool_mindmap(),
};
