import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { asyncApiDocument, DOCUMENT_FILE } from '../asyncapi/document.ts';

/** `npm run asyncapi`: writes the document of the order events anew from their schemas. */

const usage = `Usage: npm run asyncapi

Writes docs/asyncapi.json anew, from the schemas in shared/src/events and the subscriptions in orderService/serverless.yml.`;

try {
  parseArgs({ options: {} });
} catch {
  console.error(usage);
  process.exit(2);
}
writeFileSync(DOCUMENT_FILE, `${JSON.stringify(asyncApiDocument(process.cwd()), null, 2)}\n`);
console.log(DOCUMENT_FILE);
