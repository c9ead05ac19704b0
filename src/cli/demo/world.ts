import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PracticeBank } from "../../bank/index.ts";
import { practiceBic, startPracticeBank } from "../../bank/index.ts";
import { type Install, type KeyDerivation, openInstall, type OpenCustomer, type OperatorSession } from "../../customers/index.ts";
import type { Clock } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { createConnection, createSubscriber, fetchGrants } from "../../workflows/connect-bank.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../workflows/keys/bank-keys.ts";
import { sendKeys } from "../../workflows/keys/send-keys.ts";
import type { Tools, WorkflowContext } from "../../workflows/context.ts";
import type { BankAddress, ChannelConfig } from "../../workflows/ports/channel.ts";
import type { ProtocolVersion } from "../../workflows/ports/connections.ts";
import { printLetters } from "../../workflows/print-pages.ts";
import { changeRoads } from "../../workflows/roads/change-roads.ts";
import { composeTools, contextOf, systemRandomness } from "../compose.ts";
import { openAtTheBank } from "./open-at-the-bank.ts";
import { playPast } from "./past.ts";
import { type DemoRoads, openDemoRoads, sameRoad } from "./practice-roads.ts";
import { type DemoCustomer, type DemoOperatorName, demoCustomers, demoOperators, demoPassphrase } from "./customers.ts";

/** A whole practice set-up: the bank, the install, everybody logged in. */
export interface DemoWorld {
  readonly bank: PracticeBank;
  readonly install: Install;
  readonly tools: Tools;
  /** True when it was made now; false when it lay there already. */
  readonly fresh: boolean;
  session(operator: DemoOperatorName): OperatorSession;
  /** The customer as that operator sees it. */
  context(shortName: string, operator: DemoOperatorName): Promise<WorkflowContext>;
  /** Called when orders and history are in place as well. */
  markReady(): Promise<void>;
  close(): Promise<void>;
}

export interface DemoWorldOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly segmentBytesMax?: number | undefined;
  readonly keyDerivation?: KeyDerivation | undefined;
  /** Version of EBICS; default: the newest that the profile names. */
  readonly protocol?: ProtocolVersion | undefined;
  /** The bank has a history of some weeks when it is made. */
  readonly withPast?: true | undefined;
  /** Tells what is being done; the set-up takes a few seconds. */
  readonly say: (text: string) => void;
  /** Gets each letter as it is printed. */
  readonly onLetter?: ((fileName: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>) | undefined;
}

/** Stands in the folder once the set-up is whole; a set-up that was stopped in the middle is made anew. */
const readyMark = "ready";

/** Opens the practice set-up in a folder, or makes it there. Nothing in it is real, so half of one is thrown away. */
export async function openDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const { root, clock, say } = options;
  const fresh = !existsSync(path.join(root, readyMark));
  if (fresh) await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
  say("starting the practice bank");
  const folder = path.join(root, "practice-bank");
  if (fresh && options.withPast === true) playPast(folder, clock.now());
  const bank = await startPracticeBank({ folder, clock, randomness: systemRandomness, segmentBytesMax: options.segmentBytesMax });
  const roads = await openDemoRoads(path.join(root, "practice-line"), bank).catch(async (error: unknown) => {
    await bank.close();
    throw error;
  });
  try {
    const install = await openInstall({ root: path.join(root, "install"), clock, randomness: systemRandomness, keyDerivation: options.keyDerivation });
    const tools = await composeTools({ clock, segmentBytesMax: options.segmentBytesMax });
    const sessions = await logEverybodyIn(install, say);
    const session = (operator: DemoOperatorName): OperatorSession => {
      const one = sessions.get(operator);
      assert(one !== undefined, `${operator} is logged in`);
      return one;
    };
    const context = async (shortName: string, operator: DemoOperatorName): Promise<WorkflowContext> => {
      const summary = install.customers().find((one) => one.shortName === shortName);
      assert(summary !== undefined, `${shortName} is a customer of the demo`);
      return contextOf(session(operator), await session(operator).openCustomer(summary.id), tools);
    };
    for (const customer of demoCustomers) {
      if (fresh) await onboard(customer, { bank, roads, install, tools, session, context, options });
      else await followTheBank(await context(customer.profile.shortName, "Admin"), bank, roads);
    }
    return {
      bank, install, tools, fresh, session, context,
      markReady: () => writeFile(path.join(root, readyMark), ""),
      close: async () => {
        await install.close();
        await roads.close();
        await bank.close();
      },
    };
  } catch (error) {
    await roads.close();
    await bank.close();
    throw error;
  }
}

async function logEverybodyIn(install: Install, say: (text: string) => void): Promise<ReadonlyMap<DemoOperatorName, OperatorSession>> {
  const known = install.operators().map((operator) => operator.name);
  say(known.length === 0 ? "making the operators" : "opening the stores");
  const sessions = await Promise.all(
    demoOperators.map(async ({ name, language }) => {
      using passphrase = Secret.fromText(demoPassphrase);
      const session = known.includes(name) ? await install.login(name, passphrase) : await install.createOperator({ name, language, passphrase });
      return [name, session] as const;
    }),
  );
  return new Map(sessions);
}

interface Onboarding extends Pick<DemoWorld, "bank" | "install" | "tools" | "session" | "context"> {
  readonly options: DemoWorldOptions;
  readonly roads: DemoRoads;
}

/** The whole way of a new customer: at the bank's counter, in Kontor, keys, letters, activation, the bank's hashes compared. */
async function onboard(customer: DemoCustomer, world: Onboarding): Promise<void> {
  const { profile, partnerId } = customer;
  const { bank } = world;
  world.options.say(`onboarding ${profile.shortName}: keys, letters, activation`);
  if (!bank.admin.partners().some((partner) => partner.partnerId === partnerId)) openAtTheBank(customer, bank.admin);
  const opened = await world.session("Admin").createCustomer(profile, ["see", "prepare", "send", "fetch", "administer"]);
  const context = contextOf(world.session("Admin"), opened, world.tools);
  await grantOperators(customer, opened, world);
  const channels = world.roads.channels(addressOf(bank));
  const first = channels[customer.road] ?? channels.internet;
  const connection = await createConnection(context, {
    title: "Practice bank", bankProfile: "practice", hostId: bank.hostId, partnerId, channel: first, protocol: world.options.protocol,
  });
  await changeRoads(context, connection.id, () => ({ roads: [first, ...Object.values(channels).filter((channel) => channel !== first)] }));
  await context.store.signers.putRules([
    { id: "standard", title: customer.signaturesNeeded === 2 ? "Two signatures" : "One signature", accounts: [], upTo: [], signaturesNeeded: customer.signaturesNeeded, signers: [], exclusions: [] },
  ]);
  for (const signer of customer.signers) {
    using pin = Secret.fromText(demoPassphrase);
    const subscriber = await createSubscriber(context, {
      connectionId: connection.id, userId: signer.userId, signerName: signer.operator, operatorId: world.session(signer.operator).operator.id,
      signatureClass: signer.signatureClass, device: { kind: "key-file", path: `keys/${signer.userId}.p12` }, pin,
    });
    await sendKeys(context, subscriber.id);
    const letters = await printLetters(context, subscriber.id);
    await world.options.onLetter?.(letters.fileName, letters.bytes);
    const hashes = bank.admin.subscriberHashes(partnerId, signer.userId);
    const hash = (use: string): string => {
      const sent = hashes.find((one) => one.use === use);
      return sent?.certificateHash ?? sent?.publicKeyHash ?? "";
    };
    bank.admin.activateSubscriber(partnerId, signer.userId, { signature: hash("signature"), authentication: hash("authentication"), encryption: hash("encryption") });
  }
  const fetched = await fetchBankKeyHashes(context, connection.id);
  const published = (use: "authentication" | "encryption"): string => bank.keyHashes[use][fetched?.[use].certificateHash === undefined ? "publicKeyHash" : "certificateHash"];
  await confirmBankKeys(context, connection.id, { authenticationHash: published("authentication"), encryptionHash: published("encryption") });
  await fetchGrants(context, connection.id);
  await nameAccounts(customer, context);
}

async function grantOperators(customer: DemoCustomer, opened: OpenCustomer, world: Onboarding): Promise<void> {
  for (const name of ["Réka", "Anna"] as const) {
    if (name !== "Réka" && !customer.signers.some((signer) => signer.operator === name)) continue;
    const rights = name === "Réka" ? (["see", "prepare", "sign", "send", "fetch"] as const) : (["see", "sign"] as const);
    await opened.grant(world.session(name).operator.id, rights);
  }
}

/** The bank names accounts by its own rule; the company has names of its own for them. */
async function nameAccounts(customer: DemoCustomer, context: WorkflowContext): Promise<void> {
  for (const account of await context.store.accounts.all()) {
    const own = customer.accounts.find((one) => one.currency === account.currency);
    await context.store.accounts.put({ ...account, title: own?.title ?? account.title, ownerName: customer.profile.name, bic: account.bic ?? practiceBic });
  }
}

/** The practice bank and what stands in front of it take any free port at each start: the connections follow them. */
async function followTheBank(context: WorkflowContext, bank: PracticeBank, roads: DemoRoads): Promise<void> {
  const channels = roads.channels(addressOf(bank));
  const moved = (road: ChannelConfig): ChannelConfig => ({ ...sameRoad(channels, road), tariff: road.tariff });
  for (const connection of await context.store.connections.all()) {
    if (connection.practice) await context.store.connections.put({ ...connection, channel: moved(connection.channel), fallbackChannels: connection.fallbackChannels?.map(moved) });
  }
}

/** As the bank's letter tells it. */
function addressOf(bank: PracticeBank): BankAddress {
  return { url: bank.url, pinnedCaPem: bank.caPem };
}
