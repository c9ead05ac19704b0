/** The thread in which a large message is held against its grammar. Begun by MessageCheck: blocks come as messages, `undefined` is the end. */
import { parentPort, workerData } from "node:worker_threads";
import type { Finding } from "../../domain/finding.ts";
import { MessageChecker } from "./checker.ts";
import type { MessageGrammar } from "./grammar.ts";
import type { CheckAnswer } from "./message-check.ts";

const findings: Finding[] = [];
const checker = new MessageChecker(workerData as MessageGrammar, (finding) => findings.push(finding)); // given by CheckThread
const say = (answer: CheckAnswer): void => parentPort?.postMessage(answer);

parentPort?.on("message", (block: Uint8Array | undefined) => {
  if (block === undefined) {
    checker.end();
    say({ findings });
    return;
  }
  checker.push(block);
  say({ checkedBytes: block.length });
});
