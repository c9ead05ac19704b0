import type { EdsDialect } from "../eds/dialect.ts";
import type { EdsFilter } from "../eds/values.ts";
import { orderDataRoot, type Vocabulary } from "../wire/dialect.ts";
import { field, readField } from "../wire/fields.ts";
import { matching } from "../xml/shape.ts";
import { readFileFormat, writeFileFormat } from "./file-format.ts";

/** EBICS 2.5 names kinds of orders by their order type, in France with a file format. ebics_orders_H004.xsd. */
export function classicEds(words: Vocabulary): EdsDialect {
  const { h, namespace } = words;
  return {
    namespace,
    h,
    root: (local, parts) => orderDataRoot(words, local, parts),
    writeName: ({ adminOrderType, fileFormat }) => [field(h, "OrderType", adminOrderType), fileFormat && writeFileFormat(h, fileFormat)],
    readName(children) {
      const adminOrderType = readField(children.required("OrderType"));
      const fileFormat = children.optional("FileFormat");
      return { adminOrderType, fileFormat: fileFormat && readFileFormat(fileFormat) };
    },
    writeFilters(filters) {
      const orderTypes = filters.flatMap(({ orderType }) => (orderType === undefined ? [] : [orderType]));
      return orderTypes.length === 0 ? [] : [h("OrderTypes", orderTypes.join(" "))];
    },
    readFilters(children): readonly EdsFilter[] {
      const list = children.optional("OrderTypes");
      return list === undefined ? [] : matching(list, /^[A-Z0-9]{3}( [A-Z0-9]{3})*$/).split(" ").map((orderType) => ({ orderType }));
    },
    formatElement: "OrderFormat",
    hasAdditionalInfo: false,
  };
}
