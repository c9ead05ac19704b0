import type { Command } from "commander";
import type { BankAdmin, WaitingSummary } from "../bank/index.ts";
import { AppError } from "../domain/errors.ts";
import { amountText } from "../domain/money.ts";
import { table, toJson } from "./io.ts";

interface Common {
  readonly data: string;
  readonly json?: true;
}
type Verb = <Options extends Common>(parent: Command, usage: string, description: string, work: (admin: BankAdmin, args: readonly string[], options: Options) => void) => Command;

/** `bank eds …`: signing at the practice bank. */
export function bankEdsCommands(eds: Command, verb: Verb, out: (text: string) => void): void {
  verb<Common>(eds, "list", "list the orders that wait for signatures", (admin, _args, { json }) => out(waitingList(admin.eds.waiting(), json === true))).option("--json", "as JSON");
  interface AgreeOptions extends Common {
    readonly signatures?: string;
    readonly waiting?: string;
  }
  verb<AgreeOptions>(eds, "agree <partner-id>", "agree how a partner's orders are signed", (admin, [partnerId = ""], options) => {
    const agreement = admin.eds.agree(partnerId, {
      ...(options.signatures === undefined ? {} : { signaturesRequired: countOf(options.signatures) }), ...(options.waiting === undefined ? {} : { eds: yesNo(options.waiting) }),
    });
    if (options.json === true) out(toJson(agreement));
    else out(`PRACTICE bank: ${partnerId} needs ${agreement.signaturesRequired} signatures; orders with fewer ${agreement.eds ? "may wait at the bank for the others" : "are refused"}.\n`);
  })
    .option("--signatures <n>", "how many signatures an order needs")
    .option("--waiting <yes|no>", "orders with fewer may wait at the bank")
    .option("--json", "as JSON");
  verb(eds, "account <number> <signatures>", "let orders from an account need so many signatures", (admin, [number = "", count = ""]) => {
    admin.eds.accountSignatures(number, countOf(count));
    out(`PRACTICE bank: orders from ${number} need ${count} signatures.\n`);
  });
  interface SetOptions extends Common {
    readonly deletedAfterDays?: string;
    readonly givesOrderData?: string;
    readonly payeeCheck?: string;
  }
  verb<SetOptions>(eds, "set", "set how the bank handles orders that wait", (admin, _args, options) => {
    const settings = admin.eds.set({
      ...(options.deletedAfterDays === undefined ? {} : { deletedAfterDays: countOf(options.deletedAfterDays) }),
      ...(options.givesOrderData === undefined ? {} : { givesOrderData: yesNo(options.givesOrderData) }),
      ...(options.payeeCheck === undefined ? {} : { payeeCheck: yesNo(options.payeeCheck) }),
    });
    if (options.json === true) out(toJson(settings));
    else {
      const says = (yes: boolean): string => (yes ? "yes" : "no");
      out(`PRACTICE bank: deleted after ${settings.deletedAfterDays} days; gives the order data to signers: ${says(settings.givesOrderData)}; checks payees of every order: ${says(settings.payeeCheck)}.\n`);
    }
  })
    .option("--deleted-after-days <n>", "an order that nobody releases is deleted after so many days")
    .option("--gives-order-data <yes|no>", "signers may fetch the file of the order")
    .option("--payee-check <yes|no>", "compare payees' names also where the order type does not ask for it")
    .option("--json", "as JSON");
}

function waitingList(orders: readonly WaitingSummary[], json: boolean): string {
  const shown = orders.map((order) => ({ ...order, sums: order.sums.map((sum) => ({ amount: amountText(sum), currency: sum.currency })) }));
  if (json) return toJson(shown);
  if (shown.length === 0) return "PRACTICE bank: no orders wait for signatures.\n";
  const rows = shown.map((one) => [
    one.partnerId, one.orderId, one.service, String(one.transactions), one.sums.map((sum) => `${sum.amount} ${sum.currency}`).join(", "),
    `${one.signatures.map((signature) => `${signature.userId} (${signature.signatureClass})`).join(", ") || "none"} of ${one.signaturesRequired}`, one.until,
  ]);
  return `PRACTICE bank: orders that wait for signatures\n${table(["Partner", "Order", "Service", "Payments", "Sum", "Signed", "Until"], rows)}`;
}

function countOf(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new AppError("input", "wrong-argument", `${text} is not a whole number.`, { meaning: "Nothing was changed." });
  return Number(text);
}

function yesNo(text: string): boolean {
  if (text === "yes" || text === "no") return text === "yes";
  throw new AppError("input", "wrong-argument", `"${text}" is neither yes nor no.`, { meaning: "Nothing was changed." });
}
