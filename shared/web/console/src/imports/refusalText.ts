import { fieldText, type Translate } from '../fieldText.ts';

/** Says why a line was refused, in the person's language: the columns' reasons are those of the API's fields. */
export const refusalText = (reason: string, translate: Translate): string =>
  reason
    .split('; ')
    .map((part) => {
      const [, column = '', message = part] = /^([^:]+: )(.*)$/s.exec(part) ?? [];
      return column + fieldText(message, translate);
    })
    .join('; ');
