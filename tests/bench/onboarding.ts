import { printLetterQueue } from "../../src/workflows/onboarding/letters.ts";
import { planOnboarding } from "../../src/workflows/onboarding/plan.ts";
import { pollAll } from "../../src/workflows/onboarding/poll.ts";
import { letterQueue } from "../../src/workflows/onboarding/queue.ts";
import { readOnboardingFile } from "../../src/workflows/onboarding/read-file.ts";
import { runOnboarding } from "../../src/workflows/onboarding/run.ts";
import { tell } from "./support/figure.ts";
import { bureauPins, openBureau } from "../support/bureau.ts";

/**
 * Time per user of an onboarding run, without the making of keys and key files (they are made once and given out again and again): 200 users of 50
 * new customers at three practice banks in the same process, over real HTTPS. The banks' work and the customers' stores are in it.
 */
const banks = ["ALPHA", "BETA", "GAMMA"] as const;
const users = 200;
const pems = new Map<string, string>();
const bureau = await openBureau({ banks, keysPerUse: 4 });
try {
  const lines = Array.from({ length: users }, (_, at) => {
    const customer = `C${String(Math.floor(at / 4)).padStart(3, "0")}`;
    const hostId = banks[at % 3] ?? "ALPHA";
    const { admin, url, caPem } = bureau.bank(hostId);
    if (!admin.partners().some((one) => one.partnerId === customer)) admin.addPartner({ partnerId: customer, name: customer });
    admin.addSubscriber({ partnerId: customer, userId: `U${at}`, name: `U${at}` });
    pems.set(`${hostId}.pem`, caPem);
    return `${customer};${customer} Zrt.;${hostId};practice;${hostId};${customer};U${at};${url};${hostId}.pem;Signer ${at};A`;
  });
  const desk = { ...bureau.desk, readText: async (name: string) => pems.get(name) ?? "" };
  const { rows } = readOnboardingFile(Buffer.from(`customer;customer name;bank;profile;host id;partner id;user id;url;ca file;signer;class\n${lines.join("\n")}\n`));
  const plan = await planOnboarding(desk, rows);
  const results = await timed("customer, connection, store, INI, HIA", () => runOnboarding(desk, plan, { name: "bench", pins: bureauPins }));
  if (results.some((one) => one.kind !== "sent")) throw new Error(results.find((one) => one.kind !== "sent")?.text);
  const entries = await letterQueue(await bureau.contexts());
  await timed("letters in one PDF", async () => { for await (const _ of (await printLetterQueue(entries, "bench"))?.bytes ?? []); });
  for (const { connection, subscriber } of entries) bureau.bank(connection.hostId).admin.activateSubscriber(connection.partnerId, subscriber.userId, "trust");
  const polled = await timed("asking the banks who is activated (HPB)", async () => pollAll(await bureau.contexts()));
  if (polled.activated !== users) throw new Error("not all users were activated");
} finally {
  await bureau.close();
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  tell(`per user of ${users}: ${what}`, ms / users, "ms");
  return result;
}
