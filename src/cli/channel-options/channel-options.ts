import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import { parseAmount, parseCurrency } from "../../domain/money.ts";
import type { BankAddress, ChannelConfig, Tariff } from "../../workflows/ports/channel.ts";

/** How the settings of one kind of channel are given on the command line. One file for each kind, a line in `all.ts`. */
export interface ChannelOptions<Options extends object = object> {
  readonly kind: ChannelConfig["kind"];
  readonly description: string;
  /** Adds what this kind needs beyond the bank's address. */
  declare(command: Command): Command;
  /** @param address what every kind has, read already @throws AppError area "input" */
  read(options: Options, address: BankAddress): Promise<ChannelConfig>;
}

export interface AddressOptions {
  readonly url: string;
  readonly caFile?: string;
  readonly certificateSha256?: string;
  readonly publicKeySha256?: string;
  readonly perCall?: string;
  readonly perMinute?: string;
}

/** The bank's address and trust, the tariff: for every kind. */
export function declareAddress(command: Command): Command {
  return command
    .requiredOption("--url <https url>", "the bank's EBICS address, as it is reached by this road")
    .option("--ca-file <pem>", "trust only this authority")
    .option("--certificate-sha256 <hex>", "trust only the certificate with this fingerprint")
    .option("--public-key-sha256 <hex>", "trust only the public key with this SHA-256")
    .option("--per-call <amount>", "what a call costs: 0.25EUR")
    .option("--per-minute <amount>", "what each minute begun costs: 0.10EUR");
}

export async function readAddress(options: AddressOptions): Promise<BankAddress> {
  return {
    url: options.url, pinnedCaPem: options.caFile === undefined ? undefined : await readText(options.caFile),
    pinnedCertificateSha256: options.certificateSha256, pinnedPublicKeySha256: options.publicKeySha256, tariff: tariffOf(options),
  };
}

function tariffOf({ perCall, perMinute }: AddressOptions): Tariff | undefined {
  const call = perCall === undefined ? undefined : priceOf(perCall);
  const minute = perMinute === undefined ? undefined : priceOf(perMinute);
  const currency = call?.currency ?? minute?.currency;
  if (currency === undefined) return undefined;
  if (minute !== undefined && minute.currency !== currency) throw new AppError("input", "two-currencies", "The call and the minute are priced in two currencies.", { meaning: "Nothing was done." });
  return { currency, perCallMinor: call?.minor ?? 0n, perMinuteMinor: minute?.minor ?? 0n };
}

function priceOf(text: string) {
  const [, amount = "", code = ""] = /^(\d+(?:\.\d+)?) ?([A-Z]{3})$/.exec(text) ?? [];
  const currency = parseCurrency(code);
  const parsed = currency === undefined ? undefined : parseAmount(amount, currency);
  if (parsed?.ok !== true) throw new AppError("input", "bad-price", `"${text}" is no price.`, { meaning: "Nothing was done.", next: "Write it like 0.25EUR." });
  return parsed.money;
}

/** @throws AppError input/`bad-port` */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new AppError("input", "bad-port", `"${text}" is no port.`, { meaning: "Nothing was done.", next: "1 to 65535." });
  return port;
}

/** @throws AppError input/`unreadable-file` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("input", "unreadable-file", `${file} cannot be read.`, { meaning: "Nothing was done.", cause });
  }
}
