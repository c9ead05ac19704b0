/**
 * A thread beside a module that may hang in a call for good: when the program that began this process is gone, it waits a little for the module to
 * let go of its card, then ends the process.
 */
import { readSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { watchPipe } from "./frames.ts";

const graceMs = 2_000;

readSync(watchPipe, Buffer.alloc(1)); // nothing is ever written there: it comes back when the other end is gone
await wait(graceMs);
process.kill(process.pid, "SIGKILL");
