import { AppError } from "../../../domain/errors.ts";
import type { ActKind } from "../act-kind.ts";
import { type GrantAct, grantAct, type RevokeAct, revokeAct } from "./access.ts";
import { type AccountAct, accountAct } from "./account.ts";
import { type BankKeysAct, bankKeysAct } from "./bank-keys.ts";
import { type CodeTokenAct, codeTokenAct } from "./code-token.ts";
import { type ConfirmMandatesAct, confirmMandatesAct } from "./confirm-mandates.ts";
import { type ConfirmPartnersAct, confirmPartnersAct } from "./confirm-partners.ts";
import { type FourEyesAct, fourEyesAct } from "./four-eyes.ts";
import { type OperatorGroupAct, operatorGroupAct, type RemoveOperatorGroupAct, removeOperatorGroupAct } from "./operator-group.ts";
import { type ProfileAct, profileAct } from "./profile.ts";
import { type RoadsAct, roadsAct } from "./roads.ts";
import { type RulesAct, rulesAct } from "./rules.ts";
import { type SignerAct, signerAct } from "./signer.ts";
import { type RemoveSignerGroupAct, removeSignerGroupAct, type SignerGroupAct, signerGroupAct } from "./signer-group.ts";
import { type TransportCardAct, transportCardAct } from "./transport-card.ts";

/** Every administrative act, as data. */
export type AdministrativeAct =
  | ProfileAct | SignerAct | SignerGroupAct | RemoveSignerGroupAct | RulesAct | AccountAct | GrantAct | RevokeAct | OperatorGroupAct | RemoveOperatorGroupAct | FourEyesAct | ConfirmPartnersAct | ConfirmMandatesAct | RoadsAct | BankKeysAct | CodeTokenAct | TransportCardAct;

const kinds: { readonly [Kind in AdministrativeAct["kind"]]: ActKind<Extract<AdministrativeAct, { readonly kind: Kind }>> } = {
  profile: profileAct, signer: signerAct, "signer-group": signerGroupAct, "remove-signer-group": removeSignerGroupAct, rules: rulesAct, account: accountAct,
  grant: grantAct, revoke: revokeAct, "operator-group": operatorGroupAct, "remove-operator-group": removeOperatorGroupAct, "four-eyes": fourEyesAct, "confirm-partners": confirmPartnersAct, "confirm-mandates": confirmMandatesAct, roads: roadsAct, "bank-keys": bankKeysAct, "code-token": codeTokenAct, "transport-card": transportCardAct,
};

export function kindOf<Act extends AdministrativeAct>(act: Act): ActKind<Act> {
  return kinds[act.kind] as unknown as ActKind<Act>; // the table has, under each name, the kind of acts of that name
}

/** @throws AppError store/`unknown-act` when it was written by another version of the program */
export function readAct(kept: unknown): AdministrativeAct {
  const name = typeof kept === "object" && kept !== null && "kind" in kept ? kept.kind : undefined;
  const kind = Object.entries(kinds).find(([one]) => one === name)?.[1];
  if (kind?.schema.safeParse(kept).success === true) return kept as AdministrativeAct; // checked just now
  throw new AppError("store", "unknown-act", "This proposal was written by another version of Kontor.", { meaning: "It cannot be carried out here; nothing was changed.", next: "Refuse it, and propose the change again." });
}
