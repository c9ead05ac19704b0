import { keyLabel } from "../commands/key-name.ts";
import type { Command } from "../commands/command.ts";
import { fitToWidth } from "../terminal/width.ts";
import { tableKeys } from "../widgets/table.tsx";
import { wrapText } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import { helpPages } from "./pages.ts";

/** A screen's name and its commands, as the registry has them. */
export interface ScreenKeys {
  readonly id: string;
  readonly commands: readonly Pick<Command<never>, "id" | "title" | "keys" | "description">[];
}

export interface HelpModel {
  /** 0-based: the pages to read, then the keys. */
  readonly page: number;
  readonly top: number;
  readonly screens: readonly ScreenKeys[];
}

export type HelpAction = { readonly type: "screens"; readonly screens: readonly ScreenKeys[] } | { readonly type: "page"; readonly page: number } | { readonly type: "scroll"; readonly by: number; readonly last: number };

export const initialHelp: HelpModel = { page: 0, top: 0, screens: [] };
export const pageTitles: readonly string[] = [...helpPages.map((page) => page.title), "Keys of every screen"];

/** Pure. */
export function updateHelp(model: HelpModel, action: HelpAction): HelpModel {
  switch (action.type) {
    case "screens":
      return { ...model, screens: action.screens };
    case "page":
      return { ...model, page: Math.max(0, Math.min(pageTitles.length - 1, action.page)), top: 0 };
    case "scroll":
      return { ...model, top: Math.max(0, Math.min(action.last, model.top + action.by)) };
  }
}

/** The page's lines in that width. */
export function helpLines(model: HelpModel, width: number): (readonly Span[])[] {
  const page = helpPages[model.page];
  if (page === undefined) return keyLines(model.screens, width);
  return page.text.flatMap((text): (readonly Span[])[] => (text.startsWith("# ") ? [[{ text: text.slice(2), bold: true }]] : text === "" ? [[]] : wrapText(text, Math.min(width, 96)).map((line): readonly Span[] => [line])));
}

function keyLines(screens: readonly ScreenKeys[], width: number): (readonly Span[])[] {
  const line = (keys: string, title: string, note: string): readonly Span[] => [{ text: `  ${fitToWidth(keys, 14)} `, bold: true }, fitToWidth(title, 20), { text: ` ${fitToWidth(note, Math.max(0, width - 38))}`, dim: true }];
  const lists: (readonly Span[])[] = [
    [{ text: "in lists", bold: true, underline: true }],
    ...tableKeys.map((entry): readonly Span[] => [{ text: `  ${fitToWidth(entry.keys, 24)} `, bold: true }, entry.title]),
  ];
  const own = screens.filter((screen) => screen.commands.length > 0).flatMap((screen): (readonly Span[])[] => [
    [], [{ text: screen.id, bold: true, underline: true }],
    ...screen.commands.map((command) => line(command.keys.map(keyLabel).join(" "), command.title, command.description ?? "")),
  ]);
  return [...lists, ...own];
}
