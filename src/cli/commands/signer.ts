import { AppError } from "../../domain/errors.ts";
import type { OperatorId, SignerId } from "../../domain/ids.ts";
import type { SignatureClass, Signer } from "../../domain/signature-rules.ts";
import { newId } from "../../workflows/context.ts";
import { administer } from "../../workflows/four-eyes/administer.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, outcomeText, parseMoney } from "../shown.ts";
import { operatorNamed } from "./customer.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface SetOptions {
  readonly class?: string;
  readonly forOperator?: string;
  readonly perPayment?: readonly string[];
  readonly perOrder?: readonly string[];
  readonly perDay?: readonly string[];
}

/** `kontor signer …`: whose signatures count, and up to which amounts. */
export const signer: Noun = (program, io) => {
  const noun = program.command("signer").description("whose signatures count, with which class and up to which amounts");

  customerOptions(noun.command("list").description("signers with their classes and limits")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const [signers, operators] = [await context.store.signers.all(), await context.store.profile.operators()];
      const operator = (id: OperatorId | undefined): string => operators.find((one) => one.operatorId === id)?.operatorName ?? (id === undefined ? "nobody here" : "another operator");
      if (options.json === true) io.out(toJson(signers.map((one) => ({ ...one, operator: operator(one.operatorId), perTransactionLimits: one.perTransactionLimits.map(moneyText), perFileLimits: one.perFileLimits.map(moneyText), perDayLimits: one.perDayLimits.map(moneyText) }))));
      else if (signers.length === 0) io.out("No signers yet: kontor signer set NAME --class A, or kontor subscriber create\n");
      else io.out(table(["signer", "class", "operator", "per payment", "per order", "per day"], signers.map((one) => [one.name, one.signatureClass, operator(one.operatorId), ...[one.perTransactionLimits, one.perFileLimits, one.perDayLimits].map((limits) => limits.map(moneyText).join(", ") || "no limit")])));
    });
  });

  customerOptions(noun.command("set <name>").description("enter a signer, or change what is given of the one of that name"))
    .option("--class <class>", "E signs alone, A first, B second, T only carries (default for a new one: A)")
    .option("--for-operator <name>", "whose key it is; none: who signs elsewhere")
    .option("--per-payment <limit...>", "at most so much per payment, such as 5000EUR; nothing in other currencies; none: no limit")
    .option("--per-order <limit...>", "per order")
    .option("--per-day <limit...>", "per day, over all orders of the customer")
    .action(async (name: string, options: SetOptions) => {
      await withCustomer(io, options, async (context, _session, install) => {
        const known = (await context.store.signers.all()).find((one) => one.name.toLowerCase() === name.toLowerCase());
        const limits = (texts: readonly string[] | undefined, now: Signer["perDayLimits"] | undefined) => (texts === undefined ? (now ?? []) : texts.length === 1 && texts[0] === "none" ? [] : texts.map(parseMoney));
        const changed: Signer = {
          id: known?.id ?? (newId<"SignerId">(context) as SignerId), name: known?.name ?? name, signatureClass: options.class === undefined ? (known?.signatureClass ?? "A") : classNamed(options.class),
          operatorId: options.forOperator === undefined ? known?.operatorId : options.forOperator === "none" ? undefined : operatorNamed(install, options.forOperator).id,
          perTransactionLimits: limits(options.perPayment, known?.perTransactionLimits), perFileLimits: limits(options.perOrder, known?.perFileLimits), perDayLimits: limits(options.perDay, known?.perDayLimits),
        };
        io.out(outcomeText(await administer(context, { kind: "signer", signer: changed }), `Signer ${changed.name} (${changed.signatureClass}) stored.`));
      });
    });
};

function classNamed(text: string): SignatureClass {
  const upper = text.toUpperCase();
  if (upper === "E" || upper === "A" || upper === "B" || upper === "T") return upper;
  throw new AppError("input", "wrong-argument", `"${text}" is no class of signature.`, { meaning: "Nothing was changed.", next: "Classes: E, A, B, T." });
}
