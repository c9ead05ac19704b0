import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type BankAdmin, openPracticeBankBooks, practiceBankName } from "../bank/index.ts";
import type { Clock, Randomness } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import { type Money, parseAmount, parseCurrency } from "../domain/money.ts";
import type { SignatureClass } from "../domain/signature-rules.ts";
import { bookingList, accountList, clockText, hashList, orderList, partnerList, subscriberList } from "./bank-lists.ts";
import { bankEdsCommands } from "./bank-eds.ts";
import { serveBank } from "./bank-serve.ts";
import { traceCommand } from "./bank-trace.ts";

/** What the bank's verbs need of the outside. */
export interface BankCommandIo {
  out(text: string): void;
  err(text: string): void;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Where the practice bank lives unless `--data` says otherwise. */
  readonly defaultFolder: string;
}

interface Common {
  readonly data: string;
  readonly json?: true;
}

/**
 * Adds `bank …`. The verbs work on the bank's own folder, also while `bank serve` runs on it in another process.
 * Actions throw AppErrors of area "bank" (`no-such-…` for what is not there) and "input" for what was typed wrong.
 */
export function bankCommands(program: Command, io: BankCommandIo): void {
  const bank = program.command("bank").description(`the PRACTICE bank built in: ${practiceBankName}`);

  /** A verb that opens the books, works and closes them. */
  const verb = <Options extends Common>(parent: Command, usage: string, description: string, work: (admin: BankAdmin, args: readonly string[], options: Options) => void | Promise<void>): Command =>
    withFolder(parent.command(usage).description(description), io).action(async (...all: unknown[]) => {
      const options = all.at(-2) as Options; // commander: the arguments, then the options, then the command
      const args = all.slice(0, -2).map((one) => (typeof one === "string" ? one : ""));
      const books = openPracticeBankBooks({ folder: options.data, clock: io.clock, randomness: io.randomness });
      try {
        await work(books.admin, args, options);
      } finally {
        books.close();
      }
    });
  const done = (text: string): void => io.out(`PRACTICE bank: ${text}\n`);

  serveCommand(bank, io);
  accountCommands(bank.command("account").description("accounts of the practice bank"), io, verb, done);

  const partner = bank.command("partner").description("partners (customers) of the practice bank");
  verb(partner, "add <partner-id> <name>", "add a partner", (admin, [partnerId = "", name = ""]) => {
    admin.addPartner({ partnerId, name });
    done(`partner ${partnerId} added.`);
  });
  verb<Common>(partner, "list", "list the partners", (admin, _args, { json }) => io.out(partnerList(admin.partners(), json === true))).option("--json", "as JSON");

  subscriberCommands(bank.command("subscriber").description("EBICS users of the practice bank"), io, verb, done);

  keysCommands(bank.command("keys").description("the practice bank's own EBICS keys"), io, verb, done);
  bankEdsCommands(bank.command("eds").description("signing at the practice bank: orders that wait for signatures"), verb, io.out);

  const clock = bank.command("clock").description("the practice bank's own time");
  verb<Common>(clock, "show", "show it", (admin, _args, { json }) => io.out(clockText(admin.clock.state(), json === true))).option("--json", "as JSON");
  verb<Common & { readonly nextBusinessDay?: true }>(clock, "move [moment]", "move it ahead and do all that becomes due: a date and time such as 2026-11-24T10:00:00Z", (admin, [moment = ""], options) => {
    const work = options.nextBusinessDay === true ? admin.clock.nextBusinessDay() : admin.clock.moveTo(momentOf(moment));
    io.out(clockText(admin.clock.state(), options.json === true, work));
  }).option("--next-business-day", "to the morning of the next business day").option("--json", "as JSON");

  verb<Common>(bank, "orders", "list the orders that customers sent", (admin, _args, { json }) => io.out(orderList(admin.orders(), json === true))).option("--json", "as JSON");
  traceCommand(bank, verb, io.out);
}

type Verb = <Options extends Common>(parent: Command, usage: string, description: string, work: (admin: BankAdmin, args: readonly string[], options: Options) => void | Promise<void>) => Command;

function accountCommands(account: Command, io: BankCommandIo, verb: Verb, done: (text: string) => void): void {
  interface OpenOptions extends Common {
    readonly currency: string;
    readonly owner: string;
    readonly number?: string;
    readonly partner?: string;
    readonly opening?: string;
    readonly overdraft?: string;
  }
  verb<OpenOptions>(account, "open", "open an account", (admin, _args, options) => {
    const { currency, owner, number, partner: partnerId, opening, overdraft } = options;
    const opened = admin.openAccount({
      currency, owner, number, partnerId, opening: opening === undefined ? undefined : moneyOf(opening, currency), overdraft: overdraft === undefined ? undefined : moneyOf(overdraft, currency),
    });
    io.out(options.json === true ? accountList([opened], true) : `PRACTICE bank: account ${opened.number} opened.\n`);
  })
    .requiredOption("--currency <code>", "ISO 4217: EUR, HUF")
    .requiredOption("--owner <name>", "who holds it")
    .option("--number <iban>", "its number; otherwise the next free one")
    .option("--partner <id>", "whose it is to order from; without it: a payee's account")
    .option("--opening <amount>", "opening balance")
    .option("--overdraft <amount>", "how far below zero it may go")
    .option("--json", "as JSON");
  verb(account, "close <number>", "close an account: payments to it come back with AC04", (admin, [number = ""]) => done(`account ${admin.closeAccount(number).number} closed.`));
  verb(account, "block <number>", "block an account: payments to it come back with AC06", (admin, [number = ""]) => done(`account ${admin.blockAccount(number).number} blocked.`));
  verb<Common>(account, "list", "list the accounts", (admin, _args, { json }) => io.out(accountList(admin.accounts(), json === true))).option("--json", "as JSON");
  verb<Common>(account, "bookings [number]", "list what was booked", (admin, [number = ""], { json }) => io.out(bookingList(admin.bookings(number === "" ? undefined : number), json === true))).option("--json", "as JSON");
  interface CreditOptions extends Common {
    readonly from: string;
    readonly fromAccount?: string;
    readonly fromBic?: string;
    readonly endToEndId?: string;
    readonly text?: string;
  }
  verb<CreditOptions>(account, "credit <number> <amount>", "let money arrive from another bank", (admin, [number = "", amount = ""], options) => {
    const target = admin.accounts().find((one) => one.number === number.replace(/\s/g, "").toUpperCase());
    if (target === undefined) throw new AppError("bank", "no-such-account", `There is no account ${number} at the practice bank.`, { meaning: "Nothing was booked.", next: "List them: bank account list." });
    admin.credit({
      account: target.number, amount: moneyOf(amount, target.currency), debtorName: options.from, debtorAccount: options.fromAccount, debtorBic: options.fromBic,
      endToEndId: options.endToEndId, remittance: options.text,
    });
    done(`${amount} ${target.currency} booked on ${target.number}.`);
  })
    .requiredOption("--from <name>", "who pays")
    .option("--from-account <number>", "from which account")
    .option("--from-bic <bic>", "of which bank")
    .option("--end-to-end-id <id>", "the payer's reference")
    .option("--text <remittance>", "remittance information");
  verb<Common & { readonly reason: string }>(account, "return <end-to-end-id>", "book a collected direct debit back, as its debtor wants", (admin, [endToEndId = ""], { reason }) => {
    admin.returnCollection({ endToEndId, reason });
    done(`direct debit ${endToEndId} booked back, ${reason}.`);
  }).option("--reason <code>", "ISO 20022's reason: MD06 refund, AM04 no cover, AC04 account closed, MD01 no mandate", "MD06");
}

function subscriberCommands(subscriber: Command, io: BankCommandIo, verb: Verb, done: (text: string) => void): void {
  interface AddOptions extends Common {
    readonly name?: string;
    readonly class: string;
    readonly orderType?: readonly string[];
    readonly account?: readonly string[];
  }
  verb<AddOptions>(subscriber, "add <partner-id> <user-id>", "add an EBICS user", (admin, [partnerId = "", userId = ""], options) => {
    admin.addSubscriber({ partnerId, userId, name: options.name ?? userId, signatureClass: classOf(options.class), orderTypes: options.orderType, accounts: options.account });
    done(`user ${userId} of partner ${partnerId} added. The user sends INI and HIA next; then: bank subscriber activate ${partnerId} ${userId}`);
  })
    .option("--name <name>", "the person's name")
    .option("--class <class>", "signature class: E, A, B or T", "E")
    .option("--order-type <type...>", 'what the user may order: "BTU SCT/-/-/pain.001", "HAC"; otherwise everything')
    .option("--account <number...>", "which accounts the user may debit; otherwise all of the partner's");
  verb<Common & { readonly hash?: readonly string[]; readonly trust?: true }>(subscriber, "activate <partner-id> <user-id>", "activate a user whose letters were compared", (admin, [partnerId = "", userId = ""], options) => {
    const [signature, authentication, encryption] = options.hash ?? [];
    if (options.trust !== true && (signature === undefined || authentication === undefined || encryption === undefined)) {
      io.out(hashList(admin.subscriberHashes(partnerId, userId), false));
      throw new AppError("input", "hashes-needed", "The user was not activated: the letters' hashes are needed.", {
        next: "Compare the hashes above with the user's letters; then give the three from the letters: --hash <signature> <authentication> <encryption>. In practice alone: --trust.",
      });
    }
    admin.activateSubscriber(partnerId, userId, options.trust === true ? "trust" : { signature: signature ?? "", authentication: authentication ?? "", encryption: encryption ?? "" });
    done(`user ${userId} of partner ${partnerId} is ready.`);
  })
    .option("--hash <hash...>", "the three hashes on the letters: signature, authentication, encryption")
    .option("--trust", "without letters: nobody else can have sent the keys");
  verb<Common>(subscriber, "hashes <partner-id> <user-id>", "show the hashes of the keys a user has sent", (admin, [partnerId = "", userId = ""], { json }) =>
    io.out(hashList(admin.subscriberHashes(partnerId, userId), json === true))).option("--json", "as JSON");
  verb<Common>(subscriber, "list", "list the users", (admin, _args, { json }) => io.out(subscriberList(admin.subscribers(), json === true))).option("--json", "as JSON");
  verb(subscriber, "suspend <partner-id> <user-id>", "lock a user out", (admin, [partnerId = "", userId = ""]) => done(`user ${admin.suspendSubscriber(partnerId, userId).userId} suspended.`));
  verb(subscriber, "reset <partner-id> <user-id>", "forget a user's keys: they initialise again", (admin, [partnerId = "", userId = ""]) => done(`user ${admin.resetSubscriber(partnerId, userId).userId} reset.`));
}

function keysCommands(keys: Command, io: BankCommandIo, verb: Verb, done: (text: string) => void): void {
  verb<Common>(keys, "renew", "make new keys for the bank: customers are answered 091008 until they have compared and confirmed them", async (admin, _args, { json }) => {
    const { authentication, encryption } = await admin.renewKeys();
    io.out(json === true ? `${JSON.stringify({ authentication, encryption }, null, 2)}\n` : `PRACTICE bank: new keys. To compare (SHA-256):
  X002     certificate ${authentication.certificateHash}
           public key  ${authentication.publicKeyHash}
  E002     certificate ${encryption.certificateHash}
           public key  ${encryption.publicKeyHash}\n`);
  }).option("--json", "as JSON");
  verb(keys, "trust <pem-file>", "take the certificates of an authority for H3K", (admin, [file = ""]) => done(`certificates of ${admin.trustAuthority(pemOf(file))} are taken.`));
}

function pemOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("input", "unreadable-file", `${file} cannot be read.`, { meaning: "Nothing was changed.", cause });
  }
}

function serveCommand(bank: Command, io: BankCommandIo): void {
  withFolder(bank.command("serve").description("run the practice bank until it is stopped (Ctrl-C)"), io)
    .option("--port <port>", "TCP port; 0 for any free one", "8443")
    .option("--host <address>", "where it listens; only this machine can reach the default", "127.0.0.1")
    .option("--host-id <id>", "the bank's EBICS host id, when it is founded (default: PRACTICE)")
    .option("--segment-bytes <n>", "largest segment of a download, in characters of base64")
    .action(async (options: { readonly data: string; readonly port: string; readonly host: string; readonly hostId?: string; readonly segmentBytes?: string }) => {
      await serveBank(io, {
        folder: options.data, port: countOf(options.port), host: options.host, hostId: options.hostId, segmentBytesMax: options.segmentBytes === undefined ? undefined : countOf(options.segmentBytes),
      });
    });
}

function withFolder(command: Command, io: BankCommandIo): Command {
  return command.option("--data <dir>", "the practice bank's folder", io.defaultFolder);
}

function moneyOf(text: string, code: string): Money {
  const currency = parseCurrency(code);
  if (currency === undefined) throw typedWrong(`${code} is not a currency code.`);
  const parsed = parseAmount(text, currency);
  if (!parsed.ok) throw typedWrong(`${text} is not an amount in ${code}.`);
  return parsed.money;
}

function momentOf(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw typedWrong(`"${text}" is not a date and time. Write it as 2026-11-24T10:00:00Z, or use --next-business-day.`);
  return ms;
}

function classOf(text: string): SignatureClass {
  if (text === "E" || text === "A" || text === "B" || text === "T") return text;
  throw typedWrong(`${text} is not a signature class: E, A, B or T.`);
}

function countOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw typedWrong(`${text} is not a whole number.`);
  return Number(text);
}

function typedWrong(message: string): AppError {
  return new AppError("input", "wrong-argument", message, { meaning: "Nothing was changed." });
}
