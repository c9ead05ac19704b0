import type { BankDataDialect } from "../bank-data/dialect.ts";
import type { OrderName } from "../bank-data/customer-data.ts";
import type { XmlElement } from "../xml/element.ts";
import type { ChildReader } from "../xml/shape.ts";
import { field, readField } from "../wire/fields.ts";
import { h, h005Namespace } from "./namespaces.ts";
import { readService, writeService } from "./service.ts";

/** EBICS 3.0 names an order by its administrative type, and BTU and BTD by their service besides. */
export const h005BankData: BankDataDialect = {
  namespace: h005Namespace,
  writeOrderInfo: writeName,
  readOrderInfo: readName,
  writePermission: writeName,
  readPermission: (children) => [readName(children)],
  // The list holds services only: whatever is fetched by an administrative type of its own cannot be named in it.
  writeAvailable: (orders) => orders.flatMap(({ service }) => (service === undefined ? [] : [writeService(service)])),
  readAvailable: (children) => children.many("Service").map((service) => ({ adminOrderType: "BTD", service: readService(service) })),
  saysX509: false,
};

function writeName({ adminOrderType, service }: OrderName): readonly (XmlElement | undefined)[] {
  return [field(h, "AdminOrderType", adminOrderType), service && writeService(service)];
}

function readName(children: ChildReader): OrderName {
  const adminOrderType = readField(children.required("AdminOrderType"));
  const service = children.optional("Service");
  return { adminOrderType, service: service && readService(service) };
}
