/** What the package leaves out. */
declare module "iban-to-bic" {
  const registries: {
    /** @returns undefined for an IBAN that is wrong, of another country, or of an unknown bank */
    ibanToBic(iban: string): string | undefined;
  };
  export default registries;
}
