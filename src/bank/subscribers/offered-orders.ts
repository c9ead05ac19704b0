import { type BtfService, btfMatches, btfText } from "../../ebics/index.ts";
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
  readonly kind: OfferedKind;
  readonly description: string;
}

/** Free-form files, one a time, without a container. */
const document: BtfService = { serviceName: "OTH", message: { name: "document" } };

/** Everything that can be ordered here. The scopes are those that banks of the three countries use for the same thing. */
export const offeredOrders: readonly OfferedOrder[] = [
  upload({ serviceName: "SCT", message: { name: "pain.001" } }, "SEPA credit transfer"),
  upload({ serviceName: "SCT", scope: "DE", message: { name: "pain.001" } }, "SEPA credit transfer, Germany"),
  upload({ serviceName: "SCT", scope: "HU", message: { name: "pain.001" } }, "Credit transfer, Hungary"),
  upload({ serviceName: "SCT", scope: "GLB", message: { name: "pain.001" } }, "SEPA credit transfer, global"),
  upload({ serviceName: "SCI", message: { name: "pain.001" } }, "SEPA instant credit transfer"),
  upload({ serviceName: "XCT", scope: "DE", message: { name: "pain.001" } }, "Foreign credit transfer"),
  upload({ serviceName: "XCT", scope: "DE", serviceOption: "URG", message: { name: "pain.001" } }, "Urgent credit transfer"),
  upload({ serviceName: "MCT", scope: "CH", message: { name: "pain.001" } }, "Credit transfer, Switzerland"),
  download({ serviceName: "EOP", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements"),
  download({ serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Germany"),
  download({ serviceName: "EOP", scope: "HU", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Hungary"),
  download({ serviceName: "EOP", scope: "CH", container: "ZIP", message: { name: "camt.053" } }, "statements", "Account statements, Switzerland"),
  download({ serviceName: "REP", scope: "DE", serviceOption: "SCT", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports"),
  download({ serviceName: "PSR", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, general"),
  download({ serviceName: "PSR", scope: "HU", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, Hungary"),
  download({ serviceName: "PSR", scope: "CH", container: "ZIP", message: { name: "pain.002" } }, "status-reports", "Payment status reports, Switzerland"),
  { adminOrderType: "BTU", service: document, kind: "document-upload", description: "Free-form file, kept as it is" },
  { adminOrderType: "BTD", service: document, kind: "documents", description: "Free-form files, one by one" },
  download({ serviceName: "OTH", scope: "DE", message: { name: "wssparam" } }, "notification-access", "Access to real-time notifications"),
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

/** `BTU SCT/-/-/pain.001`, `HTD`: how rights name an order type. */
function orderKey(order: { readonly adminOrderType: string; readonly service?: BtfService | undefined }): string {
  return order.service === undefined ? order.adminOrderType : `${order.adminOrderType} ${btfText(order.service)}`;
}

/** @returns what is offered under that name, or undefined: 091005 */
export function offeredOrder(adminOrderType: string, service: BtfService | undefined): OfferedOrder | undefined {
  return offeredOrders.find((order) => {
    if (order.adminOrderType !== adminOrderType) return false;
    if (order.service === undefined || service === undefined) return order.service === service;
    return btfMatches(service, order.service);
  });
}

/** May this user order it? Else: 090003. */
export function isAllowed(subscriber: Subscriber, order: OfferedOrder): boolean {
  return subscriber.orderTypes.length === 0 || subscriber.orderTypes.includes(orderKey(order));
}

function upload(service: BtfService, description: string): OfferedOrder {
  return { adminOrderType: "BTU", service, kind: "credit-transfer", description };
}

function download(service: BtfService, kind: OfferedKind, description: string): OfferedOrder {
  return { adminOrderType: "BTD", service, kind, description };
}
