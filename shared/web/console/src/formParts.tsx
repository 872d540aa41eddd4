import { unwrap } from '@ecommerce/client';
import Add from '@mui/icons-material/Add';
import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import {
  ArrayInput,
  AutocompleteInput,
  required,
  SaveButton,
  SimpleFormIterator,
  TextInput,
  Toolbar,
  useLocale,
  useNotify,
  useSimpleFormIterator,
  useTranslate,
} from 'react-admin';
import { countriesIn } from './countries.ts';
import { errorText } from './errorText.ts';
import { shop } from './shop.ts';

/** A heading within a form. */
export const FormSection = ({ title, hint }: { title: string; hint?: string }) => {
  const translate = useTranslate();
  return (
    <>
      <Typography variant="h6" component="h2" sx={{ mt: 2 }}>
        {translate(title)}
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
        {hint && translate(hint)}
      </Typography>
    </>
  );
};

type EntriesInputProps = { source: string; add: string; children: ReactNode; defaultValue?: object[] };

/** The bar of a form: the button that saves, and others beside it. */
export const SaveBar = ({ children }: { children?: ReactNode }) => (
  <Toolbar sx={{ gap: 1, justifyContent: 'space-between' }}>
    <SaveButton alwaysEnable />
    <Stack direction="row" spacing={1}>
      {children}
    </Stack>
  </Toolbar>
);

const AddEntry = ({ text }: { text: string }) => {
  const translate = useTranslate();
  const { add } = useSimpleFormIterator();
  return (
    <Button size="small" startIcon={<Add />} onClick={() => add()}>
      {translate(text)}
    </Button>
  );
};

/** The fields of an entry beside each other, as many as fit; a list within it has the whole width. The button that removes it is seen. */
const entries = {
  '& .RaSimpleFormIterator-line': { pt: 1 },
  '& .RaSimpleFormIterator-form': {
    display: 'grid',
    flex: 1,
    gap: '0 1em',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 190px), 1fr))',
  },
  '& .RaArrayInput-root': { gridColumn: '1 / -1' },
  '& .RaSimpleFormIterator-action': { visibility: 'visible' },
};

/** A list of entries within a form, each with the fields in `children`. @param add the key of the text of the button that adds one */
export const EntriesInput = ({ source, add, children, ...props }: EntriesInputProps) => (
  <ArrayInput source={source} label={`console.settings.${source}`} {...props}>
    <SimpleFormIterator inline disableReordering disableClear addButton={<AddEntry text={add} />} sx={entries}>
      {children}
    </SimpleFormIterator>
  </ArrayInput>
);

/** Returns a function that says why something failed. */
export const useFailureNotice = () => {
  const notify = useNotify();
  const translate = useTranslate();
  return (error: unknown) => notify(errorText(error, translate), { type: 'error', autoHideDuration: 10_000 });
};

/** Reads the currency of the shop. */
export const useShopCurrency = (): string => {
  const { data } = useQuery({
    queryKey: ['currency'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => unwrap(shop.orders.GET('/shipping-methods')),
  });
  return data?.currency ?? '';
};

/** Returns the countries as choices of an input. */
export const useCountries = () => {
  const locale = useLocale();
  return useMemo(() => countriesIn(locale), [locale]);
};

const LINES = ['name', 'company', 'line1', 'line2', 'postalCode', 'city', 'region', 'phone'] as const;
const NEEDED: readonly string[] = ['name', 'line1', 'city'];

/** The fields of an address below `source`. Without an address all stay empty. */
export const AddressInputs = ({ source, isNeeded }: { source: string; isNeeded: boolean }) => {
  const validate = isNeeded ? { validate: required() } : {};
  return (
    <>
      <AutocompleteInput
        source={`${source}.country`}
        label="console.address.countryName"
        choices={useCountries()}
        translateChoice={false}
        {...validate}
      />
      {LINES.map((line) => (
        <TextInput
          key={line}
          source={`${source}.${line}`}
          label={`console.address.${line}`}
          {...(NEEDED.includes(line) && validate)}
        />
      ))}
    </>
  );
};
