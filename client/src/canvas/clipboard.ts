/**
 * Copy, cut and paste. Objects travel as HTML with their data in an attribute, which every browser
 * carries between its tabs and to other browsers, and as their plain words for every other program.
 */
import { readClip, type Clip } from "../tools/copying";
import { chosenClip, intoView, plant, remove } from "../tools/making";
import type { Point } from "../board/geometry";
import type { Workbench } from "../tools/workbench.svelte";
import { eventually, later } from "./later";

const ATTRIBUTE = "data-tafelronde";

/** What lies on a clipboard, read while the event lasts. */
export interface Pasted {
  readonly html: string;
  readonly text: string;
  readonly files: readonly File[];
  /** All of it as one text, whatever it looks like. */
  readonly whole: boolean;
}

export class Clipboard {
  readonly #bench: Workbench;
  readonly #pointer: () => Point | null;
  /** Others who take what is pasted before it becomes notes: files, addresses. True when taken. */
  readonly #takers: ((pasted: Pasted, at: Point | null) => boolean)[] = [];
  /** What was copied last, where the browser lets nobody read its clipboard. */
  #last: Pasted | null = null;
  #whole = false;

  /** `pointer` is where on the board the pointer is, null when it is elsewhere. */
  constructor(bench: Workbench, pointer: () => Point | null) {
    this.#bench = bench;
    this.#pointer = pointer;
  }

  /** Let `take` look at what is pasted first, after those who came before. */
  first(take: (pasted: Pasted, at: Point | null) => boolean): void {
    this.#takers.push(take);
  }

  /** Follow the page's own events; returns how to stop. */
  listen(): () => void {
    const copy = (event: ClipboardEvent): void => this.#put(event, false);
    const cut = (event: ClipboardEvent): void => this.#put(event, true);
    const paste = (event: ClipboardEvent): void => this.#got(event);
    // The event itself does not say with which keys it was asked for.
    const key = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === "v") this.#whole = event.shiftKey;
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", cut);
    document.addEventListener("paste", paste);
    addEventListener("keydown", key, { capture: true });
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", cut);
      document.removeEventListener("paste", paste);
      removeEventListener("keydown", key, { capture: true });
    };
  }

  copy(): void {
    // The one way that works without asking for leave, and on a page without https.
    document.execCommand("copy");
  }

  cut(): void {
    document.execCommand("cut");
  }

  /** Paste from a menu: the browser may ask for leave; without it, what was copied here last. */
  async paste(): Promise<void> {
    const pasted = (await readable()) ?? this.#last;
    if (pasted !== null) await this.#take(pasted, null);
  }

  #put(event: ClipboardEvent, cut: boolean): void {
    if (isElsewhere(event.target) || event.clipboardData === null) return;
    const clip = chosenClip(this.#bench);
    if (clip === null) return;
    event.preventDefault();
    const pasted: Pasted = { html: asHtml(clip), text: asText(clip), files: [], whole: false };
    event.clipboardData.setData("text/html", pasted.html);
    event.clipboardData.setData("text/plain", pasted.text);
    this.#last = pasted;
    if (cut) remove(this.#bench);
  }

  #got(event: ClipboardEvent): void {
    if (isElsewhere(event.target) || event.clipboardData === null || !this.#bench.session.writable) return;
    event.preventDefault();
    const data = event.clipboardData;
    const whole = this.#whole;
    this.#whole = false;
    const pasted = { html: data.getData("text/html"), text: data.getData("text/plain"), files: [...data.files], whole };
    void this.#take(pasted, this.#pointer());
  }

  async #take(pasted: Pasted, at: Point | null): Promise<void> {
    const clip = pasted.whole ? null : fromHtml(pasted.html);
    if (clip !== null) {
      plant(this.#bench, clip, intoView(this.#bench, clip, at));
      if (clip.board !== this.#bench.session.id) void eventually(later.carrying).then(({ carryPictures }) => carryPictures(this.#bench.session.id, clip));
      this.#bench.fitIntoView();
      return;
    }
    if (this.#takers.some((take) => take(pasted, at))) return;
    const { pasteText } = await eventually(later.pasting);
    pasteText(this.#bench, pasted.text, { whole: pasted.whole, at });
  }
}

function asHtml(clip: Clip): string {
  const data = new DOMParser().parseFromString("<div></div>", "text/html").querySelector("div");
  if (data === null) throw new Error("This browser parses no HTML");
  data.setAttribute(ATTRIBUTE, JSON.stringify(clip));
  for (const { text } of clip.objects) {
    if (typeof text !== "string" || text === "") continue;
    const paragraph = data.ownerDocument.createElement("p");
    paragraph.textContent = text;
    data.append(paragraph);
  }
  return data.outerHTML;
}

function asText({ objects }: Clip): string {
  return objects.flatMap(({ text }) => (typeof text === "string" && text !== "" ? [text] : [])).join("\n");
}

function fromHtml(html: string): Clip | null {
  if (!html.includes(ATTRIBUTE)) return null;
  // A document of its own: nothing in it runs or is fetched.
  const data = new DOMParser().parseFromString(html, "text/html").querySelector(`[${ATTRIBUTE}]`);
  const json = data?.getAttribute(ATTRIBUTE) ?? null;
  return json === null ? null : readClip(json);
}

/** What the browser lets us read without an event; null when it does not. */
async function readable(): Promise<Pasted | null> {
  try {
    const items = await navigator.clipboard.read();
    const read = async (type: string): Promise<string> => {
      const item = items.find(({ types }) => types.includes(type));
      return item === undefined ? "" : (await item.getType(type)).text();
    };
    const images = items.flatMap((item) => item.types.filter((type) => type.startsWith("image/")).map((type) => ({ item, type })));
    const files = await Promise.all(
      images.map(async ({ item, type }) => new File([await item.getType(type)], `image.${type.slice(6)}`, { type })),
    );
    return { html: await read("text/html"), text: await read("text/plain"), files, whole: false };
  } catch {
    // Refused by the person or the browser, or a page without https, where it does not exist.
    return null;
  }
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable], dialog") !== null;
}

