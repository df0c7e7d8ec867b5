/** The icons that nodes of a mind map may have, by their words in `board.schema.json`. */
import BookOpen from "@lucide/svelte/icons/book-open";
import CalendarDays from "@lucide/svelte/icons/calendar-days";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import Clock from "@lucide/svelte/icons/clock";
import Coins from "@lucide/svelte/icons/coins";
import Flag from "@lucide/svelte/icons/flag";
import Heart from "@lucide/svelte/icons/heart";
import House from "@lucide/svelte/icons/house";
import Leaf from "@lucide/svelte/icons/leaf";
import Lightbulb from "@lucide/svelte/icons/lightbulb";
import MessageSquare from "@lucide/svelte/icons/message-square";
import Star from "@lucide/svelte/icons/star";
import ThumbsDown from "@lucide/svelte/icons/thumbs-down";
import ThumbsUp from "@lucide/svelte/icons/thumbs-up";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Users from "@lucide/svelte/icons/users";
import type { Component } from "svelte";

import type { MAP_ICONS as WORDS } from "../../generated/board-constants.gen";
import { m } from "../../paraglide/messages";

type Icon = Component<{ size?: number | string }>;

const DRAWN: Readonly<Record<(typeof WORDS)[number], { readonly icon: Icon; readonly word: () => string }>> = {
  idea: { icon: Lightbulb, word: () => m.icon_idea() },
  question: { icon: CircleQuestionMark, word: () => m.icon_question() },
  warning: { icon: TriangleAlert, word: () => m.icon_warning() },
  yes: { icon: CircleCheck, word: () => m.icon_yes() },
  no: { icon: CircleX, word: () => m.icon_no() },
  star: { icon: Star, word: () => m.icon_star() },
  flag: { icon: Flag, word: () => m.icon_flag() },
  heart: { icon: Heart, word: () => m.icon_heart() },
  up: { icon: ThumbsUp, word: () => m.icon_up() },
  down: { icon: ThumbsDown, word: () => m.icon_down() },
  people: { icon: Users, word: () => m.icon_people() },
  talk: { icon: MessageSquare, word: () => m.icon_talk() },
  calendar: { icon: CalendarDays, word: () => m.icon_calendar() },
  clock: { icon: Clock, word: () => m.icon_clock() },
  money: { icon: Coins, word: () => m.icon_money() },
  home: { icon: House, word: () => m.icon_home() },
  leaf: { icon: Leaf, word: () => m.icon_leaf() },
  book: { icon: BookOpen, word: () => m.icon_book() },
};

export const MAP_ICONS: Readonly<Record<string, (typeof DRAWN)[keyof typeof DRAWN]>> = DRAWN;

/** What shows an icon: a drawing or, where there is none, the sign itself that stands there. */
export function mapIcon(name: string): { readonly component: Icon | null; readonly text: string } {
  const known = MAP_ICONS[name];
  if (known !== undefined) return { component: known.icon, text: "" };
  // An emoji is its own drawing; a name that nobody knows is a dot.
  return { component: null, text: /\p{Extended_Pictographic}/u.test(name) ? name : "•" };
}
