import type { DateRange } from "../btf.ts";
import type { XmlElement } from "../xml/element.ts";
import { childrenOf, textOf, tokenOf } from "../xml/shape.ts";
import type { ElementWriter } from "../xml/write.ts";
import { field, readField } from "./fields.ts";

export function writeDateRange(h: ElementWriter, range: DateRange | undefined): XmlElement | undefined {
  return range && h("DateRange", [field(h, "Start", range.start), field(h, "End", range.end)]);
}

/** @returns dates without zone @throws ShapeError */
export function readDateRange(namespace: string, element: XmlElement | undefined): DateRange | undefined {
  if (element === undefined) return undefined;
  const children = childrenOf(element, namespace);
  const start = readField(children.required("Start")).slice(0, 10);
  const end = readField(children.required("End")).slice(0, 10);
  children.end();
  return { start, end };
}

/** Parameter elements are allowed in many orders and say nothing that is used here. @throws ShapeError */
export function skipParameters(namespace: string, elements: readonly XmlElement[]): void {
  for (const element of elements) {
    const children = childrenOf(element, namespace);
    tokenOf(children.required("Name"));
    textOf(children.required("Value"), ["Type"]);
    children.end();
  }
}
