/** At most two letters that stand for a name: of its first and last word. "·" for an unnamed guest. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words.at(0);
  if (first === undefined) return "·";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return [first, last]
    .map((word) => [...word].find((sign) => /[\p{L}\p{N}]/u.test(sign)) ?? [...word][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}
