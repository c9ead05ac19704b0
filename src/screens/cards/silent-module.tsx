import { type ReactNode, useEffect } from "react";
import type { SilentModule } from "../../workflows/ports/chip-cards.ts";
import type { WorkstationShell } from "../routes.ts";
import type { ScreenSize } from "../shell/shell.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { useInput } from "../widgets/use-input.ts";

/** Tells of a card's module that does not answer, until it does; the operator may stop it. */
export async function tellSilence(shell: Pick<WorkstationShell, "dialog">, silent: SilentModule): Promise<void> {
  const answer = await shell.dialog<"stop">((close, size) => <SilenceDialog silent={silent} size={size} onClose={close} />);
  if (answer === "stop") silent.stop();
}

function SilenceDialog({ silent, size, onClose }: { readonly silent: SilentModule; readonly size: ScreenSize; readonly onClose: (answer?: "stop") => void }): ReactNode {
  useEffect(() => void silent.answered.then(() => onClose()), [silent, onClose]);
  useInput((event) => {
    if (event.kind === "paste") return true;
    if (event.name === "esc") onClose("stop");
    else if (event.name === "enter") onClose();
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const module = silent.modulePath.slice(silent.modulePath.lastIndexOf("/") + 1);
  const lines = [
    ...wrapText(`The card's module ${module} does not answer.`, width).map((text) => [{ text, bold: true }]),
    ...["Look at the reader: does it wait for a PIN? Is the card in it?", "This goes away as soon as it answers.", "", "Esc: stop it. Nothing more is signed; what was signed counts.", "Enter: wait on."].flatMap((text) => wrapText(text, width)),
  ];
  return <DialogFrame title="Chip card" size={size} rows={lines.length}>{() => <Lines lines={lines} width={width} />}</DialogFrame>;
}
