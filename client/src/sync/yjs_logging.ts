/**
 * What Yjs uses of `lib0/logging`, on the plain console: the original brings a console of its own for
 * pages, with a library for their elements, into every first visit (vite.config.ts puts this in its place).
 */
export const [BOLD, UNBOLD, ORANGE, RED] = ["", "", "", ""];

export function print(...words: unknown[]): void {
  console.log(...words.filter((word) => word !== ""));
}

export function warn(...words: unknown[]): void {
  console.warn(...words);
}
