/** What can go wrong with a whole page, and the words for it. */
import { m } from "../paraglide/messages";
import type { Closed } from "./contract";

export type Problem =
  | Closed
  | "link_unknown"
  | "link_revoked"
  | "not_signed_in"
  | "not_found"
  | "signin"
  | "unknown_page"
  | "page_not_loaded"
  | "unreachable";

export interface ProblemWords {
  /** What happened. */
  readonly title: string;
  /** Why, and what of my work is safe. */
  readonly text: string;
  /** What to do now. */
  readonly advice: string;
  /** Whether trying the same again can help. */
  readonly retry?: string;
}

/** The words for `problem`, in the language of the reader. */
export function wordsFor(problem: Problem): ProblemWords {
  switch (problem) {
    case "link_unknown":
      return { title: m.problem_link_unknown_title(), text: m.problem_link_unknown_text(), advice: m.problem_link_advice() };
    case "link_revoked":
      return { title: m.problem_link_revoked_title(), text: m.problem_link_revoked_text(), advice: m.problem_link_advice() };
    case "revoked":
      return { title: m.problem_revoked_title(), text: m.problem_revoked_text(), advice: m.problem_link_advice() };
    case "not_signed_in":
      return { title: m.problem_not_signed_in_title(), text: m.problem_not_signed_in_text(), advice: m.problem_not_signed_in_advice() };
    case "deleted":
      return { title: m.problem_deleted_title(), text: m.problem_deleted_text(), advice: m.problem_deleted_advice() };
    case "not_found":
      return { title: m.problem_not_found_title(), text: m.problem_not_found_text(), advice: m.problem_not_signed_in_advice() };
    case "oldEpoch":
      return {
        title: m.problem_old_epoch_title(),
        text: m.problem_old_epoch_text(),
        advice: m.problem_old_epoch_advice(),
        retry: m.problem_open_again(),
      };
    case "forbidden":
    case "malformed":
    case "unknownMessage":
    case "missingPredecessors":
      return {
        title: m.problem_refused_title(),
        text: m.problem_refused_text(),
        advice: m.problem_refused_advice(),
        retry: m.problem_open_again(),
      };
    case "banned":
      return { title: m.problem_banned_title(), text: m.problem_banned_text(), advice: m.problem_banned_advice() };
    case "tooLarge":
      return {
        title: m.problem_too_large_title(),
        text: m.problem_too_large_text(),
        advice: m.problem_too_large_advice(),
        retry: m.problem_open_again(),
      };
    case "signin":
      return { title: m.problem_signin_title(), text: m.problem_signin_text(), advice: m.problem_signin_advice() };
    case "unknown_page":
      return { title: m.problem_unknown_page_title(), text: m.problem_unknown_page_text(), advice: m.problem_unknown_page_advice() };
    case "page_not_loaded":
    case "unreachable":
      return {
        title: m.problem_unreachable_title(),
        text: m.problem_unreachable_text(),
        advice: m.problem_unreachable_advice(),
        retry: m.try_again(),
      };
  }
}
