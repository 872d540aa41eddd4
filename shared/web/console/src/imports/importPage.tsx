import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { errorText } from '../errorText.ts';
import { DropZone } from '../pictures/dropZone.tsx';
import { Section } from '../section.tsx';
import { LONG_WORDS } from '../theme.ts';
import { beginImport, readExport, saveFile, whyNotImported } from './importData.ts';
import { ImportState } from './importState.tsx';

/** Carries out one thing at a time, and says what went wrong with the last. */
const useAction = () => {
  const translate = useTranslate();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const run = async (action: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await action();
    } catch (error) {
      setFailure(errorText(error, translate));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure };
};

const Failure = ({ text }: { text: string | undefined }) =>
  text === undefined ? null : (
    <Alert severity="error" role="alert" sx={LONG_WORDS}>
      {text}
    </Alert>
  );

/** Takes a file, and checks or imports it. @param onBegun gets the import's id */
const ImportForm = ({ onBegun }: { onBegun(id: string): void }) => {
  const translate = useTranslate();
  const { run, busy, failure } = useAction();
  const [file, setFile] = useState<File>();
  const why = file && whyNotImported(file);
  const begin = (dryRun: boolean) => {
    if (file) run(async () => onBegun(await beginImport(file, dryRun)));
  };
  const disabled = !file || why !== undefined || busy;
  return (
    <Section title={translate('console.imports.import')}>
      <Stack spacing={2}>
        <Typography variant="body2" color="text.secondary">
          {translate('console.imports.hint')}
        </Typography>
        <DropZone
          text={file ? file.name : translate('console.imports.drop')}
          limits="console.imports.limits"
          accept=".csv,.txt,text/csv"
          isWrong={why !== undefined}
          disabled={busy}
          onFiles={([first]) => setFile(first)}
        />
        <Failure text={why ? translate(`console.imports.${why}`) : failure} />
        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
          <Button variant="outlined" disabled={disabled} onClick={() => begin(true)}>
            {translate('console.imports.onlyCheck')}
          </Button>
          <Button variant="contained" disabled={disabled} onClick={() => begin(false)}>
            {translate('console.imports.begin')}
          </Button>
        </Stack>
        <Typography variant="body2" role="status">
          {busy && translate('console.imports.sending')}
        </Typography>
      </Stack>
    </Section>
  );
};

const Export = () => {
  const translate = useTranslate();
  const { run, busy, failure } = useAction();
  const download = () => run(async () => saveFile(await readExport(), 'products.csv'));
  return (
    <Section title={translate('console.imports.export')}>
      <Stack spacing={2}>
        <Typography variant="body2" color="text.secondary">
          {translate('console.imports.exportHint')}
        </Typography>
        <Box>
          <Button variant="outlined" disabled={busy} onClick={download}>
            {translate('console.imports.download')}
          </Button>
        </Box>
        <Typography variant="body2" role="status">
          {busy && translate('console.imports.writing')}
        </Typography>
        <Failure text={failure} />
      </Stack>
    </Section>
  );
};

/** Imports products from a file, and exports them. The import that is shown is in the address: it goes on without the page. */
export const ImportPage = () => {
  const translate = useTranslate();
  const [address, setAddress] = useSearchParams();
  const id = address.get('id');
  return (
    <Stack spacing={2} sx={{ py: 2, maxWidth: 900 }}>
      <Title title={translate('console.imports.title')} />
      <ImportForm onBegun={(begun) => setAddress({ id: begun })} />
      {id && <ImportState key={id} id={id} />}
      <Export />
    </Stack>
  );
};
