import { isBic } from "../../domain/account-number.ts";
import type { PostalAddress } from "../../domain/order.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";

/** A party's address in a form, filled with what is known. */
export function addressFields(address: PostalAddress | undefined): FormField[] {
  return [
    { kind: "text", name: "street", label: "street", value: address?.streetName ?? "", check: (text) => tooLong(text, 70) },
    { kind: "text", name: "building", label: "number", value: address?.buildingNumber ?? "", width: 17, check: (text) => tooLong(text, 16) },
    { kind: "text", name: "postCode", label: "post code", value: address?.postCode ?? "", width: 17, check: (text) => tooLong(text, 16) },
    { kind: "text", name: "town", label: "town", value: address?.townName ?? "", check: (text) => tooLong(text, 35) },
    { kind: "text", name: "country", label: "country", value: address?.country ?? "", width: 3, check: checkCountry, hint: "two letters: HU, DE; an address needs town and country" },
  ];
}

/** The address as typed; lines that the form does not show stay. */
export function addressOf(texts: FormTexts, before: PostalAddress | undefined): PostalAddress | undefined {
  const part = (name: string): string | undefined => (texts[name] === "" ? undefined : texts[name]);
  const address: PostalAddress = {
    streetName: part("street"), buildingNumber: part("building"), postCode: part("postCode"), townName: part("town"),
    country: part("country")?.toUpperCase(), addressLines: before?.addressLines ?? [],
  };
  return addressText(address) === "" ? undefined : address;
}

/** What is wrong with the address as a whole, by field. */
export function addressProblems(texts: FormTexts): Readonly<Record<string, string>> {
  const any = ["street", "building", "postCode", "town", "country"].some((name) => (texts[name] ?? "") !== "");
  if (any && (texts.town ?? "") === "") return { town: "An address needs town and country, else banks refuse it." };
  if (any && (texts.country ?? "") === "") return { country: "An address needs town and country, else banks refuse it." };
  return {};
}

export function addressText(address: PostalAddress | undefined): string {
  if (address === undefined) return "";
  const street = [address.streetName, address.buildingNumber].filter((part) => part !== undefined).join(" ");
  const town = [address.postCode, address.townName].filter((part) => part !== undefined).join(" ");
  return [street, ...address.addressLines, town, address.country].filter((part) => part !== undefined && part !== "").join(", ");
}

export function checkBic(text: string): FieldCheck | undefined {
  return isBic(text.toUpperCase()) ? undefined : { problem: "A BIC has 8 or 11 characters." };
}

export function tooLong(text: string, max: number): FieldCheck | undefined {
  return text.length > max ? { problem: `${text.length} characters; ${max} are allowed.` } : undefined;
}

function checkCountry(text: string): FieldCheck | undefined {
  return /^[A-Za-z]{2}$/.test(text) ? undefined : { problem: "Two letters, as in HU or DE." };
}
