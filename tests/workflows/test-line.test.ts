import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leasedLine } from "../../src/channels/leased-line/index.ts";
import { modem } from "../../src/channels/modem/index.ts";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Connection } from "../../src/workflows/ports/connections.ts";
import { changeRoads, withHostKey } from "../../src/workflows/roads/change-roads.ts";
import { roadsOf } from "../../src/workflows/roads/take-road.ts";
import { type LineTestStep, testLine } from "../../src/workflows/roads/test-line.ts";
import { internet } from "../support/internet.ts";
import { type Office, onlyConnection, openOffice } from "../support/office.ts";
import { modemAt } from "../support/ppp-line.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";
import { startTcpServer } from "../support/tls-server.ts";

let office: Office;
let context: WorkflowContext;
let connection: Connection;
const line: ChannelDriver = leasedLine({});
beforeAll(async () => {
  office = await openOffice();
  const opened = await office.open();
  context = { ...opened, tools: { ...opened.tools, channel: (kind) => (kind === "internet" ? internet : line) } };
  connection = await onlyConnection(context);
});
afterAll(() => office.close());

const shown = (steps: readonly LineTestStep[]): string[] => steps.map((step) => `${step.stage} ${step.state}`);

describe("testing a line", () => {
  it("goes step by step to the bank's versions, and is noted as a call", async () => {
    const pictures: string[][] = [];
    const tested = await testLine(context, connection, connection.channel, { onStep: (steps) => pictures.push(shown(steps)) });
    expect(tested.ok).toBe(true);
    expect(shown(tested.steps)).toEqual(["connect done", "tls done", "ebics done"]);
    expect(tested.steps.at(-1)?.text).toBe("speaks EBICS 2.4 (H003), 2.5 (H004), 3.0 (H005)");
    expect(pictures[0]).toEqual(["connect running"]);
    expect((await context.store.calls.list(1))[0]).toMatchObject({ kind: "internet", result: "ok" });
  });

  it("says which step failed and what to try", async () => {
    const gone = await startTcpServer(() => undefined);
    await gone.close();
    const refused = await testLine(context, connection, { ...connection.channel, url: `https://127.0.0.1:${gone.port}/` });
    expect(shown(refused.steps)).toEqual(["connect failed"]);
    expect(refused.problem).toMatchObject({ code: "refused", text: expect.stringMatching(/refuses the connection/) as string, next: expect.stringMatching(/Try again later/) as string });
    const untrusted = await testLine(context, connection, { ...connection.channel, pinnedCaPem: undefined } as ChannelConfig);
    expect(shown(untrusted.steps)).toEqual(["connect done", "tls failed"]);
    const elsewhere = await testLine(context, connection, { ...connection.channel, url: connection.channel.url.replace("/ebics", "/somewhere") });
    expect(shown(elsewhere.steps)).toEqual(["connect done", "tls done", "ebics failed"]);
    expect(elsewhere.problem?.code).toBe("http-status");
  });

  it("is for those who may use the line", async () => {
    await expect(testLine({ ...context, rights: ["see"] }, connection, connection.channel)).rejects.toMatchObject({ code: "not-allowed" });
    expect((await testLine({ ...context, rights: ["administer"] }, connection, connection.channel)).ok).toBe(true);
  });

  describe.skipIf(!haveSshd)("a leased line", () => {
    let sshd: Sshd;
    beforeAll(async () => {
      sshd = await Sshd.start();
    });
    afterAll(() => sshd.close());
    const road = (change: Parameters<Sshd["login"]>[0] = {}): ChannelConfig => ({ ...connection.channel, kind: "leased-line", ssh: sshd.login(change) });

    it("shows the host's key at first contact; pinned, it goes through", async () => {
      const first = await testLine(context, connection, road({ hostKeySha256: undefined }));
      expect(shown(first.steps)).toEqual(["connect done", "ssh not-finished", "host-key failed"]);
      expect(first.unknownHostKey).toEqual({ place: "ssh-host", sha256: sshd.hostKeySha256(), type: "ed25519" });
      const pinned = withHostKey(road({ hostKeySha256: undefined }), "ssh-host", { sha256: sshd.hostKeySha256(), type: "ed25519" });
      const tested = await testLine(context, connection, pinned);
      expect(shown(tested.steps)).toEqual(["connect done", "ssh done", "host-key done", "login done", "forward done", "tls done", "ebics done"]);
      const jump = await testLine(context, connection, { ...pinned, jump: sshd.login({ hostKeySha256: undefined }) } as ChannelConfig);
      expect(jump.unknownHostKey?.place).toBe("jump-host");
      expect(withHostKey({ ...pinned, jump: sshd.login({ hostKeySha256: undefined }) } as ChannelConfig, "jump-host", { sha256: "SHA256:x", type: "rsa" })).toMatchObject({ jump: { hostKeySha256: "SHA256:x", hostKeyType: "rsa" }, ssh: { hostKeySha256: sshd.hostKeySha256() } });
    });

    it("names the step that failed, also when a modem has to be hung up after it", async () => {
      const exchange = PracticeModem.start({ directory: { 55: { kind: "host", port: sshd.port } } });
      const byModem = { ...context, tools: { ...context.tools, channel: () => modem({}) } };
      const ssh = sshd.login({ userName: "nobody-there" });
      const refused = await testLine(byModem, connection, { ...connection.channel, kind: "modem", modem: modemAt(exchange.path, ["55"]), ssh } as ChannelConfig);
      exchange.close();
      expect(refused.problem?.code).toBe("ssh-key-refused");
      expect(refused.steps.filter((step) => step.state === "failed")).toMatchObject([{ stage: "login" }]);
      expect(refused.steps.at(-1)).toMatchObject({ stage: "modem", text: "Hung up" });
    });
    it("tells a login that fails from a way that is not open", async () => {
      expect(shown((await testLine(context, connection, road({ userName: "nobody-here" }))).steps)).toEqual(["connect done", "ssh done", "host-key done", "login failed"]);
      const narrow = await Sshd.start({ settings: ["PermitOpen 127.0.0.1:1"] });
      expect(shown((await testLine(context, connection, { ...connection.channel, kind: "leased-line", ssh: narrow.login() })).steps)).toEqual(["connect done", "ssh done", "host-key done", "login done", "forward failed"]);
      await narrow.close();
    });
  });
});

describe("changing the roads to a bank", () => {
  const administrator = (): WorkflowContext => ({ ...context, rights: ["administer"] });
  const ssh = { host: "line.example", userName: "kontor", key: { kind: "stored", privateKey: "SECRET" } } as const;
  const tariff = { currency: "EUR" as CurrencyCode, perCallMinor: 25n, perMinuteMinor: 0n };
  const leased = (): ChannelConfig => ({ ...connection.channel, kind: "leased-line", ssh, tariff });

  it("keeps their order, journals it without secrets, and leaves at least one", async () => {
    await context.store.profile.setRights(context.operator.id, context.operator.name, ["see", "administer"]);
    const after = await changeRoads(administrator(), connection.id, ({ roads }) => ({ roads: [leased(), ...roads], mayBeLessProtected: true }));
    expect(roadsOf(after).map((one) => one.kind)).toEqual(["leased-line", "internet"]);
    expect(await onlyConnection(context)).toMatchObject({ channel: { kind: "leased-line" }, fallbackChannels: [{ kind: "internet" }], mayBeLessProtected: true });
    const [entry] = await context.store.journal.list({ limit: 1 });
    expect(entry?.summary).toBe("Roads to Practice bank: Leased line, then Internet; also less protected ones");
    expect(JSON.stringify(entry)).not.toContain("SECRET");
    await expect(changeRoads(administrator(), connection.id, () => ({ roads: [] }))).rejects.toMatchObject({ code: "no-road" });
  });

  it("is for administrators, and counts at once when the right was taken away", async () => {
    await expect(changeRoads({ ...context, rights: ["send"] }, connection.id, (now) => now)).rejects.toMatchObject({ code: "not-allowed" });
    await context.store.profile.setRights(context.operator.id, context.operator.name, ["see", "send"]);
    await expect(changeRoads(administrator(), connection.id, (now) => now)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
