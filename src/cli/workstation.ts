import { flushCompileCache } from "node:module";
import { exitCodes } from "./io.ts";
import type { WorkstationSession } from "../screens/session.ts";
import { startWorkstation } from "../screens/start.ts";
import { guardProcess } from "../screens/terminal/guard-process.ts";
import { openTerminal } from "../screens/terminal/terminal.ts";

/** Puts the workstation on this process's terminal and waits until the operator leaves. @param demo with the practice bank inside */
export async function startWorkstationHere({ demo }: { readonly demo: boolean }): Promise<void> {
  if (process.env["TERM"] === "dumb") {
    process.stderr.write("kontor: This terminal (TERM=dumb) cannot show whole screens.\n  Nothing was opened.\n  kontor --help lists what works without them; kontor demo --day plays a day in plain text.\n");
    process.exitCode = exitCodes.usage;
    return;
  }
  const terminal = openTerminal({ input: process.stdin, output: process.stdout, environment: process.env });
  let close: () => Promise<void> = async () => undefined;
  const guard = guardProcess(terminal, process, () => close());
  const clock = { now: () => Date.now() };
  const running = await startWorkstation({
    terminal,
    clock,
    operatorComes: demo,
    stopJob: () => guard.stopJob(),
    // What follows is loaded while the first frame stands already.
    load: async (say): Promise<WorkstationSession> => {
      const { loadWorkstation } = await import("./load-workstation.ts");
      const loaded = await loadWorkstation({ demo, clock, environment: process.env, say });
      close = loaded.close;
      return loaded.session;
    },
  });
  flushCompileCache(); // now, not only at the end: a session that is killed has made the next start quick all the same
  try {
    await running.ended;
  } finally {
    await close();
    guard.release();
  }
  process.exit(process.exitCode ?? 0); // a terminal that was read keeps the process alive
}
