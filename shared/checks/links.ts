import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds relative links of a Markdown page whose file or heading does not exist. */
export const brokenLinks = (page: string): string[] => {
  const text = withoutCode(readFileSync(page, 'utf8'));
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    return !leadsSomewhere(link.startsWith('#') ? page + link : join(dirname(page), link));
  });
};

/** Whether a path, with or without a heading's anchor, exists in the working directory. */
export const leadsSomewhere = (link: string): boolean => {
  const [path = '', heading] = link.split('#');
  return existsSync(path) && (heading === undefined || headingsOf(path).includes(heading));
};

const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, '');

/** Returns the anchors of a page's headings, as GitHub generates them. */
const headingsOf = (page: string): string[] =>
  [...withoutCode(readFileSync(page, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
