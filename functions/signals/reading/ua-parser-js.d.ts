/** Version 1 (MIT) brings no types. Only what is used here. */
declare module 'ua-parser-js' {
  export class UAParser {
    /** Reads the first 500 characters. Parsing happens in the getters. */
    constructor(userAgent: string);
    getBrowser(): {
      readonly name: string | undefined;
      readonly version: string | undefined;
      readonly major: string | undefined;
    };
    getOS(): { readonly name: string | undefined; readonly version: string | undefined };
  }
}
