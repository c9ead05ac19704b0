/** What a file holds: each statement as account, number of entries, opening > closing balance, verdict (= adds up, ! does not, ? cannot be said). */
export interface StatementFacts {
  readonly statements: readonly string[];
  /** Of all entries. */
  readonly sum: string;
  /** Payments told beneath the entries. */
  readonly details: number;
  readonly errors: readonly string[];
}

export const cfonbFiles: Readonly<Record<string, StatementFacts>> = {
  "pennylane/end_of_statement_without_beginning.txt": {
    statements: ["FR7615589000009876543210088 1 -190.40 > -241.21 !", "FR7618706000000012345678954 0 -163.72 ?"],
    sum: "-10.70", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/example.txt": {
    statements: ["FR7615589000009876543210088 3 -190.40 > -241.21 =", "FR7618706000000012345678954 3 -241.21 > -163.72 ="],
    sum: "26.68", details: 3, errors: [],
  },
  "pennylane/invalid_date.txt": {
    statements: ["FR7615589000009876543210088 1 -241.21 !", "FR7618706000000012345678954 0 -163.72 ?"],
    sum: "-10.70", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/new_statement_without_previous_ended.txt": {
    statements: ["FR7615589000009876543210088 1 -190.40 ?", "FR7618706000000012345678954 1 -241.21 > -163.72 !"],
    sum: "-18.60", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/operation.txt": {
    statements: ["FR7615589000009876543210088 1  ?"],
    sum: "-32.21", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/operation_already_defined.txt": {
    statements: ["FR7615589000009876543210088 2  ?"],
    sum: "-64.42", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/operation_detail_without_operation.txt": {
    statements: ["FR7615589000009876543210088 1 -190.40 > -241.21 !"],
    sum: "-10.70", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/operation_out_of_statement.txt": {
    statements: ["FR7615589000009876543210088 1  ?", "FR7615589000009876543210088 1 -190.40 > -241.21 !"],
    sum: "-42.91", details: 1, errors: ["record-out-of-place"],
  },
  "pennylane/operation_unstarted.txt": {
    statements: [],
    sum: "0.00", details: 0, errors: ["no-statements","record-out-of-place"],
  },
};
export const codaFiles: Readonly<Record<string, StatementFacts>> = {
  "oca/Ontvangen_CODA.2012-01-11-18.59.15.txt": {
    statements: ["BE46737018594236 5 11812.70 > 13646.05 !"],
    sum: "1715.11", details: 9, errors: [],
  },
  "php-coda-parser/sample1.cod": {
    statements: ["138536152215 4 17752.12 > 17832.12 ="],
    sum: "80.00", details: 4, errors: [],
  },
  "php-coda-parser/sample2.cod": {
    statements: ["BE62354872126588 1 25846.00 > 23154.68 !"],
    sum: "-9.68", details: 3, errors: [],
  },
  "php-coda-parser/sample3.cod": {
    statements: ["732XXXXXXXXX 1 99999.99 > 99999.99 !"],
    sum: "-812.69", details: 3, errors: [],
  },
  "php-coda-parser/sample5.cod": {
    statements: ["001548226815 3 4004.10 > -500012.10 !"],
    sum: "6303.46", details: 3, errors: [],
  },
  "php-coda-parser/sample6.cod": {
    statements: ["001548226815 3 4004.10 > -500012.10 !"],
    sum: "3767.82", details: 3, errors: [],
  },
  "php-coda-parser/sample8.cod": {
    statements: ["BE11111111111111 2 1293.45 > 648.56 ="],
    sum: "-644.89", details: 2, errors: [],
  },
  "tryton/CODA.txt": {
    statements: ["BE47435000000080 59 0.00 > 9405296.99 ="],
    sum: "9405296.99", details: 105, errors: [],
  },
};
export const norma43Files: Readonly<Record<string, StatementFacts>> = {
  "oca/test.n43": {
    statements: ["ES8200000000000000000000 4 0.00 > 101.96 ="],
    sum: "101.96", details: 4, errors: [],
  },
  "tryton/AEB43.txt": {
    statements: ["ES0600815398730001414452 1 3005.00 > 2994.02 ="],
    sum: "-10.98", details: 1, errors: [],
  },
};
