import type { BankAddress, ChannelConfig } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";

/** How the settings of one kind of channel are asked on the screen. One file for each kind, a line in `all.ts`. */
export interface ChannelForm {
  readonly kind: ChannelConfig["kind"];
  /** In the list of kinds: "leased line (SSH)". */
  readonly title: string;
  /** What this kind needs beyond the bank's address. */
  fields(): readonly FormField[];
  /** What would have to be typed for this road; no secrets. */
  texts(road: ChannelConfig): FormTexts;
  /** @param earlier the road that is changed: what is no field, and secrets that were left empty, stay as they are in it @param address what every kind has, read already @param absolute makes a typed path an absolute one @throws AppError area "input" */
  read(answer: FormAnswer, address: BankAddress, absolute: (path: string) => string, readText: (path: string) => Promise<string>, earlier?: ChannelConfig): Promise<ChannelConfig>;
}
