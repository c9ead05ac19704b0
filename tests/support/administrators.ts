import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { contextOf, systemRandomness } from "../../src/cli/compose.ts";
import { type Install, type OperatorSession, openInstall } from "../../src/customers/index.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import type { Right } from "../../src/domain/rights.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Tools, WorkflowContext } from "../../src/workflows/context.ts";
import { makeTools } from "./office.ts";

const profile = { name: "Duna Kft.", shortName: "DUNA", code: "D-1", colour: "blue", language: "hu", confirmAbove: [] } as const;
export const administers: readonly Right[] = ["see", "prepare", "administer"];
export const operatorPassphrase = () => Secret.fromText("quiet river 71 stones");

/** One install, one customer, two administrators who sit at the same data root, Anna and Béla; a third person, Cili, without any right yet. */
export interface Administrators {
  readonly clock: SettableClock;
  readonly install: Install;
  readonly tools: Tools;
  readonly anna: WorkflowContext;
  readonly bela: WorkflowContext;
  readonly sessions: { readonly anna: OperatorSession; readonly bela: OperatorSession; readonly cili: OperatorSession };
  /** The customer as it opens for this operator now. */
  contextFor(session: OperatorSession): Promise<WorkflowContext>;
  close(): Promise<void>;
}

export async function openAdministrators(): Promise<Administrators> {
  const root = mkdtempSync(path.join(os.tmpdir(), "kontor-administrators-"));
  const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
  const install = await openInstall({ root, clock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
  const tools = await makeTools(clock, undefined);
  const operator = (name: string) => install.createOperator({ name, language: "en", passphrase: operatorPassphrase() });
  const sessions = { anna: await operator("Anna"), bela: await operator("Béla"), cili: await operator("Cili") };
  const created = await sessions.anna.createCustomer(profile);
  await created.grant(sessions.bela.operator.id, administers);
  const contextFor = async (session: OperatorSession): Promise<WorkflowContext> => {
    const [customer] = install.customers();
    if (customer === undefined) throw new Error("made before");
    return contextOf(session, await session.openCustomer(customer.id), tools);
  };
  return {
    clock, install, tools, sessions, contextFor, anna: await contextFor(sessions.anna), bela: await contextFor(sessions.bela),
    close: async () => {
      await install.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
