/**
 * Copy, cut and paste, and what is dropped from elsewhere. Objects travel as HTML with their data in an attribute, which every browser
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

/** True when it was taken. */
type Take = (pasted: Pasted, at: Point | null) => boolean;

/** The part that brings pictures and addresses here; `pick` has the person choose pictures on their device. */
export interface Bringer {
  readonly bring: Take;
  readonly pick: () => void;
}

export class Clipboard {
  readonly #bench: Workbench;
  readonly #pointer: () => Point | null;
  readonly #at: (x: number, y: number) => Point | null;
  #come: (bringer: Bringer) => void = () => undefined;
  /** It is loaded after the board has been drawn; what comes before it waits for it. */
  readonly #bringer = new Promise<Bringer>((come) => (this.#come = come));
  /** Others who take what is pasted before it becomes notes. */
  readonly #takers: Take[] = [];
  /** What was copied last, where the browser lets nobody read its clipboard. */
  #last: Pasted | null = null;
  #whole = false;

  /**
   * `pointer` is where on the board the pointer is, null when it is elsewhere; `at` the place on the board
   * at this point of the page, null where there is no paper.
   */
  constructor(bench: Workbench, pointer: () => Point | null, at: (x: number, y: number) => Point | null) {
    this.#bench = bench;
    this.#pointer = pointer;
    this.#at = at;
  }

  /** Let `take` look at what is pasted before it becomes notes, after pictures and addresses are taken. */
  first(take: Take): void {
    this.#takers.push(take);
  }

  /** Here is who brings pictures and addresses: what has waited is theirs now. */
  come(bringer: Bringer): void {
    this.#come(bringer);
  }

  /** Have the person pick pictures. */
  async pick(): Promise<void> {
    (await this.#bringer).pick();
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
    const drag = (event: DragEvent): void => this.#dragged(event);
    const drop = (event: DragEvent): void => void this.#dropped(event);
    addEventListener("dragenter", drag);
    addEventListener("dragover", drag);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", drag);
      removeEventListener("dragover", drag);
      removeEventListener("drop", drop);
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

  #dragged(event: DragEvent): void {
    const data = draggedIn(event);
    if (data === null) return;
    // Without this a browser leaves the board for whatever is dropped on it, also beside the paper.
    event.preventDefault();
    data.dropEffect = this.#bench.session.writable ? "copy" : "none";
  }

  async #dropped(event: DragEvent): Promise<void> {
    const data = draggedIn(event);
    if (data === null) return;
    event.preventDefault();
    if (!this.#bench.session.writable) return;
    // It can be read only while the event lasts.
    const files = [...data.files];
    const address = data.getData("text/uri-list").split(/\r?\n/u).find((line) => line !== "" && !line.startsWith("#"));
    // A picture that is dragged out of a page brings its address along: the picture is meant.
    const text = files.length > 0 ? "" : (address ?? data.getData("text/plain"));
    const dropped = { html: data.getData("text/html"), text, files, whole: false };
    const at = this.#at(event.clientX, event.clientY);
    if (!(await this.#bringer).bring(dropped, at)) await this.#write(dropped, at);
  }

  async #take(pasted: Pasted, at: Point | null): Promise<void> {
    const clip = pasted.whole ? null : fromHtml(pasted.html);
    if (clip !== null) {
      plant(this.#bench, clip, intoView(this.#bench, clip, at));
      if (clip.board !== this.#bench.session.id) void eventually(later.carrying).then(({ carryPictures }) => carryPictures(this.#bench.session.id, clip));
      this.#bench.fitIntoView();
      return;
    }
    if (!pasted.whole && (await this.#bringer).bring(pasted, at)) return;
    if (this.#takers.some((take) => take(pasted, at))) return;
    await this.#write(pasted, at);
  }

  /** As notes, or as one text. */
  async #write({ text, whole }: Pasted, at: Point | null): Promise<void> {
    const { pasteText } = await eventually(later.pasting);
    pasteText(this.#bench, text, { whole, at });
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

const TAKEN = ["Files", "text/uri-list", "text/plain"];

/** What is dragged into the page and can be brought to the board; null for what fields take themselves. */
function draggedIn({ target, dataTransfer }: DragEvent): DataTransfer | null {
  const isField = target instanceof Element && target.closest("input, textarea, dialog") !== null;
  return isField || dataTransfer === null || !dataTransfer.types.some((type) => TAKEN.includes(type)) ? null : dataTransfer;
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable], dialog") !== null;
}

