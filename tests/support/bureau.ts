import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { internet } from "./internet.ts";
import { contextOf, systemRandomness } from "../../src/cli/compose.ts";
import { type Install, openInstall, type OperatorSession } from "../../src/customers/index.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { CustomerId } from "../../src/domain/ids.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createConnection, createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { Tools, WorkflowContext } from "../../src/workflows/context.ts";
import { confirmBankKeys, pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import type { ProtocolVersion } from "../../src/workflows/ports/connections.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { CustomerDesk, PinSource } from "../../src/workflows/onboarding/desk.ts";
import { makeTools } from "./office.ts";
import { type PremadeKeys, premadeKeys } from "./premade-keys.ts";

export const bureauPin = "quiet river 71 stones";
export const bureauPins: PinSource = { pinFor: async () => Secret.fromText(bureauPin), knownFor: async () => undefined };
export const bureauOperator = "Admin";
export const bureauPassphrase = "many small green boats";

/** A service provider: one administrator, many customers, several practice banks. Keys are made once and given out again and again. */
export interface Bureau {
  readonly clock: SettableClock;
  readonly tools: Tools;
  readonly folder: string;
  /** The customers as the administrator reaches them. */
  readonly desk: CustomerDesk;
  /** What a workstation of the administrator hangs off. */
  sessionParts(): { readonly install: Install; readonly operator: OperatorSession; readonly tools: Tools; contextFor(id: CustomerId): Promise<WorkflowContext> };
  /** The program ends and is started again: everything is read from the disk anew. */
  restart(): Promise<void>;
  bank(hostId: string): PracticeBank;
  /** A customer that is ready at a bank: keys, letters, activation, the bank's keys confirmed. */
  readyCustomer(shortName: string, hostId: string, protocol?: ProtocolVersion, bankProfile?: string): Promise<WorkflowContext>;
  context(shortName: string): Promise<WorkflowContext>;
  /** Of every customer there is. */
  contexts(): Promise<readonly WorkflowContext[]>;
  close(): Promise<void>;
}

export async function openBureau(options: { readonly banks: readonly string[]; readonly keysPerUse?: number; readonly driver?: ChannelDriver }): Promise<Bureau> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-bureau-"));
  const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
  const keys: PremadeKeys = await premadeKeys(bureauPin, options.keysPerUse);
  const banks = new Map(await Promise.all(options.banks.map(async (hostId) => [hostId, await startPracticeBank({ memory: true, clock, randomness: systemRandomness, hostId, sharedKeys: true })] as const)));
  const tools: Tools = { ...(await makeTools(clock, undefined)), channel: () => options.driver ?? internet, makeKey: keys.makeKey, device: () => keys.device };
  const open = (): Promise<Install> => openInstall({ root: path.join(folder, "data"), clock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
  const enter = async (how: "createOperator" | "login"): Promise<OperatorSession> => {
    using passphrase = Secret.fromText(bureauPassphrase);
    return how === "login" ? await install.login(bureauOperator, passphrase) : await install.createOperator({ name: bureauOperator, language: "en", passphrase });
  };
  let install = await open();
  let session = await enter("createOperator");
  const bank = (hostId: string): PracticeBank => {
    const one = banks.get(hostId);
    if (one === undefined) throw new Error(`the bureau has no bank ${hostId}`);
    return one;
  };
  const context = async (shortName: string): Promise<WorkflowContext> => {
    const summary = install.customers().find((one) => one.shortName === shortName);
    if (summary === undefined) throw new Error(`the bureau has no customer ${shortName}`);
    return contextOf(session, await session.openCustomer(summary.id), tools);
  };
  return {
    clock, tools, folder, bank, context,
    desk: {
      open: async (shortName) => (install.customers().some((one) => one.shortName === shortName) ? context(shortName) : undefined),
      create: async (profile) => contextOf(session, await session.createCustomer(profile), tools),
      operatorNamed: (name) => install.operators().find((one) => one.name === name)?.id,
      readText: (file) => readFile(path.resolve(folder, file), "utf8").catch(() => { throw new AppError("input", "not-found", `${file} is not there.`); }),
    },
    sessionParts: () => ({ install, operator: session, tools, contextFor: async (id) => contextOf(session, await session.openCustomer(id), tools) }),
    async restart() {
      await install.close();
      install = await open();
      session = await enter("login");
    },
    contexts: async () => Promise.all(install.customers().map((one) => context(one.shortName))),
    async readyCustomer(shortName, hostId, protocol, bankProfile = "practice") {
      const at = bank(hostId);
      await session.createCustomer({ name: `${shortName} Kft.`, shortName, code: `${shortName}-1`, colour: "blue", language: "en", confirmAbove: [] });
      const made = await context(shortName);
      if (!at.admin.partners().some(({ partnerId }) => partnerId === shortName)) at.admin.addPartner({ partnerId: shortName, name: shortName });
      at.admin.addSubscriber({ partnerId: shortName, userId: "ANNA", name: "Anna" });
      const connection = await createConnection(made, { title: hostId, bankProfile, hostId, partnerId: shortName, protocol, channel: { kind: "internet", url: at.url, pinnedCaPem: at.caPem } });
      using pin = Secret.fromText(bureauPin);
      const subscriber = await createSubscriber(made, { connectionId: connection.id, userId: "ANNA", signerName: "Anna", signatureClass: "E", device: { kind: "key-file", path: "keys/ANNA.p12" }, pin });
      await sendKeys(made, subscriber.id);
      at.admin.activateSubscriber(shortName, "ANNA", "trust");
      await pollActivation(made, connection.id);
      await confirmBankKeys(made, connection.id, { authenticationHash: at.keyHashes.authentication.publicKeyHash, encryptionHash: at.keyHashes.encryption.publicKeyHash });
      return made;
    },
    async close() {
      await install.close();
      await Promise.all([...banks.values()].map((one) => one.close()));
      keys.close();
      rmSync(folder, { recursive: true });
    },
  };
}
