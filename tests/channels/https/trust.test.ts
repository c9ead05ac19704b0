import { createHash, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { internet } from "../../../src/channels/internet/index.ts";
import type { InternetChannelConfig } from "../../../src/workflows/ports/channel.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTlsServer } from "../../support/tls-server.ts";

let bank: Authority;
let stranger: Authority;
let misnamed: Authority;
let server: RunningServer;
let misnamedServer: RunningServer;
let requests = 0;
beforeAll(async () => {
  bank = makeAuthority();
  stranger = makeAuthority();
  misnamed = makeAuthority("DNS:ebics.example.com");
  const serve = (authority: Authority) => startTlsServer(authority, (socket) => onRequests(socket, () => {
    requests++;
    socket.write(httpAnswer("ok"));
  }));
  server = await serve(bank);
  misnamedServer = await serve(misnamed);
});
afterAll(async () => {
  await server.close();
  await misnamedServer.close();
});

const dial = async (trust: Partial<InternetChannelConfig>, to = server, host = "127.0.0.1"): Promise<string> => {
  try {
    const channel = await internet.open({ kind: "internet", url: `https://${host}:${to.port}/ebics`, ...trust });
    try {
      await channel.exchange(Buffer.from("x"));
      return channel.describe();
    } finally {
      await channel.close();
    }
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const publicKeySha256 = (authority: Authority): string => createHash("sha256").update(new X509Certificate(authority.certificatePem).publicKey.export({ type: "spki", format: "der" })).digest("hex");

describe("whom the internet channel believes", () => {
  it("the pinned authority, by name and by address", async () => {
    expect(await dial({ pinnedCaPem: bank.caPem })).toBe("TLS 1.3, pinned authority");
    expect(await dial({ pinnedCaPem: bank.caPem }, server, "localhost")).toBe("TLS 1.3, pinned authority");
  });
  it("is asked for a proof also where the environment has switched Node's checks off", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    try {
      expect(await dial({ pinnedCaPem: stranger.caPem })).toBe("tls-untrusted");
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("no other authority, none at all, and no nonsense; and no request leaves", async () => {
    const before = requests;
    expect(await dial({ pinnedCaPem: stranger.caPem })).toBe("tls-untrusted");
    expect(await dial({})).toBe("tls-untrusted");
    expect(await dial({ pinnedCaPem: "nonsense" })).toBe("tls-untrusted");
    expect(await dial({ pinnedCaPem: "" })).toBe("tls-untrusted");
    expect(requests).toBe(before);
  });
  it("no certificate of the right authority for another name", async () => {
    expect(await dial({ pinnedCaPem: misnamed.caPem }, misnamedServer)).toBe("tls-untrusted");
  });
  it("exactly the pinned certificate, whatever name stands in it", async () => {
    expect(await dial({ pinnedCertificateSha256: misnamed.certificateSha256 }, misnamedServer)).toBe("TLS 1.3, pinned certificate");
    expect(await dial({ pinnedCertificateSha256: bank.certificateSha256.toLowerCase().replace(/(..)(?=.)/g, "$1:") })).toBe("TLS 1.3, pinned certificate");
  });
  it("no other certificate, even of the same name and with its authority pinned too", async () => {
    const before = requests;
    expect(await dial({ pinnedCertificateSha256: stranger.certificateSha256 })).toBe("tls-untrusted");
    expect(await dial({ pinnedCertificateSha256: stranger.certificateSha256, pinnedCaPem: bank.caPem })).toBe("tls-untrusted");
    expect(await dial({ pinnedCertificateSha256: "" })).toBe("tls-untrusted");
    expect(await dial({ pinnedCertificateSha256: bank.certificateSha256.slice(1) })).toBe("tls-untrusted");
    expect(requests).toBe(before);
  });
  it("exactly the pinned public key, in whatever certificate of it", async () => {
    const before = requests;
    expect(await dial({ pinnedPublicKeySha256: publicKeySha256(bank) })).toBe("TLS 1.3, pinned public key");
    expect(await dial({ pinnedPublicKeySha256: publicKeySha256(bank).toUpperCase().replace(/(..)(?=.)/g, "$1 ") })).toBe("TLS 1.3, pinned public key");
    expect(requests).toBe(before + 2);
    expect(await dial({ pinnedPublicKeySha256: publicKeySha256(stranger) })).toBe("tls-untrusted");
    expect(await dial({ pinnedPublicKeySha256: publicKeySha256(stranger), pinnedCertificateSha256: bank.certificateSha256 })).toBe("tls-untrusted");
    expect(await dial({ pinnedPublicKeySha256: "" })).toBe("tls-untrusted");
    expect(requests).toBe(before + 2);
  });
  it("a line that had to be dialled again proves itself again", async () => {
    const first = await startTlsServer(bank, (socket) => onRequests(socket, () => socket.end(httpAnswer("ok", "200 OK", "Connection: close\r\n"))));
    const channel = await internet.open({ kind: "internet", url: `https://127.0.0.1:${first.port}/`, pinnedCaPem: bank.caPem });
    await channel.exchange(Buffer.from("x"));
    await first.close();
    await expect(channel.exchange(Buffer.from("y"))).rejects.toMatchObject({ code: "refused", context: { requestMayHaveArrived: false } });
    // Somebody else takes over the port with a certificate of their own.
    let heard = 0;
    const second = await startTlsServer(stranger, (socket) => onRequests(socket, () => heard++), { port: first.port });
    await expect(channel.exchange(Buffer.from("z"))).rejects.toMatchObject({ code: "tls-untrusted", context: { requestMayHaveArrived: false } });
    expect(heard).toBe(0);
    await channel.close();
    await second.close();
  });
});

describe("addresses", () => {
  it("an unknown name", async () => {
    expect(await dial({}, server, "no-such-bank.invalid")).toMatch(/^name-(not-found|timeout)$/); // where no name server is reached, nobody says that there is no such name
  });
  it("only https", async () => {
    for (const url of ["http://127.0.0.1/", "ftp://x/", "nonsense", ""]) {
      await expect(internet.open({ kind: "internet", url })).rejects.toMatchObject({ area: "channel", code: "tls-failed" });
    }
  });
  it("no password of an address is shown", () => {
    expect(internet.redact({ kind: "internet", url: "https://user:secret@bank.example/ebics", pinnedCertificateSha256: "ab" })).toEqual({ url: "https://bank.example/ebics", trust: "pinned certificate" });
  });
});
