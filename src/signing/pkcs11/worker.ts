/** The thread that owns one PKCS#11 module: it loads it, and does one call after the other. */
import { parentPort, workerData } from "node:worker_threads";
import pkcs11js from "pkcs11js";
import { CardModule } from "./card-module.ts";
import { CardFault } from "./failures.ts";
import type { AnswerMessage, CallMessage } from "./protocol.ts";

const { modulePath } = workerData as { readonly modulePath: string }; // given by ModuleOwner
let module: CardModule | undefined;

parentPort?.on("message", (call: CallMessage) => {
  parentPort?.postMessage(answerTo(call));
});

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
