import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Duplex } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sshCarrier, type SshOptions } from "../../../src/channels/ssh/index.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { LineEvent, SshLogin } from "../../../src/workflows/ports/channel.ts";
import { haveSshd, fingerprintOf, makeKey, Sshd } from "../../support/sshd.ts";
import { startTcpServer } from "../../support/tls-server.ts";

/** A way that is no socket, as a serial line or a call is none. */
function bareStream(port: number): Duplex {
  const socket = connect({ port, host: "127.0.0.1" });
  return Duplex.from({ readable: socket, writable: socket });
}

const failure = async (promise: Promise<{ close(): Promise<void> }>): Promise<AppError> => {
  try {
    await (await promise).close();
  } catch (error) {
    if (error instanceof AppError) {
      expect(error.area).toBe("channel");
      expect(error.context.requestMayHaveArrived).toBe(false);
      for (const text of [error.message, error.meaning, error.next]) expect(text).toMatch(/^[A-Z].*\.$/);
      return error;
    }
    throw error;
  }
  throw new Error("it did not fail");
};

describe.skipIf(!haveSshd)("logging in to OpenSSH's sshd", () => {
  let sshd: Sshd;
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-ssh-"));
  const file = (name: string): string => path.join(folder, name);
  beforeAll(async () => {
    sshd = await Sshd.start({ hostKeys: ["ed25519", "rsa", "ecdsa"] });
  });
  afterAll(async () => {
    await sshd.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const logIn = (change: Partial<SshLogin> = {}, options: SshOptions = {}) => sshCarrier(bareStream(sshd.port), sshd.login(change), options);
  const works = async (change: Partial<SshLogin>, options: SshOptions = {}): Promise<void> => {
    const carrier = await logIn(change, options);
    expect(carrier.describe()).toBe("SSH, host key pinned");
    await carrier.close();
    expect(carrier.isUp()).toBe(false);
  };

  describe("the host's key", () => {
    it("never seen: refused before anything is said about us, and the error tells which key it was", async () => {
      const events: LineEvent[] = [];
      const error = await failure(logIn({ hostKeySha256: undefined }, { onEvent: (event) => events.push(event) }));
      expect(error.code).toBe("ssh-host-key-unknown");
      expect(error.message).toBe(`The SSH host of the line was never met before: its key is not known yet (it shows ${sshd.hostKeySha256()}, ED25519).`);
      expect(error.context).toMatchObject({ hostKeySha256: sshd.hostKeySha256(), hostKeyType: "ed25519", place: "ssh-host" });
      expect(events.map((event) => event.stage)).toEqual(["ssh", "host-key"]);
      expect(sshd.log).not.toMatch(/Accepted/);
    });
    it("another one than the pinned: refused", async () => {
      const other = file("other-host");
      makeKey(other, "ed25519");
      const error = await failure(logIn({ hostKeySha256: fingerprintOf(other) }));
      expect(error.code).toBe("ssh-host-key-changed");
      expect(error.retryable).toBe(false);
      expect(error.context.hostKeySha256).toBe(sshd.hostKeySha256());
    });
    it("pinned, as it is typed from a letter", async () => {
      await works({});
      await works({ hostKeySha256: ` ${sshd.hostKeySha256().replace("SHA256:", "")}= ` });
    });
    it("of the kind that is pinned, where the host has several", async () => {
      for (const type of ["ed25519", "rsa", "ecdsa"] as const) await works({ hostKeyType: type, hostKeySha256: sshd.hostKeySha256(type) });
      expect((await failure(logIn({ hostKeyType: "rsa" }))).code).toBe("ssh-host-key-changed");
    });
  });

  describe("our key", () => {
    it.each([
      ["OpenSSH, Ed25519", "ed25519", {}], ["OpenSSH, ECDSA", "ecdsa", {}], ["OpenSSH, RSA", "rsa", {}], ["PEM, RSA", "rsa", { form: "PEM" }], ["PEM, ECDSA", "ecdsa", { form: "PEM" }], ["PKCS#8, RSA", "rsa", { form: "PKCS8" }], ["PKCS#8, ECDSA", "ecdsa", { form: "PKCS8" }],
      ["OpenSSH, with a passphrase", "ed25519", { passphrase: "blue bicycles" }], ["PEM, with a passphrase", "rsa", { form: "PEM", passphrase: "blue bicycles" }], ["PKCS#8, with a passphrase", "ecdsa", { form: "PKCS8", passphrase: "blue bicycles" }],
    ] as const)("from a file: %s", async (name, type, options: { form?: "PEM" | "PKCS8"; passphrase?: string }) => {
      const key = file(name.replaceAll(/\W/g, ""));
      makeKey(key, type, options);
      sshd.admit(key);
      await works({ key: { kind: "file", path: key, passphrase: options.passphrase } });
      if (options.passphrase === undefined) return;
      const closed = await failure(logIn({ key: { kind: "file", path: key } }));
      expect(closed).toMatchObject({ code: "ssh-key-unusable", message: "The key for the line could not be used (it has a passphrase, and none is given)." });
      const wrong = await failure(logIn({ key: { kind: "file", path: key, passphrase: "red bicycles" } }));
      expect(wrong).toMatchObject({ code: "ssh-key-unusable", message: "The key for the line could not be used (the passphrase does not open it, or the file is damaged)." });
      expect(JSON.stringify([wrong, wrong.message, wrong.context])).not.toContain("bicycles");
    });
    it("from a file that is none", async () => {
      writeFileSync(file("text"), "not a key");
      writeFileSync(file("large"), "x".repeat(100_000));
      const messages: [string, RegExp][] = [["missing", /no such file/], ["text", /no private key in the form/], ["large", /too large for a key/]];
      for (const [name, words] of messages) {
        const error = await failure(logIn({ key: { kind: "file", path: file(name) } }));
        expect(error.code).toBe("ssh-key-unusable");
        expect(error.message).toMatch(words);
      }
      expect((await failure(logIn({ key: { kind: "file", path: `${sshd.keyPath}.pub` } }))).message).toMatch(/it is a public key/);
    });
    it("that the host does not know: refused; the same for a user it does not know", async () => {
      const stranger = file("stranger");
      makeKey(stranger, "ed25519");
      expect((await failure(logIn({ key: { kind: "file", path: stranger } }))).code).toBe("ssh-key-refused");
      expect((await failure(logIn({ userName: "nobody-here" }))).code).toBe("ssh-key-refused");
    });
    it("from an ssh-agent: each in turn, or the one that is meant; no agent, a dead one, an agent without the key", async () => {
      const socket = file("agent");
      const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
      try {
        await new Promise((resolve) => agent.stdout.once("data", resolve));
        const strangers = [1, 2].map((n) => file(`agent-${n}`));
        for (const key of strangers) makeKey(key, "ed25519");
        execFileSync("ssh-add", ["-q", ...strangers, sshd.keyPath], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
        await works({ key: { kind: "agent" } }, { agentSocket: socket });
        await works({ key: { kind: "agent", publicKeySha256: fingerprintOf(sshd.keyPath) } }, { agentSocket: socket });
        expect((await failure(logIn({ key: { kind: "agent", publicKeySha256: fingerprintOf(strangers[0] ?? "") } }, { agentSocket: socket }))).code).toBe("ssh-key-refused");
      } finally {
        agent.kill("SIGKILL");
      }
      expect((await failure(logIn({ key: { kind: "agent" } }))).code).toBe("ssh-agent-unavailable");
      expect((await failure(logIn({ key: { kind: "agent" } }, { agentSocket: file("nobody") }))).code).toBe("ssh-agent-unavailable");
    });
  });

  it("a stream that has ended before anybody looked is told at once", async () => {
    const server = await startTcpServer((socket) => socket.destroy());
    const stream = connect({ port: server.port, host: "127.0.0.1" });
    await new Promise((resolve) => stream.on("error", () => undefined).once("close", resolve));
    expect((await failure(sshCarrier(stream, sshd.login()))).code).toBe("cut");
    await server.close();
  });

  it("tells what happens on the way, without a secret", async () => {
    const events: LineEvent[] = [];
    const carrier = await logIn({}, { onEvent: (event) => events.push(event) });
    await carrier.close();
    expect(events.map((event) => `${event.stage} ${event.kind}`)).toEqual(["ssh begin", "host-key done", "login begin", "ssh done", "login done"]);
    expect(events.map((event) => event.text).join("\n")).toContain(sshd.hostKeySha256());
  });

  it("is stopped at any moment", async () => {
    for (const delayMs of [0, 2, 5, 10, 20, 40]) {
      const stop = new AbortController();
      const attempt = logIn({}, { signal: stop.signal }).then(async (carrier) => {
        await carrier.close();
        return "up";
      }, (error: AppError) => error.code);
      setTimeout(() => stop.abort(), delayMs);
      expect(["cancelled", "up"]).toContain(await attempt);
    }
    expect((await failure(logIn({}, { signal: AbortSignal.abort() }))).code).toBe("cancelled");
  });
});

describe("logging in to something else", () => {
  const login: SshLogin = { userName: "kontor", hostKeySha256: "SHA256:x", key: { kind: "stored", privateKey: "" } };
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-ssh-"));
  const key = path.join(folder, "key");
  beforeAll(() => makeKey(key, "ed25519"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(!haveSshd).each([
    ["not SSH", "HTTP/1.1 400 Bad Request\r\n\r\n", false, "cut"],
    ["an older SSH", "SSH-1.5-old\r\n", false, "ssh-failed"],
    ["SSH, then noise", `SSH-2.0-noise\r\n${"\u0001\u0002".repeat(5_000)}`, true, "ssh-failed"],
    ["hangs up at once", "", false, "cut"],
  ])("%s", async (_name, text, stays, code) => {
    const server = await startTcpServer((socket) => (stays ? socket.write(text) : socket.end(text)));
    try {
      expect((await failure(sshCarrier(bareStream(server.port), { ...login, key: { kind: "file", path: key } }))).code).toBe(code);
    } finally {
      await server.close();
    }
  });
});
