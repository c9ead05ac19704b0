import { type ReactNode, useState } from "react";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { DialogFrame, dialogWidth } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";

const widthMax = 110;

/** Lines to read, which can be scrolled. @param linesFor gives them for a width in cells */
export function OrderDialog({ title, customer, linesFor, size, onClose }: { readonly title: string; readonly customer: DialogCustomer; readonly linesFor: (width: number) => readonly (readonly Span[])[]; readonly size: ScreenSize; readonly onClose: () => void }): ReactNode {
  const [top, setTop] = useState(0);
  const width = dialogWidth(size, widthMax);
  const lines = linesFor(width);
  const rows = Math.min(lines.length, size.rows - 4);
  const last = Math.max(0, lines.length - rows);
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -rows, pagedown: rows, space: rows, home: -last, end: last }[event.name];
    if (by !== undefined) setTop((before) => Math.max(0, Math.min(last, before + by)));
    else if (event.name === "esc" || event.name === "enter") onClose();
    else return false;
    return true;
  }, "widget");
  return (
    <DialogFrame title={title} customer={customer} size={size} rows={rows + 1} width={widthMax}>
      {() => (
        <>
          {lines.slice(top, top + rows).map((line, slot) => <Line key={String(slot)} spans={line} width={width} />)}
          <Line spans={[{ text: last > 0 ? `↑ ↓ lines ${top + 1} to ${top + rows} of ${lines.length} · Esc closes` : "Esc closes", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}
