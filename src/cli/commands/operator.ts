import type { Language } from "../../domain/money.ts";
import { openSystemInstall, operatorOptions, withOperator } from "../access.ts";
import { table, toJson } from "../io.ts";
import { readSecret } from "../secrets.ts";
import { onOrOff } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor operator …`: who may log in. */
export const operator: Noun = (program, io) => {
  const noun = program.command("operator").description("people who log in");

  noun
    .command("create <name>")
    .description("add an operator, without a right to anything yet")
    .option("--language <code>", "en, hu or de", "en")
    .option("--passphrase-file <file>", "file with the new passphrase")
    .option("--passphrase-fd <number>", "open descriptor to read it from")
    .action(async (name: string, options: { readonly language: string; readonly passphraseFile?: string; readonly passphraseFd?: string }) => {
      const install = await openSystemInstall(io);
      try {
        using passphrase = readSecret("passphrase", { file: options.passphraseFile, fd: options.passphraseFd });
        const session = await install.createOperator({ name, language: languageOf(options.language), passphrase });
        io.out(`Operator ${session.operator.name} added.\n`);
      } finally {
        await install.close();
      }
    });

  noun
    .command("list")
    .description("who may log in")
    .option("--json", "as JSON")
    .action(async (options: JsonOption) => {
      const install = await openSystemInstall(io);
      const operators = install.operators();
      io.out(options.json === true ? toJson(operators) : operators.length === 0 ? "No operators yet: kontor operator create NAME --passphrase-file FILE\n" : table(["name", "language"], operators.map((one) => [one.name, one.language])));
      await install.close();
    });

  operatorOptions(noun.command("lock-after <minutes>").description("minutes without a key after which the own screen locks")).action(async (minutes: string, options: object) => {
    await withOperator(io, options, async (session) => {
      await session.setLockAfterMinutes(Number(minutes));
      io.out(`The screen of ${session.operator.name} locks after ${session.lockAfterMinutes} minutes without a key.\n`);
    });
  });

  operatorOptions(noun.command("keep-card-pins <on-or-off>").description("whether the workstation asks for the PIN of a card that speaks with banks once, until the screen is locked, and not before each session")).action(async (wanted: string, options: object) => {
    const keeps = onOrOff(wanted);
    await withOperator(io, options, async (session) => {
      await session.setKeepsCardPins(keeps);
      io.out(session.keepsCardPins ? "PINs of cards that speak with banks are kept in memory until the screen is locked; signing asks each time.\n" : "Each session asks for the PIN of its card.\n");
    });
  });

  operatorOptions(noun.command("passphrase").description("change the own passphrase"))
    .option("--new-passphrase-file <file>", "file with the new passphrase")
    .option("--new-passphrase-fd <number>", "open descriptor to read it from")
    .action(async (options: { readonly newPassphraseFile?: string; readonly newPassphraseFd?: string }) => {
      await withOperator(io, options, async (session, install, old) => {
        using fresh = readSecret("new-passphrase", { file: options.newPassphraseFile, fd: options.newPassphraseFd });
        await install.changePassphrase(session, old, fresh);
        io.out("Passphrase changed.\n");
      });
    });
};

function languageOf(text: string): Language {
  return text === "hu" || text === "de" ? text : "en";
}
