import { existsSync } from "node:fs";

// Fonts come with the package where it brings them: its page then asks no other server for them.
const brought = "node_modules/@excalidraw/excalidraw/dist/prod/fonts";

export default {
  publicDir: existsSync(brought) ? "node_modules/@excalidraw/excalidraw/dist/prod" : false,
  build: { target: "es2022", chunkSizeWarningLimit: 10_000 },
};
