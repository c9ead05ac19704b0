import { expect, it } from "vitest";
import { channelError } from "../../src/channels/channel-error.ts";
import { traced } from "../../src/channels/tracing.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";

it("tells sizes, times and codes, and nothing of the content", async () => {
  const clock = new SettableClock(1000);
  const lines: string[] = [];
  let fail = false;
  const driver: ChannelDriver = {
    kind: "internet",
    title: "Internet",
    protection: () => ({ proof: "system", tunnel: false }), redact: () => ({ url: "https://bank.example/" }),
    async open() {
      clock.advance(40);
      return {
        async exchange() {
          clock.advance(250);
          if (fail) throw channelError("cut", true);
          return Buffer.from("SECRET ANSWER");
        },
        describe: () => "TLS 1.3, pinned authority",
        async close() {},
      };
    },
  };
  const channel = await traced(driver, clock, (text) => lines.push(text)).open({ kind: "internet", url: "https://user:pw@bank.example/" });
  await channel.exchange(Buffer.from("SECRET"));
  fail = true;
  await expect(channel.exchange(Buffer.from("SECRET"))).rejects.toMatchObject({ code: "cut" });
  await channel.close();
  expect(lines).toEqual([
    "dialled internet (url https://bank.example/) in 40 ms",
    "TLS 1.3, pinned authority",
    "sent 6 bytes, received 13 bytes in 250 ms",
    "sent 6 bytes: failed after 250 ms (cut, request may have arrived: yes)",
    "hung up",
  ]);
});
