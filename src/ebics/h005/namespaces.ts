import { authenticationRules, vocabulary } from "../wire/dialect.ts";

/** EBICS 3.0; its signatures and signature keys are S002. */
export const h005Words = vocabulary("H005", "urn:org:ebics:H005", "http://www.ebics.org/S002");
export const h005Namespace = h005Words.namespace;

/** Writes elements of the message and order data namespace. */
export const { h } = h005Words;

/** What is signed in its messages. */
export const h005Authentication = authenticationRules(h005Namespace);
