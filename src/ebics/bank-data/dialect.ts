import type { XmlElement } from "../xml/element.ts";
import type { ChildReader } from "../xml/shape.ts";
import type { HtdOrder, OrderName } from "./customer-data.ts";

/** What differs between protocol versions in the order data of HAA, HPD, HKD and HTD: how orders are named, and little else. */
export interface BankDataDialect {
  readonly namespace: string;
  /** The elements of OrderInfo before Description. */
  writeOrderInfo(order: HtdOrder): readonly (XmlElement | undefined)[];
  /** @throws ShapeError */
  readOrderInfo(children: ChildReader): OrderName & Pick<HtdOrder, "transfer">;
  /** The elements of Permission before AccountID. */
  writePermission(name: OrderName): readonly (XmlElement | undefined)[];
  /** @returns at least one @throws ShapeError */
  readPermission(children: ChildReader): readonly OrderName[];
  /** All elements of HAAResponseOrderData. */
  writeAvailable(orders: readonly OrderName[]): readonly XmlElement[];
  /** @throws ShapeError */
  readAvailable(children: ChildReader): readonly OrderName[];
  /** HPD tells whether certificates are taken; EBICS 3.0 has nothing else. */
  readonly saysX509: boolean;
}
