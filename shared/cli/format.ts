import { readFileSync, writeFileSync } from 'node:fs';
import { markdownPages } from '../checks/markdownPages.ts';
import { sentencePerLine } from '../checks/sentencePerLine.ts';
import { commandLine } from './commandLine.ts';
import { run } from './steps.ts';

/** `npm run format`: formats code and pages as `npm run check` requires. */
commandLine('format').parse();

for (const page of markdownPages()) {
  const text = readFileSync(page, 'utf8');
  const formatted = sentencePerLine(text);
  if (formatted === text) continue;
  writeFileSync(page, formatted);
  console.log(page);
}
process.exitCode = await run('biome', ['check', '--write']);
