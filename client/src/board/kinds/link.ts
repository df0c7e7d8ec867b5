/** A link card: a text that leads somewhere. What a peer wrote is followed only if it is a web address. */
import { FIELD_LIMITS } from "../../generated/board-constants.gen";

/** The address of a card, and how a person reads it; null for what is no web address. */
export interface WebAddress {
  readonly href: string;
  /** "example.org", without "www.". */
  readonly host: string;
  /** All of it, without what every address has. */
  readonly shown: string;
}

/** `text` as a web address. */
export function webAddress(text: string): WebAddress | null {
  const wanted = text.trim();
  if (!/^https?:\/\/\S+$/iu.test(wanted) || wanted.length > FIELD_LIMITS.text.url || !URL.canParse(wanted)) return null;
  const { href, protocol, hostname } = new URL(wanted);
  if ((protocol !== "http:" && protocol !== "https:") || href.length > FIELD_LIMITS.text.url) return null;
  const host = hostname.replace(/^www\./u, "");
  return { href, host, shown: readable(href) };
}

function readable(href: string): string {
  const short = href.replace(/^https?:\/\/(www\.)?/u, "").replace(/\/$/u, "");
  try {
    return decodeURI(short);
  } catch {
    // A percent sign that stands for no character: as it is, then.
    return short;
  }
}
