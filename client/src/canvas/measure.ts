import type { Measure } from "../board/fit_text";

/** Measures in `font` (a CSS font family) and remembers, because words come again. */
export function measureIn(font: string): Measure {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) throw new Error("This browser draws no text on a canvas");
  const BASE = 100;
  context.font = `${BASE}px ${font}`;
  // As the paper shows letters.
  context.textRendering = "geometricPrecision";
  const known = new Map<string, number>();
  // Widths of a stand-in font are worth nothing once the font itself has been loaded.
  document.fonts.addEventListener("loadingdone", () => known.clear());
  return (text) => {
    let width = known.get(text);
    if (width === undefined) {
      width = context.measureText(text).width / BASE;
      if (known.size > 20_000) known.clear();
      known.set(text, width);
    }
    return width;
  };
}
