import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../support/card/card.ts";
import { Program } from "../support/program.ts";

/** The real program, whose card's module hangs while it makes the first user's key. */
describe.skipIf(!haveCards)("an onboarding run whose card does not answer (needs softhsm2-util and g++)", () => {
  let card: StrictCard;
  let program: Program;
  let bank: PracticeBank;
  const file = (name: string): string => path.join(program.desk, name);
  beforeAll(async () => {
    card = strictCard("BUREAU");
    program = new Program({ KONTOR_OPERATOR: "Admin", ...card.env });
    bank = await startPracticeBank({ memory: true, clock: systemClock, randomness: systemRandomness, hostId: "ALPHA" });
    bank.admin.addPartner({ partnerId: "DANUBE", name: "Danube" });
    for (const [name, text] of [["ca.pem", bank.caPem], ["pass", "grey heron over still water\n"], ["pin", cardPin]] as const) writeFileSync(file(name), text);
    chmodSync(file("pass"), 0o600);
    const users = ["ANNA", "BELA"];
    for (const userId of users) bank.admin.addSubscriber({ partnerId: "DANUBE", userId, name: userId });
    const rows = users.map((user) => ["DANUBE", "Danube Kft.", "Alpha", "practice", "ALPHA", "DANUBE", user, bank.url, "ca.pem", user, "A", "BUREAU", card.modulePath].join(";"));
    writeFileSync(file("users.csv"), `customer;customer name;bank;profile;host id;partner id;user id;url;ca file;signer;class;card;module\n${rows.join("\n")}\n`);
    await program.must("operator", "create", "Admin", "--passphrase-file", "pass");
  });
  afterAll(async () => {
    program.remove();
    card.remove();
    await bank.close();
  });
  const run = ["onboard", "run", "users.csv", "--pin-file", "pin", "--passphrase-file", "pass", "--at-once", "1", "--json"];
  const kinds = (out: string): string[] => (JSON.parse(out) as { kind: string }[]).map(({ kind }) => kind);

  it("says so, and Ctrl-C stops it: that user failed, no other is begun, and the same command goes on later", async () => {
    card.say("hang", "0");
    const hanging = program.start(run);
    await hanging.complained("The card's module strict-card.so does not answer.");
    expect(hanging.err).toContain("Ctrl-C stops it: no other user is begun then, and what was done counts; the same command goes on later.");
    hanging.signal("SIGINT");
    const { code, out } = await hanging.ended;
    expect([code, kinds(out)]).toEqual([6, ["failed", "stopped"]]);
    expect(out).toContain("The card's module strict-card.so was stopped.");
    card.say("hang", undefined);
    expect(kinds(await program.must(...run))).toEqual(["sent", "sent"]);
  });
});
