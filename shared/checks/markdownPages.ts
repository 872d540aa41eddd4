import { globSync } from 'node:fs';

/** The Markdown pages of the project, below the working directory. */
export const markdownPages = (): string[] =>
  globSync(['*.md', '{docs,shared,*Service,.github}/**/*.md'], { exclude: ['**/node_modules'] }).sort();
