/** The commands that stand in the bar above a board, on the paper and on the list alike. */
import ArchiveRestore from "@lucide/svelte/icons/archive-restore";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import MapIcon from "@lucide/svelte/icons/map";
import Mouse from "@lucide/svelte/icons/mouse";
import MessageSquare from "@lucide/svelte/icons/message-square";
import SearchIcon from "@lucide/svelte/icons/search";
import SquareTerminal from "@lucide/svelte/icons/square-terminal";

import { COMMANDS, type Command, type CommandName } from "../tools/commands";
import type { Workbench } from "../tools/workbench.svelte";
import type { BarExtras } from "../ui/contract";

export function barCommands(bench: Workbench): BarExtras["commands"] {
  const of = (name: CommandName): { name: string; word: string; keys: string | undefined; run: () => void } => {
    const { word, keys, run }: Command = COMMANDS[name];
    return { name, word: word(), keys, run: () => run(bench) };
  };
  return [
    { ...of("comments"), icon: MessageSquare, button: "wide", count: bench.comments?.openCount ?? 0, run: () => bench.discuss(null) },
    { ...of("search"), icon: SearchIcon, button: "always" },
    { ...of("palette"), icon: SquareTerminal },
    ...(bench.place === "paper" ? [{ ...of("map"), icon: MapIcon }] : []),
    // Fingers on a screen turn no wheel.
    ...(bench.place === "paper" && matchMedia("(any-pointer: fine)").matches ? [{ ...of("pointing"), icon: Mouse }] : []),
    ...(bench.session.writable ? [{ ...of("bin"), icon: ArchiveRestore }] : []),
    { ...of("help"), icon: CircleQuestionMark, button: "wide" },
  ];
}
