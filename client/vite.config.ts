import { fileURLToPath } from "node:url";

import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

import { oneBoardChunk } from "./scripts/board_chunk";
import { boardPage } from "./scripts/board_page";
import { weighFirstVisit } from "./scripts/first_visit";
import { serviceWorker } from "./src/offline/build";

// Where a running Tafelronde server answers while the client is developed with `npm run dev`.
const server = process.env["TAFELRONDE_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [paraglideVitePlugin({ project: "./project.inlang", outdir: "./src/paraglide" }), svelte(), boardPage(), serviceWorker(), weighFirstVisit()],
  resolve: { alias: { "lib0/logging": fileURLToPath(new URL("src/sync/yjs_logging.ts", import.meta.url)) } },
  build: {
    target: "es2022",
    // The page is served under a policy without inline scripts, styles or data: addresses.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What a late part needs it names itself; to list that beforehand takes 2 kB of a first visit.
      resolveDependencies: (_file, needed, { hostType }) => (hostType === "js" ? needed.filter((name) => name.endsWith(".css")) : needed),
    },
    rolldownOptions: { output: { codeSplitting: oneBoardChunk() } },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      "/api": server,
      "/signin": server,
      "/healthz": server,
      "/readyz": server,
      "/sync": { target: server, ws: true },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    environment: "node",
  },
});
