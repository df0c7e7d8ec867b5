/** Whether this device tells aloud what others do; kept on it. */
const KEY = "tafelronde.quiet";

let heard = $state(!quiet());

function quiet(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function hears(): boolean {
  return heard;
}

export function hear(on: boolean): void {
  heard = on;
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
  } catch {
    // Without storage it holds for this page.
  }
}
