import { type ExampleRow, type SignatureExample, signatureExamples } from "../../tests/domain/signature-examples.ts";
import { markdownTable } from "./markdown.ts";

/** docs/signature-rules.md, whole: the text of the rule, and the examples that tests/domain/signature-examples.test.ts holds. */
export function signatureRulesDocument(): string {
  return [text, ...signatureExamples.flatMap((example) => [`### ${example.title}`, "", example.agreed, "", exampleTable(example)])].join("\n");
}

function exampleTable({ rows }: SignatureExample): string {
  return markdownTable(["order", "signed by", "question", "answer"], rows.map((row, at) => [at > 0 && rows[at - 1]?.order === row.order ? "" : row.order, row.signed.join(", ") || "nobody", question(row), row.answer]));
}

function question({ asks }: ExampleRow): string {
  return asks === undefined ? "complete?" : `may ${asks} sign?`;
}

const text = `# Signature rules

Who must sign an order before it leaves. This page is made by \`npm run docs\`; its text is what the engine (\`src/domain/signature-verdict.ts\`) is held against, sentence by sentence and subset by subset, in \`tests/domain/signature-text.ts\`, and its examples are tests.

Signers, groups of them and rules belong to a customer: parts 3 and 4 of the settings, \`kontor signer-group\` and \`kontor rule\` on the command line. \`w\` in the settings and \`kontor rule try\` answer who could sign what.

## The rule in words

1. **Which rule.** The first rule in the customer's list that fits an order counts, no other. A rule fits when it is for all accounts or every debtor account of the order is among its accounts; and it is for all kinds of order or every kind in the order is among its kinds (credit transfers, direct debits, recalls, files whose content is not known; an order of which the kind is not known fits only rules for all kinds); and it is for any sum, or it has a sum for every currency of the order and the order is not above it. A file whose content is not known, and a recall of an order that is not here, fit only rules for all accounts and any sum; of any other recall the accounts are those of its order, and the sums those that it asks back. Where no rule fits, nobody can sign.
2. **Which signatures count.** A signature counts when its signer is still a signer of the customer; it was not given with class T; the rule names all signers, or this one, or a group they are in; where points are wanted, it has at least one; and the order keeps the signer's limits, those per day left aside, since they were kept when signing.
3. **Who may stand together.** Two signatures do not stand together when they are of one person (one signer, or two signers who are one operator), or when the rule excludes the pair: two signers, a signer and anybody of a group, anybody of one group and anybody of another, or, a group with itself, any two of its members.
4. **What is enough.** A rule wants one of three things. *One signature*: one of class E. *Two signatures*: one of class E; or two or more of which one is of class A, so A with A and A with B, but not B with B. *Points*: signatures whose points add up to the number. A signature has the points that the rule gives to its signer, else those that it gives to the class with which it was given, else none.
5. **Joint limits.** A group may have limits per order and per day. A set of signatures that are all of members is not enough when the order is above the group's limit per order, or when the order's sum together with all other orders which since the bank's midnight were signed by members only is above its limit per day. The order needs somebody from outside then, too. A group that has a limit of some sort has the limit nought in every currency for which it has none of that sort. Of a file whose content is not known, a group with limits is never enough.
6. **Complete.** An order is complete when among the signatures that count (2) there are some which all stand together (3), are enough (4) and keep the joint limits (5). It does not matter in which order they were given, and one more never spoils it.
7. **Limits of a signer.** Per transaction: the largest one. Per order: its sum. Per day: its sum together with those of all other orders of the customer, to whatever bank, which this signer has signed since the bank's midnight; also of such as never left, but not of those whose signatures were withdrawn. Each in each currency. No limit of a sort means any amount; but who has a limit of some sort may sign nothing in a currency for which they have none of that sort. Who has any limit may not sign a file whose content is not known.
8. **Who may sign.** A signer may sign an order unless they have signed it already, also as another signer; have class T; are not named by the rule; are excluded with somebody who has signed; have no points where points are wanted; or are over their limits. And the signature must bring the order nearer to leaving: there must be further signers, or none, whom nothing of this forbids to sign (limits per day aside: tomorrow is another day), with whom the order would be complete with this signature and not without it.

What the bank has agreed with its user is the bank's own affair, and is counted there again. For an order that waits at the bank for signatures only class T, the signers whom the rule names, the exclusions and the limits are asked here.

**Rules and signers of earlier versions** are read as they are. One thing is stricter than it was: a signer with limits in some currencies could sign any amount in another. Now they may sign nothing in it, and the refusal says which limit is missing.

## Examples

Tóth Éva has class E, Kis Anna and Kovács Ágnes A, Nagy Béla and Bíró Bence B, Takács Tibor T.
`;
