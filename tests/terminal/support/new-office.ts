import path from "node:path";
import { expect } from "vitest";
import { serve, type ServedBank, verb } from "../../bank/support/bank-process.ts";
import { Machine, type Workstation } from "./workstation.ts";

const passphrase = "seven quiet herons at dusk";
const pin = "copper kettle 44";

/** A machine with nothing on it, a company, and a bank in another process that has an account for it. */
export interface NewOffice {
  readonly machine: Machine;
  readonly bank: ServedBank;
  /** PEM file of the authority that the bank's letter names. */
  readonly caFile: string;
  /** "line": the customer is LINE, its partner id LINE01. */
  readonly shortName: string;
  /** The bank's clerk. */
  clerk(...args: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openNewOffice(shortName: string): Promise<NewOffice> {
  const machine = new Machine();
  const books = path.join(machine.folder, "bank");
  const bank = await serve(books);
  const clerk = async (...args: readonly string[]): Promise<void> => {
    expect(await verb(books, ...args)).toMatchObject({ code: 0 });
  };
  const partnerId = partnerIdOf(shortName);
  await clerk("partner", "add", partnerId, companyOf(shortName));
  await clerk("account", "open", "--currency", "EUR", "--owner", companyOf(shortName), "--partner", partnerId, "--opening", "50000");
  await clerk("subscriber", "add", partnerId, "ANNA", "--name", "Kis Anna", "--class", "E");
  return {
    machine, bank, shortName, clerk, caFile: path.join(books, "ca.pem"),
    async close() {
      await bank.stop();
      await machine.close();
    },
  };
}

/** The program's first start, up to the settings of a new customer. */
export async function beginOffice({ machine, shortName }: NewOffice, columns = 100, rows = 40): Promise<Workstation> {
  const kontor = machine.start([], { columns, rows });
  await kontor.waitFor("You are the first operator.");
  kontor.fill("Réka", "", passphrase, passphrase);
  await kontor.go("Enter", "A customer is a company whose orders you handle.");
  kontor.fill(companyOf(shortName), shortName, "", "NEW-1", "", "10000 EUR", "1051 Budapest, Part 1.");
  await kontor.go("F2", `${shortName.toUpperCase()} was created.`);
  return kontor;
}

/** The first step of a connection: what the bank's letter says. @param road types the road's name as far as it is needed @param next what is asked then */
export async function typeConnection(kontor: Workstation, { bank, shortName, caFile }: NewOffice, road: readonly string[], next: string): Promise<void> {
  await kontor.go("5", "[5 connections]");
  await kontor.go("n", "a new connection");
  await kontor.go("Enter", "Connection to a bank");
  kontor.fill("p", "Practice", bank.hostId, partnerIdOf(shortName), bank.url.replace("https://", ""), "", "‹Left›", caFile, "");
  kontor.press(...road);
  await kontor.go("F2", next);
}

/** The signer's keys are made and sent to the bank, by the road that was set up. */
export async function makeKeys(kontor: Workstation): Promise<void> {
  await kontor.go("Enter", "Keys for Practice");
  kontor.fill("ANNA", "Kis Anna", "", "", "", pin, pin);
  await kontor.go("F2", "Keys made for ANNA");
  await kontor.go("Enter", "The bank has the keys of 1 signer.");
}

/** Letters, activation, the bank's keys compared with what it has published, its grants; then everything is fetched for the first time. */
export async function finishConnection(kontor: Workstation, { bank, shortName, clerk }: NewOffice): Promise<void> {
  await kontor.go("Enter", "Written:");
  await clerk("subscriber", "activate", partnerIdOf(shortName), "ANNA", "--trust");
  kontor.press(...Array.from({ length: 7 }, () => "Up"), "Down", "Down", "Down", "Down");
  await kontor.go("Enter", "The bank's keys are here.");
  await kontor.go("Enter", "Type both hashes");
  const published = (key: string): string => /certificate +([0-9A-F]{64})/.exec(bank.output.slice(bank.output.indexOf(`${key} `)))?.[1] ?? "";
  kontor.fill(published("X002"), published("E002"));
  await kontor.go("F2", "The bank's keys are confirmed.");
  await kontor.go("Enter", "The bank names 1 account");
}

const partnerIdOf = (shortName: string): string => `${shortName.toUpperCase()}01`;
const companyOf = (shortName: string): string => `${shortName} Kft.`;
