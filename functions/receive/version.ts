/** Of the enricher, beside logs and metrics; package.json says the same. */
export const version = '0.1.0';
