import { writeFileSync } from 'node:fs';
import { asyncApiDocument, DOCUMENT_FILE } from '../asyncapi/document.ts';
import { commandLine } from './commandLine.ts';

/** `npm run asyncapi`: writes the document of the order events anew from their schemas. */

commandLine('asyncapi', `Writes docs/asyncapi.json anew, from the schemas in shared/src/events.`).parse();

writeFileSync(DOCUMENT_FILE, `${JSON.stringify(asyncApiDocument(), null, 2)}\n`);
console.log(DOCUMENT_FILE);
