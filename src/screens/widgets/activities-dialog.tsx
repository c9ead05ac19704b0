import { type ReactNode, useState } from "react";
import type { Clock } from "../../domain/clock.ts";
import { visibleText } from "../../domain/text.ts";
import { fitToWidth } from "../terminal/width.ts";
import type { Activity } from "./activity.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DialogFrame, dialogWidth, Lines, wrapText } from "./dialog-frame.tsx";
import type { Span } from "./line.tsx";
import { type Notice, noticeMark } from "./notice.ts";
import { progressSpans } from "./progress-bar.ts";
import type { ScreenSize } from "./questions.ts";
import { timeText } from "./time-text.ts";
import { useInput } from "./use-input.ts";

interface ActivitiesDialogProps {
  readonly activities: readonly Activity[];
  /** Newest first. */
  readonly notices: readonly Notice[];
  readonly clock: Clock;
  readonly size: ScreenSize;
  readonly onCancel: (id: number) => void;
  readonly onClose: () => void;
}

/** Lines for all of what the row under the cursor says. */
const fullRows = 4;

/** What runs in the background and what ran lately; below it, what was told. `d` stops what runs. */
export function ActivitiesDialog({ activities, notices, clock, size, onCancel, onClose }: ActivitiesDialogProps): ReactNode {
  const [cursor, setCursor] = useState(0);
  const newestFirst = [...activities].reverse();
  const count = newestFirst.length + notices.length;
  const width = dialogWidth(size, 90);
  const rows = Math.max(1, Math.min(count, size.rows - fullRows - 6));
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -rows, pagedown: rows, home: -count, end: count }[event.name];
    if (by !== undefined) setCursor(Math.max(0, Math.min(count - 1, cursor + by)));
    else if (["esc", "enter", "f8", "ctrl+b"].includes(event.name)) onClose();
    else if (event.name === "d" || event.name === "delete") {
      const chosen = newestFirst[cursor];
      if (chosen?.state === "running") onCancel(chosen.id);
    } else return false;
    return true;
  }, "widget");
  const lines = [...newestFirst.map((activity) => activityLine(activity, clock.now(), width - 2)), ...notices.map((notice) => noticeLine(notice, width - 2))];
  const chosen = notices[cursor - newestFirst.length];
  const full = chosen === undefined ? [] : [chosen.text, ...chosen.more].flatMap((part) => wrapText(part, width)).slice(0, fullRows);
  return (
    <DialogFrame title="Background work and notices" size={size} rows={rows + 2 + full.length} width={90}>
      {() => (
        <>
          {count === 0 ? <Lines lines={["Nothing is running, and nothing was told yet."]} width={width} /> : <ChoiceList lines={lines} cursor={cursor} rows={rows} width={width} />}
          <Lines lines={["", ...full, [{ text: `${newestFirst[cursor]?.state === "running" ? "d stops it at the next safe point · " : ""}Esc closes`, dim: true }]]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

const stateMark: Readonly<Record<Activity["state"], string>> = { running: "◐", done: noticeMark.good, failed: noticeMark.bad, cancelled: noticeMark.warning };

function activityLine(activity: Activity, now: number, width: number): readonly Span[] {
  const said = `${timeText(activity.startedAt)} ${stateMark[activity.state]} ${visibleText(activity.title)}`;
  if (activity.state !== "running") return [fitToWidth(`${said}: ${activity.state}`, width)];
  return [fitToWidth(said, Math.floor(width / 2)), " ", ...(activity.progress === undefined ? ["running"] : progressSpans(activity.progress, now - activity.startedAt, Math.floor(width / 2) - 1))];
}

function noticeLine({ toldAt, tone, text }: Notice, width: number): readonly Span[] {
  return [fitToWidth(`${timeText(toldAt)} ${noticeMark[tone]} ${visibleText(text)}`, width)];
}
