import type { FileFormat } from "../bank-data/customer-data.ts";
import { field, fieldAttribute, readField, readFieldAttribute } from "../wire/fields.ts";
import type { XmlElement } from "../xml/element.ts";
import type { ElementWriter } from "../xml/write.ts";

export function writeFileFormat(h: ElementWriter, format: FileFormat): XmlElement {
  return field(h, "FileFormat", format.name, { CountryCode: fieldAttribute("CountryCode", format.countryCode) });
}

/** @throws ShapeError */
export function readFileFormat(element: XmlElement): FileFormat {
  return { name: readField(element, ["CountryCode"]), countryCode: readFieldAttribute(element, "CountryCode") };
}
