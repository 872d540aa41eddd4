import type { CsvRecord } from './csvRecords.ts';
import { type ImportedPicture, importedPicture, tenPictures } from './importedPicture.ts';
import { hasVariant, numberOf } from './shopifyVariant.ts';

/** Returns the place that a line gives its picture; the last for a line without one. */
const placeOf = ({ cell }: CsvRecord): number => {
  const place = numberOf(cell('Image Position'));
  return typeof place === 'number' ? place : Number.POSITIVE_INFINITY;
};

const byPlace = (one: CsvRecord, other: CsvRecord): number =>
  placeOf(one) === placeOf(other) ? 0 : placeOf(one) - placeOf(other);

/** Returns the pictures of a product's lines in a product export of Shopify, in their places, each with the variants that show it. */
export const shopifyPictures = (records: CsvRecord[]): ImportedPicture[] => {
  const pictures = new Map<string, ImportedPicture>();
  const add = ({ line, cell }: CsvRecord, column: string, alt: string): void => {
    const url = cell(column);
    if (url === '' || pictures.has(url)) return;
    pictures.set(url, importedPicture({ line, column, url, alt, altColumn: 'Image Alt Text' }));
  };
  for (const record of records.toSorted(byPlace)) add(record, 'Image Src', record.cell('Image Alt Text'));
  for (const [index, record] of records.filter(hasVariant).entries()) {
    add(record, 'Variant Image', '');
    pictures.get(record.cell('Variant Image'))?.shownBy.push(index);
  }
  return tenPictures([...pictures.values()]);
};
