import { type ReactNode, useState } from "react";
import type { Clock } from "../../domain/clock.ts";
import type { Activity } from "./activity.ts";
import type { ScreenSize } from "./questions.ts";
import { fitToWidth } from "../terminal/width.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DialogFrame, dialogWidth } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { visibleText } from "../../domain/text.ts";
import { progressSpans } from "./progress-bar.ts";
import { useInput } from "./use-input.ts";

interface ActivitiesDialogProps {
  readonly activities: readonly Activity[];
  readonly clock: Clock;
  readonly size: ScreenSize;
  readonly onCancel: (id: number) => void;
  readonly onClose: () => void;
}

/** What runs in the background, and what ran lately; `d` stops one. */
export function ActivitiesDialog({ activities, clock, size, onCancel, onClose }: ActivitiesDialogProps): ReactNode {
  const [cursor, setCursor] = useState(0);
  const newestFirst = [...activities].reverse();
  useInput((event) => {
    if (event.kind === "paste") return true;
    if (event.name === "up" || event.name === "down") setCursor(Math.max(0, Math.min(newestFirst.length - 1, cursor + (event.name === "up" ? -1 : 1))));
    else if (event.name === "esc" || event.name === "enter" || event.name === "f8") onClose();
    else if (event.name === "d" || event.name === "delete") {
      const chosen = newestFirst[cursor];
      if (chosen?.state === "running") onCancel(chosen.id);
    } else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size, 90);
  const rows = Math.max(1, Math.min(newestFirst.length, size.rows - 5));
  return (
    <DialogFrame title="Background work" size={size} rows={rows + 1} width={90}>
      {() => (
        <>
          {newestFirst.length === 0 ? <Line spans="Nothing is running." width={width} /> : <ChoiceList lines={newestFirst.map((activity) => activityLine(activity, clock.now(), width - 2))} cursor={cursor} rows={rows} width={width} />}
          <Line spans={[{ text: "d stops it at the next safe point · Esc closes", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

function activityLine(activity: Activity, now: number, width: number): readonly Span[] {
  const title = fitToWidth(visibleText(activity.title), Math.floor(width / 2));
  if (activity.state !== "running") return [title, ` ${activity.state}`];
  return [title, " ", ...(activity.progress === undefined ? ["running"] : progressSpans(activity.progress, now - activity.startedAt, Math.floor(width / 2) - 1))];
}
