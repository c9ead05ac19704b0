import type { Language, Money } from "../../domain/money.ts";
import { judgeSignatures, signerRefusal } from "../../domain/signature-verdict.ts";
import type { SignableFacts, SignatureRule, Signer } from "../../domain/signature-rules.ts";
import { moneyText } from "../wording/amounts.ts";

/** The answer to "who could sign this from that account?", in sentences. */
export interface WhoCouldSign {
  readonly rule: string;
  /** `Kis Anna (E) alone`, `Nagy Péter (A) with Tóth Éva (B)`. */
  readonly ways: readonly string[];
  /** Those who could not, and why. */
  readonly others: readonly { readonly name: string; readonly why: string }[];
}

/** @param account as text; one payment of that amount, nothing signed today */
export function whoCouldSign(rules: readonly SignatureRule[], signers: readonly Signer[], account: string, amount: Money, language: Language): WhoCouldSign {
  const facts: SignableFacts = { accounts: [account], sums: [amount], largest: [amount] };
  const { rule } = judgeSignatures(rules, signers, [], facts);
  if (rule === undefined) return { rule: `No rule fits ${moneyText(amount, language)} from this account: nobody can sign it.`, ways: [], others: [] };
  const given = (signer: Signer) => ({ signerId: signer.id, signatureClass: signer.signatureClass });
  const may = signers.filter((signer) => signerRefusal(rules, signers, [], facts, signer.id, []) === undefined);
  const alone = may.filter((signer) => judgeSignatures(rules, signers, [given(signer)], facts).complete);
  const ways = alone.map((signer) => `${nameOf(signer)} alone`);
  const seen = new Set<string>();
  for (const first of may.filter((signer) => !alone.includes(signer))) {
    for (const second of judgeSignatures(rules, signers, [given(first)], facts).whoCan) {
      const other = signers.find((one) => one.id === second);
      const pair = [first.id, second].sort().join();
      if (other === undefined || alone.includes(other) || seen.has(pair)) continue;
      if (!judgeSignatures(rules, signers, [given(first), given(other)], facts).complete) continue;
      seen.add(pair);
      ways.push(`${nameOf(first)} with ${nameOf(other)}`);
    }
  }
  const others = signers.flatMap((signer) => {
    const refusal = signerRefusal(rules, signers, [], facts, signer.id, []);
    return refusal === undefined ? [] : [{ name: nameOf(signer), why: refusal.message }];
  });
  return { rule: `Rule "${rule.title}": ${rule.signaturesNeeded === 1 ? "one signature" : "two signatures, or one of class E"}.`, ways, others };
}

function nameOf(signer: Signer): string {
  return `${signer.name} (${signer.signatureClass})`;
}
