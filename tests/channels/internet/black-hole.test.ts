import { execFile, execFileSync } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { vainTries } from "../../../src/channels/internet/unheard.ts";
import { programNamed } from "../../support/programs.ts";
import type { Outcome, Tries } from "./black-hole.ts";

const inOwnNetwork = ["--user", "--map-root-user", "--net"];

/** A network of one's own with a packet filter: not in every container. */
function canMakePacketsVanish(): boolean {
  if (programNamed("nft") === undefined || programNamed("ip") === undefined) return false;
  try {
    execFileSync("unshare", [...inOwnNetwork, "nft", "add", "table", "inet", "hole"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!canMakePacketsVanish())("where packets vanish and nobody says so (unshare, nft)", () => {
  let came: Record<Tries, Outcome>;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)("unshare", [...inOwnNetwork, process.execPath, "--disable-warning=ExperimentalWarning", path.join(import.meta.dirname, "black-hole.ts")]);
    came = JSON.parse(stdout) as Record<Tries, Outcome>;
  });

  it("an address is given up after 10 s, and told as what it is", () => {
    expect(came["an address"]).toMatchObject({ code: "connect-timeout", message: "The bank's computer does not answer (no connection within 10 s).", requestMayHaveArrived: false });
    expect(came["an address"].tookMs).toBeLessThan(60_000); // the system would try for two minutes
  });
  it("the next address of a name does not wait for the first", () => {
    expect(came["the first of two addresses"].code).toBe("up");
    expect(came["the first of two addresses"].tookMs).toBeLessThan(60_000);
  });
  it("a request is given up as soon as the system repeats itself in vain, long before the bank's time to answer is over", () => {
    expect(came["a request"]).toMatchObject({ code: "cut", message: "The line was cut (nothing that was sent is acknowledged any more).", requestMayHaveArrived: true });
    expect(came["a request"].tookMs).toBeLessThan(100_000); // of 120 s
  });
  it.each(["a bank that thinks", "a bank that does not read"] as const)("%s, is there, and is waited for", (what) => {
    expect(came[what]).toMatchObject({ code: "up" });
    expect(came[what].tookMs).toBeGreaterThan(8_000);
  });
});

describe("the system's table of connections", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 0100007F:C350 0500A8C0:01BB 01 00000132:00000000 01:00000510 00000007     0        0 2 2 0000000000000000 80 4 30 1 7
   2: 0100007F:C351 0500A8C0:01BB 06 00000132:00000000 01:00000510 00000009     0        0 3 2 0000000000000000 80 4 30 1 7
`;
  it("tells how often it has repeated itself, of a connection that stands between these ports", () => {
    expect(vainTries(table, 50_000, 443)).toEqual([7]);
    expect(vainTries(table, 50_001, 443)).toEqual([]);
    expect(vainTries(table, 50_000, 80)).toEqual([]);
    expect(vainTries("", 50_000, 443)).toEqual([]);
  });
});
