/**
 * The process that owns one PKCS#11 module: it loads it, and does one call after the other. When the program that began it is gone, however it
 * went, nothing comes over the pipe any more, and it lets go of the card.
 */
import { Worker } from "node:worker_threads";
import pkcs11js from "pkcs11js";
import { CardModule } from "./card-module.ts";
import { CardFault } from "./failures.ts";
import { callPipe, readFrame, writeFrame } from "./frames.ts";
import type { AnswerMessage, CallMessage } from "./protocol.ts";

const [modulePath = ""] = process.argv.slice(2); // given by ModuleProcess
const watch = import.meta.url.endsWith(".ts") ? "./parent-watch.ts" : "./pkcs11-parent-watch.js"; // in the bundle it is an entry of its own
new Worker(new URL(watch, import.meta.url), { stdin: false }).unref();
let module: CardModule | undefined;

for (let frame = readFrame(callPipe); frame !== undefined; frame = readFrame(callPipe)) {
  writeFrame(callPipe, answerTo(frame.message as CallMessage)); // what ModuleOwner sends
  frame.wipe();
}
answerTo({ id: 0, name: "finalize", args: [] });
process.exit(0);

function answerTo(call: CallMessage): AnswerMessage {
  try {
    if (call.name === "finalize" && module === undefined) return { id: call.id, value: undefined };
    module ??= new CardModule(pkcs11js, modulePath);
    const value = module.run(call);
    if (call.name === "finalize") module = undefined;
    return { id: call.id, value };
  } catch (error) {
    if (error instanceof CardFault) return { id: call.id, failure: error.failure };
    return { id: call.id, broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
