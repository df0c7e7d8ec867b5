/** Where pictures are. */

/** Where the picture with that hash is, or its small version. */
export function pictureAddress(board: string, hash: string, small = false): string {
  return `${addressOfAll(board)}/${encodeURIComponent(hash)}${small ? "/preview" : ""}`;
}

/** Where the small version of a picture of a template is. */
export function templatePictureAddress(template: string, hash: string): string {
  return `/api/templates/${encodeURIComponent(template)}/images/${encodeURIComponent(hash)}/preview`;
}

/** Where the pictures of a board are, and where new ones are sent. */
export function addressOfAll(board: string): string {
  return `/api/boards/${encodeURIComponent(board)}/images`;
}
