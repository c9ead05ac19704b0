import type { OperatorId } from "../../domain/ids.ts";
import type { OperatorGroup, Right } from "../../domain/rights.ts";
import type { SignatureRule, Signer, SignerGroup } from "../../domain/signature-rules.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { CustomerProfile, OperatorRights } from "../../workflows/ports/profile.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import type { Proposal } from "../../workflows/ports/proposals.ts";
import type { RecoveryCode } from "../../workflows/ports/recovery-codes.ts";

/** What one row of the settings is about. */
export type SettingsRow =
  | { readonly kind: "profile"; readonly label: string; readonly text: string }
  | { readonly kind: "account"; readonly account: Account; readonly bank: string }
  | { readonly kind: "signer"; readonly signer: Signer; readonly operatorName: string; readonly keys: string }
  | { readonly kind: "rule"; readonly rule: SignatureRule; readonly position: number; readonly who: string; readonly apart: string }
  | { readonly kind: "connection"; readonly connection: Connection; readonly state: string; readonly ready: boolean }
  | { readonly kind: "signer-group"; readonly group: SignerGroup; readonly members: string }
  | { readonly kind: "operator"; readonly operatorId: OperatorId; readonly name: string; readonly rights: readonly Right[]; readonly groups: string }
  | { readonly kind: "operator-group"; readonly group: OperatorGroup; readonly members: string }
  | { readonly kind: "proposal"; readonly proposal: Proposal; readonly own: boolean };

export type SectionId = "profile" | "accounts" | "signers" | "rules" | "connections" | "operators" | "approvals";

/** Everything of one customer that can be set, as read. */
export interface SettingsData {
  readonly profile: CustomerProfile;
  readonly accounts: readonly Account[];
  readonly signers: readonly Signer[];
  readonly groups: readonly SignerGroup[];
  readonly rules: readonly SignatureRule[];
  readonly connections: readonly Connection[];
  readonly subscribers: readonly Subscriber[];
  readonly operators: readonly OperatorRights[];
  readonly operatorGroups: readonly OperatorGroup[];
  readonly proposals: readonly Proposal[];
  readonly recoveryCodes: readonly RecoveryCode[];
  /** Who is looking: what they have proposed themselves they cannot approve. */
  readonly operatorId: OperatorId;
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
    case "signer-group":
    case "operator-group":
      return row.group.id;
    case "operator":
      return row.operatorId;
    case "proposal":
      return row.proposal.id;
  }
}
