/** What a row of the list says, to the eye and to a screen reader. */
import { objectOf, type EndField } from "../../board/kinds/connector";
import { m } from "../../paraglide/messages";
import type { BoardItem } from "../../state/board_item.svelte";
import type { BoardSession } from "../../state/board_session.svelte";
import { nameOf } from "../kinds/faces";
import type { Row } from "./outline_list.svelte";

const LONGEST = 300;

type Session = Pick<BoardSession, "store" | "presence">;

/** What a kind of object is called. */
export function kindName({ fields, laid }: Pick<BoardItem, "fields" | "laid">): string {
  switch (fields.type) {
    case "sticky":
      return m.kind_note();
    case "text":
      return fields.link === null ? m.kind_text() : m.kind_link();
    case "shape":
      return m.kind_shape();
    case "frame":
      return m.kind_frame();
    case "connector":
      return m.kind_line();
    case "stroke":
      return m.kind_drawing();
    case "image":
      return m.kind_picture();
    case "mindnode":
      return laid?.parent == null ? m.kind_map() : m.kind_node();
  }
}

/** Its words as they are seen in the list; "A → B" for a line. */
export function rowText(item: BoardItem, store: Session["store"]): string {
  const { fields } = item;
  const text = fields.text.trim().slice(0, LONGEST);
  if (fields.type === "connector") {
    const arrow = `${endText(fields.from, store)} → ${endText(fields.to, store)}`;
    return text === "" ? arrow : `${arrow}: ${text}`;
  }
  return text === "" ? nameOf(item, store) : text;
}

/** All that the row shows, in words: what it is, what it says, and what of it is shown by signs only; `remarks` threads about it are open. */
export function rowLabel({ item, within }: Row, session: Session, groups: ReadonlyMap<string, number>, remarks: number): string {
  const { fields } = item;
  const text = rowText(item, session.store);
  // Without words its name says what it is.
  const bare = fields.text.trim() === "" && fields.type !== "connector";
  const parts = [bare ? text : m.outline_row({ kind: kindName(item), text })];
  if (fields.type === "frame") parts.push(m.outline_within({ count: within }));
  const grouped = groups.get(fields.group ?? "") ?? 0;
  if (grouped > 1) parts.push(m.outline_group({ count: grouped }));
  if (fields.lock !== null) parts.push(fields.lock === "facilitators" ? m.locked_by_facilitator() : m.locked());
  if (remarks > 0) parts.push(m.comments_open({ count: remarks }));
  for (const name of writers(item.id, session)) parts.push(m.board_writes({ name }));
  return parts.join(", ");
}

/** The names of those who are writing in it now. */
export function writers(id: string, { presence }: Pick<BoardSession, "presence">): string[] {
  return presence.peers.filter((peer) => (void peer.version, peer.editing === id)).map(({ person }) => person.name || m.board_guest());
}

function endText(end: EndField, store: Session["store"]): string {
  const item = store.get(objectOf(end) ?? "");
  if (item === undefined) return m.board_connector_loose();
  void item.version;
  return item.fields.text.trim().slice(0, 80) || nameOf(item, store);
}
