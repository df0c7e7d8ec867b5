/**
 * Which page the address asks for. Six kinds of address, the history API, nothing more.
 * Whatever is not one of ours is `unknown`: the Problem page says so.
 */
/** The paper, or the list of what lies on it. */
export type BoardView = "paper" | "list";

export type Route =
  | { page: "home" }
  | { page: "join"; token: string }
  | { page: "board"; id: string; view: BoardView }
  | { page: "signin"; token: string }
  | { page: "unknown"; path: string };

const ADDRESSES: readonly [RegExp, (part: string) => Route][] = [
  [/^\/$/, () => ({ page: "home" })],
  [/^\/j\/([A-Za-z0-9_-]+)\/?$/, (token) => ({ page: "join", token })],
  [/^\/b\/([A-Za-z0-9_-]+)\/?$/, (id) => ({ page: "board", id, view: "paper" })],
  [/^\/b\/([A-Za-z0-9_-]+)\/list\/?$/, (id) => ({ page: "board", id, view: "list" })],
  [/^\/signin\/([A-Za-z0-9_-]+)\/?$/, (token) => ({ page: "signin", token })],
];

/** The route that `path` (of an address on this host, without query) stands for. */
export function routeOf(path: string): Route {
  for (const [pattern, make] of ADDRESSES) {
    const match = pattern.exec(path);
    if (match !== null) return make(match[1] ?? "");
  }
  return { page: "unknown", path };
}

let current = $state.raw<Route>(routeOf(location.pathname));

/** The route now; reactive where it is read. */
export function route(): Route {
  return current;
}

/** Go to `path`; `replace` leaves no way back to the page before (a join page, once joined). */
export function go(path: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  current = routeOf(location.pathname);
  scrollTo(0, 0);
}

/** Follow clicks on our own links without loading the page anew. Returns a function that stops it. */
export function followLinks(): () => void {
  const onPop = (): void => {
    current = routeOf(location.pathname);
  };
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || routeOf(link.pathname).page === "unknown") return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  };
  addEventListener("popstate", onPop);
  document.addEventListener("click", onClick);
  return () => {
    removeEventListener("popstate", onPop);
    document.removeEventListener("click", onClick);
  };
}
