import { channelErrorWords } from "../../src/channels/channel-error.ts";
import { reasonCodes as reasons } from "../../src/domain/reason-codes.ts";
import { returnCodes } from "../../src/ebics/return-codes.ts";
import { storeErrorWords } from "../../src/store/store-error.ts";
import { markdownTable } from "./markdown.ts";

const moneyText = { taken: "the bank has it", "not-executed": "not executed", unclear: "unclear: the bank is asked" } as const;

export function returnCodeList(): string {
  const rows = [...returnCodes.values()].map((one) => [`\`${one.code}\``, one.name, one.level, moneyText[one.money], one.retryHelps ? "yes" : "", one.sentence]);
  return ["The fourth column holds for the answer to the last segment of an order: refused at an earlier step, an order is not executed whatever the code. A code that is in no list counts as unclear.", "", markdownTable(["code", "name", "level", "order", "later again", "meaning"], rows)].join("\n");
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
