import { compileShape, defineRecord } from "../xml/shape.ts";

/** Date qualifiers. 026 stands in the files seen; 016 and 020 are taken from the general list of IDoc dates and were not seen in a statement. */
export const dateQualifiers = { statement: "026", booking: "016", value: "020", execution: "017" } as const;
/** MOAQUAL: amount of an entry, opening and closing balance, sums of debits and of credits. */
export const amountQualifiers = { entry: "001", payment: "002", opening: "019", closing: "021", debits: "023", credits: "024" } as const;

const texts = (path: string) => Array.from({ length: 16 }, (_, index) => `${path}/TXT${String(index + 1).padStart(2, "0")}`).join(" ");

const date = defineRecord("date", { qualifier: ["IDDAT"], date: ["DATUM"] });
const reference = defineRecord("reference", { qualifier: ["QUALF"], value: ["BELNR"] });
const bank = defineRecord("bank", { qualifier: ["FIIQUALI"], bankKey: ["FIIBKENN"], account: ["FIIKONTO"], country: ["FIIBLAND"], currency: ["FIIKWAER"], bic: ["FIISWIFT SWIFT"], iban: ["IBAN"] });
const party = defineRecord("party", { role: ["PARVW"], name: ["NAME1"], name2: ["NAME2"], street: ["STRAS"], postCode: ["PSTLZ"], town: ["ORT01"], country: ["LAND1"], bankKey: ["BANKN_BLZ"] });
const amount = defineRecord("amount", { qualifier: ["MOAQUAL"], amount: ["MOABETR"], currency: ["CUXWAERZ"] });

/** E1IDPF1: a line of the statement; the last one carries the balances. */
const line = defineRecord("line", { number: ["LINLINEIT"], text: [texts("E1IDT01"), undefined, "many"] }, {
  E1EDP02: reference.shape, E1EDP03: date.shape, E1EDPA1: party.shape, E1IDPU5: amount.shape, E1IDB02: bank.shape,
});
/** E1IDKU1. */
const statement = defineRecord("statement", { number: ["BGMREF"] }, { E1EDK03: date.shape, E1IDB02: bank.shape, E1EDKA1: party.shape, E1IDPF1: line.shape, E1IDPU5: amount.shape });
const idoc = defineRecord("idoc", { type: ["EDI_DC40/IDOCTYP"], message: ["EDI_DC40/MESTYP"], document: ["EDI_DC40/DOCNUM"] }, { E1IDKU1: statement.shape });

export const statementFields = {
  shape: compileShape({ IDOC: idoc.shape }),
  idoc: idoc.slots, statement: statement.slots, line: line.slots, date: date.slots, reference: reference.slots, bank: bank.slots, party: party.slots, amount: amount.slots,
} as const;

/** E1IDPU1: one invoice of a payment. */
const item = defineRecord("item", { document: ["DOCREF BELNR"] }, { E1EDP02: reference.shape, E1IDPU5: amount.shape });
const payment = defineRecord("payment", { reference: ["BGMREF"], text: [texts("E1IDT01"), undefined, "many"], charges: ["E1IDKU4/FCAKENN"] }, {
  E1EDK03: date.shape, E1EDK02: reference.shape, E1IDKU5: amount.shape, E1IDB02: bank.shape, E1EDKA1: party.shape, E1IDPU1: item.shape,
});
const control = defineRecord("idoc", { type: ["EDI_DC40/IDOCTYP"], document: ["EDI_DC40/DOCNUM"], created: ["EDI_DC40/CREDAT"], time: ["EDI_DC40/CRETIM"] }, { E1IDKU1: payment.shape });

export const paymentFields = {
  shape: compileShape({ IDOC: control.shape }),
  idoc: control.slots, payment: payment.slots, item: item.slots, date: date.slots, reference: reference.slots, bank: bank.slots, party: party.slots, amount: amount.slots,
} as const;
