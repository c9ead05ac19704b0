import type { CurrencyCode, SignerGroupId, SignerId } from "../../src/domain/ids.ts";
import { currencyExponent, type Money } from "../../src/domain/money.ts";
import type { SignableFacts, SignatureClass, SignatureRule, SignedOrder, Signer, SignerGroup, SigningPolicy } from "../../src/domain/signature-rules.ts";

/** The examples of docs/signature-rules.md: what is asked and what the answer must be. The page is made out of them, the test beside holds them. */
export interface SignatureExample {
  readonly title: string;
  /** What is agreed, in words. */
  readonly agreed: string;
  readonly policy: SigningPolicy;
  readonly rows: readonly ExampleRow[];
}
export interface ExampleRow {
  /** The order, in words; empty: as in the row before. */
  readonly order: string;
  readonly facts: SignableFacts;
  readonly today: readonly SignedOrder[];
  readonly signed: readonly SignerId[];
  /** `complete`; else why not yet, and who can. With `asks`: why this signer may not sign. */
  readonly answer: string;
  readonly asks?: SignerId | undefined;
}

const eva = person("Tóth Éva", "E");
const anna = person("Kis Anna", "A");
const agnes = person("Kovács Ágnes", "A");
const bela = person("Nagy Béla", "B");
const bence = person("Bíró Bence", "B");
const tibor = person("Takács Tibor", "T");
const everyone = [eva, anna, agnes, bela, bence, tibor];

const small = order("credit transfers of 1,000.00 EUR", { sums: [euro(1_000)] });
const clerks: SignerGroup = { id: "clerks" as SignerGroupId, title: "Clerks", members: [agnes.id, bela.id, bence.id], perFileLimits: [euro(5_000)], perDayLimits: [euro(20_000)] };
const tenPoints = { points: 10, ofClass: { B: 2 }, ofSigner: [[anna.id, 8], [agnes.id, 5]] } as const;

export const signatureExamples: readonly SignatureExample[] = [
  {
    title: "One signature of class E", agreed: "One rule: one signature of class E.",
    policy: { signers: everyone, groups: [], rules: [rule("One", { signaturesNeeded: 1 })] },
    rows: [
      row(small, [], "Needs one signature of class E: Tóth Éva (E) can give it."),
      row(small, [eva], "complete"),
      row(small, [tibor], "Needs one signature of class E: Tóth Éva (E) can give it."),
      row(small, [], 'A signature of Kis Anna (A) would not bring the order nearer to leaving. The rule "One" wants one signature of class E.', { asks: anna }),
    ],
  },
  {
    title: "Two signatures by classes", agreed: "One rule: one signature of class E, or two of which one is of class A.",
    policy: { signers: everyone, groups: [], rules: [rule("Two", {})] },
    rows: [
      row(small, [], "Needs one signature of class E, or two of which one is of class A: Tóth Éva (E), Kis Anna (A), Kovács Ágnes (A), Nagy Béla (B) or Bíró Bence (B) can give it."),
      row(small, [eva], "complete"),
      row(small, [anna], "Needs one more signature: Tóth Éva (E), Kovács Ágnes (A), Nagy Béla (B) or Bíró Bence (B) can give it."),
      row(small, [anna, agnes], "complete"),
      row(small, [anna, bela], "complete"),
      row(small, [anna, tibor], "Needs one more signature: Tóth Éva (E), Kovács Ágnes (A), Nagy Béla (B) or Bíró Bence (B) can give it."),
      row(small, [bela], "Needs one more signature, of class A or E (two of class B are not enough): Tóth Éva (E), Kis Anna (A) or Kovács Ágnes (A) can give it."),
      row(small, [bela, bence], "Needs one more signature, of class A or E (two of class B are not enough): Tóth Éva (E), Kis Anna (A) or Kovács Ágnes (A) can give it."),
      row(small, [bela, bence, anna], "complete"),
      row(small, [], "Takács Tibor (T) may only carry orders to the bank: a signature of class T does not count.", { asks: tibor }),
    ],
  },
  {
    title: "Points", agreed: "One rule: 10 points. Kis Anna has 8, Kovács Ágnes 5, everybody of class B 2; the others have none.",
    policy: { signers: everyone, groups: [], rules: [rule("Ten", { signaturesNeeded: tenPoints })] },
    rows: [
      row(small, [anna], "Needs signatures of 10 points and has 8 points. Who can sign, and with how many points: Kovács Ágnes (A): 5; Nagy Béla (B): 2; Bíró Bence (B): 2."),
      row(small, [anna, bela], "complete"),
      row(small, [agnes, bela, bence], "Needs signatures of 10 points and has 9 points. Who can sign, and with how many points: Kis Anna (A): 8."),
      row(small, [anna, agnes], "complete"),
      row(small, [], 'Tóth Éva (E) has no points under the rule "Ten", which wants signatures of 10 points.', { asks: eva }),
    ],
  },
  {
    title: "Which rule", agreed: "1. up to 500.00 EUR or 200,000.00 HUF: one of class E. 2. direct debits: 2 points, every signature has 1. 3. the wages account: only Kis Anna and Nagy Béla, two signatures. 4. everything else: two signatures.",
    policy: {
      signers: everyone, groups: [],
      rules: [
        rule("Small", { signaturesNeeded: 1, upTo: [euro(500), huf(200_000)] }), rule("Debits", { kinds: ["direct-debit"], signaturesNeeded: { points: 2, ofClass: { E: 1, A: 1, B: 1 }, ofSigner: [] } }),
        rule("Wages", { accounts: ["HU-WAGES"], signers: [anna.id, bela.id] }), rule("Rest", {}),
      ],
    },
    rows: [
      row(order("500.00 EUR", { sums: [euro(500)] }), [eva], "complete"),
      row(order("500.01 EUR", { sums: [{ ...euro(500), minor: 50_001n }] }), [], "Needs one signature of class E, or two of which one is of class A: Tóth Éva (E), Kis Anna (A), Kovács Ágnes (A), Nagy Béla (B) or Bíró Bence (B) can give it."),
      row(order("400.00 EUR and 200,000.00 HUF", { sums: [euro(400), huf(200_000)] }), [], "Needs one signature of class E: Tóth Éva (E) can give it."),
      row(order("400.00 EUR and 1.00 USD", { sums: [euro(400), money(1, "USD")] }), [bela, bence], "Needs one more signature, of class A or E (two of class B are not enough): Tóth Éva (E), Kis Anna (A) or Kovács Ágnes (A) can give it."),
      row(order("direct debits of 9,000.00 EUR", { kinds: ["direct-debit"], sums: [euro(9_000)] }), [bela, bence], "complete"),
      row(order("9,000.00 EUR from the wages account", { accounts: ["HU-WAGES"], sums: [euro(9_000)] }), [anna], "Needs one more signature: Nagy Béla (B) can give it."),
      row(order("9,000.00 EUR from the wages account and the main account", { accounts: ["HU-WAGES", "HU-MAIN"], sums: [euro(9_000)] }), [anna, agnes], "complete"),
      row(order("a file whose content is not known", { accounts: [], kinds: ["unknown"], sums: [], contentUnknown: true }), [anna, bela], "complete"),
    ],
  },
  {
    title: "Limits of a signer", agreed: "One rule: two signatures by classes. Kis Anna may sign 1,000.00 EUR per transaction, 5,000.00 EUR per order and 8,000.00 EUR per day. Nagy Béla has no limits.",
    policy: { signers: [{ ...anna, perTransactionLimits: [euro(1_000)], perFileLimits: [euro(5_000)], perDayLimits: [euro(8_000)] }, bela], groups: [], rules: [rule("Two", {})] },
    rows: [
      row(order("5,000.00 EUR in transactions of 1,000.00", { sums: [euro(5_000)], largest: [euro(1_000)] }), [anna, bela], "complete"),
      row(order("5,000.00 EUR, one of them 1,000.01", { sums: [euro(5_000)], largest: [{ ...euro(0), minor: 100_001n }] }), [], "The largest transaction, 1,000.01 EUR, is over the limit of Kis Anna (A): 1,000.00 EUR per transaction.", { asks: anna }),
      row(order("6,000.00 EUR in transactions of 1,000.00", { sums: [euro(6_000)], largest: [euro(1_000)] }), [], "The sum of the order, 6,000.00 EUR, is over the limit of Kis Anna (A): 5,000.00 EUR per order.", { asks: anna }),
      row(order("4,000.00 EUR, after she has signed 4,000.01 today", { sums: [euro(4_000)], largest: [euro(1)] }), [], "With this order Kis Anna (A) would have signed 8,000.01 EUR today; the limit is 8,000.00 EUR per day.", { asks: anna, today: [{ sums: [{ ...euro(0), minor: 400_001n }], signers: [anna.id] }] }),
      row(order("4,000.00 EUR, after Nagy Béla has signed 90,000.00 today", { sums: [euro(4_000)], largest: [euro(1)] }), [bela], "Needs one more signature, of class A or E (two of class B are not enough): Kis Anna (A) can give it.", { today: [{ sums: [euro(90_000)], signers: [bela.id] }] }),
      row(order("1.00 HUF", { sums: [huf(1)] }), [], "Kis Anna (A) may sign only up to a limit per transaction, and has none in HUF: so they may sign nothing in HUF until an administrator sets one.", { asks: anna }),
      row(order("a file whose content is not known", { accounts: [], kinds: ["unknown"], sums: [], contentUnknown: true }), [], "Kis Anna (A) may sign only up to a limit, and what this file moves is not known.", { asks: anna }),
    ],
  },
  {
    title: "Joint limits of a group", agreed: "One rule: two signatures by classes. Kovács Ágnes, Nagy Béla and Bíró Bence are the group Clerks: among themselves 5,000.00 EUR per order and 20,000.00 EUR per day. Kis Anna is not in it.",
    policy: { signers: [anna, agnes, bela, bence], groups: [clerks], rules: [rule("Two", {})] },
    rows: [
      row(order("5,000.00 EUR", { sums: [euro(5_000)] }), [agnes, bela], "complete"),
      row(order("6,000.00 EUR", { sums: [euro(6_000)] }), [agnes, bela], 'Needs a signature from outside the group "Clerks" (The group "Clerks" may sign among itself orders of at most 5,000.00 EUR): Kis Anna (A) can give it.'),
      row(order("6,000.00 EUR", { sums: [euro(6_000)] }), [agnes, bela, anna], "complete"),
      row(order("5,000.00 EUR, after 16,000.00 of clerks alone today", { sums: [euro(5_000)] }), [agnes], "Needs one more signature: Kis Anna (A) can give it.", { today: [{ sums: [euro(16_000)], signers: [agnes.id, bence.id] }] }),
      row(order("5,000.00 EUR, after 16,000.00 of a clerk and Kis Anna today", { sums: [euro(5_000)] }), [agnes, bela], "complete", { today: [{ sums: [euro(16_000)], signers: [agnes.id, anna.id] }] }),
      row(order("100.00 HUF", { sums: [huf(100)] }), [agnes, bela], 'Needs a signature from outside the group "Clerks" (The group "Clerks" may sign among itself nothing in HUF, in which it has no limit per order): Kis Anna (A) can give it.'),
    ],
  },
  {
    title: "Who may not sign together", agreed: "One rule: two signatures by classes; Kis Anna not with Nagy Béla, and no two of the group Clerks (Kovács Ágnes, Nagy Béla, Bíró Bence).",
    policy: { signers: [anna, agnes, bela, bence], groups: [{ ...clerks, perFileLimits: [], perDayLimits: [] }], rules: [rule("Apart", { exclusions: [[anna.id, bela.id], [clerks.id, clerks.id]] })] },
    rows: [
      row(small, [anna], "Needs one more signature: Kovács Ágnes (A) or Bíró Bence (B) can give it."),
      row(small, [anna], "Nagy Béla (B) may not sign together with Kis Anna (A), who has already signed.", { asks: bela }),
      row(small, [agnes], "Bíró Bence (B) may not sign together with Kovács Ágnes (A), who has already signed.", { asks: bence }),
      row(small, [], 'A signature of Nagy Béla (B) would not bring the order nearer to leaving. The rule "Apart" wants one signature of class E, or two of which one is of class A.', { asks: bela }),
      row(small, [anna, agnes], "complete"),
    ],
  },
];

function person(name: string, signatureClass: SignatureClass): Signer {
  return { id: name as SignerId, name, operatorId: undefined, signatureClass, perTransactionLimits: [], perFileLimits: [], perDayLimits: [] };
}

function rule(title: string, fields: Partial<SignatureRule>): SignatureRule {
  return { id: title, title, accounts: [], kinds: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...fields };
}

function order(words: string, facts: Partial<SignableFacts>): { readonly words: string; readonly facts: SignableFacts } {
  return { words, facts: { accounts: ["HU-MAIN"], kinds: ["credit-transfer"], sums: [], largest: facts.sums ?? [], ...facts } };
}

function row(of: { readonly words: string; readonly facts: SignableFacts }, signed: readonly Signer[], answer: string, more: { readonly asks?: Signer; readonly today?: readonly SignedOrder[] } = {}): ExampleRow {
  return { order: of.words, facts: of.facts, signed: signed.map((one) => one.id), answer, today: more.today ?? [], asks: more.asks?.id };
}

function money(units: number, text: string): Money {
  const currency = text as CurrencyCode; // a currency of the list
  return { minor: BigInt(units) * 10n ** BigInt(currencyExponent(currency)), currency };
}
function euro(units: number): Money {
  return money(units, "EUR");
}
function huf(units: number): Money {
  return money(units, "HUF");
}
