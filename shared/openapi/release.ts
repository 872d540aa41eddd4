import { readFileSync } from 'node:fs';

const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Version of this release, which package.json alone states. */
export const RELEASE: string = packageJson.version;
