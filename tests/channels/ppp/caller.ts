/** A program with a line of PPP, to be killed or run as another user: gets settings on stdin, asks the bank once, tells the answer; then holds the line. */
import { text } from "node:stream/consumers";
import { ppp } from "../../../src/channels/ppp/index.ts";
import { type PppPlaces, systemPlaces } from "../../../src/channels/ppp/readiness.ts";
import type { PppChannelConfig } from "../../../src/workflows/ports/channel.ts";

const { config, places } = JSON.parse(await text(process.stdin)) as { readonly config: PppChannelConfig; readonly places?: Partial<PppPlaces> }; // written by the test
try {
  const channel = await ppp({ pppPlaces: { ...systemPlaces(), ...places } }).open(config, { onEvent: ({ stage, kind, text: what }) => process.stderr.write(`${stage} ${kind} ${what}\n`) });
  const answer = Buffer.from(await channel.exchange(Buffer.from("hello"))).toString();
  process.stdout.write(`${answer} by ${channel.describe()}\n`);
  process.once("SIGTERM", () => void channel.close().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`failed: ${error instanceof Error ? `${"code" in error ? String(error.code) : ""} ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
}
