import type { Terminal } from "./terminal.ts";

type Signal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT";
const signals: readonly Signal[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"];

/** For the one terminal that is the process's own. Sessions over a channel end by themselves. */
export interface ProcessGuard {
  /** Ctrl-Z: stops the job as the shell expects, and takes the terminal again after `fg`. */
  stopJob(): void;
  release(): void;
}

/**
 * Whatever ends the process, the terminal is given back first: exit, signals, exceptions, rejections.
 * @param process the running process
 * @param beforeSignalExit what else must happen at a signal (stores closed); at most two seconds are waited
 */
export function guardProcess(terminal: Terminal, process: NodeJS.Process, beforeSignalExit?: () => Promise<void>): ProcessGuard {
  const onExit = (): void => terminal.close();
  const onFault = (error: unknown): void => {
    terminal.close();
    process.stderr.write(`Kontor stopped because of an error it did not expect. What was stored is safe; an order on its way is shown as "never heard back" at the next start.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(70);
  };
  const onSignal = (signal: Signal): void => {
    terminal.close();
    const end = (): void => {
      release();
      process.kill(process.pid, signal);
    };
    const limit = setTimeout(end, 2_000);
    Promise.resolve(beforeSignalExit?.()).then(
      () => {
        clearTimeout(limit);
        end();
      },
      () => {
        clearTimeout(limit);
        end();
      },
    );
  };
  const onContinue = (): void => terminal.resume();
  const release = (): void => {
    process.off("exit", onExit);
    process.off("uncaughtException", onFault);
    process.off("unhandledRejection", onFault);
    process.off("SIGCONT", onContinue);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.on("exit", onExit);
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
  process.on("SIGCONT", onContinue);
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stopJob() {
      terminal.suspend();
      // To the whole group, as the terminal's own Ctrl-Z would: a launcher in front of us must stop too.
      process.kill(0, "SIGTSTP");
      // Runs after `fg`; or at once where nobody could continue us and the system therefore did not stop us.
      setTimeout(onContinue, 50);
    },
    release,
  };
}
