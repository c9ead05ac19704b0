import type { OperatorGroupId, SignerGroupId } from "../../domain/ids.ts";
import { type OperatorGroup, rightsProblem } from "../../domain/rights.ts";
import type { SignerGroup } from "../../domain/signature-rules.ts";
import { newId } from "../../workflows/context.ts";
import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { limitsText, readTypedLimits } from "../typed/limits.ts";
import { rightsFields, rightsOfTexts } from "./edit-operator.ts";
import type { SettingsContext } from "./load-settings.ts";
import { checkLimits } from "./profile-fields.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Makes or changes a group of signers, with what it may sign among itself. @returns true when something was stored or proposed */
export async function editSignerGroup(screen: SettingsContext, group: SignerGroup | undefined): Promise<boolean> {
  const { context } = screen.params;
  const { language } = context.operator;
  const { signers = [] } = screen.model.data ?? {};
  const limits = (text: string | undefined): SignerGroup["perDayLimits"] => {
    const read = readTypedLimits(text ?? "", language);
    return read.ok ? read.limits : [];
  };
  const done = await askForm<Administered>(screen.shell, {
    title: group === undefined ? "New group of signers" : `Group of signers ${group.title}`, customer: customerOf(context), submit: "store",
    intro: ["Rules name it like a signer. Its limits are for what its members sign among themselves; above them one more from outside must sign."],
    fields: [
      { kind: "text", name: "title", label: "title", value: group?.title ?? "", required: true },
      { kind: "text", name: "members", label: "members", required: true, value: (group?.members ?? []).map((id) => signers.find((one) => one.id === id)?.name ?? "").join(", "), hint: `names with commas between · there are: ${signers.map((one) => one.name).join(", ")}` },
      { kind: "text", name: "perFile", label: "per order", value: limitsText(group?.perFileLimits ?? [], language), hint: "50000 EUR; 20000000 HUF · empty: no limit", check: (text) => checkLimits(text, language) },
      { kind: "text", name: "perDay", label: "per day", value: limitsText(group?.perDayLimits ?? [], language), hint: "all orders of a day that only members have signed", check: (text) => checkLimits(text, language) },
    ],
    async onSubmit({ texts }) {
      const names = (texts.members ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
      const stranger = names.find((name) => !signers.some((one) => one.name.toLowerCase() === name.toLowerCase()));
      if (stranger !== undefined) return { problems: { members: `There is no signer "${stranger}".` } };
      const members = signers.filter((one) => names.some((name) => one.name.toLowerCase() === name.toLowerCase())).map((one) => one.id);
      return { done: await administer(context, { kind: "signer-group", group: { id: group?.id ?? (newId<"SignerGroupId">(context) as SignerGroupId), title: texts.title ?? "", members, perFileLimits: limits(texts.perFile), perDayLimits: limits(texts.perDay) } }) };
    },
  });
  return tellOutcome(screen, done);
}

/** Makes or changes a group of operators. @returns true when something was stored or proposed */
export async function editOperatorGroup(screen: SettingsContext, group: OperatorGroup | undefined): Promise<boolean> {
  const { context } = screen.params;
  const done = await askForm<Administered>(screen.shell, {
    title: group === undefined ? "New group of operators" : `Group of operators ${group.title}`, customer: customerOf(context), submit: "store",
    intro: ["Everybody in it has its rights besides their own. Changing it changes them for all who are in it."],
    fields: [{ kind: "text", name: "title", label: "title", value: group?.title ?? "", required: true }, ...rightsFields(group?.rights ?? ["see", "prepare"])],
    async onSubmit({ texts }) {
      const rights = rightsOfTexts(texts);
      const problem = rightsProblem(rights);
      if (problem !== undefined) return { problems: { sign: problem } };
      return { done: await administer(context, { kind: "operator-group", group: { id: group?.id ?? (newId<"OperatorGroupId">(context) as OperatorGroupId), title: texts.title ?? "", rights } }) };
    },
  });
  return tellOutcome(screen, done);
}
