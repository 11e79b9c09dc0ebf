export { apiError } from './api-error.js'
export type { MockAccount, MockPosition } from './broker/accounts.js'
export {
  createHandlers,
  type MockCall,
  type MockCredentials,
  type MockFaults,
  type MockLogEntry,
  type MockOptions,
  type MockOverrides,
} from './create-handlers.js'
