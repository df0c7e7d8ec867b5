/** Finding things on a board by what they say, who wrote them and how they are tagged. */

export interface Findable {
  readonly text: string;
  readonly author: string;
  readonly tags: readonly string[];
}

/** Small letters without accents: who types "cafe" means "Café". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/**
 * Those of `things` in which every word of `query` occurs, in their order: in the text, in a tag or in
 * the author's name; a word that begins with `#` in a tag, one that begins with `@` in the name.
 */
export function search<Thing extends Findable>(query: string, things: Iterable<Thing>): Thing[] {
  const words = folded(query).split(/\s+/).filter((word) => word !== "" && word !== "#" && word !== "@");
  if (words.length === 0) return [];
  return [...things].filter((thing) => {
    const tags = thing.tags.map(folded);
    const author = folded(thing.author);
    const text = folded(thing.text);
    return words.every((word) => {
      const rest = word.slice(1);
      const tagged = (part: string): boolean => tags.some((tag) => tag.includes(part));
      if (text.includes(word) || author.includes(word) || tagged(word)) return true;
      return (word.startsWith("#") && tagged(rest)) || (word.startsWith("@") && author.includes(rest));
    });
  });
}
