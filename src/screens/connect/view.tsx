import { Box } from "ink";
import type { ReactNode } from "react";
import type { WorkflowContext } from "../../workflows/context.ts";
import { channelNames } from "../../workflows/ports/channel.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { factLines } from "../dialogs/facts-dialog.tsx";
import type { Fact } from "../dialogs/facts-dialog.tsx";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { fitToWidth } from "../terminal/width.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { hashLines } from "./hash-compare.ts";
import { type ConnectAction, type ConnectModel, whyNotStep } from "./model.ts";
import { notAdministrator, runStep } from "./commands.ts";

const signs = { done: "✓", now: "▸", later: "·" } as const;

/** The way to a bank in seven steps, and what is known at the one under the cursor. */
export function ConnectView(props: PropsOf<"connect", ConnectModel, ConnectAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  useInput((event) => {
    if (event.kind === "paste") return false;
    if (event.name === "up" || event.name === "down") dispatch({ type: "move", by: event.name === "up" ? -1 : 1 });
    else if (event.name === "enter") void runStep(props).catch(shell.showError.bind(shell));
    else return false;
    return true;
  }, "widget");
  const step = model.steps[model.cursor];
  const refused = notAdministrator(props) ?? whyNotStep(model, step);
  const width = size.columns - 2;
  const lines: (readonly Span[])[] = [
    ...model.steps.map((one, at): readonly Span[] => [
      { text: at === model.cursor ? "▸" : " ", bold: true }, { text: ` ${signs[one.state]} `, tone: one.state === "done" ? "good" : one.state === "now" ? "accent" : undefined },
      { text: `${at + 1} ${fitToWidth(one.title, 19)} `, bold: at === model.cursor, dim: one.state === "later" }, { text: one.note, dim: true },
    ]),
    [],
    ruleLine(step?.title ?? "", width),
    ...(refused === undefined ? [[{ text: `Enter: ${hint[step?.id ?? "connection"]}`, bold: true }]] : [[{ text: refused, dim: true }]]),
    ...(model.busy === undefined ? [] : [[{ text: model.busy, tone: "accent" as const }]]),
    ...(model.outcome === undefined ? [] : wrapText(`${model.outcome.good ? "✓" : "✕"} ${model.outcome.text}`, width).map((text): readonly Span[] => [{ text, tone: model.outcome?.good === true ? "good" : "bad" }])),
    [],
    ...factLines(factsOf(model, params.context), width),
  ];
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <CustomerStrip context={params.context} facts={[model.facts.connection?.title ?? "a new connection"]} width={size.columns} />
      {lines.slice(0, size.rows - 1).map((spans, at) => <Line key={String(at)} spans={[" ", ...spans]} width={size.columns} />)}
    </Box>
  );
}

const hint: Readonly<Record<ConnectModel["steps"][number]["id"], string>> = {
  connection: "enter what the bank's letter says", keys: "make keys for a signer, in a key file; c: on a chip card; i: out of another program", "send-keys": "send the keys to the bank", letters: "write the letters as PDF",
  "fetch-bank-keys": "ask the bank for its keys", "confirm-bank-keys": "type the hashes that the bank has published; v compares them side by side", grants: "fetch accounts and order types",
};

/** Two lines, as letters print them. */
function hashFacts(first: string, second: string, hash: string | undefined): Fact[] {
  if (hash === undefined) return [];
  return hashLines(hash).map((line, at): Fact => [at === 0 ? first : second, line]);
}

/** What helps at the step under the cursor. */
function factsOf(model: ConnectModel, { tools }: WorkflowContext): Fact[] {
  const { connection, subscribers } = model.facts;
  const step = model.steps[model.cursor]?.id;
  if (connection === undefined) return [["needed", "the bank's letter with host id, partner id, user id and the address of its EBICS server"]];
  const { channel } = connection;
  const proof = channel.pinnedCaPem !== undefined ? "one authority, pinned" : channel.pinnedCertificateSha256 !== undefined ? `certificate ${channel.pinnedCertificateSha256.slice(0, 16)}…, pinned` : channel.pinnedPublicKeySha256 !== undefined ? `public key ${channel.pinnedPublicKeySha256.slice(0, 16)}…, pinned` : "an authority this machine trusts";
  if (step === "confirm-bank-keys" && model.hashes !== undefined) {
    const { authentication, encryption } = model.hashes;
    return [
      ...hashFacts("X002", "certificate", authentication.certificateHash), ...hashFacts("E002", "certificate", encryption.certificateHash),
      ...hashFacts("X002 older", "rule: key", authentication.publicKeyHash), ...hashFacts("E002 older", "rule: key", encryption.publicKeyHash),
    ];
  }
  const signers = subscribers.map((one): Fact => ["signer", `${one.userId} · ${model.signers.find((signer) => signer.id === one.signerId)?.name ?? "?"} · ${one.state} · ${tools.device(one.device.kind).place(one.device)}${one.transportCard === undefined ? "" : " · all three keys"}`]);
  return [["bank", `${connection.title}${connection.practice ? " · PRACTICE" : ""} · ${connection.protocol} · host ${connection.hostId} · partner ${connection.partnerId}`], ["address", `${channel.url} · ${proof}`], ["road", [channel, ...(connection.fallbackChannels ?? [])].map((one) => channelNames[one.kind]).join(", else ")], ...signers];
}
