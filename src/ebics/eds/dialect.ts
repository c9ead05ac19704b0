import type { OrderName } from "../bank-data/customer-data.ts";
import type { ChildReader } from "../xml/shape.ts";
import type { ElementWriter } from "../xml/write.ts";
import type { XmlElement } from "../xml/element.ts";
import type { EdsFilter } from "./values.ts";

/** In what the versions of EBICS differ when they speak of orders that wait for signatures: the namespace, and how a kind of order is named. */
export interface EdsDialect {
  readonly namespace: string;
  readonly h: ElementWriter;
  /** The document's root with its declarations. */
  root(local: string, parts: readonly (XmlElement | undefined)[]): XmlElement;
  /** Service, or OrderType with FileFormat. */
  writeName(name: OrderName): readonly (XmlElement | undefined)[];
  /** @throws ShapeError */
  readName(children: ChildReader): OrderName;
  /** ServiceFilter elements, or OrderTypes. */
  writeFilters(filters: readonly EdsFilter[]): readonly XmlElement[];
  /** @throws ShapeError */
  readFilters(children: ChildReader): readonly EdsFilter[];
  /** Name of the element that says in which format the payments are: MsgName, or OrderFormat. */
  readonly formatElement: string;
  /** The lists have room for what the bank says of an order besides. */
  readonly hasAdditionalInfo: boolean;
}
