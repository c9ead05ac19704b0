import { type ReactNode, useState } from "react";
import type { DialogCustomer, ScreenSize, Shell } from "../shell/shell.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { useInput } from "../widgets/use-input.ts";

/** Something to be read to its end: a transaction with all its fields, a finding, a bank's text. */
export interface Reading {
  readonly title: string;
  readonly customer?: DialogCustomer | undefined;
  /** Raw; wrapped and filtered here. */
  readonly lines: readonly string[];
}

/** Shows it in a box that scrolls. */
export async function showReading(shell: Pick<Shell<never, never>, "dialog">, reading: Reading): Promise<void> {
  await shell.dialog<true>((close, size) => <ReadingDialog reading={reading} size={size} onClose={() => close(true)} />);
}

function ReadingDialog({ reading, size, onClose }: { readonly reading: Reading; readonly size: ScreenSize; readonly onClose: () => void }): ReactNode {
  const [top, setTop] = useState(0);
  const width = dialogWidth(size, 90);
  const lines = reading.lines.flatMap((line) => wrapText(line, width));
  const height = Math.max(1, Math.min(lines.length, size.rows - 5));
  const last = Math.max(0, lines.length - height);
  useInput((event) => {
    if (event.kind === "paste") return true;
    const moves: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -height, pagedown: height, home: -lines.length, end: lines.length };
    const by = moves[event.name];
    if (by !== undefined) setTop((now) => Math.max(0, Math.min(last, now + by)));
    else if (event.name === "enter" || event.name === "esc") onClose();
    else return false;
    return true;
  }, "widget");
  const shown = lines.slice(Math.min(top, last), Math.min(top, last) + height);
  const foot = last === 0 ? "Enter closes" : `↑ ↓ more, ${Math.min(top, last) + height} of ${lines.length} lines · Enter closes`;
  return (
    <DialogFrame title={reading.title} customer={reading.customer} size={size} width={90} rows={height + 2}>
      {() => <Lines lines={[...shown, "", [{ text: foot, dim: true }]]} width={width} />}
    </DialogFrame>
  );
}
