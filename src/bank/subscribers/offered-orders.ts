import { type BtfService, btfMatches, type OrderName, orderNameText, type ProtocolVersion, protocols } from "../../ebics/index.ts";
import type { Subscriber } from "./subscriber.ts";

/** What an order does at this bank. */
type OfferedKind =
  | "credit-transfer" | "document-upload" | "documents" | "statements" | "status-reports" | "notification-access"
  | "customer-protocol" | "customer-protocol-text" | "user-data" | "customer-data" | "bank-parameters" | "available-orders"
  /** What concerns orders that wait for signatures at the bank. */
  | "eds";

/** One order type of the bank's price list: what HTD shows and the host serves. */
export interface OfferedOrder {
  /** `BTU`, `BTD`, `HAC`, `HTD`. */
  readonly adminOrderType: string;
  readonly service?: BtfService | undefined;
  /** What BTU and BTD with this service are called in 2.4 and 2.5; nothing: not offered there. */
  readonly classic?: readonly OrderName[] | undefined;
  readonly kind: OfferedKind;
  readonly description: string;
}

/** Free-form files, one a time, without a container. */
const document: BtfService = { serviceName: "OTH", message: { name: "document" } };

/** Everything that can be ordered here. The scopes are those that banks of the three countries use for the same thing. */
export const offeredOrders: readonly OfferedOrder[] = [
  upload({ serviceName: "SCT", message: { name: "pain.001" } }, "SEPA credit transfer", ["CCT", "FUL pain.001.001.03.sct", "FUL pain.001.001.09.sct"]),
  upload({ serviceName: "SCT", scope: "DE", message: { name: "pain.001" } }, "SEPA credit transfer, Germany"),
  upload({ serviceName: "SCT", scope: "HU", message: { name: "pain.001" } }, "Credit transfer, Hungary"),
  upload({ serviceName: "SCT", scope: "GLB", message: { name: "pain.001" } }, "SEPA credit transfer, global"),
  upload({ serviceName: "SCI", message: { name: "pain.001" } }, "SEPA instant credit transfer", ["CIP"]),
  upload({ serviceName: "XCT", scope: "DE", message: { name: "pain.001" } }, "Foreign credit transfer", ["AXZ"]),
  upload({ serviceName: "XCT", scope: "DE", serviceOption: "URG", message: { name: "pain.001" } }, "Urgent credit transfer", ["CCU"]),
  upload({ serviceName: "MCT", scope: "CH", message: { name: "pain.001" } }, "Credit transfer, Switzerland", ["XE2"]),
  download({ serviceName: "EOP", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements"),
  download({ serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Germany", ["C53", "FDL camt.053.001.08.stm"]),
  download({ serviceName: "EOP", scope: "HU", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Hungary"),
  download({ serviceName: "EOP", scope: "CH", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Switzerland", ["Z53"]),
  download({ serviceName: "REP", scope: "DE", serviceOption: "SCT", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports", ["CRZ", "FDL pain.002.ack"]),
  download({ serviceName: "PSR", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, general"),
  download({ serviceName: "PSR", scope: "HU", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, Hungary"),
  download({ serviceName: "PSR", scope: "CH", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, Switzerland", ["Z01"]),
  { adminOrderType: "BTU", service: document, kind: "document-upload", description: "Free-form file, kept as it is" },
  { adminOrderType: "BTD", service: document, kind: "documents", description: "Free-form files, one by one" },
  download({ serviceName: "OTH", scope: "DE", message: { name: "wssparam" } }, "notification-access", "Access to real-time notifications", ["WSS"]),
  { adminOrderType: "HAC", kind: "customer-protocol", description: "Customer protocol" },
  { adminOrderType: "PTK", kind: "customer-protocol-text", description: "Customer protocol as text" },
  { adminOrderType: "HTD", kind: "user-data", description: "Customer's and user's data" },
  { adminOrderType: "HKD", kind: "customer-data", description: "Customer's data with all users" },
  { adminOrderType: "HPD", kind: "bank-parameters", description: "Bank parameters" },
  { adminOrderType: "HAA", kind: "available-orders", description: "What there is to fetch" },
  { adminOrderType: "HVU", kind: "eds", description: "Orders to sign at the bank" },
  { adminOrderType: "HVZ", kind: "eds", description: "Orders to sign at the bank, with details" },
  { adminOrderType: "HVD", kind: "eds", description: "State of an order to sign" },
  { adminOrderType: "HVT", kind: "eds", description: "Content of an order to sign" },
  { adminOrderType: "HVE", kind: "eds", description: "Sign an order at the bank" },
  { adminOrderType: "HVS", kind: "eds", description: "Cancel an order at the bank" },
];

/** @returns what is offered under that name, or undefined: 091005 */
export function offeredOrder(adminOrderType: string, service: BtfService | undefined): OfferedOrder | undefined {
  return offeredOrders.find((order) => {
    if (order.adminOrderType !== adminOrderType) return false;
    if (order.service === undefined || service === undefined) return order.service === service;
    return btfMatches(service, order.service);
  });
}

/** The same, by the name that it has in a version of EBICS. */
export function orderNamed(protocol: ProtocolVersion, name: OrderName): OfferedOrder | undefined {
  if (protocols[protocol].naming === "btf") return offeredOrder(name.adminOrderType, name.service);
  const text = orderNameText(name);
  return offeredOrders.find((order) => (order.service === undefined ? order.adminOrderType === text : order.classic?.some((one) => orderNameText(one) === text) === true));
}

/** What an order is called in a version of EBICS: France has names of its own besides. */
export function namesIn(protocol: ProtocolVersion, { adminOrderType, service, classic }: OfferedOrder): readonly OrderName[] {
  if (service === undefined) return [{ adminOrderType }];
  return protocols[protocol].naming === "btf" ? [{ adminOrderType, service }] : (classic ?? []);
}

/** May this user order it? Rights name an order as 3.0 does: `BTU SCT/-/-/pain.001`, `HTD`. Else: 090003. */
export function isAllowed(subscriber: Subscriber, { adminOrderType, service }: OfferedOrder): boolean {
  return subscriber.orderTypes.length === 0 || subscriber.orderTypes.includes(orderNameText({ adminOrderType, service }));
}

function upload(service: BtfService, description: string, classic: readonly string[] = []): OfferedOrder {
  return { adminOrderType: "BTU", service, kind: "credit-transfer", description, classic: classic.map(classicName) };
}

function download(service: BtfService, kind: OfferedKind, description: string, classic: readonly string[] = []): OfferedOrder {
  return { adminOrderType: "BTD", service, kind, description, classic: classic.map(classicName) };
}

/** `CCT`, `FUL pain.001.001.03.sct`. */
function classicName(text: string): OrderName {
  const [adminOrderType = "", format] = text.split(" ");
  return { adminOrderType, fileFormat: format === undefined ? undefined : { name: format, countryCode: "FR" } };
}
