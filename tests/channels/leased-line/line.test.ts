import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { leasedLine } from "../../../src/channels/leased-line/index.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { Channel, LeasedLineChannelConfig, LineEvent, OpenOptions } from "../../../src/workflows/ports/channel.ts";
import { Relay } from "../../support/relay.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTcpServer, startTlsServer } from "../../support/tls-server.ts";

describe.skipIf(!haveSshd)("leased line", () => {
  let authority: Authority;
  let sshd: Sshd;
  let bank: RunningServer;
  let requests = 0;
  beforeAll(async () => {
    authority = makeAuthority();
    sshd = await Sshd.start();
    bank = await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => {
      requests++;
      if (body.toString() !== "say nothing") socket.write(httpAnswer(body));
    }));
  });
  afterAll(async () => {
    await bank.close();
    await sshd.close();
  });
  const running: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    running.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.close();
  });

  const config = (change: Partial<LeasedLineChannelConfig> = {}): LeasedLineChannelConfig => ({ kind: "leased-line", url: `https://127.0.0.1:${bank.port}/ebics`, pinnedCaPem: authority.caPem, ssh: sshd.login(), ...change });
  const open = async (change: Partial<LeasedLineChannelConfig> = {}, options: OpenOptions = {}): Promise<Channel> => keep(await leasedLine({}).open(config(change), options));
  const say = async (channel: Channel, text: string): Promise<string> => Buffer.from(await channel.exchange(Buffer.from(text))).toString();
  /** Where no name server is reached, nobody says that there is no such name. */
  const nobodyKnows = expect.stringMatching(/^name-(not-found|timeout)$/) as string;
  const failure = async (promise: Promise<unknown>): Promise<AppError> => {
    const error = await promise.then(() => undefined, (reason: unknown) => reason);
    if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
    return error;
  };

  describe("when it cannot be dialled, it is said which computer it was", () => {
    it("the SSH host: unknown, refused, silent", async () => {
      const gone = await startTcpServer(() => undefined);
      await gone.close();
      const silent = keep(await startTcpServer(() => undefined));
      expect(await failure(open({ ssh: sshd.login({ host: "no-such-host.invalid" }) }))).toMatchObject({ code: nobodyKnows, message: expect.stringMatching(/^The name of the SSH host of the line is not known|^Nobody on the network tells the address of the SSH host of the line/) as string });
      expect(await failure(open({ ssh: sshd.login({ port: gone.port }) }))).toMatchObject({ code: "refused", message: "The SSH host of the line refuses the connection (ECONNREFUSED)." });
      expect(await failure(open({ ssh: sshd.login({ port: silent.port, connectTimeoutMs: 1_000 }) }))).toMatchObject({ code: "connect-timeout", message: "The SSH host of the line does not answer (connected, but no login within 1 s)." });
    });
    it("the bank behind it: refused, unknown there, not open to this user", async () => {
      const gone = await startTcpServer(() => undefined);
      await gone.close();
      expect(await failure(open({ url: `https://127.0.0.1:${gone.port}/` }))).toMatchObject({ code: "refused", message: "The bank's computer refuses the connection (Connection refused, says the host of the line)." });
      expect(await failure(open({ url: "https://no-such-host.invalid/" }))).toMatchObject({ code: "name-not-found", message: expect.stringMatching(/^The name of the bank's computer is not known/) as string });
      const narrow = keep(await Sshd.start({ settings: [`PermitOpen 127.0.0.1:${gone.port}`] }));
      expect(await failure(open({ ssh: narrow.login() }))).toMatchObject({ code: "ssh-forward-refused", message: "The SSH host of the line does not let this user through to the address of the EBICS host (open failed)." });
    });
    it("the jump host", async () => {
      const gone = await startTcpServer(() => undefined);
      await gone.close();
      expect(await failure(open({ jump: sshd.login({ port: gone.port }) }))).toMatchObject({ code: "refused", message: "The jump host of the line refuses the connection (ECONNREFUSED)." });
      expect(await failure(open({ jump: sshd.login({ hostKeySha256: undefined }) }))).toMatchObject({ code: "ssh-host-key-unknown", context: { place: "jump-host" } });
    });
  });

  it("goes by way of a jump host, and hangs up both", async () => {
    const jump = keep(await Sshd.start());
    const channel = await leasedLine({}).open(config({ jump: jump.login() }));
    expect(await say(channel, "hello")).toBe("hello");
    expect(jump.log).toMatch(/Accepted publickey/);
    await channel.close();
    await expect.poll(() => jump.log).toMatch(/Received disconnect|Disconnected from|Connection closed/);
  });

  it("comes up again when the session died between two requests", async () => {
    const own = keep(await Sshd.start());
    const channel = await open({ ssh: own.login() });
    expect(await say(channel, "one")).toBe("one");
    await own.kill();
    // The first may leave before anybody has noticed.
    await expect.poll(() => failure(channel.exchange(Buffer.from("while it is gone")))).toMatchObject({ code: "refused", context: { requestMayHaveArrived: false, place: "ssh-host" } });
    await own.start();
    expect(await say(channel, "two")).toBe("two");
  });

  it("tells at once when the SSH host dies in the middle of a request, and goes on afterwards", async () => {
    const own = keep(await Sshd.start());
    const channel = await open({ ssh: own.login(), speed: "slow" }); // which would be silent for 80 s before that told it
    const before = requests;
    const waiting = failure(channel.exchange(Buffer.from("say nothing")));
    await expect.poll(() => requests).toBe(before + 1);
    const killedAt = performance.now();
    await own.kill();
    expect(await waiting).toMatchObject({ code: "cut", context: { requestMayHaveArrived: true } });
    expect(performance.now() - killedAt).toBeLessThan(60_000);
    await own.start();
    expect(await say(channel, "again")).toBe("again");
  });

  it("somebody else in the place of the SSH host is found out when it is dialled again", async () => {
    const relay = keep(await Relay.to(() => target));
    let target = sshd.port;
    const channel = await open({ ssh: sshd.login({ port: relay.port }) });
    expect(await say(channel, "one")).toBe("one");
    target = keep(await Sshd.start()).port;
    relay.cut();
    const before = requests;
    await expect.poll(async () => (await failure(channel.exchange(Buffer.from("two")))).code).toBe("ssh-host-key-changed");
    expect(requests).toBe(before);
  });

  it("notices a line that swallows everything within 10 s (on a machine that keeps up)", async () => {
    const relay = keep(await Relay.to(() => sshd.port));
    const channel = await open({ ssh: sshd.login({ port: relay.port }) });
    const before = requests;
    const waiting = failure(channel.exchange(Buffer.from("say nothing")));
    await expect.poll(() => requests).toBe(before + 1);
    const frozenAt = performance.now();
    relay.freeze();
    expect(await waiting).toMatchObject({ code: "cut", context: { requestMayHaveArrived: true } });
    expect(performance.now() - frozenAt).toBeLessThan(90_000); // 9 s where little else runs; nothing else would tell it before 120 s
  });

  it("listens to the bank through the line, and hangs up with it", async () => {
    const refused = await failure(leasedLine({}).listen?.(config(), { url: `wss://127.0.0.1:${bank.port}/`, userName: "x", token: "y" }) ?? Promise.resolve());
    expect(refused.code).toBe("http-status"); // it came through: the server of this test speaks no WebSocket
  });

  it("tells its stages in order, and shows its settings without secrets", async () => {
    const events: LineEvent[] = [];
    await open({ jump: sshd.login() }, { onEvent: (event) => events.push(event) });
    const dones = events.filter((event) => event.kind === "done").map((event) => event.stage);
    expect(dones).toEqual(["connect", "host-key", "ssh", "login", "forward", "host-key", "ssh", "login", "forward", "tls"]);
    const { redact } = leasedLine({});
    const shown = redact(config({ ssh: sshd.login({ key: { kind: "file", path: "/keys/line", passphrase: "blue bicycles" } }), jump: sshd.login({ key: { kind: "stored", privateKey: "PRIVATE" } }) }));
    expect(shown).toMatchObject({ line: `${sshd.userName}@127.0.0.1:${sshd.port}`, "host key": sshd.hostKeySha256(), key: "file /keys/line", "jump host": `${sshd.userName}@127.0.0.1:${sshd.port}` });
    expect(JSON.stringify(shown)).not.toMatch(/bicycles|PRIVATE/);
  });
});
