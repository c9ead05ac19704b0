import { Box } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import { AppError } from "../../domain/errors.ts";
import { ConfirmDialog } from "../widgets/confirm-dialog.tsx";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import type { ScreenSize } from "../widgets/questions.ts";
import { SecretField } from "../widgets/secret-field.tsx";
import { SecretInput } from "../widgets/secret-input.ts";
import { useInput } from "../widgets/use-input.ts";
import type { Desk } from "./desk.tsx";
import { type LockState, reasonText } from "./lock.ts";

interface LockScreenProps<Session, Routes> {
  readonly desk: Desk<Session, Routes>;
  readonly state: LockState;
  readonly size: ScreenSize;
}

const widthMax = 72;

/** In place of everything: who can unlock, what goes on, and one field. */
export function LockScreen<Session, Routes>({ desk, state, size }: LockScreenProps<Session, Routes>): ReactNode {
  const [input] = useState(() => new SecretInput());
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean }>();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => input.wipe(), [input]);
  const unlock = async (): Promise<void> => {
    const passphrase = input.take();
    setBusy(true);
    setTold({ text: "Looking at the passphrase …", bad: false });
    try {
      await desk.screenLock.unlock(passphrase);
    } catch (error) {
      setTold({ text: error instanceof AppError ? error.message : "The passphrase could not be checked. Try again.", bad: true });
    } finally {
      passphrase.wipe();
      setBusy(false);
    }
  };
  const end = async (): Promise<void> => {
    setBusy(true);
    setTold({ text: "Ending what runs, at the next safe point …", bad: false });
    try {
      await desk.endLockedSession();
    } catch (error) {
      setTold({ text: error instanceof AppError ? error.message : "The session could not be ended.", bad: true });
      setBusy(false);
    }
  };
  useInput((event) => {
    if (event.kind === "paste" || asking) return false;
    if (event.name === "enter") {
      if (input.length > 0 && !busy) void unlock();
    } else if (event.name === "f10") {
      if (!busy) setAsking(true);
    } else return false;
    return true;
  }, "widget");

  if (asking) {
    return (
      <Box width={size.columns} height={size.rows} alignItems="center" justifyContent="center">
        <ConfirmDialog
          size={size} question={endQuestion(desk, desk.screenLock.who)}
          onAnswer={(yes) => {
            setAsking(false);
            if (yes) void end();
          }}
        />
      </Box>
    );
  }
  const width = Math.min(widthMax, size.columns - 4);
  const above = headLines(desk, state, width);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} paddingTop={Math.max(0, Math.floor((size.rows - above.length - 6) / 3))} paddingLeft={Math.floor((size.columns - width) / 2)}>
      <Lines lines={above} width={width} />
      <Line spans={[{ text: `passphrase of ${desk.screenLock.who}`, bold: true }]} width={width} />
      <SecretField input={input} width={width} active={!busy} onChange={() => setTold(undefined)} />
      <Line spans={told === undefined ? "" : [{ text: told.text, ...(told.bad ? { tone: "bad" as const, bold: true } : { dim: true }) }]} width={width} />
      <Line spans="" width={width} />
      <Line spans={[{ text: "Enter unlocks · F10 another operator", dim: true }]} width={width} />
    </Box>
  );
}

function headLines<Session, Routes>(desk: Desk<Session, Routes>, state: LockState, width: number): (readonly Span[])[] {
  const running = desk.activities.filter((activity) => activity.state === "running").length;
  const hint = desk.screenLock.hint;
  const wrapped = (text: string, look: Exclude<Span, string> | { readonly dim?: boolean } = {}): (readonly Span[])[] => wrapText(text, width).map((line): readonly Span[] => [{ ...look, text: line }]);
  return [
    [{ text: "K O N T O R   l o c k e d", bold: true }],
    [""],
    ...wrapped(`${desk.screenLock.who}: locked ${reasonText(state.reason)}.`),
    ...wrapped(running === 0 ? "Nothing runs in the background." : `${running} ${running === 1 ? "piece of work goes" : "pieces of work go"} on in the background.`),
    ...wrapped("The customers stay open in this program's memory, so that sessions with banks can go on. Only logging out closes them.", { dim: true }),
    ...(hint === undefined ? [] : wrapped(`PRACTICE the passphrase is: ${hint}`)),
    [""],
  ];
}

function endQuestion<Session, Routes>(desk: Desk<Session, Routes>, who: string): Parameters<typeof ConfirmDialog>[0]["question"] {
  const running = desk.activities.filter((activity) => activity.state === "running").length;
  const unsaved = desk.unsaved();
  return {
    title: "Another operator",
    consequence: `The session of ${who} ends: every customer is closed.`,
    details: [
      running === 0 ? "Nothing runs in the background." : `${running} ${running === 1 ? "piece of work is" : "pieces of work are"} stopped at the next safe point. Nothing is lost; what was sent and not answered yet is asked for later.`,
      ...(unsaved.length === 0 ? ["Everything is stored."] : [`Not stored, and lost then: ${unsaved.join(", ")}.`]),
    ],
    yes: "end it",
    no: "stay locked",
  };
}
