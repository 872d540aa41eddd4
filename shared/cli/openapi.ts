import { mkdirSync, writeFileSync } from 'node:fs';
import { DOCUMENTS_FOLDER, makeFiles } from '../openapi/services.ts';
import { commandLine } from './commandLine.ts';

/** `npm run openapi`: regenerates the OpenAPI documents, the Postman collection and the route facts in docs/routes.md and READMEs from the code. */

commandLine('openapi').parse();

mkdirSync(DOCUMENTS_FOLDER, { recursive: true });
for (const [file, content] of await makeFiles(process.cwd())) {
  writeFileSync(file, content);
  console.log(file);
}
