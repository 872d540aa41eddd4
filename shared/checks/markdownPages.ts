import { globSync } from 'node:fs';

/** Pages that are rewritten just now, and are formatted after that. */
const NOT_YET = ['docs/adr/**', 'docs/figures.md'];

/** The Markdown pages of the project, below the working directory. */
export const markdownPages = (): string[] =>
  globSync(['*.md', '{docs,shared,*Service,.github}/**/*.md'], { exclude: ['**/node_modules', ...NOT_YET] }).sort();
