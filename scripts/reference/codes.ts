import { channelErrorWords } from "../../src/channels/channel-error.ts";
import { reasonCodes as reasons } from "../../src/domain/reason-codes.ts";
import { moneySentence, returnCodes } from "../../src/ebics/return-codes.ts";
import { storeErrorWords } from "../../src/store/store-error.ts";
import { markdownTable } from "./markdown.ts";

export function returnCodeList(): string {
  const rows = [...returnCodes.values()].map((one) => [
    `\`${one.code}\``, one.olderName === undefined ? one.name : `${one.name} (before 3.0: ${one.olderName})`, one.class, one.level, one.sentence, moneySentence(one.money), one.retryHelps ? "yes" : "no", one.next,
  ]);
  return [
    "What it means for the money holds for the answer to the last segment of an order: refused at an earlier step, nothing of an order will be executed whatever the code. A code that is in no list counts as an error that leaves everything open. The bank's own words are shown beside these sentences.",
    "", markdownTable(["code", "name", "class", "level", "what happened", "the money", "does it help to try again as it is?", "what to do next"], rows),
  ].join("\n");
}

export function reasonCodes(): string {
  return ["Why a bank refuses or returns a payment (ISO 20022 reason codes in status reports and statements).", "", markdownTable(["code", "meaning"], Object.entries(reasons).map(([code, text]) => [`\`${code}\``, text]))].join("\n");
}

/** As `--json` gives them: `{"error": {"area", "code", …}}`. */
export function errorCodes(): string {
  const store = Object.entries(storeErrorWords).map(([code, one]) => [`store/\`${code}\``, one.message, one.next ?? ""]);
  const channel = Object.entries(channelErrorWords).map(([code, one]) => [`channel/\`${code}\``, one.message, one.next]);
  return markdownTable(["error", "what happened", "what to do"], [...store, ...channel]);
}
