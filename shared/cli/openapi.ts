import { mkdirSync, writeFileSync } from 'node:fs';
import { DOCUMENTS_FOLDER, makeFiles } from '../openapi/services.ts';
import { commandLine } from './commandLine.ts';

/** `npm run openapi`: writes the services' OpenAPI documents and the Postman collection anew from their code. */

commandLine('openapi').parse();

mkdirSync(DOCUMENTS_FOLDER, { recursive: true });
for (const [file, content] of await makeFiles(process.cwd())) {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(file);
}
