import { visibleText } from "../../domain/text.ts";
import type { LiveCommand } from "../commands/command.ts";
import { keyLabel } from "../commands/key-name.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
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

const noticeMark = { info: "·", good: "✓", warning: "!", bad: "✕" } as const;

export function noticeSpans<Session, Routes>(desk: Desk<Session, Routes>, width: number): Span[] {
  const notice = desk.currentNotice;
  if (notice === undefined) return [{ text: "─".repeat(width), dim: true }];
  return [{ text: ` ${noticeMark[notice.tone]} ${notice.text}`, bold: true, ...(notice.tone === "info" ? {} : { tone: notice.tone }) }];
}

/** Last line: the keys that work now, as many as fit; `?` always fits. */
export function footerSpans(commands: readonly LiveCommand[], inLayer: boolean, width: number): Span[] {
  if (inLayer) return [];
  const shown = commands.filter((command) => command.inFooter && command.disabledReason === undefined && command.keys.length > 0);
  const help = commands.find((command) => command.id === "shell.help");
  const last = help === undefined ? "" : ` ${keyLabel(help.keys[0] ?? "")} keys`;
  const spans: Span[] = [];
  let left = width - last.length - 1;
  for (const command of shown) {
    if (command === help) continue;
    const key = ` ${keyLabel(command.keys[0] ?? "")}`;
    const title = ` ${command.title} `;
    if (widthOf(key) + widthOf(title) > left) continue;
    spans.push({ text: key, bold: true }, title);
    left -= widthOf(key) + widthOf(title);
  }
  if (help !== undefined) spans.push({ text: last.slice(0, -5), bold: true }, " keys");
  return spans;
}
