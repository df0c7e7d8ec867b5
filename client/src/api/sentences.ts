/** The server's error codes as sentences in the reader's language: what happened and what to do. */
import { m } from "../paraglide/messages";
import { ApiFailure } from "./failure";

const SENTENCES: Readonly<Record<string, () => string>> = {
  unreachable: () => m.error_unreachable(),
  storage_unavailable: () => m.error_storage(),
  title_empty: () => m.error_title_empty(),
  title_too_long: () => m.error_title_too_long(),
  name_empty: () => m.error_name_empty(),
  name_too_long: () => m.error_name_too_long(),
  control_characters: () => m.error_control_characters(),
  not_signed_in: () => m.error_not_signed_in(),
  forbidden: () => m.error_forbidden(),
  role_too_weak: () => m.error_forbidden(),
  not_a_facilitator: () => m.error_not_a_facilitator(),
  not_a_member: () => m.error_not_a_member(),
  board_not_found: () => m.error_board_not_found(),
  banned: () => m.error_banned(),
  link_unknown: () => m.error_link_unknown(),
  link_revoked: () => m.error_link_revoked(),
  link_foreign: () => m.error_link_foreign(),
  link_missing: () => m.error_link_missing(),
  link_exists: () => m.error_link_exists(),
  image_unknown: () => m.error_image_unknown(),
  image_broken: () => m.error_image_broken(),
  upload_broken_off: () => m.error_image_broken(),
  image_too_large: () => m.error_image_too_large(),
  image_too_many_pixels: () => m.error_image_too_many_pixels(),
  images_full: () => m.error_images_full(),
  image_not_found: () => m.error_image_not_found(),
  template_not_found: () => m.error_template_not_found(),
  over_budget: () => m.error_over_budget(),
  drawing_too_much: () => m.error_drawing_too_much(),
};

/**
 * One or two sentences for the reader. A code without a sentence of ours falls back to the
 * server's own words; what is no failure of the server is said in general terms.
 */
export function sentenceFor(failure: unknown): string {
  if (!(failure instanceof ApiFailure)) return m.error_unexpected();
  return SENTENCES[failure.code]?.() ?? (failure.code === "unexpected" ? m.error_unexpected() : failure.message);
}
