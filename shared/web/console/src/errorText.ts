import { ShopError } from '@ecommerce/client';
import { fieldText, type Translate } from './fieldText.ts';
import { PictureRefused } from './pictures/uploadPicture.ts';

/** Says what went wrong in the person's language, if the console has a text for it; else as the API says it. */
export const errorText = (error: unknown, translate: Translate): string => {
  if (error instanceof PictureRefused) return translate('console.pictures.refused');
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ShopError)) return message;
  const fields = (error.failure.issues ?? []).map((issue) =>
    [issue.path, fieldText(issue.message, translate)].filter(Boolean).join(': '),
  );
  return [translate(`console.errors.${error.code}`, { _: error.failure.error }), ...fields].join(' ');
};
