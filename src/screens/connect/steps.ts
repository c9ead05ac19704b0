import { AppError } from "../../domain/errors.ts";
import type { OperatorId } from "../../domain/ids.ts";
import { createConnection, createSubscriber, fetchGrants } from "../../workflows/connect-bank.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { discoverVersion } from "../../workflows/discover-version.ts";
import { confirmBankKeys, fetchBankKeyHashes, storedBankKeyHashes } from "../../workflows/keys/bank-keys.ts";
import { hasCertificatesOfAuthority, sendKeys, sendKeysAtOnce } from "../../workflows/keys/send-keys.ts";
import { markLetters } from "../../workflows/onboarding/letters.ts";
import { printLetters } from "../../workflows/print-pages.ts";
import type { ChannelConfig } from "../../workflows/ports/channel.ts";
import { type Connection, protocolVersions } from "../../workflows/ports/connections.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { absolutePath } from "../import/typed-path.ts";
import { writeOut } from "../lists/out-file.ts";
import type { ContextOf } from "../routes.ts";
import { classOf } from "../settings/edit-signer.ts";
import type { OnboardingStep } from "../settings/onboarding.ts";
import { counted } from "../wording/amounts.ts";
import { askRoad } from "../roads/ask-road.ts";
import { firstContact } from "../roads/first-contact.ts";
import { channelForms } from "../roads/kinds/all.ts";
import { readSmallText } from "../roads/read-small-text.ts";
import { addressOf, connectionFields, hashFields, keyFields } from "./fields.ts";
import { hashLines, usualHash } from "./hash-compare.ts";
import type { ConnectAction, ConnectModel } from "./model.ts";

export type ConnectContext = ContextOf<"connect", ConnectModel, ConnectAction>;

/** Where the set-up stands, from the store: so it can be left and taken up at any time. */
export async function loadConnect({ params, dispatch, current }: ConnectContext, id = params.connectionId ?? current().facts.connection?.id): Promise<void> {
  const { context } = params;
  const { connections, signers } = context.store;
  const connection = id === undefined ? undefined : await connections.get(id);
  dispatch({
    type: "loaded", signers: await signers.all(), hashes: connection === undefined ? undefined : await storedBankKeyHashes(context, connection.id),
    facts: {
      connection, subscribers: connection === undefined ? [] : await connections.subscribers(connection.id), grants: connection === undefined ? [] : await connections.grants(connection.id),
    },
  });
}

/** Does one step; what came of it is shown, and the next one is offered. */
export async function doStep(screen: ConnectContext, step: OnboardingStep["id"]): Promise<void> {
  const { connection } = screen.current().facts;
  if (step === "connection") return makeConnection(screen);
  if (connection === undefined) return;
  switch (step) {
    case "keys":
      return makeKeys(screen, connection);
    case "send-keys":
      return sendAllKeys(screen, connection);
    case "letters":
      return printAllLetters(screen);
    case "fetch-bank-keys":
      return withBank(screen, "Asking for the bank's keys (HPB) …", async () => {
        const hashes = await fetchBankKeyHashes(screen.params.context, connection.id);
        if (hashes === undefined) throw new AppError("ebics", "not-activated", "The bank has not activated the signer yet.", { meaning: "No payment is affected; what was done so far stays done.", next: "Wait until the bank has worked on the letters, then try this step again." });
        return "The bank's keys are here. Compare them with what the bank has published before anything is sent.";
      });
    case "confirm-bank-keys":
      return confirmKeys(screen, connection);
    case "grants":
      return withBank(screen, "Asking what the bank grants (HTD) …", async () => {
        const { partner } = await fetchGrants(screen.params.context, connection.id);
        return `The bank names ${counted(partner.accounts.length, "account")} and grants ${counted(partner.orders.length, "order type")}. The connection is ready.`;
      });
  }
}

async function makeConnection(screen: ConnectContext): Promise<void> {
  const { params, shell, session } = screen;
  const asked = await askForm(shell, {
    title: "Connection to a bank", customer: customerOf(params.context), submit: "next", fields: connectionFields(params.context.tools.banks),
    async onSubmit({ texts }) {
      const { homeFolder } = session.files;
      const address = await addressOf(texts, (path) => absolutePath(path, homeFolder, homeFolder), (path) => readSmallText(session.files, path));
      return "problems" in address ? address : { done: { texts, address } };
    },
  });
  if (asked === undefined) return;
  const { texts, address } = asked;
  const form = channelForms.find((one) => one.kind === texts.road); // none: straight by internet
  const asking = { context: params.context, shell, session };
  const typed: ChannelConfig | undefined = form === undefined ? { kind: "internet", ...address } : await askRoad(asking, form, { kind: "address", address });
  const channel = typed === undefined ? undefined : await firstContact(asking, typed);
  if (channel === undefined) return shell.notice("Nothing was stored.", "info");
  const wanted = { title: texts.title ?? "", bankProfile: texts.profile ?? "", hostId: texts.hostId ?? "", partnerId: texts.partnerId ?? "", channel };
  const protocol = protocolVersions.find((version) => version === texts.protocol) ?? (await discoverVersion(params.context, wanted)).protocol;
  const made = await createConnection(params.context, { ...wanted, protocol });
  await loadConnect(screen, made.id);
}

/** Makes keys for a signer; also for a second and third one. */
export async function makeKeys(screen: ConnectContext, connection: Connection): Promise<void> {
  const { params, shell } = screen;
  const { context } = params;
  const operators = await signingOperators(context);
  const made = await askForm(shell, {
    title: `Keys for ${connection.title}`, customer: customerOf(context), submit: "make the keys",
    intro: operators.length === 1 ? ["No operator has the right to sign for this customer yet (Settings, operators). Keys can be made all the same."] : [],
    fields: keyFields(operators),
    async onSubmit({ texts, secrets }) {
      if (secrets.pin === undefined) return { problems: { pin: "A passphrase is needed." } };
      const userId = texts.userId ?? "";
      await createSubscriber(context, {
        connectionId: connection.id, userId, signerName: texts.signerName ?? "", signatureClass: classOf(texts.class), pin: secrets.pin,
        device: { kind: "key-file", path: texts.path === undefined || texts.path === "" ? `keys/${connection.hostId}-${userId}.p12` : texts.path },
        operatorId: operators.find((one) => one.value === texts.operator)?.id,
      });
      return { done: userId };
    },
  });
  if (made === undefined) return;
  await loadConnect(screen);
  screen.dispatch({ type: "outcome", outcome: { text: `Keys made for ${made}. Keep the key file and its passphrase apart, and a copy of the file in a safe.`, good: true } });
}

/** Who can be given a key of their own; last, nobody. */
export async function signingOperators({ store }: WorkflowContext): Promise<readonly { readonly value: string; readonly text: string; readonly id: OperatorId | undefined }[]> {
  const operators = (await store.profile.operators()).filter((one) => one.rights.includes("sign"));
  return [...operators.map((one) => ({ value: one.operatorId as string, text: one.operatorName, id: one.operatorId })), { value: "", text: "nobody here: signs elsewhere", id: undefined }];
}

async function printAllLetters(screen: ConnectContext): Promise<void> {
  const { params, session } = screen;
  const paths: string[] = [];
  for (const subscriber of screen.current().facts.subscribers) {
    const printed = await printLetters(params.context, subscriber.id);
    paths.push(await writeOut(session.files, printed.fileName, printed.bytes));
    await markLetters([{ context: params.context, subscriber }], "printed");
  }
  screen.dispatch({ type: "outcome", outcome: { text: `Written: ${paths.join(", ")}. Print, sign by hand, post to the bank.`, good: true } });
  const { steps, cursor } = screen.current();
  if (steps[cursor]?.id === "letters" && steps[cursor].state === "now") screen.dispatch({ type: "move", by: 1 });
}

/** The keys of every signer who has not sent them. Where an authority has issued all certificates, the operator chooses how. */
async function sendAllKeys(screen: ConnectContext, connection: Connection): Promise<void> {
  const { context } = screen.params;
  const waiting = screen.current().facts.subscribers.filter((one) => one.state !== "keys-sent" && one.state !== "ready");
  const mayBeAtOnce = connection.protocol === "H005" && waiting.length > 0 && waiting.every((one) => one.state === "new" && hasCertificatesOfAuthority(one));
  const way = mayBeAtOnce ? await askWay(screen) : "with letters";
  if (way === undefined) return;
  await withBank(screen, way === "at once" ? "Sending the keys (H3K) …" : "Sending the keys (INI, HIA) …", async () => {
    for (const { id } of waiting) await (way === "at once" ? sendKeysAtOnce(context, id) : sendKeys(context, id));
    return `The bank has the keys of ${counted(waiting.length, "signer")}. ${way === "at once" ? "No letters are needed: the bank activates them by their certificates." : "Print the letters next, sign them by hand and post them."}`;
  });
}

const ways = [
  { way: "at once", text: "all at once (H3K), without letters: the bank must trust the authority" },
  { way: "with letters", text: "INI and HIA, with letters" },
] as const;

async function askWay({ shell, params }: ConnectContext): Promise<(typeof ways)[number]["way"] | undefined> {
  const chosen = await chooseRow<(typeof ways)[number]>(shell, {
    title: "An authority has issued these certificates", customer: customerOf(params.context), rows: ways, keyOf: ({ way }) => way, textOf: ({ text }) => text,
    columns: [{ title: "how the keys go to the bank", width: { min: 40, grow: 1 }, cell: ({ text }) => text }], empty: "", choose: "send the keys so",
  });
  return chosen?.way;
}

/** By typing what the bank has published; or, where the operator has it before their eyes, by comparing side by side. */
async function confirmKeys(screen: ConnectContext, connection: Connection): Promise<void> {
  const { params, shell } = screen;
  const { hashes } = screen.current();
  if (hashes === undefined) return;
  const done = await askForm(shell, {
    title: `Confirm the keys of ${connection.title}`, customer: customerOf(params.context), submit: "confirm",
    intro: ["Type both hashes from the bank's letter or web page. Only when both fit is the bank trusted."],
    fields: hashFields(hashes.authentication, hashes.encryption),
    async onSubmit({ texts }) {
      await confirmBankKeys(params.context, connection.id, { authenticationHash: texts.authentication ?? "", encryptionHash: texts.encryption ?? "" });
      return { done: true };
    },
  });
  if (done === true) await confirmed(screen);
}

export async function confirmByComparing(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const { hashes, facts } = screen.current();
  if (hashes === undefined || facts.connection === undefined) return;
  const same = await shell.confirm({
    title: `Compared with the bank's letter`, customer: customerOf(params.context), yes: "they are the same", no: "not compared",
    consequence: `From now on ${facts.connection.title} is whoever holds these two keys. Say so only when you have compared every pair.`,
    details: ["X002 authentication", ...hashLines(usualHash(hashes.authentication)), "E002 encryption", ...hashLines(usualHash(hashes.encryption)), "typed: the customer's code"],
    typedCode: params.context.customer.profile.code,
  });
  if (!same) return;
  await confirmBankKeys(params.context, facts.connection.id, { authenticationHash: usualHash(hashes.authentication), encryptionHash: usualHash(hashes.encryption) });
  await confirmed(screen);
}

async function confirmed(screen: ConnectContext): Promise<void> {
  await loadConnect(screen);
  screen.dispatch({ type: "outcome", outcome: { text: "The bank's keys are confirmed. Fetch the grants next: they bring the accounts.", good: true } });
}

/** A step that talks to the bank: says so while it does, and what came of it. */
export async function withBank(screen: ConnectContext, doing: string, work: () => Promise<string>): Promise<void> {
  screen.dispatch({ type: "outcome", outcome: undefined });
  screen.dispatch({ type: "busy", text: doing });
  try {
    const text = await work();
    await loadConnect(screen);
    screen.dispatch({ type: "outcome", outcome: { text, good: true } });
  } catch (error) {
    await loadConnect(screen);
    if (error instanceof AppError) screen.dispatch({ type: "outcome", outcome: { text: error.message, good: false } });
    throw error;
  } finally {
    screen.dispatch({ type: "busy", text: undefined });
  }
}
