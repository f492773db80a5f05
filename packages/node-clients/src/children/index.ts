export { systemCertificates } from './certificates.ts'
export { childEnvironment, type ChildSettings } from './child-environment.ts'
export { type ChildRoutes, type ChildTarget, routeChildren } from './route-children.ts'
export { readUserFiles, type UserFiles } from './trust-files.ts'
