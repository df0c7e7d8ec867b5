/** Links to one object: the address of its board with the object's id behind `#`. */
import { m } from "../paraglide/messages";
import { say } from "../ui/toasts.svelte";

/** The object that the address asks for; null when it asks for none. */
export function linkedObject(): string | null {
  return /^#([A-Za-z0-9_-]{1,64})$/.exec(location.hash)?.[1] ?? null;
}

/** Put the link to an object on the clipboard, and say so. */
export async function copyLink(id: string): Promise<void> {
  // From the list of a board, too, it leads onto its paper.
  const link = `${location.origin}${location.pathname.replace(/\/list\/?$/, "")}#${id}`;
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    // On a page without TLS, or without leave, there is another way that asks nobody.
    if (!copiedFromField(link)) {
      say(m.link_is({ link }), { tone: "wrong" });
      return;
    }
  }
  say(m.link_copied());
}

function copiedFromField(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
