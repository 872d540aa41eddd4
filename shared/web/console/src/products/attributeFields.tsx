import Add from '@mui/icons-material/Add';
import Delete from '@mui/icons-material/Delete';
import { Box, Button, FormHelperText, IconButton, Stack, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { FormSection } from '../formParts.tsx';
import { errorOf, type FieldErrors } from './productFields.tsx';

/** The most attributes of a product. */
const MAX_ATTRIBUTES = 30;
const VALUE = 'attributes.';
const NAME = 'attributeName';

type Attributes = Record<string, string>;
type Row = { key: number; name: string; value: string };
type AttributeRowProps = { row: Row; errors: FieldErrors; isNew: boolean; onRemove(): void };

/** Returns the attributes of a form. @throws an Error with `message` if two have the same name, of which one would be lost */
export const attributesIn = (form: FormData, message: string): Attributes => {
  const names = form.getAll(NAME).map((name) => String(name).trim());
  if (new Set(names).size < names.length) throw new Error(message);
  return Object.fromEntries(names.map((name) => [name, String(form.get(`${VALUE}${name}`) ?? '').trim()]));
};

const AttributeRow = ({ row, errors, isNew, onRemove }: AttributeRowProps) => {
  const translate = useTranslate();
  const [name, setName] = useState(row.name);
  const field = `${VALUE}${name.trim()}`;
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: 'start' }}>
      <TextField
        name={NAME}
        label={translate('console.attributes.name')}
        value={name}
        onChange={({ target }) => setName(target.value)}
        autoFocus={isNew}
        required
        slotProps={{ htmlInput: { maxLength: 50 } }}
        sx={{ flex: '1 1 0', minWidth: 0 }}
      />
      <TextField
        name={field}
        label={translate('console.attributes.value')}
        defaultValue={row.value}
        required
        slotProps={{ htmlInput: { maxLength: 200 } }}
        {...errorOf(errors, field)}
        sx={{ flex: '2 1 0', minWidth: 0 }}
      />
      <IconButton aria-label={translate('console.attributes.remove', { name })} onClick={onRemove}>
        <Delete />
      </IconButton>
    </Stack>
  );
};

/** What sets a product apart, by name: the fields of a form. */
export const AttributeFields = ({ attributes, errors }: { attributes: Attributes; errors: FieldErrors }) => {
  const translate = useTranslate();
  const addButton = useRef<HTMLButtonElement>(null);
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(attributes).map(([name, value], at) => ({ key: at, name, value })),
  );
  const [nextKey, setNextKey] = useState(rows.length);
  const add = () => {
    setRows([...rows, { key: nextKey, name: '', value: '' }]);
    setNextKey(nextKey + 1);
  };
  const remove = (removed: Row) => {
    setRows(rows.filter((row) => row !== removed));
    addButton.current?.focus();
  };
  return (
    <Box>
      <FormSection title="console.attributes.title" hint="console.attributes.hint" />
      <Stack spacing={2}>
        {rows.map((row) => (
          <AttributeRow key={row.key} row={row} errors={errors} isNew={row.name === ''} onRemove={() => remove(row)} />
        ))}
      </Stack>
      {errors.attributes && <FormHelperText error>{errors.attributes}</FormHelperText>}
      <Button
        ref={addButton}
        size="small"
        startIcon={<Add />}
        aria-disabled={rows.length >= MAX_ATTRIBUTES}
        onClick={() => rows.length < MAX_ATTRIBUTES && add()}
        sx={{ mt: 1 }}
      >
        {translate('console.attributes.add')}
      </Button>
    </Box>
  );
};
