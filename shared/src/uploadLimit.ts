import type { RateLimitDefinition } from './route.ts';

/**
 * The limit of upload URLs per client where anyone may request them: enough to fill a shop by hand. Each request can create a row and a
 * file.
 */
export const UPLOAD_LIMIT: RateLimitDefinition = { client: { attempts: 300, seconds: 3600 } };
