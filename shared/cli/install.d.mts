/** See install.mjs, which has no types of its own: it runs before anything is installed. */
export function ensureInstalled(root: string, scope: 'runtime' | 'all'): Promise<void>;
