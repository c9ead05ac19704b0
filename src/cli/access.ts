import type { Command } from "commander";
import { type CustomerSummary, openInstall, type Install, type OperatorSession } from "../customers/index.ts";
import { AppError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { recoverAfterCrash } from "../workflows/communication/recover.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import { composeTools, contextOf, systemClock, systemRandomness } from "./compose.ts";
import { askCardPinAt } from "./card-pin.ts";
import type { CommandIo } from "./io.ts";
import { askCodeAt } from "./one-time-codes.ts";
import { dataRoot } from "./paths.ts";
import { readSecret } from "./secrets.ts";
import { tellSilence } from "./tell-silence.ts";

/** Who acts; the secrets come from files or descriptors. */
export interface AccessOptions {
  readonly operator?: string | undefined;
  readonly passphraseFile?: string | undefined;
  readonly passphraseFd?: string | undefined;
  readonly customer?: string | undefined;
}

export function operatorOptions(command: Command): Command {
  return command
    .option("--operator <name>", "who acts (or KONTOR_OPERATOR)")
    .option("--passphrase-file <file>", "file with the operator's passphrase")
    .option("--passphrase-fd <number>", "open descriptor to read the passphrase from");
}

export function customerOptions(command: Command): Command {
  return operatorOptions(command).option("--customer <short name>", "which customer (or KONTOR_CUSTOMER)");
}

export function openSystemInstall(io: CommandIo): Promise<Install> {
  return openInstall({ root: dataRoot(io.environment), clock: systemClock, randomness: systemRandomness });
}

/** Tools for one command. @param stopped what it means to stop a card's module that hangs, as the end of a sentence */
export async function toolsAt(io: CommandIo, stopped = "nothing more is signed then, and what was signed counts"): Promise<Tools> {
  const tools = await composeTools({ environment: io.environment });
  tellSilence(io, tools.cards, stopped);
  return tools;
}

/** Logs the operator in for one command. The passphrase, which a descriptor gives only once, is wiped at its end. */
export async function withOperator<T>(io: CommandIo, options: object, work: (session: OperatorSession, install: Install, passphrase: Secret) => Promise<T>): Promise<T> {
  const access = options as AccessOptions; // commander gives what `operatorOptions` declared
  const name = access.operator ?? io.environment.KONTOR_OPERATOR;
  if (name === undefined || name === "") throw new AppError("input", "no-operator", "Say who acts.", { next: "Give --operator NAME, or set KONTOR_OPERATOR." });
  const install = await openSystemInstall(io);
  try {
    using passphrase = readSecret("passphrase", { file: access.passphraseFile ?? (access.passphraseFd === undefined ? io.environment.KONTOR_PASSPHRASE_FILE : undefined), fd: access.passphraseFd });
    return await work(await install.login(name, passphrase), install, passphrase);
  } finally {
    await install.close();
  }
}

/** Opens one customer for one command; settles first what a crash left. */
export async function withCustomer<T>(io: CommandIo, options: object, work: (context: WorkflowContext, session: OperatorSession, install: Install) => Promise<T>): Promise<T> {
  return withOperator(io, options, async (session, install) => {
    const opened = await contextFor(session, await chosenCustomer(io, options as AccessOptions, session), await toolsAt(io));
    const context: WorkflowContext = { ...opened, askCode: askCodeAt(io, options), askCardPin: askCardPinAt(io) };
    await recoverAfterCrash(context);
    return work(context, session, install);
  });
}

/** Opens every customer that the operator may open, for work that goes over all of them. One that cannot be opened is told, and the others go on. */
export async function withAllCustomers<T>(io: CommandIo, options: object, work: (contexts: readonly WorkflowContext[], session: OperatorSession, install: Install) => Promise<T>): Promise<T> {
  return withOperator(io, options, async (session, install) => {
    const tools = await toolsAt(io);
    const contexts: WorkflowContext[] = [];
    for (const customer of await session.customers()) {
      try {
        contexts.push({ ...(await contextFor(session, customer, tools)), askCode: askCodeAt(io, options), askCardPin: askCardPinAt(io) });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        io.err(`${customer.shortName}: ${error.message}\n`);
      }
    }
    return work(contexts, session, install);
  });
}

/** @param names with commas; all of them when left out @throws AppError rights/`no-such-customer` */
export function namedCustomers(contexts: readonly WorkflowContext[], names: string | undefined, meaning?: string): readonly WorkflowContext[] {
  return names === undefined ? contexts : names.split(",").map((name) => {
    const context = contexts.find((one) => one.customer.profile.shortName.toLowerCase() === name.trim().toLowerCase());
    if (context === undefined) throw new AppError("rights", "no-such-customer", `There is no customer ${name.trim()} that you may open.`, { meaning });
    return context;
  });
}

async function contextFor(session: OperatorSession, customer: CustomerSummary, tools: Tools): Promise<WorkflowContext> {
  return contextOf(session, await session.openCustomer(customer.id), tools);
}

async function chosenCustomer(io: CommandIo, options: AccessOptions, session: OperatorSession): Promise<CustomerSummary> {
  const customers = await session.customers();
  const wanted = options.customer ?? io.environment.KONTOR_CUSTOMER;
  if (wanted === undefined || wanted === "") {
    const [only] = customers;
    if (only !== undefined && customers.length === 1) return only;
    throw new AppError("input", "no-customer", "Say which customer.", { next: `Give --customer SHORTNAME, or set KONTOR_CUSTOMER. You may open: ${customers.map((one) => one.shortName).join(", ") || "none"}.` });
  }
  const customer = customers.find((one) => one.shortName.toLowerCase() === wanted.toLowerCase());
  if (customer === undefined) throw new AppError("rights", "no-such-customer", `There is no customer ${wanted} that you may open.`, { next: `You may open: ${customers.map((one) => one.shortName).join(", ") || "none"}.` });
  return customer;
}
