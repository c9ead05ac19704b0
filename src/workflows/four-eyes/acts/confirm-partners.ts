import { wantsConfirmedPartners } from "../../partner-confirmation.ts";
import { confirmationAct, type ConfirmationSwitch } from "./confirmation.ts";

export interface ConfirmPartnersAct {
  readonly kind: "confirm-partners";
  readonly on: boolean;
}

export const confirmedPartners: ConfirmationSwitch<"confirm-partners"> = {
  kind: "confirm-partners", of: "accounts of partners", isOn: wantsConfirmedPartners, switched: (profile, on) => ({ ...profile, confirmPartners: on }),
};

export const confirmPartnersAct = confirmationAct(confirmedPartners);
