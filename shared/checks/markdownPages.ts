import { globSync } from 'node:fs';

/** Lists the project's Markdown pages in the working directory. */
export const markdownPages = (): string[] =>
  globSync(['*.md', '{docs,shared,*Service,.github}/**/*.md'], { exclude: ['**/node_modules'] }).sort();
