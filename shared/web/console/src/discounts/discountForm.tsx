import {
  AutocompleteArrayInput,
  BooleanInput,
  DateTimeInput,
  FormDataConsumer,
  NumberInput,
  ReferenceArrayInput,
  required,
  SelectInput,
  TextArrayInput,
  TextInput,
} from 'react-admin';
import { FormSection, useShopCurrency } from '../formParts.tsx';
import { KINDS } from './discountData.ts';

const count = { min: 1, step: 1 };

const Value = ({ kind, currency }: { kind: string | undefined; currency: string }) => {
  const needed = { validate: required() };
  if (kind === 'amount') return <NumberInput source="amount" min={0} step="any" helperText={currency} {...needed} />;
  if (kind === 'percent') return <NumberInput source="percent" min={0} max={100} step="any" {...needed} />;
  if (kind !== 'buy') return null;
  return (
    <>
      <NumberInput source="buy.quantity" {...count} {...needed} />
      <NumberInput source="buy.get" {...count} {...needed} />
      <NumberInput source="buy.percent" min={0} max={100} step="any" {...needed} />
    </>
  );
};

/** The fields of a discount. @param isNew whether its code can still be chosen */
export const DiscountFields = ({ isNew }: { isNew: boolean }) => {
  const currency = useShopCurrency();
  return (
    <>
      <TextInput source="code" readOnly={!isNew} helperText={isNew && 'console.discounts.codeHint'} />
      <TextInput source="label" helperText="console.discounts.labelHint" />
      <SelectInput
        source="kind"
        validate={required()}
        choices={KINDS.map((id) => ({ id, name: `console.discounts.kind.${id}` }))}
      />
      <FormDataConsumer>{({ formData }) => <Value kind={formData.kind} currency={currency} />}</FormDataConsumer>
      <FormSection title="console.discounts.conditions" hint="console.discounts.conditionsHint" />
      <DateTimeInput source="startsAt" />
      <DateTimeInput source="endsAt" />
      <NumberInput source="minSubtotal" min={0} step="any" helperText={currency} />
      <TextArrayInput source="categories" />
      <ReferenceArrayInput source="productIds" reference="products">
        <AutocompleteArrayInput optionText="productName" filterToQuery={(q: string) => (q ? { q } : {})} />
      </ReferenceArrayInput>
      <NumberInput source="maxUses" {...count} />
      <NumberInput source="maxUsesPerCustomer" {...count} />
      <BooleanInput source="firstOrderOnly" />
      <BooleanInput source="combinable" />
    </>
  );
};
