import type { OperatorId } from "../../domain/ids.ts";
import type { Right } from "../../domain/rights.ts";
import type { SignatureRule, Signer, SignerGroup } from "../../domain/signature-rules.ts";
import type { Account, Connection, CustomerProfile, Subscriber } from "../../workflows/ports/customer-store.ts";

/** What one row of the settings is about. */
export type SettingsRow =
  | { readonly kind: "profile"; readonly label: string; readonly text: string }
  | { readonly kind: "account"; readonly account: Account; readonly bank: string }
  | { readonly kind: "signer"; readonly signer: Signer; readonly operatorName: string; readonly keys: string }
  | { readonly kind: "rule"; readonly rule: SignatureRule; readonly position: number; readonly who: string; readonly apart: string }
  | { readonly kind: "connection"; readonly connection: Connection; readonly state: string; readonly ready: boolean }
  | { readonly kind: "operator"; readonly operatorId: OperatorId; readonly name: string; readonly rights: readonly Right[] };

export type SectionId = "profile" | "accounts" | "signers" | "rules" | "connections" | "operators";

/** Everything of one customer that can be set, as read. */
export interface SettingsData {
  readonly profile: CustomerProfile;
  readonly accounts: readonly Account[];
  readonly signers: readonly Signer[];
  readonly groups: readonly SignerGroup[];
  readonly rules: readonly SignatureRule[];
  readonly connections: readonly Connection[];
  readonly subscribers: readonly Subscriber[];
  readonly operators: readonly { readonly operatorId: OperatorId; readonly operatorName: string; readonly rights: readonly Right[] }[];
}

export function keyOfRow(row: SettingsRow): string {
  switch (row.kind) {
    case "profile":
      return row.label;
    case "account":
      return row.account.id;
    case "signer":
      return row.signer.id;
    case "rule":
      return row.rule.id;
    case "connection":
      return row.connection.id;
    case "operator":
      return row.operatorId;
  }
}
