/** The formats of files in words: what each is called, and what it is good for. */
import type { ExportFormat, ImportFormat } from "../api/files";
import { EXPORT_FORMATS, IMPORT_FORMATS } from "../generated/formats.gen";
import { m } from "../paraglide/messages";

interface Words {
  readonly name: string;
  readonly use: string;
}

/** Those that people ask for most stand first. Pictures are only written. */
const WORDS: Readonly<Record<string, () => Words>> = {
  png: () => ({ name: m.format_png(), use: m.format_png_use() }),
  svg: () => ({ name: m.format_svg(), use: m.format_svg_use() }),
  md: () => ({ name: m.format_md(), use: m.format_md_use() }),
  csv: () => ({ name: m.format_csv(), use: m.format_csv_use() }),
  canvas: () => ({ name: m.format_canvas(), use: m.format_canvas_use() }),
  mm: () => ({ name: m.format_mm(), use: m.format_mm_use() }),
  opml: () => ({ name: m.format_opml(), use: m.format_opml_use() }),
  json: () => ({ name: m.format_json(), use: m.format_json_use() }),
};
const ORDER = Object.keys(WORDS);

/** What programs call the same. */
const ENDINGS: Readonly<Record<string, ImportFormat>> = { markdown: "md", txt: "md", tsv: "csv" };

/** A format that has come to the server since is called by its ending. */
export function wordsOf(format: string): Words {
  return WORDS[format]?.() ?? { name: format.toUpperCase(), use: "" };
}

/** Every format that a board can be had in. */
export function exportFormats(): readonly ExportFormat[] {
  const rank = (format: string): number => (format in WORDS ? ORDER.indexOf(format) : ORDER.length);
  return [...EXPORT_FORMATS].sort((a, b) => rank(a) - rank(b));
}

/** The format that the name of a file promises; null when boards read none such. */
export function formatOf(name: string): ImportFormat | null {
  const ending = /\.(\w+)$/u.exec(name)?.[1]?.toLowerCase() ?? "";
  const also = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  return also ?? IMPORT_FORMATS.find((format) => format === ending) ?? null;
}

/** What a file picker offers. */
export const PICKED = [...IMPORT_FORMATS, ...Object.keys(ENDINGS)].map((ending) => `.${ending}`).join(",");
