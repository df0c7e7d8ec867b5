/** What this device is pointed with, as far as its wheel is concerned; kept on it. */
export const POINTINGS = ["automatic", "mouse", "trackpad"] as const;
export type Pointing = (typeof POINTINGS)[number];

const KEY = "tafelronde.pointing";

let chosen = kept();

function kept(): Pointing {
  try {
    const word = localStorage.getItem(KEY);
    return POINTINGS.find((own) => own === word) ?? "automatic";
  } catch {
    return "automatic";
  }
}

export function pointing(): Pointing {
  return chosen;
}

export function point(by: Pointing): void {
  chosen = by;
  try {
    localStorage.setItem(KEY, by);
  } catch {
    // Without storage it holds for this page.
  }
}
