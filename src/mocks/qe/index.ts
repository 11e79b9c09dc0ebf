export type { MockCredentials } from '../credentials.js'
export { createHandlers, type MockCall, type MockLogEntry, type MockOptions, type MockOverrides } from './create-handlers.js'
export { apiError } from './envelope.js'
