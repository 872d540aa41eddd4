import type { Schemas } from '@ecommerce/client';
import { useId } from 'react';
import { useFormat } from '../format.ts';
import { isRecord } from '../storage.ts';
import { useTexts } from '../texts.ts';
import { COUNTRIES, hasPostalCode, likelyCountry, needsRegion } from './countries.ts';
import type { FieldErrors } from './errorTexts.ts';
import { Field } from './fields.tsx';

export type Address = NonNullable<Schemas['orders']['CheckoutBody']['shippingAddress']>;

const FIELDS = ['name', 'company', 'line1', 'line2', 'postalCode', 'city', 'region', 'country', 'phone'] as const;

/** An address that is being typed. */
export type AddressDraft = Record<(typeof FIELDS)[number], string>;

/** Turns what was stored, or a saved address, into a draft. */
export const addressDraft = (stored?: unknown): AddressDraft => {
  const known = isRecord(stored) ? stored : {};
  const text = (field: string) => (typeof known[field] === 'string' ? String(known[field]) : '');
  const draft = Object.fromEntries(FIELDS.map((field) => [field, text(field)])) as AddressDraft;
  return draft.country === '' ? { ...draft, country: likelyCountry() } : draft;
};

/** Returns the address as the APIs take it; `undefined` while something that every address needs is missing. */
export const completeAddress = (draft: AddressDraft): Address | undefined => {
  const entries = FIELDS.map((field) => [field, draft[field].trim()] as const).filter(
    ([field, text]) => text !== '' && isAsked(field, draft.country),
  );
  const address = Object.fromEntries(entries) as Partial<Address>;
  const { name, line1, city, country, postalCode, region } = address;
  const isComplete =
    (postalCode !== undefined || !hasPostalCode(draft.country)) &&
    (region !== undefined || !needsRegion(draft.country));
  return name && line1 && city && country && isComplete ? { ...address, name, line1, city, country } : undefined;
};

const isAsked = (field: string, country: string): boolean =>
  field === 'postalCode' ? hasPostalCode(country) : field !== 'region' || needsRegion(country);

type FieldsProps = {
  draft: AddressDraft;
  onChange: (draft: AddressDraft) => void;
  refused: FieldErrors;
  /** What browsers call the address, to fill in the right one. */
  kind?: 'shipping' | 'billing';
  /** Whether country and region stay as they are. */
  isPlaceFixed?: boolean;
};

/** The fields of an address. */
export const AddressFields = ({ draft, onChange, refused, kind, isPlaceFixed = false }: FieldsProps) => {
  const t = useTexts();
  const field = (name: keyof AddressDraft, autoComplete: string) => ({
    label: t.address[name],
    value: draft[name],
    onChange: (value: string) => onChange({ ...draft, [name]: value }),
    error: refused[name],
    maxLength: 128,
    autoComplete: kind ? `${kind} ${autoComplete}` : autoComplete,
  });
  return (
    <div className="fields">
      <Field {...field('name', 'name')} required />
      <Country
        value={draft.country}
        autoComplete={kind ? `${kind} country` : 'country'}
        isFixed={isPlaceFixed}
        error={refused.country}
        onChange={(country) => onChange({ ...draft, country })}
      />
      <Field {...field('line1', 'address-line1')} required />
      <Field {...field('line2', 'address-line2')} />
      <div className="pair">
        {hasPostalCode(draft.country) && <Field {...field('postalCode', 'postal-code')} maxLength={32} required />}
        <Field {...field('city', 'address-level2')} required />
      </div>
      {needsRegion(draft.country) && (
        <Field {...field('region', 'address-level1')} hint={t.address.regionHint} readOnly={isPlaceFixed} required />
      )}
      <Field {...field('company', 'organization')} />
      <Field {...field('phone', 'tel')} type="tel" maxLength={40} />
    </div>
  );
};

type CountryProps = {
  value: string;
  autoComplete: string;
  isFixed: boolean;
  error: string | undefined;
  onChange: (country: string) => void;
};

const Country = ({ value, autoComplete, isFixed, error, onChange }: CountryProps) => {
  const t = useTexts();
  const { country } = useFormat();
  const id = useId();
  const about = `${id}-about`;
  const named = COUNTRIES.map((code) => ({ code, name: country(code) })).sort((one, other) =>
    one.name.localeCompare(other.name),
  );
  return (
    <div className="field">
      <label htmlFor={id}>{t.address.country}</label>
      <select
        id={id}
        autoComplete={autoComplete}
        value={value}
        disabled={isFixed}
        aria-invalid={error !== undefined}
        aria-describedby={error || isFixed ? about : undefined}
        onChange={({ target }) => onChange(target.value)}
      >
        {named.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      {(error || isFixed) && (
        <p id={about} className={error ? 'bad' : 'hint'}>
          {error ?? t.address.placeFixed}
        </p>
      )}
    </div>
  );
};

/** An address as it stands on a parcel. */
export const AddressLines = ({ address }: { address: Address }) => {
  const { country } = useFormat();
  const { name, company, line1, line2, postalCode, city, region, phone } = address;
  const place = [postalCode, city, region].filter(Boolean).join(' ');
  const lines = [name, company, line1, line2, place, country(address.country), phone].filter((line) => line);
  return (
    <address>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </address>
  );
};
