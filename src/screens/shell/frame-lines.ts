import { visibleText } from "../../domain/text.ts";
import type { LiveCommand } from "../commands/command.ts";
import { keyLabel } from "../commands/key-name.ts";
import type { KeyTelling } from "../terminal/keyboard.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
import { noticeMark } from "../widgets/notice.ts";
import type { Activity } from "./activities.ts";
import type { Desk } from "./desk.tsx";

/** Line 1: breadcrumbs left, what runs, who and when right. What runs is told in fewer words where the screen's own title needs the room; the way is cut from its beginning. */
export function headerSpans<Session, Routes>(desk: Desk<Session, Routes>, status: string, width: number): Span[] {
  const way = ["Kontor", ...desk.stack.map((entry) => visibleText(entry.screen.title()))];
  const rights = activityTexts(desk.activities).map((activity) => [activity, visibleText(status)].filter((part) => part !== "").join(" · "));
  const roomBeside = (right: string): number => width - widthOf(right) - 2;
  const right = rights.find((one) => roomBeside(one) >= widthOf(` … › ${way.at(-1) ?? ""}`)) ?? rights.at(-1) ?? "";
  const room = Math.max(10, roomBeside(right));
  while (way.length > 2 && widthOf(way.join(" › ")) + 1 > room) way.splice(0, way[0] === "…" ? 2 : 1, "…");
  const here = way.pop() ?? "";
  const before = way.length === 0 ? "" : `${way.join(" › ")} › `;
  const left = ` ${before}`;
  return [{ text: left, dim: true }, { text: fitToWidth(here, Math.max(1, room - widthOf(left))), bold: true }, fitToWidth(right, Math.max(0, width - room), "right")];
}

/** Line 1 of a locked screen: neither where the operator was nor what runs. */
export function lockedHeaderSpans(status: string, width: number): Span[] {
  return [{ text: " Kontor › locked", dim: true }, fitToWidth(visibleText(status), Math.max(0, width - 16), "right")];
}

/** One running activity by name, several by their number; in fewer and fewer words. */
function activityTexts(activities: readonly Activity[]): readonly string[] {
  const running = activities.filter((activity) => activity.state === "running");
  const first = running[0];
  if (first === undefined) return [""];
  if (running.length > 1) return [`◐ ${running.length} running`, `◐ ${running.length}`];
  const progress = first.progress;
  const share = progress?.total === undefined || progress.total === 0 ? "" : ` ${Math.floor((progress.done / progress.total) * 100)} %`;
  return [`◐ ${visibleText(first.title)}${share}`, `◐${share}`, "◐"];
}

export function noticeSpans<Session, Routes>(desk: Desk<Session, Routes>, width: number): Span[] {
  const notice = desk.notices.standing;
  if (notice === undefined) return [{ text: "─".repeat(width), dim: true }];
  return [{ text: ` ${noticeMark[notice.tone]} ${notice.text}`, bold: true, ...(notice.tone === "info" ? {} : { tone: notice.tone }) }];
}

/** The commands, and what the widgets of the screen tell of their keys. */
type FooterKeys = KeyTelling & { readonly commands: readonly LiveCommand[] };

/** Last line: the keys that work now, as many as fit, the most wanted first. The way back and `?` always do. */
export function footerSpans({ commands, hints, typing }: FooterKeys, width: number): Span[] {
  const heard = (keys: readonly string[]): string | undefined => keys.find((key) => !typing || (key.length > 1 && key !== "space"));
  const usable = commands.flatMap(({ id, keys, title, inFooter, disabledReason }): FooterEntry[] => {
    const key = heard(keys);
    return key === undefined || !inFooter || disabledReason !== undefined ? [] : [{ id, key, title }];
  });
  const told = hints.map((hint): FooterEntry => ({ id: "", ...hint }));
  // What Esc does now may be said by the list.
  const back = usable.filter(({ id, key }) => id === "shell.back" && !told.some((hint) => hint.key === key));
  const help = usable.filter(({ id }) => id === "shell.help");
  const ofScreen = usable.filter(({ id }) => !id.startsWith("shell."));
  const ofShell = usable.filter((entry) => !ofScreen.includes(entry) && entry.id !== "shell.back" && entry.id !== "shell.help");
  const isFirst = ({ key }: FooterEntry): boolean => key === "enter" || key === "esc";
  const widthOfAll = (entries: readonly FooterEntry[]): number => entries.reduce((sum, { key, title }) => sum + widthOf(keyLabel(key)) + widthOf(title) + 3, 0);
  let left = width - widthOfAll(back) - widthOfAll(help);
  const fitting = (entries: readonly FooterEntry[]): FooterEntry[] => entries.filter((entry) => {
    const fits = widthOfAll([entry]) <= left;
    if (fits) left -= widthOfAll([entry]);
    return fits;
  });
  return [...fitting([...told, ...ofScreen].filter(isFirst)), ...fitting([...ofScreen, ...told].filter((entry) => !isFirst(entry))), ...back, ...fitting(ofShell), ...help]
    .flatMap(({ key, title }): Span[] => [{ text: ` ${keyLabel(key)}`, bold: true }, ` ${title} `]);
}

interface FooterEntry {
  readonly id: string;
  readonly key: string;
  readonly title: string;
}
