import cfonb120 from "../../../profiles/imports/cfonb120.json" with { type: "json" };
import coda from "../../../profiles/imports/coda.json" with { type: "json" };
import dtaus from "../../../profiles/imports/dtaus.json" with { type: "json" };
import dtazv from "../../../profiles/imports/dtazv.json" with { type: "json" };
import khHufCsv from "../../../profiles/imports/kh-huf-csv.json" with { type: "json" };
import multicash from "../../../profiles/imports/multicash.json" with { type: "json" };
import norma43 from "../../../profiles/imports/norma43.json" with { type: "json" };
import payordDo from "../../../profiles/imports/payord-do.json" with { type: "json" };
import payordIn from "../../../profiles/imports/payord-in.json" with { type: "json" };
import payordInErste from "../../../profiles/imports/payord-in-erste.json" with { type: "json" };
import raiffeisenFx from "../../../profiles/imports/raiffeisen-fx.json" with { type: "json" };
import raiffeisenHuf from "../../../profiles/imports/raiffeisen-huf.json" with { type: "json" };
import ugiroAtutal from "../../../profiles/imports/ugiro-atutal.json" with { type: "json" };
import ugiroBeszed from "../../../profiles/imports/ugiro-beszed.json" with { type: "json" };
import ugiroDetsta from "../../../profiles/imports/ugiro-detsta.json" with { type: "json" };
import ugiroFedsta from "../../../profiles/imports/ugiro-fedsta.json" with { type: "json" };
import ugiroStatus from "../../../profiles/imports/ugiro-status.json" with { type: "json" };
import ugiroTomega from "../../../profiles/imports/ugiro-tomega.json" with { type: "json" };
import unicreditCcy from "../../../profiles/imports/unicredit-ccy.json" with { type: "json" };
import unicreditPay from "../../../profiles/imports/unicredit-pay.json" with { type: "json" };
import type { Format } from "../format.ts";
import { bundledFormats } from "./format.ts";

/** Definitions of profiles/imports/, built into the program. A new one is a file and two lines. */
const definitions: readonly unknown[] = [
  cfonb120,
  coda,
  dtaus,
  dtazv,
  khHufCsv,
  multicash,
  norma43,
  payordDo,
  payordIn,
  payordInErste,
  raiffeisenFx,
  raiffeisenHuf,
  ugiroAtutal,
  ugiroBeszed,
  ugiroDetsta,
  ugiroFedsta,
  ugiroStatus,
  ugiroTomega,
  unicreditCcy,
  unicreditPay,
];

/** The formats that are written as data, sorted by id. */
export const definitionFormats: readonly Format[] = definitions.flatMap(bundledFormats).sort((a, b) => (a.id < b.id ? -1 : 1));
