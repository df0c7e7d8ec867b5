/** How long what people type into our own fields may be: the server's limits, in characters. */
export const TITLE_LENGTH = 200;
export const NAME_LENGTH = 80;

/** A title or name as the server will keep it: no space around it, one line, no control characters. */
export function oneLine(typed: string): string {
  return typed.replace(/\p{Cc}+/gu, " ").trim();
}
