import { POOL_ID, startPool } from './cognitoFixture.ts';

const { cognito, clientId } = await startPool({ options: { directory: String(process.argv[2]) } });
cognito.createGroup({ userPoolId: POOL_ID, name: 'admin' });
console.log(cognito.url, clientId);
