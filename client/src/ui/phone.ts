/**
 * Where there is room for one thing at a time: on a phone, and on a larger screen with large letters.
 * The styles ask the same, in `em` for that reason.
 */
export const phone = matchMedia("(max-width: 40em)");

/** How many times larger letters are than usual. */
export function largerLetters(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
