export { listAdministrators } from './access/administrators.ts';
export type { ApiToken } from './access/api-token.ts';
export { type CreatedToken, createToken, listTokens, revokeToken } from './access/manage-tokens.ts';
export { SCOPES } from './access/scopes.ts';
export { type Grant, grantScope, listGrants } from './access/service-apps/grants.ts';
export {
  createServiceApp,
  deleteServiceApp,
  type NewServiceApp,
  setServiceAppStatus,
} from './access/service-apps/manage-service-apps.ts';
export { assignRole, listRoles } from './access/service-apps/roles.ts';
export { getServiceApp, listServiceApps, type ServiceApp } from './access/service-apps/service-app.ts';
export { type Administration, openAdministration } from './administration.ts';
export { DEFAULT_HOST, DEFAULT_PORT, ENVIRONMENT, readPort, resolveConfig, type ServerConfig } from './config.ts';
export type { Transaction } from './database/transaction.ts';
export { addAttribute } from './directory/profile-schemas/add-attribute.ts';
export { loadProfileSchema } from './directory/profile-schemas/load-profile-schema.ts';
export { removeAttribute } from './directory/profile-schemas/remove-attribute.ts';
export { type AttributeChanges, updateAttribute } from './directory/profile-schemas/update-attribute.ts';
export type { FirstStart } from './first-start.ts';
export type { Log } from './http/log.ts';
export { getIdentitySource, type IdentitySource, listIdentitySources } from './identity-sources/identity-source.ts';
export {
  createIdentitySource,
  deleteIdentitySource,
  setSourceStatus,
  updateIdentitySource,
} from './identity-sources/manage-sources.ts';
export { type RunningServer, startServer } from './main.ts';
export { expressionProblem, expressionProblems } from './mappings/check-mapping.ts';
export type { MappingProperties, MappingProperty } from './mappings/mapping.ts';
export { getMapping, saveMapping } from './mappings/save-mapping.ts';
export { createOrg, dropOrg } from './orgs/create-org.ts';
export { ensureAdministrator } from './orgs/ensure-default-org.ts';
export type { Org } from './orgs/org.ts';
export { getOrg, listOrgs, type OrgRow, updateOrg } from './orgs/org-rows.ts';
export type { Act } from './system-log/act.ts';
export { SYSTEM } from './system-log/record-event.ts';
export type { ArmedFault, FaultKind, FaultMatch, NewFault } from './test-mode/faults/fault.ts';
export type { MadeTestOrg } from './test-mode/orgs/create-test-org.ts';
export type { Exchange } from './test-mode/recording/exchange.ts';
export { beginTestMode, endTestMode } from './test-mode/states.ts';
export { VERSION } from './version.ts';
