// Tables that few runs ask. The build puts them into a file of its own, which is loaded by the first call.
export { connectorPairs, connectorTypes } from './connectors.js';
export { heavyImports } from './heavy-imports.js';
export { overbroadPolicies } from './managed-policies.js';
export { rareManagedPolicyRows } from './rare-managed-policies.js';
export { rarePolicyTemplates } from './rare-policy-templates.js';
export { boto3Methods, boto3Resources, sdkWaiters } from './sdk.js';
