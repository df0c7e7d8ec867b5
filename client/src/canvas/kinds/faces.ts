/** What each kind of object looks like on the paper, and what it is called where it is not seen. */
import type { Component } from "svelte";

import { objectOf, type EndField } from "../../board/kinds/connector";
import type { ObjectType } from "../../board/kinds/registry";
import { m } from "../../paraglide/messages";
import type { BoardItem } from "../../state/board_item.svelte";
import type { Store } from "../../state/store.svelte";
import ConnectorFace from "./Connector.svelte";
import FrameFace from "./Frame.svelte";
import ImageFace from "./Image.svelte";
import ShapeFace from "./Shape.svelte";
import StickyFace from "./Sticky.svelte";
import StrokeFace from "./Stroke.svelte";
import TextFace from "./Text.svelte";

/** Shows `item` within the element that places it; reads `item.version` itself. */
export type Face = Component<{ item: BoardItem; store: Store }>;

/** The face of a kind that is loaded for the boards that have it is added when it is there. */
export const FACES: Partial<Record<ObjectType, Face>> = {
  sticky: StickyFace,
  text: TextFace,
  frame: FrameFace,
  connector: ConnectorFace,
  shape: ShapeFace,
  stroke: StrokeFace,
  image: ImageFace,
};

const LONGEST_NAME = 60;

/** What it says or, where it says nothing, what it is. */
export function nameOf(item: BoardItem, store: Store): string {
  const { fields } = item;
  const text = fields.text.trim().slice(0, LONGEST_NAME);
  switch (fields.type) {
    case "connector": {
      const from = endName(fields.from, store);
      const to = endName(fields.to, store);
      const arrow = m.board_connector({ from, to });
      return text === "" ? arrow : `${text} (${arrow})`;
    }
    case "frame":
      return text === "" ? m.board_frame_empty() : m.board_frame({ title: text });
    case "stroke":
      return m.board_stroke();
    case "shape":
      return text === "" ? m.board_shape() : text;
    case "image":
      return fields.alt === "" ? m.board_picture_bare() : m.board_picture({ text: fields.alt.slice(0, LONGEST_NAME) });
    case "text":
      if (fields.link !== null) return m.board_link({ title: text === "" ? fields.link.shown.slice(0, LONGEST_NAME) : text, host: fields.link.host });
      return text === "" ? m.board_note_empty() : text;
    case "mindnode":
    case "sticky":
      return text === "" ? m.board_note_empty() : text;
  }
}

function endName(end: EndField, store: Store): string {
  const item = store.get(objectOf(end) ?? "");
  const text = item?.fields.text.trim().slice(0, LONGEST_NAME) ?? "";
  if (item === undefined) return m.board_connector_loose();
  return text === "" ? nameOf(item, store) : `“${text}”`;
}

/** What the field is called in which its words are written. */
export function fieldName(type: ObjectType): string {
  if (type === "frame") return m.board_frame_text();
  if (type === "connector") return m.board_connector_text();
  return type === "sticky" ? m.board_note_text() : m.board_text_text();
}
