import type { PartnerId } from "../../domain/ids.ts";
import { instantNow, newId } from "../../workflows/context.ts";
import { waitingAccounts } from "../../workflows/partner-confirmation.ts";
import { savePartner } from "../../workflows/partners.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { addressProblems } from "../typed/address-fields.ts";
import { changedFields, changesAccounts, partnerFields, partnerOf } from "./partner-draft.ts";
import type { PartnersContext } from "./load-partners.ts";

/** Asks for a partner's data and stores them. A changed account is shown and asked about first. @returns true when something was stored */
export async function editPartner({ params, shell }: PartnersContext, partner: Partner | undefined): Promise<boolean> {
  const { context } = params;
  const customer = customerOf(context);
  const saved = await askForm<Partner | undefined>(shell, {
    title: partner === undefined ? "New partner" : `Partner ${partner.name}`, customer, submit: "store", fields: partnerFields(partner),
    async onSubmit({ texts }) {
      const problems = addressProblems(texts);
      if (Object.keys(problems).length > 0) return { problems };
      const at = instantNow(context);
      const after = partnerOf(texts, partner, partner?.id ?? (newId<"PartnerId">(context) as PartnerId), at);
      if (partner !== undefined) {
        const changes = changedFields(partner, after);
        if (changes.length === 0) return { done: undefined };
        if (changesAccounts(partner, after)) {
          const sure = await shell.confirm({
            title: "Changed account", customer, yes: "change", no: "leave as it was", details: changes,
            consequence: `Payments to ${partner.name} will go to another account. Call a number that you know already, not one from the letter or e-mail.`,
          });
          if (!sure) return { problems: { "": "Not stored." } };
        }
      }
      return { done: await savePartner(context, after) };
    },
  });
  if (saved === undefined) return false;
  const waits = waitingAccounts(saved).length > 0 ? " Another operator confirms the account (c); until then payments there are warned of." : "";
  shell.notice(`${partner === undefined ? "Partner added." : "Partner changed; the journal keeps what it was."}${waits}`, "good");
  return true;
}
