/** What leads away from the board opens beside it, in a page that knows nothing of this one. */
import { pictureAddress } from "../api/picture_address";
import type { BoardItem } from "../state/board_item.svelte";

export function openAddress(href: string): void {
  open(href, "_blank", "noopener,noreferrer");
}

/** The picture by itself, as large as it is. */
export function openPicture(board: string, item: BoardItem): void {
  if (item.is("image")) openAddress(pictureAddress(board, item.fields.image));
}
