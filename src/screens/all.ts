import { bank } from "./bank/index.ts";
import { bankKeys } from "./bank-keys/index.ts";
import { cockpit } from "./cockpit/index.ts";
import { completeness } from "./completeness/index.ts";
import { connect } from "./connect/index.ts";
import { customer } from "./customer/index.ts";
import { defineFormatScreen } from "./define-format/index.ts";
import { eds } from "./eds/index.ts";
import { edsOrder } from "./eds-order/index.ts";
import { entries } from "./entries/index.ts";
import { help } from "./help/index.tsx";
import { importFiles } from "./import/index.tsx";
import { journal } from "./journal/index.ts";
import { login } from "./login/index.ts";
import { mandates } from "./mandates/index.ts";
import { newCustomer } from "./new-customer/index.tsx";
import { onboarding } from "./onboarding/index.ts";
import { order } from "./order/index.ts";
import { orders } from "./orders/index.ts";
import { partners } from "./partners/index.ts";
import { payment } from "./payment/index.ts";
import { quarantine } from "./quarantine/index.ts";
import { review } from "./review/index.ts";
import { roads } from "./roads/index.ts";
import { send } from "./send/index.ts";
import { settings } from "./settings/index.ts";
import { sign } from "./sign/index.ts";
import { statements } from "./statements/index.ts";
import { templates } from "./templates/index.ts";
import { wallboard } from "./wallboard/index.ts";
import type { WorkstationScreen } from "./routes.ts";

/** Every screen, sorted by id. A screen is a folder and a line here (and its parameters in `routes.ts`). */
export const screens: readonly WorkstationScreen[] = [
  bank,
  bankKeys,
  cockpit,
  completeness,
  connect,
  customer,
  defineFormatScreen,
  eds,
  edsOrder,
  entries,
  help,
  importFiles,
  journal,
  login,
  mandates,
  newCustomer,
  onboarding,
  order,
  orders,
  partners,
  payment,
  quarantine,
  review,
  roads,
  send,
  settings,
  sign,
  statements,
  templates,
  wallboard,
];
