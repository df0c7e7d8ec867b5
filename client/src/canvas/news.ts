/**
 * What others did on the board, put into few sentences for who cannot see it: who added, moved or
 * took away what, in which frame. Pure: changes in, sentences' parts out.
 */

export type Deed = "added" | "removed" | "moved";

/** One thing that somebody did something with. */
export interface Happening {
  readonly id: string;
  readonly deed: Deed;
  /** The name of who did it; "" where it is not known. */
  readonly by: string;
  /** The title of the frame it lies in, or lay in; "" for the bare paper. */
  readonly frame: string;
  /** What the thing is called. */
  readonly text: string;
  readonly note: boolean;
}

export interface Sentence {
  readonly deed: Deed;
  readonly by: string;
  readonly frame: string;
  readonly count: number;
  /** All of them are notes. */
  readonly notes: boolean;
  /** What it is called, when it is about one thing. */
  readonly text: string;
}

/** So many sentences are listened to; of more only what they come to. */
const MOST = 3;

/**
 * `happenings`, oldest first, as at most three sentences. Of several things done with one object only
 * the weightiest is told; what came and went again is not told at all.
 */
export function told(happenings: readonly Happening[]): Sentence[] {
  const things = new Map<string, { first: Happening; last: Happening }>();
  for (const last of happenings) things.set(last.id, { first: things.get(last.id)?.first ?? last, last });
  const sentences = new Map<string, Sentence>();
  for (const { first, last } of things.values()) {
    const came = first.deed === "added";
    if (came && last.deed === "removed") continue;
    const deed = came ? "added" : last.deed;
    add(sentences, [deed, last.by, last.frame], { deed, by: last.by, frame: last.frame, count: 1, notes: last.note, text: last.text });
  }
  if (sentences.size <= MOST) return [...sentences.values()];
  const sums = new Map<string, Sentence>();
  for (const sentence of sentences.values()) add(sums, [sentence.deed], { ...sentence, by: "", frame: "", text: "" });
  return [...sums.values()];
}

function add(sentences: Map<string, Sentence>, key: readonly string[], sentence: Sentence): void {
  const known = sentences.get(JSON.stringify(key));
  sentences.set(JSON.stringify(key), {
    ...sentence,
    count: sentence.count + (known?.count ?? 0),
    notes: sentence.notes && known?.notes !== false,
  });
}
