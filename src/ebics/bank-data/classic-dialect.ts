import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, matching, tokenOf } from "../xml/shape.ts";
import { elementsOf } from "../xml/write.ts";
import type { FileFormat, HtdOrder, OrderName } from "./customer-data.ts";
import type { BankDataDialect } from "./dialect.ts";
import { tokenPatterns } from "./open-bank-data.ts";

/**
 * EBICS before 3.0 names an order by three characters, FUL and FDL by a file format besides.
 * @param hasFileFormat H003 has FUL and FDL but no place for their formats in HTD and HKD
 */
export function classicBankData(namespace: string, hasFileFormat: boolean): BankDataDialect {
  const h = elementsOf(namespace);
  const writeFormat = (format: FileFormat | undefined): XmlElement | undefined => (format !== undefined && hasFileFormat ? h("FileFormat", format.name, { CountryCode: format.countryCode }) : undefined);
  const readFormat = (children: ChildReader): FileFormat | undefined => {
    const element = hasFileFormat ? children.optional("FileFormat") : undefined;
    return element && { name: tokenOf(element, ["CountryCode"]), countryCode: attributeOf(element, "CountryCode") };
  };
  return {
    namespace,
    writeOrderInfo: (order) => [h("OrderType", order.adminOrderType), writeFormat(order.fileFormat), h("TransferType", order.transfer ?? "Download")],
    readOrderInfo(children) {
      const adminOrderType = matching(children.required("OrderType"), tokenPatterns.orderType);
      const fileFormat = readFormat(children);
      const transfer = readTransfer(children.required("TransferType"));
      children.optional("OrderFormat"); // DTAUS, SEPA … the file itself says more
      return { adminOrderType, fileFormat, transfer };
    },
    writePermission: ({ adminOrderType, fileFormat }) => [h("OrderTypes", adminOrderType), writeFormat(fileFormat)],
    readPermission(children) {
      const types = orderTypes(children.required("OrderTypes"));
      const fileFormat = readFormat(children);
      // A format beside a list of types belongs to those that have one.
      return types.map((adminOrderType): OrderName => (adminOrderType === "FUL" || adminOrderType === "FDL" ? { adminOrderType, fileFormat } : { adminOrderType, fileFormat: undefined }));
    },
    writeAvailable: (orders) => [h("OrderTypes", [...new Set(orders.map(({ adminOrderType }) => adminOrderType))].join(" "))],
    readAvailable: (children) => orderTypes(children.required("OrderTypes")).map((adminOrderType) => ({ adminOrderType })),
    saysX509: true,
  };
}

function orderTypes(element: XmlElement): readonly string[] {
  const types = tokenOf(element).split(" ").filter((type) => type !== "");
  if (!types.every((type) => tokenPatterns.orderType.test(type))) throw new ShapeError(`${element.local} is no list of order types`);
  return types;
}

function readTransfer(element: XmlElement): HtdOrder["transfer"] {
  const transfer = tokenOf(element);
  if (transfer !== "Upload" && transfer !== "Download") throw new ShapeError("TransferType is neither Upload nor Download");
  return transfer;
}
