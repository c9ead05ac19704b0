import { Secret } from "../../domain/secret.ts";
import { visibleLine } from "../../domain/text.ts";
import { cardNamed, lookAtCards, pinStateText } from "../../workflows/cards.ts";
import { toolsAt } from "../access.ts";
import { exitCodes, table, toJson } from "../io.ts";
import { readSecret } from "../secrets.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface CardOptions extends JsonOption {
  readonly module?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly newPinFile?: string;
  readonly newPinFd?: string;
}

const moduleOption = ["--module <path>", "the maker's PKCS#11 module (default: all in the usual places)"] as const;

/** `kontor card`: cards in the readers, their keys and PINs. No operator is needed: what is asked of a card, the card allows or not. */
export const card: Noun = (program, io, setExitCode) => {
  const noun = program.command("card").description("chip cards, tokens and HSMs: what is in the readers, keys, PINs");

  noun.command("list").description("modules, readers and cards, with the state of their PINs").option(...moduleOption).option("--json", "as JSON").action(async (options: CardOptions) => {
    const { cards } = await toolsAt(io);
    const modules = await lookAtCards(cards, options.module);
    const rows = modules.flatMap((module) => module.cards.map(({ token, slotTitle }) => ({ module: module.modulePath, slot: slotTitle, ...token })));
    if (options.json === true) io.out(toJson(rows));
    else if (rows.length > 0) io.out(table(["card", "serial number", "PIN", "signs", "makes keys", "maker", "module"], rows.map((row) => [row.label, row.serial, `${pinStateText[row.pinState]}${row.pinPad ? ", on the reader" : ""}`, row.mechanisms.join(" "), row.canMakeKeys ? "yes" : "no", row.manufacturer, row.module])));
    else io.err(modules.length === 0 ? "No PKCS#11 module is installed in the usual places (Debian: opensc-pkcs11). Name yours with --module PATH.\n" : "There is no card in any reader.\n");
    for (const { modulePath, problem } of modules) if (problem !== undefined) io.err(`${visibleLine(modulePath, 200)}: ${problem.message} ${problem.next ?? ""}\n`);
    if (rows.length === 0) setExitCode(exitCodes.notFound);
  });

  noun.command("keys <label-or-serial>").description("keys on a card that have a certificate there").option(...moduleOption).option("--json", "as JSON").action(async (name: string, options: CardOptions) => {
    const { cards } = await toolsAt(io);
    const keys = await cards.keys((await cardNamed(cards, name, options.module)).card);
    io.out(options.json === true ? toJson(keys) : table(["key", "for", "holder", "valid until", "SHA-256"], keys.map((key) => [key.keyId, key.use ?? "", key.subject, key.validTo.toISOString().slice(0, 10), key.certificateHash])));
  });

  noun.command("change-pin <label-or-serial>").description("a new PIN for a card").option(...moduleOption)
    .option("--pin-file <file>", "file with the present PIN (not where it is typed on the reader)").option("--pin-fd <number>", "open descriptor to read it from")
    .option("--new-pin-file <file>", "file with the new PIN").option("--new-pin-fd <number>", "open descriptor to read that from")
    .action(async (name: string, options: CardOptions) => {
      const { cards } = await toolsAt(io);
      const { card: found, token } = await cardNamed(cards, name, options.module);
      using pin = token.pinPad ? new Secret(new Uint8Array()) : readSecret("pin", { file: options.pinFile, fd: options.pinFd });
      using newPin = token.pinPad ? new Secret(new Uint8Array()) : readSecret("new-pin", { file: options.newPinFile, fd: options.newPinFd });
      await cards.changePin(found, pin, newPin);
      io.out(`The card ${visibleLine(token.label, 40)} has a new PIN; it opens all keys on it.\n`);
    });
};
