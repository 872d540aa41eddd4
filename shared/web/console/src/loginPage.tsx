import type { Failure } from '@ecommerce/client';
import { Alert, Button, Card, Link, Stack, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { Notification, useLocaleState, useLogin, useTranslate } from 'react-admin';
import { shop } from './shop.ts';

const fieldOf = (event: FormEvent<HTMLFormElement>, name: string): string =>
  String(new FormData(event.currentTarget).get(name) ?? '').trim();

/** Signs in with a password, and with a code where the account has an authenticator app. */
export const LoginPage = () => {
  const translate = useTranslate();
  const login = useLogin();
  const [locale, setLocale] = useLocaleState();
  const [failure, setFailure] = useState<Failure<string>>();
  const [mfaSession, setMfaSession] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const [email, password, code] = ['email', 'password', 'code'].map((name) => fieldOf(event, name));
    setBusy(true);
    const { data, error } =
      mfaSession === undefined
        ? await shop.session.signIn({ email: email ?? '', password: password ?? '' })
        : await shop.session.signInMfa({ session: mfaSession, code: code ?? '' });
    setBusy(false);
    setFailure(error);
    if (error?.code === 'INVALID_CREDENTIALS') setMfaSession(undefined); // the session of the challenge is over, too
    if (data?.challenge) setMfaSession(data.session);
    else if (data) await login({});
  };

  return (
    <Stack component="main" sx={{ minHeight: '100vh', alignItems: 'center', pt: { xs: 4, sm: 12 }, px: 2 }}>
      <Card sx={{ p: 3, width: '100%', maxWidth: 400 }}>
        <Stack component="form" onSubmit={submit} spacing={2} noValidate>
          <Typography component="h1" variant="h5">
            {translate('console.login.title')}
          </Typography>
          {failure && (
            <Alert severity="error" role="alert">
              {translate(`console.login.errors.${failure.code}`, {
                _: translate(`console.errors.${failure.code}`, { _: failure.error }),
              })}
            </Alert>
          )}
          {mfaSession === undefined ? (
            <>
              <TextField
                key="email"
                name="email"
                type="email"
                autoComplete="username"
                label={translate('console.login.email')}
                required
                autoFocus
              />
              <TextField
                key="password"
                name="password"
                type="password"
                autoComplete="current-password"
                label={translate('console.login.password')}
                required
              />
            </>
          ) : (
            <TextField
              key="code"
              name="code"
              autoComplete="one-time-code"
              slotProps={{ htmlInput: { inputMode: 'numeric' } }}
              label={translate('console.login.code')}
              helperText={translate('console.login.codeHint')}
              required
              autoFocus
            />
          )}
          <Button type="submit" variant="contained" size="large" disabled={busy}>
            {translate('ra.auth.sign_in')}
          </Button>
          <Typography variant="body2">{translate('console.login.forgotten')}</Typography>
          <Link component="button" type="button" onClick={() => setLocale(locale === 'de' ? 'en' : 'de')}>
            {locale === 'de' ? 'English' : 'Deutsch'}
          </Link>
        </Stack>
      </Card>
      <Notification />
    </Stack>
  );
};
