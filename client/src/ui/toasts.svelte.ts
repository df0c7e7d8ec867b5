/** Short messages that come and go at the bottom of the page. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "wrong";
  /** It does not go by itself. */
  readonly stays?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const PATIENCE_MS = 6_000;
/** Something went wrong, or there is a button to press: more time to read and reach it. */
const LONG_PATIENCE_MS = 12_000;

let last = 0;
const shown = $state<Toast[]>([]);

/** What is shown now, oldest first; reactive. */
export function toasts(): readonly Toast[] {
  return shown;
}

/** Show `text`; it goes by itself after a while, sooner with the function that is returned. */
export function say(text: string, options: Partial<Pick<Toast, "tone" | "action" | "stays">> = {}): () => void {
  const toast: Toast = { id: ++last, text, tone: "plain", ...options };
  // The same words twice are one message: a second press must not stack a second toast.
  const same = shown.findIndex((other) => other.text === text);
  if (same >= 0) shown.splice(same, 1);
  shown.push(toast);
  const away = (): void => dismiss(toast.id);
  const patient = toast.tone === "wrong" || toast.action !== undefined;
  if (toast.stays !== true) setTimeout(away, patient ? LONG_PATIENCE_MS : PATIENCE_MS);
  return away;
}

/** Take one message away now. */
export function dismiss(id: number): void {
  const index = shown.findIndex((toast) => toast.id === id);
  if (index >= 0) shown.splice(index, 1);
}
