import { rateLimit } from './rateLimit.ts';

/** How often one client may ask for an upload URL where anyone may: enough to fill a shop by hand. Each request can make a row and a file. */
export const uploadLimit = rateLimit<unknown>({ attempts: 300, seconds: 3600 });
