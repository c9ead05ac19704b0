import { AppError } from "../domain/errors.ts";
import { type LockNote, noteLock } from "../workflows/note-lock.ts";
import type { Routes } from "./routes.ts";
import type { WorkstationSession } from "./session.ts";
import { type Lock, type LockEvent, reasonText } from "./shell/lock.ts";
import type { Shell } from "./shell/shell.ts";

/** The lock of a workstation: its operator's passphrase and setting; what happens stands in the journal of every customer that is open. */
export function workstationLock(session: WorkstationSession, shell: () => Shell<WorkstationSession, Routes>): Lock {
  // One after the other, so that the journals have them in their order.
  let written = Promise.resolve();
  return {
    who: () => session.operator?.operator.name,
    idleMinutes: () => session.operator?.lockAfterMinutes ?? Number.POSITIVE_INFINITY,
    locked: () => session.forgetPins(),
    async unlock(passphrase) {
      if (session.operator !== undefined) await session.install.confirmPassphrase(session.operator, passphrase);
    },
    note(event) {
      const at = session.clock.now();
      written = written.then(() => writeNote(session, event, at)).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        shell().notice(`It could not be written into the journal: ${error.message}`, "bad");
      });
      return written;
    },
    async endSession() {
      await session.setOperator(undefined);
      shell().reset("login");
    },
    hint: () => session.practice?.pinHint,
  };
}

async function writeNote({ operator }: WorkstationSession, event: LockEvent, atMs: number): Promise<void> {
  const note: LockNote = event.kind === "locked" ? { kind: "locked", reason: reasonText(event.reason) } : event;
  for (const customer of (await operator?.opened()) ?? []) await noteLock(customer.store, note, operator?.operator.name ?? "", atMs);
}
