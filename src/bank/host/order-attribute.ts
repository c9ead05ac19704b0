import type { DownloadInitialisation, UploadInitialisation } from "../../ebics/index.ts";

/** OZHNN: order data with signatures that count; DZHNN: data alone; UZHNN: signatures alone. EBICS 2.5 §5.5.1.1; 3.0 has none. */
type OrderAttribute = "OZHNN" | "DZHNN" | "UZHNN";

/** Does the request's order attribute fit its order? Else: 091121. Versions without one always fit. */
export function attributeFits({ orderAttribute }: UploadInitialisation | DownloadInitialisation, ...fitting: readonly OrderAttribute[]): boolean {
  return orderAttribute === undefined || fitting.some((one) => one === orderAttribute);
}
