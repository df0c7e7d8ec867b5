/**
 * The page of a board, beside the client's one page: the same, and it names all that a board is shown with,
 * so that the browser fetches it at once and not file by file, each when the one before has been read.
 */
import type { Plugin, Rollup } from "vite";

import { BOARD, chunksNeeded } from "./first_visit";

/** The letters of nearly every board; without them its words are measured twice. */
const FONT = /\/inter-latin-wght-normal-[^/]+\.woff2$/;

function linksFor(chunks: readonly Rollup.OutputChunk[], assets: readonly string[]): string[] {
  const needed = [...chunksNeeded(chunks)];
  const styles = new Set(needed.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
  return [
    ...needed.filter(({ isEntry }) => !isEntry).map(({ fileName }) => `<link rel="modulepreload" crossorigin href="/${fileName}">`),
    ...[...styles].map((name) => `<link rel="stylesheet" crossorigin href="/${name}">`),
    ...assets.filter((name) => FONT.test(name)).map((name) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${name}">`),
  ];
}

export function boardPage(): Plugin {
  return {
    name: "tafelronde-board-page",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") return this.error("the build made no index.html");
      const html = String(page.source);
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const links = linksFor(chunks, Object.keys(bundle)).filter((link) => !html.includes(/href="[^"]+"/.exec(link)?.[0] ?? ""));
      if (!links.some((link) => link.includes(BOARD))) this.error("what the page of a board needs is not known");
      this.emitFile({ type: "asset", fileName: "board.html", source: html.replace("</head>", () => `${links.map((link) => `  ${link}\n  `).join("")}</head>`) });
    },
  };
}
