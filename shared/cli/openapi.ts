import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFiles } from '../openapi/services.ts';
import { commandLine } from './commandLine.ts';

/** `npm run openapi`: regenerates the OpenAPI documents, the Postman collection, the client's types and the route facts in docs/routes.md and READMEs from the code. */

commandLine('openapi').parse();

for (const [file, content] of await makeFiles(process.cwd())) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(file);
}
