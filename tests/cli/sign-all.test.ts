import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { systemClock } from "../../src/cli/compose.ts";
import { demoPassphrase } from "../../src/cli/demo/customers.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { openDemoWorld } from "../../src/cli/demo/world.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";

interface Sheet {
  readonly dryRun: boolean;
  readonly orders: readonly { readonly customer: string; readonly order: number; readonly outcome: string; readonly reason: string | null; readonly warnings: readonly { readonly kind: string }[]; readonly device: string; readonly needsCustomerCode: boolean }[];
  readonly sums: readonly string[];
}

/** The three companies of the practice set-up; each step stands on the one before. */
describe("signing for many customers on the command line", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-sign-all-"));
  const file = (name: string): string => path.join(folder, name);
  const kontor = async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    const told = { out: "", err: "" };
    const code = await runCommandLine(["order", "sign-all", ...args], {
      environment: { KONTOR_HOME: file("world/install"), KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: file("pass"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
      out: (text) => { told.out += text; }, err: (text) => { told.err += text; },
    });
    return { code, ...told };
  };
  const sheet = async (...args: readonly string[]): Promise<Sheet & { readonly code: number }> => {
    const { code, out } = await kontor(...args, "--json");
    return { ...(JSON.parse(out) as Sheet), code };
  };

  beforeAll(async () => {
    writeFileSync(file("pass"), `${demoPassphrase}\n`);
    const world = await openDemoWorld({ root: file("world"), clock: systemClock, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 }, say: () => undefined });
    for (const [shortName, minor] of [["DANUBE", 100_00n], ["KORONA", 200_00n], ["KORONA", 300_00n], ["TISZA", 30_000_00n]] as const) {
      const context = await world.context(shortName, "Réka");
      const account = (await context.store.accounts.all()).find((one) => one.currency === "EUR")!;
      await enterPayment(context, {
        title: `${shortName} ${minor}`, debtorAccountId: account.id, executionDate: todayIn("Europe/Budapest", systemClock.now()),
        transactions: [{ endToEndId: `E-${minor}`, amount: { minor, currency: account.currency }, creditor: { name: "Supplier" }, creditorAccount: { kind: "iban", iban: germanPayee(300) }, remittance: { unstructured: ["Invoice"] } }],
      });
    }
    await world.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("a dry run shows the sheet, with what is to be looked at, and signs nothing", async () => {
    const { code, dryRun, orders, sums } = await sheet("--dry-run");
    expect([code, dryRun, sums]).toEqual([0, true, ["30600.00 EUR"]]);
    expect(orders.map((one) => `${one.customer} ${one.outcome}`).sort()).toEqual(["DANUBE to sign", "KORONA to sign", "KORONA to sign", "TISZA to sign"]);
    expect(orders.every((one) => one.warnings.some((warning) => warning.kind === "new"))).toBe(true);
    expect(orders.find((one) => one.customer === "TISZA")?.needsCustomerCode).toBe(true);
    const { out } = await kontor("--dry-run", "--customers", "korona,DANUBE");
    expect(out).toMatch(/KORONA +0001/);
    expect(out).toContain("3 orders to sign, 600.00 EUR");
    expect(out).not.toContain("TISZA");
    expect((await sheet("--dry-run")).orders.every((one) => one.outcome === "to sign")).toBe(true);
  });

  it("a wrong passphrase signs nothing; each order says so", async () => {
    writeFileSync(file("wrong"), "not the passphrase\n");
    const { code, orders } = await sheet("--pin-file", file("wrong"));
    expect(code).toBe(4);
    expect(orders.map((one) => one.outcome)).toEqual(["not signed", "not signed", "not signed", "not signed"]);
    expect((await kontor()).err).toContain("The pin is needed.");
  });

  it("signs all but what is left out, and no customer above its limit without its code", async () => {
    const first = await sheet("--pin-file", file("pass"), "--leave-out", "KORONA/2", "--customer-code", "TISZA=wrong");
    expect(first.code).toBe(4);
    expect(Object.fromEntries(first.orders.map((one) => [`${one.customer}/${one.order}`, one.outcome]))).toEqual({ "DANUBE/1": "signed", "KORONA/1": "signed", "KORONA/2": "left out", "TISZA/1": "not signed" });
    expect(first.orders.find((one) => one.customer === "TISZA")?.reason).toContain("not the code of TISZA");
    const second = await kontor("--pin-file", file("pass"), "--customer-code", "TISZA=TIS-88");
    expect([second.code, second.out]).toEqual([0, expect.not.stringContaining("DANUBE")]); // it waits for another's signature
    expect(second.out).toContain("KORONA 0002: signed");
    expect(second.out).toContain("TISZA 0001: signed");
  });
});
