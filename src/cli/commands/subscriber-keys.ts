import type { Command } from "commander";
import { AppError, assert } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { askAboutKeys, settleKeysByWord } from "../../workflows/keys/ask-about-keys.ts";
import { changeKeySecret } from "../../workflows/keys/key-secret.ts";
import { moveTo3 } from "../../workflows/keys/move-to-3.ts";
import { renewKeys, suspendUser, type WhichKeys } from "../../workflows/keys/own-keys.ts";
import { protectKey, unprotectKey } from "../../workflows/keys/protect-key.ts";
import { moveTransportToCard } from "../../workflows/keys/transport-to-card.ts";
import { startAnew } from "../../workflows/keys/start-anew.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { cardNamed, keyOn } from "../../workflows/cards.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { codeOptions } from "../one-time-codes.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { type AdoptOptions, keysToAdopt, readDevicePin } from "../signing-device.ts";
import { tokenNamed } from "./one-time-password.ts";
import { readSecret } from "../secrets.ts";
import { outcomeText } from "../shown.ts";

interface KeyOptions {
  readonly connection?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly newPinFile?: string;
  readonly newPinFd?: string;
  readonly keys?: string;
  readonly yes?: true;
}

/** Adds `kontor subscriber renew, move, ask, suspend, reset`. */
export function subscriberKeyVerbs(noun: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  const verb = (name: string, description: string): Command =>
    customerOptions(noun.command(`${name} <user-id>`).description(description)).option("--connection <title>", "at which bank, where the user is known to several");
  const withPin = (command: Command): Command => codeOptions(command).option("--pin-file <file>", "file with the key file's passphrase or the card's PIN").option("--pin-fd <number>", "open descriptor to read it from");

  withPin(verb("renew", "new keys, signed with the old signature key (PUB, HCA, HCS); the old ones count until the bank has answered"))
    .option("--keys <which>", "signature, transport (authentication and encryption) or all", "all")
    .option("--new-pin-file <file>", "passphrase of the new key file (default: the same)")
    .option("--new-pin-fd <number>", "open descriptor to read that from")
    .action(async (userId: string, options: KeyOptions) => {
      await withCustomer(io, options, async (context) => {
        const { id, device } = await userNamed(context, userId, options.connection);
        using pin = readDevicePin(context.tools, device, options);
        using newPin = options.newPinFile === undefined && options.newPinFd === undefined ? undefined : readSecret("new-pin", { file: options.newPinFile, fd: options.newPinFd });
        const renewed = await renewKeys(context, id, { which: whichOf(options.keys), pin, newPin });
        io.out(`The bank has the new keys of ${renewed.userId}. They are in: ${placeOf(context, renewed)}. The old one signs nothing more; keep it until the next statement has come, then destroy it.\n`);
      });
    });

  withPin(verb("move", "from EBICS 2.4 or 2.5 to 3.0 without letters: the same keys go to the bank in certificates (HCS)"))
    .action(async (userId: string, options: KeyOptions) => {
      await withCustomer(io, options, async (context) => {
        const { id, device } = await userNamed(context, userId, options.connection);
        using pin = readDevicePin(context.tools, device, options);
        const { left } = await moveTo3(context, id, pin);
        io.out(left.length === 0 ? "The connection is used by EBICS 3.0 from now on. Next: kontor connection grants\n" : `${userId} is moved. The connection follows when ${left.join(", ")} are.\n`);
      });
    });

  verb("ask", "find out which keys the bank has, after a change that was never answered").action(async (userId: string, options: KeyOptions) => {
    await withCustomer(io, options, async (context) => {
      const asked = await askAboutKeys(context, (await userNamed(context, userId, options.connection)).id);
      io.out(`${asked.text}\n`);
      if (asked.kind === "unknown") setExitCode(exitCodes.needsAttention);
    });
  });

  verb("settle", "which keys the bank has, as it told by telephone or letter, where it does not tell the program")
    .requiredOption("--bank-has <which>", "new or old").requiredOption("--reason <text>", "who said so, and when; goes into the journal")
    .action(async (userId: string, options: KeyOptions & { readonly bankHas: string; readonly reason: string }) => {
      const { bankHas } = options;
      if (bankHas !== "new" && bankHas !== "old") throw new AppError("input", "unknown-choice", `"${bankHas}" is neither "new" nor "old".`, { meaning: "Nothing was changed." });
      await withCustomer(io, options, async (context) => {
        io.out(`${(await settleKeysByWord(context, (await userNamed(context, userId, options.connection)).id, bankHas, options.reason)).text}\n`);
      });
    });

  withPin(verb("suspend", "lock the user out at the bank at once (SPR); only new keys and new letters let them in again"))
    .option("--yes", "say that this is meant")
    .action(async (userId: string, options: KeyOptions) => {
      await withCustomer(io, options, async (context) => {
        const { id, device } = await userNamed(context, userId, options.connection);
        if (options.yes !== true) {
          throw new AppError("input", "not-confirmed", `${userId} would be locked out at the bank at once: nothing more could be signed, sent or fetched with these keys.`, {
            meaning: "Nothing was sent.", next: "If that is meant, say so with --yes. To come in again: kontor subscriber reset, then letters.",
          });
        }
        using pin = readDevicePin(context.tools, device, options);
        await suspendUser(context, id, pin);
        io.out(`${userId} is suspended at the bank. To come in again: kontor subscriber reset ${userId}\n`);
      });
    });

  withPin(verb("reset", "lost keys, or after a suspension: three new keys, and the way through INI, HIA and letters again"))
    .action(async (userId: string, options: KeyOptions) => {
      await withCustomer(io, options, async (context) => {
        const { id, device } = await userNamed(context, userId, options.connection);
        using pin = readDevicePin(context.tools, device, options);
        const anew = await startAnew(context, id, pin);
        io.out(`New keys made for ${userId}, ${placeOf(context, anew)}. Ask the bank to reset the user, unless they suspended themselves; then: kontor subscriber send-keys ${userId}\n`);
      });
    });
}

function placeOf(context: WorkflowContext, { device }: Subscriber): string {
  return context.tools.device(device.kind).place(device);
}

/** Adds `kontor subscriber protect, unprotect, use-card, change-pin`: how a key is opened, of which the bank hears nothing. */
export function keySecretVerbs(noun: Command, io: CommandIo): void {
  const verb = (name: string, description: string): Command =>
    customerOptions(noun.command(`${name} <user-id>`).description(description)).option("--connection <title>", "at which bank, where the user is known to several")
      .option("--pin-file <file>", "file with the key file's passphrase or the card's PIN")
      .option("--pin-fd <number>", "open descriptor to read it from");

  codeOptions(verb("protect", "from now on the key signs only with one-time passwords: kontor one-time-password create"))
    .requiredOption("--with <token>", "title or id of the token or telephone")
    .action(async (userId: string, options: KeyOptions & { readonly with: string }) => {
      await withCustomer(io, options, async (context) => {
        const { id } = await userNamed(context, userId, options.connection);
        using pin = readSecret("pin", { file: options.pinFile, fd: options.pinFd });
        const token = await tokenNamed(context, options.with);
        await protectKey(context, id, token.id, pin);
        io.out(`The key of ${userId} signs only with one-time passwords of the ${token.title}.\n`);
      });
    });

  codeOptions(verb("unprotect", "take the one-time passwords off again; needs one, or that the token was reported lost")).action(async (userId: string, options: KeyOptions) => {
    await withCustomer(io, options, async (context) => {
      const { id } = await userNamed(context, userId, options.connection);
      using pin = readSecret("pin", { file: options.pinFile, fd: options.pinFd });
      await unprotectKey(context, id, pin);
      io.out(`The key of ${userId} wants no one-time password any more.\n`);
    });
  });

  verb("use-card", "speak with the bank by authentication and encryption keys that are on a card already; those in the store are forgotten")
    .requiredOption("--card <label-or-serial>", "the card (kontor card list)").option("--module <path>", "its PKCS#11 module (default: all in the usual places)")
    .requiredOption("--authentication-key-id <id>", "of the X002 key (kontor card keys)").requiredOption("--encryption-key-id <id>", "of the E002 key")
    .action(async (userId: string, options: KeyOptions & AdoptOptions & { readonly card: string; readonly module?: string }) => {
      await withCustomer(io, options, async (context) => {
        const { id } = await userNamed(context, userId, options.connection);
        const card = keyOn(await cardNamed(context.tools.cards, options.card, options.module), "");
        const keys = keysToAdopt(options);
        assert(keys !== undefined, "both keys are required options");
        using pin = readDevicePin(context.tools, card, options);
        const outcome = await moveTransportToCard(context, id, card, keys, pin);
        io.out(outcomeText(outcome, `${userId} speaks with the bank by the keys on the card ${card.tokenLabel}; each session asks for its PIN (KONTOR_CARD_PIN_FILE).`));
      });
    });

  verb("change-pin", "another passphrase for the key file, or PIN for the card; the key stays")
    .option("--new-pin-file <file>", "file with the new one")
    .option("--new-pin-fd <number>", "open descriptor to read it from")
    .action(async (userId: string, options: KeyOptions) => {
      await withCustomer(io, options, async (context) => {
        const { id, device } = await userNamed(context, userId, options.connection);
        using pin = readDevicePin(context.tools, device, options);
        using newPin = pin.bytes.length === 0 ? new Secret(new Uint8Array()) : readSecret("new-pin", { file: options.newPinFile, fd: options.newPinFd });
        await changeKeySecret(context, id, pin, newPin);
        io.out(`Changed. Copies of a key file that were made before keep the old passphrase.\n`);
      });
    });
}

async function userNamed(context: WorkflowContext, userId: string, title: string | undefined): Promise<Subscriber> {
  const connections = await context.store.connections.all();
  const titleOf = (one: Subscriber): string => connections.find((connection) => connection.id === one.connectionId)?.title ?? "";
  const found = (await context.store.connections.subscribers()).filter((one) => one.userId === userId && (title === undefined || titleOf(one).toLowerCase() === title.toLowerCase()));
  const [only, ...more] = found;
  if (only === undefined) throw new AppError("workflow", "no-such-subscriber", `There is no user ${userId}${title === undefined ? "" : ` at ${title}`}.`, { next: "kontor subscriber list shows them." });
  if (more.length > 0) throw new AppError("input", "several-users", `${userId} is known to several banks.`, { meaning: "Nothing was done.", next: `Say which: --connection "${found.map(titleOf).join('" or "')}"` });
  return only;
}

function whichOf(text: string | undefined): WhichKeys {
  if (text === "signature" || text === "transport" || text === "all") return text;
  throw new AppError("input", "unknown-keys", `"${text ?? ""}" are no keys.`, { meaning: "Nothing was done.", next: "Say signature, transport or all." });
}
