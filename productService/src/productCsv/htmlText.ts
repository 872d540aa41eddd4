import { Parser } from 'htmlparser2';

/** Elements whose content is never text for people. */
const HIDDEN = new Set(['head', 'iframe', 'noscript', 'object', 'script', 'style', 'svg', 'template', 'title']);

/** Elements that stand apart from the text around them, by the line breaks before and after them. */
const BREAKS = new Map([
  ...'blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre section table ul'.split(' ').map((name) => [name, 2] as const),
  ...'article dd div dt figcaption footer header hr li tr'.split(' ').map((name) => [name, 1] as const),
]);

/**
 * Converts HTML to plain text: paragraphs are separated by an empty line, list entries begin with `- `, and scripts, styles and all other
 * markup are dropped. What it returns holds no markup, but may hold `<` from `&lt;`: it has to be shown as text.
 */
export const htmlText = (html: string): string => {
  let text = '';
  let hidden = 0;
  const breakLine = (count: number) => {
    const kept = text.trimEnd();
    const there = text.length - text.replace(/\n+$/, '').length;
    text = kept === '' ? '' : kept + '\n'.repeat(Math.max(there, count));
  };
  const parser = new Parser({
    onopentagname: (name) => {
      if (HIDDEN.has(name)) hidden += 1;
      const breaks = BREAKS.get(name);
      if (name === 'br') text = `${text.trimEnd() === '' ? '' : text}\n`;
      else if (breaks !== undefined && !text.endsWith('\n- ')) breakLine(breaks);
      if (name === 'li') text += '- ';
      if ((name === 'td' || name === 'th') && !text.endsWith('\n')) text += ' ';
    },
    onclosetag: (name) => {
      if (HIDDEN.has(name)) hidden -= 1;
      const breaks = BREAKS.get(name);
      if (breaks !== undefined) breakLine(breaks);
    },
    ontext: (piece) => {
      if (hidden > 0) return;
      const flat = piece.replace(/\s+/g, ' ');
      text += text === '' || /\s$/.test(text) ? flat.trimStart() : flat;
    },
  });
  parser.end(html);
  return text.trim();
};
