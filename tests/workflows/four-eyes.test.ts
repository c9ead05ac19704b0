import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OperatorSession } from "../../src/customers/index.ts";
import { parseIban } from "../../src/domain/account-number.ts";
import type { SettableClock } from "../../src/domain/clock.ts";
import type { AccountId, CurrencyCode, Iban, IsoInstant, OperatorGroupId, ProposalId, ReleaseTokenId, SignerGroupId, SignerId, SubscriberId } from "../../src/domain/ids.ts";
import type { Right } from "../../src/domain/rights.ts";
import { createKeyWithCertificate } from "../../src/ebics/index.ts";
import type { SignatureRule, Signer } from "../../src/domain/signature-rules.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { createConnection, createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { AdministrativeAct } from "../../src/workflows/four-eyes/acts/all.ts";
import { administer, approve, listProposals, proposalsToDecide, refuse, withdraw } from "../../src/workflows/four-eyes/administer.ts";
import { bankKeyQuestions, confirmForAll } from "../../src/workflows/keys/bank-key-change.ts";
import { confirmBankKeys, storedBankKeyHashes } from "../../src/workflows/keys/bank-keys.ts";
import { changeRoads } from "../../src/workflows/roads/change-roads.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import type { ReleaseToken } from "../../src/workflows/ports/one-time-password.ts";
import type { Proposal } from "../../src/workflows/ports/proposals.ts";
import { type Administrators, administers, openAdministrators, operatorPassphrase } from "../support/administrators.ts";

const huf = (minor: bigint) => ({ minor, currency: "HUF" as CurrencyCode });

let office: Administrators;
let clock: SettableClock;
let anna: WorkflowContext;
let bela: WorkflowContext;
let cili: OperatorSession;
beforeEach(async () => {
  office = await openAdministrators();
  ({ clock, anna, bela, sessions: { cili } } = office);
});
afterEach(() => office.close());

const signer = (fields: Partial<Signer> = {}): Signer => ({ id: "s1" as SignerId, name: "Kis Anna", operatorId: undefined, signatureClass: "A", perTransactionLimits: [], perFileLimits: [], perDayLimits: [], ...fields });
const rule = (fields: Partial<SignatureRule> = {}): SignatureRule => ({ id: "r1", title: "All", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...fields });

const subject = { commonName: "Bank", organisation: "Bank", country: "DE", validFrom: new Date("2026-01-01"), validYears: 5, keyBits: 2048 } as const;
const keyOf = async (use: "signature" | "authentication" | "encryption") => ({ certificateDer: Uint8Array.from((await createKeyWithCertificate(use, subject)).certificateDer) });

async function switchOn(): Promise<void> {
  expect(await administer(anna, { kind: "four-eyes", on: true })).toEqual({ kind: "done" });
}
async function proposed(by: WorkflowContext, act: AdministrativeAct): Promise<Proposal> {
  const outcome = await administer(by, act);
  if (outcome.kind !== "proposed") throw new Error("it was done at once");
  return outcome.proposal;
}

describe("four eyes on administration", () => {
  it("need two administrators to be switched on, and both to be switched off", async () => {
    await bela.access.revoke(bela.operator.id, () => Promise.resolve()).catch(() => undefined); // nobody revokes themselves
    await administer(anna, { kind: "grant", operatorId: bela.operator.id, operatorName: "Béla", rights: ["see"], groups: [] });
    await expect(administer(anna, { kind: "four-eyes", on: true })).rejects.toMatchObject({ code: "too-few-administrators" });
    await administer(anna, { kind: "grant", operatorId: bela.operator.id, operatorName: "Béla", rights: administers, groups: [] });
    await switchOn();
    const off = await proposed(anna, { kind: "four-eyes", on: false });
    expect((await anna.store.profile.get()).fourEyes).toBe(true);
    await approve(bela, off.id);
    expect(await administer(bela, { kind: "signer", signer: signer() })).toEqual({ kind: "done" });
  });

  it("show what is changed, old and new, and change it when the other one approves; all of it in the journal", async () => {
    await administer(anna, { kind: "signer", signer: signer({ perFileLimits: [huf(100_00n)] }) });
    await switchOn();
    const { id, before, after } = await proposed(anna, { kind: "signer", signer: signer({ signatureClass: "E", perFileLimits: [huf(900_00n)] }) });
    expect(before).toMatchObject({ class: "A", "per order": "100.00 HUF" });
    expect(after).toMatchObject({ class: "E", "per order": "900.00 HUF" });
    expect((await anna.store.signers.all())[0]?.signatureClass).toBe("A");
    expect(await proposalsToDecide(anna)).toEqual([]);
    expect((await proposalsToDecide(bela)).map((one) => one.id)).toEqual([id]);
    expect((await attentionOf(bela)).items.map((one) => one.kind)).toContain("to-approve");
    expect((await attentionOf(anna)).items.map((one) => one.kind)).not.toContain("to-approve");

    await approve(bela, id);
    expect((await anna.store.signers.all())[0]).toEqual(signer({ signatureClass: "E", perFileLimits: [huf(900_00n)] }));
    expect(await proposalsToDecide(bela)).toEqual([]);
    const entries = (await anna.store.journal.list({ limit: 3 })).map((one) => [one.action, one.actor]);
    expect(entries).toEqual([["signer.changed", "Béla"], ["administration.approved", "Béla"], ["administration.proposed", "Anna"]]);
    expect((await anna.store.journal.list({ limit: 2 }))[1]?.detail).toMatchObject({ proposedBy: "Anna", changes: [{ field: "class", from: "A", to: "E" }, { field: "per order", from: "100.00 HUF", to: "900.00 HUF" }] });
    expect(await anna.store.journal.verify()).toBeUndefined();
  });

  it("are not one's own two eyes, nor those of somebody who does not administer", async () => {
    await switchOn();
    const { id } = await proposed(anna, { kind: "rules", rules: [rule()] });
    await expect(approve(anna, id)).rejects.toMatchObject({ code: "own-proposal" });
    await expect(refuse(anna, id, "")).rejects.toMatchObject({ code: "own-proposal", next: "Withdraw it." });
    await expect(approve({ ...bela, rights: ["see", "sign"] }, id)).rejects.toMatchObject({ code: "not-allowed" });
    await bela.store.profile.setRights(bela.operator.id, "Béla", ["see"]); // taken away while he looks at it
    await expect(approve(bela, id)).rejects.toMatchObject({ code: "not-allowed" });
    expect(await anna.store.signers.rules()).toEqual([]);
  });

  it("can be refused with a reason, or withdrawn by whoever proposed, and then it is over", async () => {
    await switchOn();
    const one = await proposed(anna, { kind: "rules", rules: [rule()] });
    expect(await refuse(bela, one.id, " too few signatures ")).toMatchObject({ state: "refused", decision: { by: "Béla", reason: "too few signatures" } });
    await expect(approve(bela, one.id)).rejects.toMatchObject({ code: "not-open", message: '"Signature rules: All" was refused already by Béla.' });
    const other = await proposed(anna, { kind: "rules", rules: [rule()] });
    await expect(withdraw(bela, other.id)).rejects.toMatchObject({ code: "not-own-proposal" });
    expect((await withdraw(anna, other.id)).state).toBe("withdrawn");
    expect((await anna.store.journal.list({ limit: 1 }))[0]?.action).toBe("administration.withdrawn");
    expect(await anna.store.signers.rules()).toEqual([]);
  });

  it("run out after a week, and the journal says so", async () => {
    await switchOn();
    const { id } = await proposed(anna, { kind: "rules", rules: [rule()] });
    clock.advance(7 * 86_400_000 + 1000);
    expect(await proposalsToDecide(bela)).toEqual([]);
    await expect(approve(bela, id)).rejects.toMatchObject({ code: "proposal-expired" });
    expect(await listProposals(bela, { open: true })).toEqual([]);
    expect((await listProposals(bela))[0]).toMatchObject({ id, state: "expired" });
    expect((await anna.store.journal.list({ limit: 1 }))[0]).toMatchObject({ action: "administration.expired", actor: "service" });
  });

  it("approve nothing that was proposed against another state, and say what is different", async () => {
    await administer(anna, { kind: "signer", signer: signer() });
    await switchOn();
    const first = await proposed(anna, { kind: "signer", signer: signer({ signatureClass: "E" }) });
    const second = await proposed(bela, { kind: "signer", signer: signer({ name: "Kis-Nagy Anna" }) });
    await approve(anna, second.id);
    await expect(approve(bela, first.id)).rejects.toMatchObject({ code: "changed-meanwhile", message: expect.stringContaining('name was "Kis Anna" and is now "Kis-Nagy Anna"') });
    expect((await anna.store.signers.all())[0]).toMatchObject({ name: "Kis-Nagy Anna", signatureClass: "A" });
    expect((await listProposals(bela, { open: true })).map((one) => one.id)).toEqual([first.id]);
  });

  it("count once when two approve at the same moment", async () => {
    await administer(anna, { kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights: administers, groups: [] });
    await switchOn();
    const third = await office.contextFor(cili);
    const { id } = await proposed(anna, { kind: "rules", rules: [rule()] });
    const outcomes = await Promise.allSettled([approve(bela, id), approve(third, id)]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await anna.store.journal.list({ limit: 50 })).filter((one) => one.action === "signature-rules.changed")).toHaveLength(1);
  });

  it("let nobody in before the second administrator has said so, by no way round", async () => {
    await switchOn();
    const { id, after } = await proposed(anna, { kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights: ["see", "sign"], groups: [] });
    expect(after).toMatchObject({ "may in all": "see, sign" });
    expect(await cili.customers()).toEqual([]);
    const opened = await office.sessions.anna.openCustomer(anna.customer.id);
    await expect(opened.grant(cili.operator.id, ["see"])).rejects.toMatchObject({ code: "needs-approval" });
    await expect(opened.revoke(bela.operator.id)).rejects.toMatchObject({ code: "needs-approval" });
    await approve(bela, id);
    expect((await cili.openCustomer(anna.customer.id)).rights).toEqual(["see", "sign"]);
  });

  it("leave two administrators, or nobody could approve anything any more", async () => {
    await switchOn();
    for (const act of [
      { kind: "revoke", operatorId: bela.operator.id, operatorName: "Béla" },
      { kind: "grant", operatorId: bela.operator.id, operatorName: "Béla", rights: ["see"], groups: [] },
    ] as const) await expect(administer(anna, act)).rejects.toMatchObject({ code: "too-few-administrators" });
  });

  it("hold for a new signer that comes with keys, and no default rule slips in with a connection", async () => {
    await switchOn();
    const connection = await createConnection(anna, { title: "Practice", bankProfile: "practice", hostId: "HOST", partnerId: "P", channel: { kind: "internet", url: "https://127.0.0.1:1/" } });
    expect(await anna.store.signers.rules()).toEqual([]);
    await expect(createSubscriber(anna, { connectionId: connection.id, userId: "U", signerName: "Stranger", signatureClass: "E", device: { kind: "key-file", path: "keys/U.p12" }, pin: operatorPassphrase() })).rejects.toMatchObject({ code: "needs-approval" });
    expect(await anna.store.signers.all()).toEqual([]);
  });

  it("refuse what contradicts when it is proposed, and again when it is approved", async () => {
    await switchOn();
    await expect(administer(anna, { kind: "signer", signer: signer({ operatorId: bela.operator.id }) })).rejects.toMatchObject({ code: "administrator-cannot-sign" });
    await expect(administer(anna, { kind: "rules", rules: [rule({ signers: ["nobody" as SignerId] })] })).rejects.toMatchObject({ code: "no-such-signer" });
    await expect(administer(anna, { kind: "rules", rules: [rule({ title: " " })] })).rejects.toMatchObject({ code: "incomplete" });
    await expect(administer(anna, { kind: "rules", rules: [] })).rejects.toMatchObject({ code: "no-change" });
    expect(await listProposals(anna)).toEqual([]);
  });
});

describe("a connection under four eyes", () => {
  const connect = () => createConnection(anna, { title: "Practice", bankProfile: "practice", hostId: "HOST", partnerId: "P", channel: { kind: "internet", url: "https://127.0.0.1:1/" } });

  it("changes its roads only when the other one has seen them, secrets by a check value", async () => {
    const { id } = await connect();
    await switchOn();
    await expect(changeRoads(anna, id, () => ({ roads: [{ kind: "internet", url: "https://127.0.0.1:2/" }] }))).rejects.toMatchObject({ code: "proposed", meaning: "Until then everything stays as it is." });
    expect((await anna.store.connections.get(id))?.channel.url).toBe("https://127.0.0.1:1/");
    const [proposal] = await proposalsToDecide(bela);
    expect(Object.keys(proposal?.after ?? {})).toEqual(["road 1", "less protected ones", "check value, secrets too"]);
    expect([proposal?.before["road 1"], proposal?.after["road 1"]]).toEqual([expect.stringContaining("127.0.0.1:1"), expect.stringContaining("127.0.0.1:2")]);
    await expect(changeRoads(anna, id, () => ({ roads: [{ kind: "internet", url: "https://127.0.0.1:2/" }] }))).rejects.toMatchObject({ code: "already-proposed", message: "Anna has proposed just that already." });
    await approve(bela, proposal?.id as ProposalId);
    expect((await anna.store.connections.get(id))?.channel.url).toBe("https://127.0.0.1:2/");
  });

  it("trusts the bank's keys only when one has compared them and the other approves", async () => {
    const connection = await connect();
    const keys = { authentication: { version: "X002", ...(await keyOf("authentication")) }, encryption: { version: "E002", ...(await keyOf("encryption")) } } as const;
    await anna.store.connections.put({ ...connection, bankKeys: { ...keys, fetchedAt: "2026-11-23T08:00:00Z" as IsoInstant } });
    await switchOn();
    const hashes = await storedBankKeyHashes(anna, connection.id);
    const published = { authenticationHash: hashes?.authentication.certificateHash ?? "", encryptionHash: hashes?.encryption.publicKeyHash ?? "" };
    await expect(confirmBankKeys(anna, connection.id, { ...published, encryptionHash: published.authenticationHash })).rejects.toMatchObject({ code: "bank-hash-differs" });
    await expect(confirmBankKeys(anna, connection.id, published)).rejects.toMatchObject({ code: "proposed" });
    expect((await anna.store.connections.get(connection.id))?.bankKeys?.confirmedAt).toBeUndefined();
    // By the other way round, over all customers, it is the same proposal.
    const [question] = await bankKeyQuestions([anna]);
    if (question === undefined) throw new Error("the keys are to be compared");
    expect(await confirmForAll(question, published)).toEqual({ confirmed: [], left: [], proposed: ["DUNA"] });
    const [proposal, ...more] = await proposalsToDecide(bela);
    expect(more).toEqual([]);
    expect(proposal?.before["X002 authentication"]).toBe("no key trusted");
    await approve(bela, proposal?.id as ProposalId);
    expect((await anna.store.connections.get(connection.id))?.bankKeys).toMatchObject({ confirmedBy: "Béla" });
  });
});

describe("every administrative act", () => {
  const group = { id: "g1" as SignerGroupId, title: "Clerks", members: ["s1" as SignerId], perFileLimits: [huf(1n)], perDayLimits: [] };
  const team = { id: "t1" as OperatorGroupId, title: "Team", rights: ["see", "prepare"] as Right[] };
  const acts = (): { readonly first?: readonly AdministrativeAct[]; readonly act: AdministrativeAct }[] => [
    { act: { kind: "profile", profile: { name: "Duna Zrt.", code: "D-2", language: "de", confirmAbove: [huf(5n)], address: "Budapest" } } },
    { act: { kind: "signer", signer: signer() } },
    { first: [{ kind: "signer", signer: signer() }], act: { kind: "signer-group", group } },
    { first: [{ kind: "signer", signer: signer() }, { kind: "signer-group", group }], act: { kind: "remove-signer-group", id: group.id, title: "Clerks" } },
    { first: [{ kind: "signer", signer: signer() }, { kind: "signer-group", group }], act: { kind: "rules", rules: [rule({ kinds: ["direct-debit"], signaturesNeeded: { points: 10, ofClass: { A: 5 }, ofSigner: [["s1" as SignerId, 8]] }, signers: [group.id], exclusions: [[group.id, group.id]], upTo: [huf(9n)], accounts: ["HU1"] })] } },
    { act: { kind: "account", account: { id: "a1" as AccountId, connectionId: undefined, currency: "EUR" as CurrencyCode, title: "Main", ownerName: "Duna", number: { kind: "iban", iban: parseIban("DE89370400440532013000") as Iban } } } },
    { act: { kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights: ["see", "sign"], groups: [] } },
    { first: [{ kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights: ["see"], groups: [] }], act: { kind: "revoke", operatorId: cili.operator.id, operatorName: "Cili" } },
    { act: { kind: "operator-group", group: team } },
    { first: [{ kind: "operator-group", group: team }], act: { kind: "remove-operator-group", id: team.id, title: "Team" } },
    { act: { kind: "code-token", tokenId: token.id, title: token.title, to: "lost" } },
    { act: { kind: "transport-card", subscriberId: user.id, userId: "ANNA", card: { modulePath: "/card.so", tokenLabel: "ANNA", tokenSerial: "1", authenticationKeyId: "0a", encryptionKeyId: "0b" }, certificates: keysOnCard } },
    { act: { kind: "confirm-partners", on: false } },
    { act: { kind: "confirm-mandates", on: false } },
    { act: { kind: "four-eyes", on: false } },
  ];
  const token: ReleaseToken = {
    id: "k1" as ReleaseTokenId, signerId: "s1" as SignerId, title: "token of Anna", method: { kind: "challenge", suite: "OCRA-1:HOTP-SHA256-8:QN08", secret: new Uint8Array(32) },
    sealShare: new Uint8Array(32), state: "active", wrongCodes: 0, made: { at: "2026-11-23T08:00:00Z" as IsoInstant, by: "Anna" },
  };
  let user: Subscriber;
  let keysOnCard: { readonly authenticationCertificateDer: Uint8Array; readonly encryptionCertificateDer: Uint8Array };
  /** A user who is not at the bank yet, and other keys on a card. */
  async function setUpUser(): Promise<void> {
    const [signature, authentication, encryption] = await Promise.all((["signature", "authentication", "encryption"] as const).map(keyOf));
    const connection = await createConnection(anna, { title: "Practice", bankProfile: "practice", hostId: "HOST", partnerId: "P", channel: { kind: "internet", url: "https://127.0.0.1:1/" } });
    user = {
      id: "u1" as SubscriberId, connectionId: connection.id, userId: "ANNA", signerId: "s1" as SignerId, state: "new", device: { kind: "key-file", path: "keys/anna.p12" }, signatureVersion: "A006", signatureCertificateDer: signature!.certificateDer,
      authenticationKeyPkcs8: new Uint8Array([1]), authenticationCertificateDer: authentication!.certificateDer, encryptionKeyPkcs8: new Uint8Array([2]), encryptionCertificateDer: encryption!.certificateDer,
    };
    await anna.store.connections.putSubscriber(user);
    keysOnCard = { authenticationCertificateDer: (await keyOf("authentication")).certificateDer, encryptionCertificateDer: (await keyOf("encryption")).certificateDer };
  }
  const state = async () => ({ users: await anna.store.connections.subscribers(), profile: await anna.store.profile.get(), policy: await anna.store.signers.policy(), accounts: await anna.store.accounts.all(), operators: await anna.store.profile.operators(), groups: await anna.store.profile.groups(), tokens: await anna.store.releases.tokens() });

  it("changes nothing before it is approved, and then exactly what was shown", async () => {
    await anna.store.releases.putToken(token);
    await setUpUser();
    for (const { first = [], act } of acts()) {
      for (const one of first) await administer(anna, one);
      await switchOn();
      const before = await state();
      const { id, after } = await proposed(anna, act);
      expect(await state()).toEqual(before);
      await approve(bela, id);
      expect(await state(), act.kind).not.toEqual(before);
      // Proposed again it would change nothing: what stands is what was shown.
      if (act.kind !== "four-eyes" && !act.kind.startsWith("remove") && act.kind !== "revoke") await expect(administer(anna, act), act.kind).rejects.toMatchObject({ code: "no-change" });
      expect(Object.values(after).join()).not.toContain("undefined");
      if (act.kind !== "four-eyes") await approve(bela, (await proposed(anna, { kind: "four-eyes", on: false })).id);
    }
  });
});

describe("groups of operators", () => {
  const group = (rights: readonly Right[]) => ({ kind: "operator-group", group: { id: "g1" as OperatorGroupId, title: "Clerks", rights } }) as const;
  const put = (groups: readonly string[], rights: readonly Right[] = []) => administer(anna, { kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights, groups: groups as OperatorGroupId[] });

  it("give their rights to everybody in them, and changing one changes all", async () => {
    await administer(anna, group(["see", "prepare"]));
    await put(["g1"]);
    expect((await cili.openCustomer(anna.customer.id)).rights).toEqual(["see", "prepare"]);
    await administer(anna, group(["see", "sign"]));
    expect(await anna.store.profile.rightsOf(cili.operator.id)).toEqual(["see", "sign"]);
    await administer(anna, { kind: "grant", operatorId: cili.operator.id, operatorName: "Cili", rights: ["see", "fetch"], groups: ["g1" as OperatorGroupId] });
    expect((await anna.store.profile.operators()).find((one) => one.operatorName === "Cili")).toMatchObject({ rights: ["see", "sign", "fetch"], own: ["see", "fetch"], groups: ["g1"] });
  });

  it("never make an administrator sign, by whichever of the two changes", async () => {
    await administer(anna, group(["see", "sign"]));
    await expect(put(["g1"], ["see", "administer"])).rejects.toMatchObject({ code: "contradictory-rights", message: "Cili: An administrator cannot sign: give the two rights to different operators." });
    await put(["g1"]);
    await administer(anna, { kind: "operator-group", group: { id: "g2" as OperatorGroupId, title: "Office", rights: ["see"] } });
    await put(["g1", "g2"]);
    await expect(administer(anna, { kind: "operator-group", group: { id: "g2" as OperatorGroupId, title: "Office", rights: ["see", "administer"] } })).rejects.toMatchObject({ code: "contradictory-rights", message: expect.stringContaining("Cili, who is in the group") });
    await expect(administer(anna, group(["sign"]))).rejects.toMatchObject({ code: "contradictory-rights" });
  });

  it("are not removed while somebody is in them", async () => {
    await administer(anna, group(["see"]));
    await put(["g1"]);
    await expect(administer(anna, { kind: "remove-operator-group", id: "g1" as OperatorGroupId, title: "Clerks" })).rejects.toMatchObject({ code: "group-in-use", message: 'Cili is in the group "Clerks".' });
    await expect(put(["gone"])).rejects.toMatchObject({ code: "no-such-group" });
  });

  it("do not take the last administrator away", async () => {
    await administer(anna, group(["see", "administer"]));
    await put(["g1"]);
    for (const [one, id] of [["Anna", anna.operator.id], ["Béla", bela.operator.id]] as const) {
      const change = administer(await office.contextFor(cili), { kind: "grant", operatorId: id, operatorName: one, rights: ["see"], groups: [] });
      await change;
    }
    await expect(administer(await office.contextFor(cili), group(["see"]))).rejects.toMatchObject({ code: "no-administrator" });
  });
});

describe("groups of signers", () => {
  it("are not removed while a rule names them", async () => {
    await administer(anna, { kind: "signer", signer: signer() });
    await administer(anna, { kind: "signer-group", group: { id: "g" as SignerGroupId, title: "Clerks", members: ["s1" as SignerId], perFileLimits: [], perDayLimits: [] } });
    await administer(anna, { kind: "rules", rules: [rule({ exclusions: [["g" as SignerGroupId, "g" as SignerGroupId]] })] });
    await expect(administer(anna, { kind: "remove-signer-group", id: "g" as SignerGroupId, title: "Clerks" })).rejects.toMatchObject({ code: "group-in-use", message: 'The rule "All" names the group "Clerks".' });
    await expect(administer(anna, { kind: "signer-group", group: { id: "h" as SignerGroupId, title: "clerks", members: ["s1" as SignerId], perFileLimits: [], perDayLimits: [] } })).rejects.toMatchObject({ code: "name-taken" });
  });
});
