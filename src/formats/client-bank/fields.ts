/** Names of the exchange format 1CClientBankExchange, 1.02 and 1.03 (v8.1c.ru/edi/edi_app/bnk/), as far as they have a place here. */
export const names = {
  start: "1CClientBankExchange", end: "КонецФайла", version: "ВерсияФормата", encoding: "Кодировка", sender: "Отправитель", receiver: "Получатель",
  createdOn: "ДатаСоздания", createdAt: "ВремяСоздания", from: "ДатаНачала", to: "ДатаКонца", account: "РасчСчет",
  accountStart: "СекцияРасчСчет", accountEnd: "КонецРасчСчет", opening: "НачальныйОстаток", closing: "КонечныйОстаток", credited: "ВсегоПоступило", debited: "ВсегоСписано",
  documentStart: "СекцияДокумент", documentEnd: "КонецДокумента", document: "Документ", number: "Номер", date: "Дата", amount: "Сумма",
  payerAccount: "ПлательщикСчет", debitedOn: "ДатаСписано", payer: "Плательщик", payerTaxId: "ПлательщикИНН", payerName: "Плательщик1", payerSettlement: "ПлательщикРасчСчет", payerBank: "ПлательщикБанк1", payerBankCode: "ПлательщикБИК",
  payeeAccount: "ПолучательСчет", creditedOn: "ДатаПоступило", payee: "Получатель", payeeTaxId: "ПолучательИНН", payeeName: "Получатель1", payeeSettlement: "ПолучательРасчСчет", payeeBank: "ПолучательБанк1", payeeBankCode: "ПолучательБИК",
  kind: "ВидОплаты", purpose: "НазначениеПлатежа",
} as const;

/** Fields that are read, or that say nothing beside those that are. */
export const knownNames: ReadonlySet<string> = new Set([...Object.values(names), "ПлательщикРасчСчет", "ПлательщикКорсчет", "ПолучательКорсчет", "ПлательщикБанк2", "ПолучательБанк2", ...Array.from({ length: 6 }, (_, index) => `${names.purpose}${index + 1}`)]);

/** Positions 6 to 8 of an account of twenty digits: the currency, of ISO 4217 but for the old code of the rouble. */
export const currencyOfAccount: Readonly<Record<string, string>> = { "810": "RUB", "643": "RUB", "978": "EUR", "840": "USD", "826": "GBP", "756": "CHF", "156": "CNY", "348": "HUF", "398": "KZT", "933": "BYN" };
