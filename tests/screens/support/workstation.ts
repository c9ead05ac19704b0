import type { CustomerSummary, OperatorSession } from "../../../src/customers/index.ts";
import type { Clock } from "../../../src/domain/clock.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { CustomerId } from "../../../src/domain/ids.ts";
import { screens } from "../../../src/screens/all.ts";
import type { Routes, WorkstationShell } from "../../../src/screens/routes.ts";
import { workstationCommands } from "../../../src/screens/start.ts";
import type { WorkstationSession } from "../../../src/screens/session.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { openShell, type ShellTester } from "../shell/support.tsx";

export interface WorkstationSetting {
  readonly clock: Clock;
  /** Customers of the operator who is in, in this order; a function is called when the customer is opened, and may fail or hang. */
  readonly customers: readonly (WorkflowContext | { readonly summary: CustomerSummary; readonly open: () => Promise<WorkflowContext> })[];
  readonly begin: (shell: WorkstationShell) => void;
  readonly columns?: number;
  readonly rows?: number;
  /** Instead of what the session would offer: the operator's files, the install. */
  readonly session?: Partial<WorkstationSession>;
}

/** Everything that was written to the operator's folder. */
export type WrittenFiles = Map<string, Uint8Array>;

/** The real screens on a terminal in memory, with an operator who is in already. */
export async function openWorkstation(setting: WorkstationSetting): Promise<ShellTester<WorkstationSession, Routes> & { readonly written: WrittenFiles }> {
  const written: WrittenFiles = new Map();
  const running = await openShell<WorkstationSession, Routes>({
    session: mergedSession(sessionOf(setting, written), setting.session), screens, commands: workstationCommands, clock: setting.clock, begin: setting.begin,
    status: (session) => session.operator?.operator.name ?? "", columns: setting.columns ?? 80, rows: setting.rows ?? 24,
  });
  return { ...running, written };
}

/** Own properties, getters included: those of the second win. */
function mergedSession(session: WorkstationSession, instead: Partial<WorkstationSession> = {}): WorkstationSession {
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(session), ...Object.getOwnPropertyDescriptors(instead) }) as WorkstationSession;
}

function sessionOf({ clock, customers }: WorkstationSetting, written: WrittenFiles): WorkstationSession {
  const entries = customers.map((customer) => ("store" in customer ? { summary: summaryOf(customer), open: async () => customer } : customer));
  const first = customers.find((customer) => "store" in customer);
  const operator = { operator: first?.operator ?? { id: "01operator", name: "Réka", language: "en" }, customers: async () => entries.map((entry) => entry.summary) };
  return {
    // Screens past the login ask the operator only for the customers.
    operator: operator as unknown as OperatorSession,
    get install(): never {
      throw new Error("screens past the login do not look at the install");
    },
    get tools(): never {
      throw new Error("tools are in the context");
    },
    clock,
    setOperator: async () => undefined,
    contextFor: async (id) => {
      const entry = entries.find((one) => one.summary.id === id);
      if (entry === undefined) throw new AppError("rights", "no-grant", "You may not open this customer.");
      return entry.open();
    },
    forgetPins: () => undefined,
    pinFile: () => {
      throw new AppError("input", "unreadable-file", "There are no PINs here.");
    },
    files: {
      homeFolder: "/home/reka", outFolder: "/home/reka/prints",
      list: async () => [],
      open: () => {
        throw new AppError("input", "not-found", "There is no such file.");
      },
      async write(path, bytes) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of bytes) chunks.push(chunk);
        written.set(path, Buffer.concat(chunks));
      },
    },
  };
}

export function summaryOf(context: WorkflowContext): CustomerSummary {
  const { shortName, colour } = context.customer.profile;
  return { id: context.customer.id, shortName, colour, folder: context.customer.folder, createdAt: "2026-01-01T00:00:00Z" };
}

/** The same customer under another name and id: many customers without many stores. */
export function alias(context: WorkflowContext, shortName: string, colour: CustomerSummary["colour"] = "blue"): WorkflowContext {
  return { ...context, customer: { ...context.customer, id: `id-${shortName}` as CustomerId, profile: { ...context.customer.profile, shortName, colour } } };
}

/** A frame whose random parts (digests of files with random ids) are masked. */
export function stable(frame: string): string {
  return frame.replace(/ +$/gm, "").replace(/\b[0-9a-f]{64}\b/g, "‹64 hex digits›").replace(/\b[0-9a-f]{16}…[0-9a-f]{8}\b/g, "‹hex›").replace(/[0-9a-f]{20,}…/g, "‹hex›…").replace(/\b[0-9A-F]{8}…/g, "‹transaction›…");
}
