/** The commands that stand in the bar above a board, on the paper and on the list alike. */
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import MessageSquare from "@lucide/svelte/icons/message-square";
import SearchIcon from "@lucide/svelte/icons/search";

import { COMMANDS, type Command, type CommandName } from "../tools/commands";
import type { Workbench } from "../tools/workbench.svelte";
import type { BarExtras } from "../ui/contract";

/** `phone`: there is little room. */
export function barCommands(bench: Workbench, phone: boolean): BarExtras["commands"] {
  const of = (name: CommandName): { name: string; word: string; keys: string | undefined; run: () => void } => {
    const { word, keys, run }: Command = COMMANDS[name];
    return { name, word: word(), keys, run: () => run(bench) };
  };
  return [
    { ...of("comments"), icon: MessageSquare, button: "wide", count: bench.comments?.openCount ?? 0, run: () => bench.discuss(null) },
    { ...of("search"), icon: SearchIcon, button: "always" },
    of("palette"),
    ...(bench.place === "paper" ? [of("map")] : []),
    // Where two fingers zoom there is no room for buttons, but who has one finger needs them.
    ...(bench.place === "paper" && phone ? [of("zoomIn"), of("zoomOut"), of("zoomReset")] : []),
    // Fingers on a screen turn no wheel.
    ...(bench.place === "paper" && matchMedia("(any-pointer: fine)").matches ? [of("pointing")] : []),
    of("export"),
    ...(bench.session.writable ? [of("import"), of("bin")] : []),
    { ...of("help"), icon: CircleQuestionMark, button: "wide" },
  ];
}
