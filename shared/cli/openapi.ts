import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DOCUMENTS_FOLDER, documentFile, makeDocuments } from '../openapi/services.ts';

/** `npm run openapi`: writes the services' OpenAPI documents anew from their code. */

const usage = `Usage: npm run openapi

Writes docs/openapi/*.json anew, from the schemas that the services check with and from {service}/openapi.`;

const write = (file: string, content: unknown): void => {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(file);
};

try {
  parseArgs({ options: {} });
} catch {
  console.error(usage);
  process.exit(2);
}
mkdirSync(DOCUMENTS_FOLDER, { recursive: true });
for (const [service, document] of await makeDocuments(process.cwd())) write(documentFile(service), document);
