import { readFileSync } from 'node:fs';

const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Version of this release, defined only in package.json. */
export const RELEASE: string = packageJson.version;
