import { AppError } from "../../domain/errors.ts";
import { type BankKeyQuestion, bankKeyQuestions, confirmForAll, spreadBankKeyChange } from "../../workflows/keys/bank-key-change.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { operatorOptions, withAllCustomers } from "../access.ts";
import { table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor bank-key …`: keys of banks that are to be compared, once per bank for all customers who use it. */
export const bankKey: Noun = (program, io) => {
  const noun = program.command("bank-key").description("keys of banks to be compared: once per bank, for all its customers here");

  operatorOptions(noun.command("list").description("banks whose keys are new or have changed, old and new hash, and for whom")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withAllCustomers(io, options, async (contexts) => {
      const questions = await readQuestions(contexts);
      if (options.json === true) return io.out(toJson(questions.map(questionJson)));
      if (questions.length === 0) return io.out("No bank's keys are to be compared.\n");
      io.out(questions.map(questionText).join("\n"));
    });
  });

  operatorOptions(noun.command("confirm <host-id>").description("give the hashes as the bank has published them: for every customer there that you administer"))
    .requiredOption("--authentication-hash <hex>", "of the bank's X002 key")
    .requiredOption("--encryption-hash <hex>", "of the bank's E002 key")
    .option("--url <https url>", "where several banks have the same host id")
    .action(async (hostId: string, options: { readonly authenticationHash: string; readonly encryptionHash: string; readonly url?: string }) => {
      await withAllCustomers(io, options, async (contexts) => {
        const fitting = (await readQuestions(contexts)).filter((one) => one.hostId === hostId && (options.url === undefined || one.url === options.url));
        const [question, ...more] = fitting;
        if (question === undefined) throw new AppError("workflow", "no-such-bank", `No keys of a bank ${hostId} are to be compared.`, { next: "kontor bank-key list shows them." });
        if (more.some((one) => one.url !== question.url)) throw new AppError("input", "several-banks", `Several banks are called ${hostId}.`, { meaning: "Nothing was confirmed.", next: `Say which: --url ${fitting.map((one) => one.url).join(" or --url ")}` });
        // Customers may have been given different keys: those that fit are confirmed, the others stay open.
        let failure: unknown;
        for (const one of fitting) {
          try {
            const { confirmed, left, proposed } = await confirmForAll(one, options);
            io.out(`The keys of ${one.title} are confirmed for ${confirmed.join(", ") || "nobody"}.${left.length === 0 ? "" : ` Others administer ${left.join(", ")}: nothing is sent for them yet.`}${proposed.length === 0 ? "" : ` Proposed for ${proposed.join(", ")}: another administrator has to approve it (kontor approval list).`}\n`);
            return;
          } catch (error) {
            failure = error;
          }
        }
        throw failure;
      });
    });
};

async function readQuestions(contexts: readonly WorkflowContext[]): Promise<readonly BankKeyQuestion[]> {
  const questions = await bankKeyQuestions(contexts);
  for (const question of questions) await spreadBankKeyChange(question);
  return questions;
}

function questionText(question: BankKeyQuestion): string {
  const rows = (["authentication", "encryption"] as const).flatMap((use) => {
    const key = use === "authentication" ? "X002" : "E002";
    const old = question.old === undefined ? [] : [[key, "old", question.old[use].certificateHash ?? "none", question.old[use].publicKeyHash]];
    return [...old, [key, "new", question.new[use].certificateHash ?? "none", question.new[use].publicKeyHash]];
  });
  const names = question.customers.map((one) => `${one.shortName}${one.mayConfirm ? "" : " (not yours to confirm)"}`).join(", ");
  return `${question.title} (${question.hostId}, ${question.url}): ${question.old === undefined ? "keys to compare" : "THE BANK'S KEYS HAVE CHANGED"}, ${question.customers.length} customers: ${names}\n${table(["key", "", "hash of the certificate", "hash of the public key"], rows)}`;
}

function questionJson({ hostId, url, title, old, new: now, customers }: BankKeyQuestion): Readonly<Record<string, unknown>> {
  return { hostId, url, title, changed: old !== undefined, old: old ?? null, new: now, customers: customers.map(({ shortName, mayConfirm }) => ({ shortName, mayConfirm })) };
}
