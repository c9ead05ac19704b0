import { type ReactNode, useState } from "react";
import type { WorkstationShell } from "../routes.ts";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { fitToWidth } from "../terminal/width.ts";
import { DialogFrame, dialogWidth, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";

/** A label and what it says; long text takes several lines. */
export type Fact = readonly [label: string, text: string];

const labelWidth = 12;

/** Shows facts to read; long ones can be scrolled. */
export async function showFacts(shell: Pick<WorkstationShell, "dialog">, question: { readonly title: string; readonly customer?: DialogCustomer | undefined; readonly facts: readonly Fact[] }): Promise<void> {
  await shell.dialog<true>((close, size) => <FactsDialog {...question} size={size} onClose={() => close(true)} />);
}

/** Facts as lines of exactly that width: the label once, the text wrapped beside it. */
export function factLines(facts: readonly Fact[], width: number): (readonly Span[])[] {
  return facts.flatMap(([label, text]) =>
    wrapText(text, Math.max(10, width - labelWidth - 1)).flatMap(brokenAt(Math.max(10, width - labelWidth - 1))).map((line, at): readonly Span[] => [{ text: `${fitToWidth(at === 0 ? label : "", labelWidth)} `, dim: true }, line]),
  );
}

function FactsDialog({ title, customer, facts, size, onClose }: { readonly title: string; readonly customer?: DialogCustomer | undefined; readonly facts: readonly Fact[]; readonly size: ScreenSize; readonly onClose: () => void }): ReactNode {
  const [top, setTop] = useState(0);
  const width = dialogWidth(size, 90);
  const lines = factLines(facts, width);
  const rows = Math.min(lines.length, size.rows - 4);
  const last = Math.max(0, lines.length - rows);
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -rows, pagedown: rows, home: -last, end: last }[event.name];
    if (by !== undefined) setTop(Math.max(0, Math.min(last, top + by)));
    else if (event.name === "esc" || event.name === "enter") onClose();
    else return false;
    return true;
  }, "widget");
  return (
    <DialogFrame title={title} customer={customer} size={size} rows={rows + 1} width={90}>
      {() => (
        <>
          {lines.slice(top, top + rows).map((line, slot) => <Line key={String(slot)} spans={line} width={width} />)}
          <Line spans={[{ text: last > 0 ? `↑ ↓ more (${Math.min(100, Math.round(((top + rows) / lines.length) * 100))} %) · Esc closes` : "Esc closes", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

/** Words longer than a line, such as hashes, are broken rather than cut. */
function brokenAt(width: number): (line: string) => string[] {
  return (line) => {
    const parts: string[] = [];
    for (let rest = line; ; rest = rest.slice(width)) {
      if (rest.length <= width) return [...parts, rest];
      parts.push(rest.slice(0, width));
    }
  };
}
