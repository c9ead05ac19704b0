import type { OrderParams } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, booleanText, childrenOf, matching, textOf, tokenOf } from "../xml/shape.ts";
import type { EdsDialect } from "./dialect.ts";
import type { EdsOrderRef } from "./values.ts";

export type EdsParams = Extract<OrderParams, { readonly kind: "HVU" | "HVZ" | "HVD" | "HVE" | "HVS" | "HVT" }>;

/** HVUOrderParams … HVTOrderParams. */
export function writeEdsParams(dialect: EdsDialect, params: EdsParams): XmlElement {
  const { h } = dialect;
  const local = `${params.kind}OrderParams`;
  switch (params.kind) {
    case "HVU":
    case "HVZ":
      return h(local, dialect.writeFilters(params.filters));
    case "HVD":
    case "HVE":
    case "HVS":
      return h(local, reference(dialect, params.order));
    case "HVT": {
      const { completeOrderData, fetchLimit, fetchOffset } = params;
      const flags = { completeOrderData: String(completeOrderData), fetchLimit: String(fetchLimit), fetchOffset: String(fetchOffset) };
      return h(local, [...reference(dialect, params.order), h("OrderFlags", [], flags)]);
    }
  }
}

/** @returns undefined when the element is of another order @throws ShapeError */
export function readEdsParams(dialect: EdsDialect, element: XmlElement): EdsParams | undefined {
  const children = childrenOf(element, dialect.namespace);
  switch (element.local) {
    case "HVUOrderParams":
    case "HVZOrderParams": {
      const filters = dialect.readFilters(children);
      children.end();
      return { kind: element.local === "HVUOrderParams" ? "HVU" : "HVZ", filters };
    }
    case "HVDOrderParams":
    case "HVEOrderParams":
    case "HVSOrderParams": {
      const order = readReference(dialect, children);
      children.end();
      return element.local === "HVDOrderParams" ? { kind: "HVD", order } : element.local === "HVEOrderParams" ? { kind: "HVE", order } : { kind: "HVS", order };
    }
    case "HVTOrderParams": {
      const order = readReference(dialect, children);
      const flags = children.required("OrderFlags");
      tokenOf(flags, ["completeOrderData", "fetchLimit", "fetchOffset"]);
      for (const parameter of children.many("Parameter")) skipParameter(dialect, parameter);
      children.end();
      return {
        kind: "HVT", order, completeOrderData: booleanText(attributeOf(flags, "completeOrderData"), "completeOrderData"),
        fetchLimit: countAttribute(flags, "fetchLimit"), fetchOffset: countAttribute(flags, "fetchOffset"),
      };
    }
    default:
      return undefined;
  }
}

function reference(dialect: EdsDialect, order: EdsOrderRef): readonly (XmlElement | undefined)[] {
  return [dialect.h("PartnerID", order.partnerId), ...dialect.writeName(order.name), dialect.h("OrderID", order.orderId)];
}

function readReference(dialect: EdsDialect, children: ReturnType<typeof childrenOf>): EdsOrderRef {
  const partnerId = matching(children.required("PartnerID"), /^[a-zA-Z0-9,=]{1,35}$/);
  const name = dialect.readName(children);
  return { partnerId, name, orderId: matching(children.required("OrderID"), /^[A-Z][A-Z0-9]{3}$/) };
}

function countAttribute(element: XmlElement, name: string): number {
  const text = attributeOf(element, name) ?? "";
  if (!/^\d{1,10}$/.test(text)) throw new ShapeError(`${element.local}/@${name} is no count`);
  return Number(text);
}

function skipParameter(dialect: EdsDialect, element: XmlElement): void {
  const children = childrenOf(element, dialect.namespace);
  tokenOf(children.required("Name"));
  textOf(children.required("Value"), ["Type"]);
  children.end();
}
