import type { CurrencyCode } from "../../domain/ids.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import type { CustomerProfile } from "../../workflows/ports/profile.ts";
import type { DemoRoadName } from "./practice-roads.ts";

/** The three companies of the demo: different colours, languages, currencies and ways of signing. */
export interface DemoCustomer {
  readonly profile: CustomerProfile;
  readonly partnerId: string;
  readonly accounts: readonly { readonly title: string; readonly currency: CurrencyCode; readonly openingMinor: bigint }[];
  /** Which operators sign, and as what. */
  readonly signers: readonly { readonly operator: DemoOperatorName; readonly userId: string; readonly signatureClass: SignatureClass }[];
  readonly signaturesNeeded: 1 | 2;
  /** How it reaches its bank first; the other roads are there to be tried. */
  readonly road: DemoRoadName;
}

export const demoOperators = [
  { name: "Réka", language: "en" },
  { name: "Anna", language: "hu" },
  { name: "Admin", language: "en" },
] as const;
export type DemoOperatorName = (typeof demoOperators)[number]["name"];

/** Everybody's passphrase and PIN in the practice set-up. Nothing there is real, so it is no secret. */
export const demoPassphrase = "practice makes perfect";

const huf = "HUF" as CurrencyCode;
const eur = "EUR" as CurrencyCode;

export const demoCustomers: readonly DemoCustomer[] = [
  {
    profile: {
      name: "Duna Logisztika Kft.", shortName: "DANUBE", code: "DAN-47", colour: "blue", language: "hu",
      confirmAbove: [{ minor: 50_000_000_00n, currency: huf }], address: "1051 Budapest, Rakpart 3.",
    },
    partnerId: "DANUBE01",
    accounts: [
      { title: "Forint account", currency: huf, openingMinor: 180_000_000_00n },
      { title: "Euro account", currency: eur, openingMinor: 85_000_00n },
    ],
    signers: [
      { operator: "Réka", userId: "DREKA", signatureClass: "A" },
      { operator: "Anna", userId: "DANNA", signatureClass: "B" },
    ],
    signaturesNeeded: 2,
    road: "internet",
  },
  {
    profile: {
      name: "Korona Handels GmbH", shortName: "KORONA", code: "KOR-12", colour: "magenta", language: "de",
      confirmAbove: [{ minor: 250_000_00n, currency: eur }], address: "28195 Bremen, Am Wall 9",
    },
    partnerId: "KORONA01",
    accounts: [{ title: "Geschäftskonto", currency: eur, openingMinor: 210_000_00n }],
    signers: [{ operator: "Réka", userId: "KREKA", signatureClass: "E" }],
    signaturesNeeded: 1,
    road: "leased-line",
  },
  {
    profile: {
      name: "Tisza Consulting Bt.", shortName: "TISZA", code: "TIS-88", colour: "yellow", language: "en",
      confirmAbove: [{ minor: 20_000_00n, currency: eur }], address: "6720 Szeged, Part 11.",
    },
    partnerId: "TISZA01",
    accounts: [{ title: "Euro account", currency: eur, openingMinor: 42_500_00n }],
    signers: [{ operator: "Réka", userId: "TREKA", signatureClass: "E" }],
    signaturesNeeded: 1,
    road: "modem",
  },
];
