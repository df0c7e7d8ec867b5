/** What comes from outside the board: is it pictures, or an address, or only text? */
import { webAddress, type WebAddress } from "../board/kinds/link";
import { IMAGES } from "../generated/wire.gen";

/** What lies on a clipboard or is dropped. */
export interface Brought {
  readonly html: string;
  readonly text: string;
  readonly files: readonly File[];
}

const LONGEST_TITLE = 300;

/**
 * The files that are meant by it: not the picture of a table or of words, which offices lay on the
 * clipboard beside the words themselves.
 */
export function picturesOf({ html, text, files }: Brought): readonly File[] {
  return text.trim() === "" || html === "" ? files : [];
}

/** The one address that it is, and what it is called there; null when it is anything else. */
export function linkOf({ html, text }: Brought): { readonly address: WebAddress; readonly title: string } | null {
  const address = webAddress(text);
  if (address === null) return null;
  // A document of its own: nothing in it runs or is fetched.
  const anchors = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("a[href]")];
  const title = anchors.length === 1 ? (anchors[0]?.textContent.trim().replace(/\s+/gu, " ") ?? "") : "";
  return { address, title: webAddress(title) === null ? title.slice(0, LONGEST_TITLE) : "" };
}

/** What a file picker offers. A drawing of lines is drawn here before it is sent. */
export const PICKED = [...IMAGES.accepted, "image/svg+xml"].join(",");
