/** How what stands in a menu shuts it: the menu says how, its items say when. */
import { getContext, setContext } from "svelte";

const KEY = Symbol("menu");

/** Called by a menu: what stands in it shuts it by `close`. */
export function provideClosing(close: () => void): void {
  setContext(KEY, close);
}

/** What shuts the menu around; nothing where there is none that shuts by itself. */
export function closingOfMenu(): () => void {
  return getContext<(() => void) | undefined>(KEY) ?? (() => undefined);
}
