import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  paginateListUsersInGroup,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { cognito } from '../account/cognitoPool.ts';

const { USER_POOL_ID: UserPoolId } = readEnvironment({ USER_POOL_ID: name });

/** Returns the groups of a user. */
export const groupsOf = async (Username: string): Promise<string[]> => {
  const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return Groups.flatMap(({ GroupName }) => (GroupName === undefined ? [] : [GroupName])).sort();
};

/** Puts a user into a group; one that is in it stays. */
export const addToGroup = async (Username: string, GroupName: string): Promise<void> => {
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
};

/** Takes a user out of a group; one that is not in it stays out. */
export const removeFromGroup = async (Username: string, GroupName: string): Promise<void> => {
  await cognito.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));
};

/** The ids (`sub`) of a group's users. The list may lag behind. */
export const listMembers = async function* (GroupName: string): AsyncGenerator<string> {
  const pages = paginateListUsersInGroup({ client: cognito, pageSize: 60 }, { UserPoolId, GroupName });
  for await (const { Users = [] } of pages) {
    for (const { Attributes = [] } of Users) {
      const sub = Attributes.find(({ Name }) => Name === 'sub')?.Value;
      if (sub !== undefined) yield sub;
    }
  }
};
