import { writeFileSync } from 'node:fs';
import { asyncApiDocument, DOCUMENT_FILE } from '../asyncapi/document.ts';
import { commandLine } from './commandLine.ts';

/** `npm run asyncapi`: regenerates the document of all events from their schemas. */

commandLine('asyncapi').parse();

writeFileSync(DOCUMENT_FILE, `${JSON.stringify(asyncApiDocument(), null, 2)}\n`);
console.log(DOCUMENT_FILE);
