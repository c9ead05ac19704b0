import { randomFillSync } from "node:crypto";
import path from "node:path";
import { channelDrivers } from "../channels/all.ts";
import type { OpenCustomer, OperatorSession } from "../customers/index.ts";
import type { Clock, Randomness } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import { createPrinter } from "../print/printer.ts";
import { createSigningDevices } from "../signing/all.ts";
import { keyFiles } from "../signing/key-file/index.ts";
import { oneTimePassword } from "../signing/one-time-password/index.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import { loadCatalogue } from "./catalogue.ts";
import { programFolder } from "./paths.ts";
import { systemProcesses } from "./processes.ts";

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandomness: Randomness = { bytes: (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes)) };

export interface ToolOptions {
  readonly clock?: Clock | undefined;
  readonly segmentBytesMax?: number | undefined;
  /** Where the operator's ssh-agent is found. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** Puts the adapters behind their ports: the one place that knows them all. */
export async function composeTools(options: ToolOptions = {}): Promise<Tools> {
  const channels = channelDrivers({ sshAgentSocket: options.environment?.SSH_AUTH_SOCK });
  const signing = createSigningDevices();
  return {
    clock: options.clock ?? systemClock,
    randomness: systemRandomness,
    banks: await loadCatalogue(path.join(programFolder(), "profiles")),
    channel: (kind) => memberOf(channels, kind, "channel"),
    device: (kind) => memberOf(signing.drivers, kind, "signing device"),
    cards: signing.cards,
    oneTimePassword,
    keyFiles,
    printer: createPrinter(),
    processes: systemProcesses(),
    bics: async () => (await import("./bics.ts")).bicOf,
    segmentBytesMax: options.segmentBytesMax,
  };
}

/** What workflows work with, for one operator at one opened customer. */
export function contextOf(session: OperatorSession, customer: OpenCustomer, tools: Tools): WorkflowContext {
  return {
    operator: session.operator,
    customer: { id: customer.id, folder: customer.folder, profile: customer.profile },
    rights: customer.rights,
    store: customer.store,
    access: { grant: (operatorId, given, within) => customer.grant(operatorId, given.rights, given.groups, within), revoke: (operatorId, within) => customer.revoke(operatorId, within) },
    tools,
  };
}

function memberOf<Member extends { readonly kind: string }>(members: readonly Member[], kind: string, what: string): Member {
  const member = members.find((one) => one.kind === kind);
  if (member === undefined) throw new AppError("input", "unknown-kind", `This edition of Kontor has no ${what} "${kind}".`, { next: "Install the version that wrote these settings." });
  return member;
}
