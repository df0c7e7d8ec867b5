/** Puts the list of what this build is made of into the service worker. Runs in the build only. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Files of `public/` that an installed client shows. */
const KEPT = ["/icon.svg", "/manifest.webmanifest"];

export function serviceWorker(): Plugin {
  return {
    name: "tafelronde-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/")).sort();
      const files = ["/", ...KEPT, ...assets.map((name) => `/${name}`)];
      const source = readFileSync(join(import.meta.dirname, "worker.js"), "utf8");
      // The page's own text counts, too: a build that differs there only is another build.
      const page = bundle["index.html"];
      const version = createHash("sha256").update(source).update(files.join()).update(page?.type === "asset" ? page.source : "").digest("hex").slice(0, 16);
      const code = source.replace("= __FILES__;", () => `= ${JSON.stringify(files)};`).replace("__VERSION__", version);
      // Looked for in the source: names of files may hold any signs.
      if (source.replace("= __FILES__;", "").replace("__VERSION__", "").includes("__")) this.error("worker.js has a place that the build does not fill");
      this.emitFile({ type: "asset", fileName: "worker.js", source: code });
    },
  };
}
