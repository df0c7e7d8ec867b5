/**
 * The page's side of being there without a network, and of being as new as the server: registers the
 * service worker, and notices when the server has another client than this page.
 */
const WORKER = "/worker.js";

/** The file that this page began with; every build has another. */
function ownEntry(): string | null {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script === null ? null : new URL(script.src).pathname;
}

/** Keep the client on this device. Without service workers (plain http, some private windows) nothing is kept. */
export async function keepClient(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const page = ownEntry();
  const own = (worker: ServiceWorker | null): void => worker?.postMessage({ page });
  try {
    const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
    own(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed") own(worker);
      });
    });
  } catch {
    // A browser that is told to keep nothing says so by refusing; the client works all the same.
  }
}

/** Whether the server now has another client than the one that runs here. False while it cannot be asked. */
export async function isOutdated(): Promise<boolean> {
  const entry = ownEntry();
  if (entry === null || import.meta.env.DEV) return false;
  try {
    const answer = await fetch(WORKER, { cache: "no-cache" });
    const type = answer.headers.get("content-type") ?? "";
    return answer.ok && type.startsWith("text/javascript") && !(await answer.text()).includes(JSON.stringify(entry));
  } catch {
    return false;
  }
}
