/** Replaces the types of @whatwg-node/fetch in tsconfig.json: those make the globals of browsers known to all code of the repository. */
export declare const Response: typeof globalThis.Response;
export declare const createFetch: () => typeof globalThis;
