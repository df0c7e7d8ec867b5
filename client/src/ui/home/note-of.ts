const COLORS = ["sun", "apricot", "rose", "lilac", "sky", "mint"] as const;

/** The note that stands for a board in the list: always the same colour and tilt for the same id. */
export function noteOf(id: string): { color: (typeof COLORS)[number]; tilt: number } {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997;
  return { color: COLORS[sum % COLORS.length] ?? "sun", tilt: (sum % 13) - 6 };
}
