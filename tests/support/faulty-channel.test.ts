import { describe, expect, it } from "vitest";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { type Fault, faults, faulty } from "./faulty-channel.ts";

function counting(): { driver: ChannelDriver; arrived: () => number } {
  let arrived = 0;
  return {
    arrived: () => arrived,
    driver: {
      kind: "internet",
      title: "",
      protection: () => ({ proof: "system", tunnel: false }), redact: () => ({}),
      open: async () => ({
        exchange: async (request) => {
          arrived++;
          return request;
        },
        describe: () => "",
        close: async () => {},
      }),
    },
  };
}
const config = { kind: "internet", url: "https://x/" } as const;
const expected: Record<Fault, { arrived: number; mayHaveArrived: boolean }> = {
  "before-write": { arrived: 1, mayHaveArrived: false },
  "mid-write": { arrived: 1, mayHaveArrived: false },
  "lost-write": { arrived: 1, mayHaveArrived: true },
  "after-write": { arrived: 2, mayHaveArrived: true },
  "mid-read": { arrived: 2, mayHaveArrived: true },
};

describe("a faulty channel", () => {
  it.each(faults)("%s: fails the planned exchange only", async (fault) => {
    const { driver, arrived } = counting();
    const line = faulty(driver, { exchange: 2, fault });
    const channel = await line.open(config);
    await channel.exchange(Buffer.from("one"));
    await expect(channel.exchange(Buffer.from("two"))).rejects.toMatchObject({ code: "cut", context: { requestMayHaveArrived: expected[fault].mayHaveArrived } });
    expect(arrived()).toBe(expected[fault].arrived);
    expect(Buffer.from(await channel.exchange(Buffer.from("three"))).toString()).toBe("three");
    expect(line.exchanges()).toBe(3);
  });
  it("may stay down until repaired", async () => {
    const line = faulty(counting().driver, { exchange: 1, fault: "before-write", staysDown: true });
    const channel = await line.open(config);
    await expect(channel.exchange(Buffer.from("x"))).rejects.toMatchObject({ code: "cut" });
    await expect(channel.exchange(Buffer.from("x"))).rejects.toMatchObject({ code: "unreachable", context: { requestMayHaveArrived: false } });
    await expect(line.open(config)).rejects.toMatchObject({ code: "unreachable" });
    line.repair();
    await (await line.open(config)).exchange(Buffer.from("x"));
    expect(line.exchanges()).toBe(2);
  });
});
