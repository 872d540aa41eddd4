const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

const decoded = (entity: string, name: string): string => {
  if (!name.startsWith('#')) return ENTITIES[name] ?? entity;
  const codePoint = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return codePoint <= 0x10_ff_ff ? String.fromCodePoint(codePoint) : entity;
};

/** Returns what a reader of a simple HTML page sees, one line for each block. */
export const htmlText = (html: string): string =>
  html
    .replaceAll(/<(head|style|script)\b.*?<\/\1\s*>/gis, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<br\b[^>]*>|<\/(?:p|h\d|tr|div|li)>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]+);/gi, decoded)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
