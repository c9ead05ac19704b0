import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Randomness } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import { segmentBytesLimit } from "../ebics/index.ts";
import { formats } from "../formats/all.ts";
import { type BankAdmin, bankAdmin, type BankKeyHashes, bankKeyHashes } from "./admin/bank-admin.ts";
import { openBankKeys, renewBankKeys } from "./host/bank-keys.ts";
import { handleRequest } from "./host/handle-request.ts";
import type { CertifiedBankKeys, Host } from "./host/host.ts";
import { type Faults, type HttpLimits, practiceHttpLimits, startHttpsServer } from "./host/https-server.ts";
import { type HostLimits, practiceLimits } from "./host/limits.ts";
import { Nonces } from "./host/nonces.ts";
import { SerialQueue } from "./host/serial-queue.ts";
import { openTlsCertificates } from "./host/tls-certificates.ts";
import { recordExchange } from "./host/trace.ts";
import { BankClock } from "./ledger/bank-clock.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { processOrder, unprocessedOrders } from "./ledger/process-order.ts";
import { runDue } from "./ledger/run-due.ts";
import { AccessTokens } from "./notify/access-tokens.ts";
import { Notifier } from "./notify/notifier.ts";
import { practiceHours } from "./practice-bank-facts.ts";
import { type BankDatabase, openBankDatabase, openBankDatabaseInMemory } from "./storage/bank-database.ts";
import { readSetting, writeSetting } from "./storage/settings.ts";

export interface PracticeBankOptions {
  /** Where the bank lives; made when absent. `memory: true` instead: it lives as long as the process. */
  readonly folder?: string | undefined;
  readonly memory?: true | undefined;
  /** Real time: EBICS timestamps are checked against it; the bank's own clock may be moved ahead of it. */
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The bank's HostID, at most 35 letters and digits; kept from the first start on. Default PRACTICE. */
  readonly hostId?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: nobody else can reach it. */
  readonly host?: string | undefined;
  /** Characters of base64 in one segment of a download; default and at most 1 MiB. */
  readonly segmentBytesMax?: number | undefined;
  /** What differs from the practice bank's own limits. */
  readonly limits?: Partial<HostLimits> | undefined;
  /** Tokens for notifications are good for more than one connection. */
  readonly reusableTokens?: true | undefined;
  /** What differs from its limits of the line. */
  readonly http?: Partial<HttpLimits> | undefined;
  /** Two users of one partner may have the same signature key: for tests. */
  readonly sharedKeys?: true | undefined;
  /** Cuts connections, for tests. */
  readonly faults?: Faults | undefined;
}

/** A running practice bank. */
export interface PracticeBank {
  readonly url: string;
  /** The CA that its HTTPS certificate is from: what customers pin. */
  readonly caPem: string;
  readonly hostId: string;
  /** Of the keys as they are now. */
  readonly keyHashes: BankKeyHashes;
  readonly admin: BankAdmin;
  /** What its HTTPS side does with one request: any bytes to an answer, noted in the trace. Never rejects. */
  answer(request: Uint8Array): Promise<Uint8Array>;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/** The bank's HostID, unless it was founded under another one. */
const practiceHostId = "PRACTICE";

/**
 * Starts a practice bank: an EBICS 3.0 host over HTTPS with a ledger of its own. No real money, no connection to any real bank.
 * @throws AppError bank/… when its folder cannot be opened; Error of node:net when the port is taken
 */
export async function startPracticeBank(options: PracticeBankOptions): Promise<PracticeBank> {
  const { folder, randomness } = options;
  const database = folder === undefined ? openBankDatabaseInMemory() : openBankDatabase(folder, randomness);
  try {
    return await start(options, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The bank's books without its host: what the admin verbs of another process work on. @throws AppError bank/… */
export function openPracticeBankBooks(options: Pick<PracticeBankOptions, "clock" | "randomness"> & { readonly folder: string }): { readonly admin: BankAdmin; readonly close: () => void } {
  const database = openBankDatabase(options.folder, options.randomness);
  const { ledger, clock } = openLedger(database, options.clock);
  const hostId = readSetting(database, hostIdSetting) ?? practiceHostId;
  return { admin: bankAdmin(ledger, clock, () => renewBankKeys(database, hostId, options.clock)), close: () => database.close() };
}

async function start(options: PracticeBankOptions, database: BankDatabase): Promise<PracticeBank> {
  const { clock: protocolClock, randomness, host: address = "127.0.0.1" } = options;
  const { ledger, clock } = openLedger(database, protocolClock);
  const hostId = openHostId(database, options.hostId);
  const [keys, tls] = await Promise.all([openBankKeys(database, hostId, protocolClock), openTlsCertificates(database, randomness, address)]);
  if (options.folder !== undefined) writeFileSync(join(options.folder, "ca.pem"), tls.caPem);
  const limits = { ...practiceLimits, ...options.limits };
  let url = "";
  const accessTokens = new AccessTokens(protocolClock, randomness, options.reusableTokens !== true);
  const notifier = new Notifier(ledger, accessTokens);
  const host: Host = {
    hostId, url: () => url, ledger, accessTokens, protocolClock, randomness, segmentBytesMax: Math.min(options.segmentBytesMax ?? segmentBytesLimit, segmentBytesLimit),
    limits, nonces: new Nonces(database, limits.noncesMax), sharedKeys: options.sharedKeys === true, orders: new SerialQueue(), transactions: new Map(),
    get keys() {
      return keys();
    },
  };
  await judgeLeftovers(host);
  runDue(ledger);
  const answer = async (request: Uint8Array): Promise<Uint8Array> => {
    const handled = await handleRequest(host, request);
    recordExchange(database, protocolClock.now(), request, handled);
    return handled.answer;
  };
  const server = await startHttpsServer({ tls, host: address, port: options.port ?? 0, faults: options.faults, limits: { ...practiceHttpLimits, ...options.http }, answer, upgrade: (request, socket, head) => notifier.upgrade(request, socket, head) });
  url = server.url;
  let lastKeys: CertifiedBankKeys | undefined; // once the database is closed
  return {
    url,
    caPem: tls.caPem,
    hostId,
    get keyHashes() {
      return bankKeyHashes(lastKeys ?? keys().publicKeys);
    },
    admin: bankAdmin(ledger, clock, () => renewBankKeys(database, hostId, protocolClock)),
    answer,
    close: async () => {
      notifier.close();
      await server.close();
      await host.orders.idle();
      lastKeys = keys().publicKeys;
      database.close();
    },
  };
}

const hostIdSetting = "host-id";

/** A bank keeps its HostID: its keys and its customers know it. @throws AppError bank/`other-host-id` `wrong-id` */
function openHostId(database: BankDatabase, wanted: string | undefined): string {
  const kept = readSetting(database, hostIdSetting);
  const hostId = kept ?? wanted ?? practiceHostId;
  if (wanted !== undefined && wanted !== hostId) throw new AppError("bank", "other-host-id", `This practice bank is ${hostId}, not ${wanted}.`, { meaning: "It was not started.", next: "Give another folder for another bank: --data DIR." });
  if (!/^[a-zA-Z0-9]{1,35}$/.test(hostId)) throw new AppError("bank", "wrong-id", `${hostId} is not an EBICS host id.`, { meaning: "The bank was not started.", next: "Use 1 to 35 letters and digits." });
  if (kept === undefined) writeSetting(database, hostIdSetting, hostId);
  return hostId;
}

/** Orders that an earlier run took but did not come to judge. One that fails again waits for the next start; the bank opens all the same. */
async function judgeLeftovers(host: Host): Promise<void> {
  for (const row of unprocessedOrders(host.ledger)) {
    await host.orders.run(() => processOrder(host.ledger, formats, row)).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error), { type: "PracticeBank" });
    });
  }
}

function openLedger(database: BankDatabase, base: Clock): { readonly ledger: Ledger; readonly clock: BankClock } {
  const clock = new BankClock(database, base);
  return { ledger: { database, clock, hours: practiceHours }, clock };
}
