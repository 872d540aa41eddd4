import { Button, Stack, Typography } from '@mui/material';
import { SearchInput, type SearchInputProps, useListContext, useTranslate } from 'react-admin';

/** A search field as a filter. @param placeholder the key of its text */
export const TextSearch = ({ placeholder = '', ...props }: SearchInputProps & { alwaysOn?: boolean }) => {
  const translate = useTranslate();
  return <SearchInput {...props} placeholder={translate(placeholder)} sx={{ minWidth: 260 }} />;
};

/** Says that a list is empty. @param text the key of the text */
export const NothingFound = ({ text }: { text: string }) => {
  const translate = useTranslate();
  return <Typography sx={{ p: 3 }}>{translate(text)}</Typography>;
};

/** Leads to the next and the previous page. The APIs page by cursor, so nobody knows how many pages there are. */
export const CursorPagination = () => {
  const translate = useTranslate();
  const { page, setPage, hasNextPage, hasPreviousPage } = useListContext();
  if (!hasNextPage && !hasPreviousPage) return null;
  return (
    <Stack direction="row" spacing={1} sx={{ justifyContent: 'flex-end', p: 1 }}>
      <Button disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate('ra.navigation.previous')}
      </Button>
      <Button disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate('ra.navigation.next')}
      </Button>
    </Stack>
  );
};
