import { wantsConfirmedMandates } from "../../mandates/confirm-mandates.ts";
import { confirmationAct, type ConfirmationSwitch } from "./confirmation.ts";

export interface ConfirmMandatesAct {
  readonly kind: "confirm-mandates";
  readonly on: boolean;
}

export const confirmedMandates: ConfirmationSwitch<"confirm-mandates"> = {
  kind: "confirm-mandates", of: "mandates", isOn: wantsConfirmedMandates, switched: (profile, on) => ({ ...profile, confirmMandates: on }),
};

export const confirmMandatesAct = confirmationAct(confirmedMandates);
