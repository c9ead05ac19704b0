import { AppError } from "../domain/errors.ts";
import { type CatalogueOrder, type DateRange, type DownloadWhat, nameIn, type OrderName, type UploadName } from "../ebics/index.ts";
import type { Connection } from "./ports/connections.ts";

/** What the connection's version of EBICS calls the order. @throws AppError workflow/`no-name-in-version` */
export function orderNameOn(connection: Pick<Connection, "protocol" | "title">, order: CatalogueOrder): OrderName {
  const name = nameIn(connection.protocol, order);
  if (name !== undefined) return name;
  throw new AppError("workflow", "no-name-in-version", `"${order.title}" has no name in the version of EBICS that ${connection.title} speaks (${connection.protocol}).`, {
    meaning: "Nothing was sent.", next: "Choose another kind of order in the bank profile, or another version for the connection.",
  });
}

/** @throws AppError workflow/`not-fetchable` */
export function downloadOf(name: OrderName, dateRange?: DateRange): DownloadWhat {
  if (name.service !== undefined) {
    if (name.adminOrderType === "BTD") return { order: "BTD", service: name.service, dateRange };
  } else if (name.fileFormat !== undefined) {
    if (name.adminOrderType === "FDL") return { order: "FDL", fileFormat: name.fileFormat, dateRange };
  } else return { order: "classic", orderType: name.adminOrderType, dateRange };
  throw new AppError("workflow", "not-fetchable", `${name.adminOrderType} cannot be fetched here.`, { meaning: "Nothing was sent.", next: "Choose another kind of order." });
}

/** @throws AppError workflow/`not-sendable` */
export function uploadOf(name: OrderName): UploadName {
  if (name.service !== undefined) {
    if (name.adminOrderType === "BTU") return { service: name.service };
  } else if (name.fileFormat !== undefined) {
    if (name.adminOrderType === "FUL") return { fileFormat: name.fileFormat };
  } else return { orderType: name.adminOrderType };
  throw new AppError("workflow", "not-sendable", `${name.adminOrderType} cannot be sent here.`, { meaning: "Nothing was sent.", next: "Choose another kind of order." });
}
