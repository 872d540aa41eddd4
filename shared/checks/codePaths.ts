import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';

/** Paths that git does not track: they may exist or not. */
const NOT_IN_GIT = ['.git', '.local', 'node_modules'];

/**
 * Finds paths from the repository's root, in code spans of a Markdown page, that do not exist. A `*` or a `{placeholder}` matches any
 * name. For "`name` in `path`", the file must contain the name as well.
 */
export const brokenPaths = (page: string): string[] => {
  const prose = page.replace(/^ *```[\s\S]*?^ *```/gm, '');
  const paths = [...prose.matchAll(/`([^`\s]+)`/g)].map(([, span = '']) => span).filter(isPath);
  const named = [...prose.matchAll(/`(\w+)`\s+in\s+`([^`\s]+)`/g)].map(([, name = '', path = '']) => ({ name, path }));
  return [
    ...paths.filter((path) => filesAt(path).length === 0),
    ...named
      .filter(({ name, path }) => isPath(path) && filesAt(path).length > 0 && !contains(path, name))
      .map(({ name, path }) => `${name} in ${path}`),
  ];
};

const isPath = (span: string): boolean => {
  if (/^\w+Service\/\w+$/.test(span)) return false; // the name of a parameter
  const [first = ''] = span.split('/');
  if (!/^[\w.{}*/-]+$/.test(span)) return false;
  const isTopLevel = readdirSync('.').includes(first) && !NOT_IN_GIT.includes(first);
  return span.includes('/')
    ? isTopLevel || first === '{service}'
    : /^[\w.]+\.(md|json|ts|yml)$/.test(span) && isTopLevel;
};

const filesAt = (path: string): string[] =>
  globSync(
    path
      .replace('{service}', '*Service')
      .replaceAll(/\{[^}]*\}/g, '*')
      .replace(/\/$/, ''),
  );

const contains = (path: string, name: string): boolean =>
  filesAt(path).some((file) => statSync(file).isFile() && new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8')));
