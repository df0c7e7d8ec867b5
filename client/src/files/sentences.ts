/** What is wrong with a file, and what could not be taken from it, as sentences in the reader's language. */
import { FileFailure, type FileRemark } from "../api/files";
import { sentenceFor } from "../api/sentences";
import { FILES } from "../generated/formats.gen";
import { m } from "../paraglide/messages";

const MEGABYTES = FILES.maxBytes / 1024 / 1024;

/** Without the line: that stands behind. */
const FAILURES: Readonly<Record<string, () => string>> = {
  file_too_large: () => m.file_too_large({ most: MEGABYTES }),
  file_too_many: () => m.file_too_many(),
  file_too_deep: () => m.file_too_deep(),
  file_too_much: () => m.file_too_much(),
  file_malformed: () => m.file_malformed(),
  file_unknown: () => m.file_unknown(),
  file_encoding: () => m.file_encoding(),
  file_entities: () => m.file_entities(),
  upload_broken_off: () => m.file_broken_off(),
};

const REMARKS: Readonly<Record<string, (count: number) => string>> = {
  object_left_out: (count) => m.remark_object({ count }),
  bin_left_out: (count) => m.remark_bin({ count }),
  field_left_out: (count) => m.remark_field({ count }),
  text_cut: (count) => m.remark_text_cut({ count }),
  tags_cut: (count) => m.remark_tags_cut({ count }),
  comments_left_out: (count) => m.remark_comments({ count }),
  line_left_out: (count) => m.remark_line({ count }),
  picture_left_out: (count) => m.remark_picture({ count }),
  picture_left_behind: (count) => m.remark_picture_behind({ count }),
  file_as_name: (count) => m.remark_file({ count }),
  color_left_out: (count) => m.remark_color({ count }),
  number_left_out: (count) => m.remark_number({ count }),
  column_left_out: (count) => m.remark_column({ count }),
  icon_left_out: (count) => m.remark_icon({ count }),
  link_left_out: (count) => m.remark_link({ count }),
  encrypted_left_out: (count) => m.remark_encrypted({ count }),
  words_left_out: (count) => m.remark_words({ count }),
};

/** Why a file cannot be taken, and on which line that shows. */
export function sentenceForFile(failure: unknown): string {
  const said = failure instanceof FileFailure ? FAILURES[failure.code]?.() : undefined;
  if (said === undefined || !(failure instanceof FileFailure)) return sentenceFor(failure);
  return failure.line === null ? said : `${said} ${m.file_line({ line: failure.line })}`;
}

/** The file is larger than the server reads. */
export function tooLarge(file: File): string | null {
  return file.size > FILES.maxBytes ? m.file_too_large({ most: MEGABYTES }) : null;
}

/** What could not be taken, how often, and on which line first. */
export function sentenceForRemark({ code, count, line }: FileRemark): string {
  const said = REMARKS[code]?.(count) ?? `${code}: ${count}`;
  return line === null || line === undefined ? said : `${said} ${count > 1 ? m.remark_first_line({ line }) : m.remark_line_number({ line })}`;
}
